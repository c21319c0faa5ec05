#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>

#include <nlohmann/json.hpp>

#include "scanner/app/commands/commands.hpp"
#include "scanner/app/options.hpp"
#include "scanner/app/padded.hpp"
#include "scanner/app/usage.hpp"
#include "scanner/base/error.hpp"
#include "scanner/base/nearest.hpp"
#include "scanner/base/utf8.hpp"
#include "scanner/engine/advisories.hpp"
#include "scanner/engine/rule_schema.hpp"

namespace glance_audit::app {
namespace {

using engine::Advisory;
using engine::Rule;
using engine::RuleSet;

struct RulesOptions {
    std::vector<std::string> rules;
    std::string id;
    std::vector<std::string> paths;
    std::string format = "table";
};

RuleSet load(const RulesOptions& options) { return RuleSet::load({file_names(options.rules, "--rules"), {}, {}}); }

nlohmann::ordered_json to_json(const Rule& rule) {
    std::vector<std::string_view> facts;
    for (const FactInfo& fact : all_facts()) {
        if (rule.shown.contains(fact.fact)) facts.push_back(fact.name);
    }
    return {{"id", rule.id},
            {"title", rule.title},
            {"subject", to_string(rule.subject)},
            {"severity", to_string(rule.severity)},
            {"why", rule.why},
            {"remedy", rule.remedy},
            {"references", rule.references},
            {"facts", facts},
            {"origin", rule.origin},
            {"advisory", engine::folder_of(rule.id)}};
}

nlohmann::ordered_json to_json(const Advisory& advisory) {
    return {{"folder", advisory.folder}, {"title", advisory.title}, {"numbers", advisory.numbers},
            {"cves", advisory.cves},     {"links", advisory.links}, {"about", advisory.about}};
}

// What the rules of a folder are about; of a folder of the user's own only its name is known.
Advisory advisory_of(std::string_view folder) {
    const Advisory* known = engine::find_advisory(folder);
    return known != nullptr ? *known : Advisory{std::string(folder), {}, {}, {}, {}, {}};
}

void print_json(const RuleSet& rules) {
    nlohmann::ordered_json out{{"rules", nlohmann::ordered_json::array()},
                               {"advisories", nlohmann::ordered_json::array()}};
    std::string_view folder;
    for (const Rule& rule : rules.rules()) {
        out["rules"].push_back(to_json(rule));
        if (engine::folder_of(rule.id) == folder) continue;
        folder = engine::folder_of(rule.id);
        out["advisories"].push_back(to_json(advisory_of(folder)));
    }
    std::cout << out.dump(2, ' ', true, nlohmann::ordered_json::error_handler_t::replace) << '\n';
}

// "OSSN-0075, CVE-2016-4383: Deleted Glance image IDs may be reassigned", and below it what it is about and the link.
void print_heading(const Advisory& advisory) {
    std::string numbers;
    for (const auto* names : {&advisory.numbers, &advisory.cves}) {
        for (const std::string& name : *names) numbers += (numbers.empty() ? "" : ", ") + name;
    }
    if (numbers.empty()) numbers = advisory.folder;
    std::cout << numbers << (advisory.title.empty() ? "" : ": " + advisory.title) << '\n';
    if (!advisory.about.empty()) std::cout << "  " << advisory.about << '\n';
    for (const std::string& link : advisory.links) std::cout << "  " << link << '\n';
}

void print_rule(const Rule& rule, std::size_t width) {
    std::string title;
    append_visible(title, rule.title);
    std::cout << "    " << padded(rule.id, width + 2) << padded(std::string(to_string(rule.severity)), 10) << title
              << '\n';
}

int list(const RulesOptions& options) {
    const RuleSet rules = load(options);
    if (options.format == "json") {
        print_json(rules);
        return 0;
    }
    std::size_t width = 0;
    for (const Rule& rule : rules.rules()) width = std::max(width, rule.id.size());
    std::string_view folder;
    for (const Rule& rule : rules.rules()) {
        if (engine::folder_of(rule.id) != folder) {
            if (!folder.empty()) std::cout << '\n';
            folder = engine::folder_of(rule.id);
            print_heading(advisory_of(folder));
        }
        print_rule(rule, width);
    }
    return 0;
}

void print_fact(const FactInfo& fact) {
    constexpr std::size_t kName = 25;
    std::cout << "  " << padded(std::string(fact.name), kName) << padded(std::string(type_name(fact.type)), 9)
              << fact.meaning;
    if (!fact.words.empty()) {
        std::cout << "\n" << std::string(kName + 11, ' ') << "one of:";
        for (const std::string_view word : fact.words) std::cout << ' ' << word;
    }
    std::cout << '\n';
}

int show(const RulesOptions& options) {
    const RuleSet rules = load(options);
    const Rule* rule = rules.find(options.id);
    if (rule == nullptr) {
        const auto ids = rules.ids();
        throw UsageError("there is no rule '" + options.id + "'", {}, text::suggestion(options.id, ids, ids.size()));
    }
    if (options.format == "json") {
        std::cout << to_json(*rule).dump(2, ' ', true, nlohmann::ordered_json::error_handler_t::replace) << '\n';
        return 0;
    }
    std::string text;
    std::string_view rest = rule->text;
    while (!rest.empty()) {  // line by line: a line feed is no deception
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        append_visible(text, rest.substr(0, end));
        text += '\n';
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    std::cout << "# " << rule->origin << '\n' << text << "\nFacts this rule uses or shows:\n";
    for (const FactInfo& fact : all_facts()) {
        if (rule->shown.contains(fact.fact)) print_fact(fact);
    }
    std::cout << "\nAll facts of a rule with subject: " << to_string(rule->subject) << '\n';
    for (const FactInfo& fact : all_facts()) {
        if (fact.subject == rule->subject && !rule->shown.contains(fact.fact)) print_fact(fact);
    }
    return 0;
}

int validate(const RulesOptions& options) {
    const RuleSet all = RuleSet::load({file_names(options.paths, "PATH"), {}, {}});
    std::size_t own = 0;
    for (const Rule& rule : all.rules()) {
        if (rule.origin == "built in") continue;
        ++own;
        std::cout << "ok  " << rule.id << "  (" << rule.origin << ")\n";
    }
    for (const auto& [id, origin] : all.severity_changes()) {
        std::cout << "ok  " << id << "  severity: " << to_string(all.find(id)->severity) << "  (" << origin << ")\n";
    }
    own += all.severity_changes().size();
    std::cout << own << (own == 1 ? " file is valid\n" : " files are valid\n");
    return 0;
}

int schema() {
    std::cout << engine::rule_schema();
    return 0;
}

void add_common(CLI::App& command, RulesOptions& options) {
    command.add_option("--rules", options.rules, "A rule file of your own, or a folder of them. Repeatable")
        ->type_name("PATH")
        ->allow_extra_args(false);
    command.add_option("--report", options.format, "table or json")
        ->type_name("FORMAT")
        ->check(one_of({"table", "json"}));
}

}  // namespace

std::function<int()> set_up_rules(CLI::App& command) {
    auto options = std::make_shared<RulesOptions>();
    CLI::App* list_command = command.add_subcommand("list", "Every rule with its severity and title, by advisory");
    add_common(*list_command, *options);
    CLI::App* show_command = command.add_subcommand("show", "One rule: its file, and the facts it uses");
    show_command->add_option("ID", options->id, "The rule's ID, such as ossn-0075/held-public")
        ->required()
        ->type_name("");
    add_common(*show_command, *options);
    CLI::App* validate_command = command.add_subcommand("validate", "Check rule files of your own");
    validate_command->add_option("PATH", options->paths, "A rule file, or a folder of them")->required()->type_name("");
    CLI::App* schema_command = command.add_subcommand("schema", "The JSON Schema of a rule file, for an editor");
    command.require_subcommand(1);
    return [options, list_command, show_command, schema_command] {
        if (schema_command->parsed()) return schema();
        if (list_command->parsed()) return list(*options);
        return show_command->parsed() ? show(*options) : validate(*options);
    };
}

}  // namespace glance_audit::app
