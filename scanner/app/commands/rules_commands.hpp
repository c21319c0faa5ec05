// The commands below `rules`, and what they share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reports/json_text.hpp"
#include "scanner/app/commands/commands.hpp"
#include "scanner/app/output_options.hpp"
#include "scanner/engine/rule_set.hpp"

namespace glance_audit::app {

extern const CommandInfo kRulesList;
extern const CommandInfo kRulesShow;
extern const CommandInfo kRulesValidate;

struct RulesOptions {
    std::vector<std::string> rules;  // --rules
    OutputOptions output;
};

// --rules, and how the command speaks.
void add_rules_options(CLI::App& command, RulesOptions& options);
// Opens the places of the reports, none of which is that of a rule, and sets up the log. Throws UsageError.
ReportFiles rules_reports(const RulesOptions& options, const engine::RuleSet& rules);
// The built-in rules and the user's. Throws UsageError.
engine::RuleSet load_rules(const RulesOptions& options);
// True if a rule of the user's took the place of the built-in one with this ID.
bool replaces_built_in(const engine::RuleSet& rules, std::string_view id);
// The entries of a rule, without brackets.
void put_rule(reports::JsonText& json, const engine::Rule& rule);
// "key": [texts]
void put_texts(reports::JsonText& json, std::string_view key, const std::vector<std::string>& texts);

}  // namespace glance_audit::app
