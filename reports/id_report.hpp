// What is known of one image ID: the answer of `glance-audit id`.
#pragma once

#include <string_view>

#include "reports/writer.hpp"

namespace glance_audit::reports {

// One entry for each row and each trace of the ID, in the order of the targets; a target without any says so.
void write_id_text(const AuditResult& result, std::string_view id, Output& out);

// {"schema": "glance-audit/id/1", "id": …, "complete": …, "targets": [{"target", "release", "state", "facts",
// "findings"}]}; state is null where a target has no trace of the ID.
void write_id_json(const AuditResult& result, std::string_view id, Output& out);

}  // namespace glance_audit::reports
