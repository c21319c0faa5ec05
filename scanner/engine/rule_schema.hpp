// The JSON Schema of a rule file, made from the table of facts: an editor that has it offers what the program accepts.
#pragma once

#include <string>

namespace glance_audit::engine {

// JSON Schema, draft 7, with a line feed at its end. It accepts the rule files that parse_rule_file() accepts, save
// that it cannot tell whether a regular expression is one, nor whether a rule whose severity is changed is there.
std::string rule_schema();

}  // namespace glance_audit::engine
