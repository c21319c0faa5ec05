// What is known of one image ID, or which IDs a name stands for: the answers of `glance-audit id`.
#pragma once

#include <array>
#include <string_view>

#include "reports/writer.hpp"

namespace glance_audit::reports {

// For each target the verdict, its findings, and what is known of the row and its children.
void write_id_text(const AuditResult& result, std::string_view id, const WriterOptions& options, Output& out);

// {"schema": "glance-audit/id/1", "id": …, "audit": {…}, "targets": [{"target", "release", "state", "facts",
// "child_rows", "who_may_create", "findings"}]}; state is null where a target has no trace of the ID.
void write_id_json(const AuditResult& result, std::string_view id, Output& out);

// What is told of each image of a name, beside its ID.
inline constexpr std::array kFactsOfNamed{Fact::state, Fact::visibility, Fact::owner, Fact::created_at,
                                          Fact::deleted_at};

// The images of that name (AuditResult::looked_up) in each target.
void write_named_text(const AuditResult& result, std::string_view name, const WriterOptions& options, Output& out);

// {"schema": "glance-audit/id/1", "name": …, "audit": {…}, "targets": [{"target", "release", "images": [{"id",
// "state", …}]}]}
void write_named_json(const AuditResult& result, std::string_view name, Output& out);

}  // namespace glance_audit::reports
