// The findings as one JSON data block for the page's script: columns, not objects, so that a finding costs some 150
// bytes and 100,000 of them open at once. The scripts in this folder read it (data.js); nothing else does.
//
//   now, deceptive: [[first, last]…]   code points to be shown as labels
//   severities: [name…]   targets: [{name, engine}…]
//   rules:   [{id, title, subject, message, notes, shown, cure: {engine: {usual, unscrubbed: [{kind, text}…]}}}…]
//            as templates; unscrubbed: for images whose status is pending_delete
//   kinds:   {image: {ids, columns: {fact: {type, meaning, words?, values}}, extras: {row: {evidence, location}}}, …}
//   runs:    [{rule, target, severity, note, rows: […], fingerprints: "32 digits each"}…]   in the findings' order
//   whole:   {finding: {message?, commands?}}
//
// Rows are numbered by the finding that names them first, so the bytes do not depend on the order in which rows were
// read. A value is null where the world has none; a text may be an index into words; a time is a number of
// microseconds, or RFC 3339 text where a double cannot hold it. The script expands the templates itself; `whole` has
// the texts for which that would not be byte for byte the same, such as commands for an ID that is not plain ASCII.
//
// The block cannot end its <script> element: see append_json_string.
#pragma once

#include "reports/writer.hpp"
#include "scanner/model/audit_result.hpp"

namespace glance_audit::reports::html {

void write_data_block(const AuditResult& result, Output& out);

}  // namespace glance_audit::reports::html
