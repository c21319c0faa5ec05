#include <algorithm>
#include <array>
#include <memory>

#include "scanner/app/commands/rules_commands.hpp"
#include "scanner/app/options.hpp"
#include "scanner/engine/advisories.hpp"
#include "scanner/engine/rule_schema.hpp"

namespace glance_audit::app {
namespace {

constexpr std::array<std::string_view, 1> kJsonAlone{"json"};

std::function<int()> set_up_schema(CLI::App& command) {
    auto options = std::make_shared<OutputOptions>();
    add_output_options(command, *options, kJsonAlone);
    return [options] {
        set_up_logging(*options);
        open_reports(*options, kJsonAlone, {})
            .write([](std::string_view, const reports::WriterOptions&, reports::Output& out) {
                out.write(engine::rule_schema());
            });
        return 0;
    };
}

const CommandInfo kRulesSchema{
    .name = "schema",
    .description = "The JSON Schema of a rule file, for an editor",
    .examples = "glance-audit rules schema --report json=rule.schema.json",
    .exit_codes = kAnswersExit,
    .set_up = set_up_schema,
};

constexpr std::array<const CommandInfo*, 4> kBelowRules{&kRulesList, &kRulesShow, &kRulesValidate, &kRulesSchema};

}  // namespace

const CommandInfo kRules{
    .name = "rules",
    .description = "Which rules are there, what does each mean, and is mine valid?",
    .examples =
        "glance-audit rules list\n"
        "glance-audit rules show ossn-0075/held-public-purgeable\n"
        "glance-audit rules validate my-rules/\n"
        "glance-audit rules schema",
    .exit_codes =
        "0  the answer was given; validate: every file is valid\n"
        "2  wrong use, or a rule file that is wrong or cannot be read",
    .commands = kBelowRules,
};

void add_rules_options(CLI::App& command, RulesOptions& options) {
    command.add_option("--rules", options.rules, "A rule file of your own, or a folder of them. Repeatable")
        ->type_name("PATH")
        ->allow_extra_args(false)
        ->group("Rules");
    add_output_options(command, options.output, kTableOrJson);
}

ReportFiles rules_reports(const RulesOptions& options, const engine::RuleSet& rules) {
    set_up_logging(options.output);
    return open_reports(options.output, kTableOrJson, rules.files());
}

engine::RuleSet load_rules(const RulesOptions& options) {
    return engine::RuleSet::load({file_names(options.rules, "--rules"), {}, {}});
}

bool replaces_built_in(const engine::RuleSet& rules, std::string_view id) {
    return std::any_of(rules.replaced().begin(), rules.replaced().end(),
                       [&](const auto& replaced) { return replaced.first == id; });
}

void put_rule(reports::JsonText& json, const engine::Rule& rule) {
    std::vector<std::string> facts;
    for (const FactInfo& fact : all_facts()) {
        if (rule.shown.contains(fact.fact)) facts.emplace_back(fact.name);
    }
    json.key("id").text(rule.id).key("title").text(rule.title).key("subject").text(to_string(rule.subject));
    json.key("severity").text(to_string(rule.severity)).key("why").text(rule.why).key("remedy").text(rule.remedy);
    put_texts(json, "references", rule.references);
    put_texts(json, "facts", facts);
    json.key("origin").text(rule.origin).key("advisory").text(engine::folder_of(rule.id));
}

void put_texts(reports::JsonText& json, std::string_view key, const std::vector<std::string>& texts) {
    json.key(key).open('[');
    for (const std::string& text : texts) json.text(text);
    json.close(']');
}

}  // namespace glance_audit::app
