// `rules list`: every rule, by advisory.
#include <algorithm>
#include <memory>

#include "reports/wrapped.hpp"
#include "scanner/app/commands/rules_commands.hpp"
#include "scanner/app/padded.hpp"
#include "scanner/base/utf8.hpp"
#include "scanner/engine/advisories.hpp"

namespace glance_audit::app {
namespace {

using engine::Advisory;
using engine::Rule;
using engine::RuleSet;

// What the rules of a folder are about; of a folder of the user's own only its name is known.
Advisory advisory_of(std::string_view folder) {
    const Advisory* known = engine::find_advisory(folder);
    return known != nullptr ? *known : Advisory{std::string(folder), {}, {}, {}, {}, {}};
}

// One of each folder, in the order of the rules.
std::vector<Advisory> advisories_of(const RuleSet& rules) {
    std::vector<Advisory> advisories;
    for (const Rule& rule : rules.rules()) {
        const std::string_view folder = engine::folder_of(rule.id);
        if (advisories.empty() || advisories.back().folder != folder) advisories.push_back(advisory_of(folder));
    }
    return advisories;
}

void put_advisory(reports::JsonText& json, const Advisory& advisory) {
    json.open('{').key("folder").text(advisory.folder).key("title").text(advisory.title);
    put_texts(json, "numbers", advisory.numbers);
    put_texts(json, "cves", advisory.cves);
    put_texts(json, "links", advisory.links);
    json.key("about").text(advisory.about).close('}');
}

std::string list_as_json(const RuleSet& rules) {
    std::string text;
    reports::JsonText json(text);
    json.open('{').key("schema").text("glance-audit/rules/1").line(" ").key("rules").open('[');
    for (const Rule& rule : rules.rules()) {
        put_rule(json.line().open('{'), rule);
        json.close('}');
    }
    json.close(']').line(" ").key("advisories").open('[');
    for (const Advisory& advisory : advisories_of(rules)) put_advisory(json.line(), advisory);
    json.close(']').close('}');
    return text + "\n";
}

// "OSSN-0075, CVE-2016-4383: Deleted Glance image IDs may be reassigned", and below it what it is about and the link.
std::string advisory_heading(const Advisory& advisory, std::size_t width) {
    std::string numbers;
    for (const auto* names : {&advisory.numbers, &advisory.cves}) {
        for (const std::string& name : *names) numbers += (numbers.empty() ? "" : ", ") + name;
    }
    if (numbers.empty()) numbers = advisory.folder;
    std::string text = reports::wrapped("", numbers + (advisory.title.empty() ? "" : ": " + advisory.title), width);
    if (!advisory.about.empty()) text += reports::wrapped("  ", advisory.about, width);
    for (const std::string& link : advisory.links) text += "  " + link + "\n";
    return text;
}

// The columns of IDs and severities; the title below them where there is no room beside.
std::string rule_line(const Rule& rule, std::size_t id_width, std::size_t width) {
    constexpr std::size_t kSeverity = 10;
    constexpr std::size_t kTitle = 30;  // columns that a title needs
    std::string head =
        "    " + padded(rule.id, id_width + 2) + padded(std::string(to_string(rule.severity)), kSeverity);
    if (head.size() + kTitle <= width) return reports::wrapped(head, visible(rule.title), width);
    head.erase(head.find_last_not_of(' ') + 1);
    return head + "\n" + reports::wrapped("      ", visible(rule.title), width);
}

std::string list_as_text(const RuleSet& rules, std::size_t width) {
    std::size_t id_width = 0;
    for (const Rule& rule : rules.rules()) id_width = std::max(id_width, rule.id.size());
    std::string text;
    std::string_view folder;
    for (const Rule& rule : rules.rules()) {
        if (engine::folder_of(rule.id) != folder) {
            folder = engine::folder_of(rule.id);
            text += (text.empty() ? "" : "\n") + advisory_heading(advisory_of(folder), width);
        }
        text += rule_line(rule, id_width, width);
    }
    return text;
}

int run_list(const RulesOptions& options) {
    const RuleSet rules = load_rules(options);
    ReportFiles reports = rules_reports(options, rules);
    reports.write([&](std::string_view format, const reports::WriterOptions& how, reports::Output& out) {
        out.write(format == "json" ? list_as_json(rules) : list_as_text(rules, how.line_width()));
    });
    return 0;
}

std::function<int()> set_up_list(CLI::App& command) {
    auto options = std::make_shared<RulesOptions>();
    add_rules_options(command, *options);
    return [options] { return run_list(*options); };
}

}  // namespace

const CommandInfo kRulesList{
    .name = "list",
    .description = "Every rule with its severity and title, by advisory",
    .examples =
        "glance-audit rules list\n"
        "glance-audit rules list --rules my-rules/ --report json",
    .exit_codes = kAnswersExit,
    .set_up = set_up_list,
};

}  // namespace glance_audit::app
