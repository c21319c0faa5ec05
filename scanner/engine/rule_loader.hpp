// Rule files: read, checked against the table of facts, compiled.
//
// Each mistake is a UsageError with file, line, the offending text and a caret, and the nearest right word: an unknown
// key, fact, word or severity, a value of the wrong type, a regular expression that is none.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/error.hpp"
#include "scanner/base/source_text.hpp"
#include "scanner/engine/mistakes.hpp"
#include "scanner/engine/rule.hpp"

namespace glance_audit::engine {

// A file that holds only `id` and `severity`: the severity of a rule that exists already.
struct SeverityChange {
    std::string id;
    std::vector<SeverityCase> cases;
    Severity severity = Severity::info;
    text::Place place;
};

struct RuleFile {
    std::vector<Rule> rules;  // one, or none where the file changes a severity
    std::vector<SeverityChange> changes;
    Mistakes mistakes;  // if there are any, there is nothing else
};

struct RuleKey {
    std::string_view name;
    bool required;
};
// The keys a rule file may have, in their usual order.
std::span<const RuleKey> rule_keys();

// One file: one rule, or one change of a severity of a rule in `known`. Throws nothing: all mistakes are in the result.
RuleFile parse_rule_file(const text::SourceText& source, const std::string& origin, const std::vector<Rule>& known);

}  // namespace glance_audit::engine
