// `rules show`: one rule, and the facts it is made of.
#include <algorithm>
#include <memory>

#include "reports/wrapped.hpp"
#include "scanner/app/commands/rules_commands.hpp"
#include "scanner/app/padded.hpp"
#include "scanner/base/error.hpp"
#include "scanner/base/join.hpp"
#include "scanner/base/nearest.hpp"
#include "scanner/base/utf8.hpp"
#include "scanner/engine/advisories.hpp"

namespace glance_audit::app {
namespace {

using engine::Rule;
using engine::RuleSet;

struct ShowOptions {
    std::string id;
    RulesOptions rules;
};

std::string_view bare_name(const Rule& rule) {
    return std::string_view(rule.id).substr(engine::folder_of(rule.id).size() + 1);
}

// By its ID, or by what stands behind the ID's slash.
const Rule& find_rule(const RuleSet& rules, const std::string& name) {
    if (const Rule* const rule = rules.find(name)) return *rule;
    const bool is_bare = name.find('/') == std::string::npos;
    std::vector<const Rule*> found;
    std::vector<std::string_view> names;
    for (const Rule& rule : rules.rules()) {
        names.push_back(is_bare ? bare_name(rule) : std::string_view(rule.id));
        if (bare_name(rule) == name) found.push_back(&rule);
    }
    if (found.empty()) {
        const std::string_view near = text::nearest(name, names);
        throw UsageError(
            "there is no rule '" + name + "'", {},
            near.empty() ? "`glance-audit rules list` shows the IDs" : "did you mean '" + std::string(near) + "'?");
    }
    if (found.size() == 1) return *found.front();
    std::vector<std::string> ids;
    for (const Rule* const rule : found) ids.push_back(rule->id);
    throw UsageError("there are " + std::to_string(ids.size()) + " rules called '" + name + "'", {},
                     "write one of " + joined(ids, ", "));
}

// The name and type of a fact, and beside them what it means.
std::string fact_text(const FactInfo& fact, std::size_t width) {
    constexpr std::size_t kName = 25;
    constexpr std::size_t kType = 9;
    const std::string head =
        "  " + padded(std::string(fact.name), kName) + padded(std::string(type_name(fact.type)), kType);
    std::string text = reports::wrapped(head, fact.meaning, width);
    if (!fact.words.empty()) {
        text += reports::wrapped(std::string(head.size(), ' '), "one of: " + joined(fact.words, " "), width);
    }
    return text;
}

// Line by line: a line feed is no deception.
std::string visible_lines(std::string_view rest) {
    std::string text;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        append_visible(text, rest.substr(0, end));
        text += '\n';
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return text;
}

std::string show_as_text(const RuleSet& rules, const Rule& rule, std::size_t width) {
    std::string text = "# " + visible(rule.origin) +
                       (replaces_built_in(rules, rule.id) ? ", in place of the built-in rule" : "") + "\n" +
                       visible_lines(rule.text) + "\nFacts this rule uses or shows:\n";
    for (const FactInfo& fact : all_facts()) {
        if (rule.shown.contains(fact.fact)) text += fact_text(fact, width);
    }
    text += "\nAll facts of a rule with subject: " + std::string(to_string(rule.subject)) + "\n";
    for (const FactInfo& fact : all_facts()) {
        if (fact.subject == rule.subject && !rule.shown.contains(fact.fact)) text += fact_text(fact, width);
    }
    return text;
}

std::string show_as_json(const Rule& rule) {
    std::string text;
    reports::JsonText json(text);
    put_rule(json.open('{').key("schema").text("glance-audit/rule/1"), rule);
    json.close('}');
    return text + "\n";
}

int run_show(const ShowOptions& options) {
    const RuleSet rules = load_rules(options.rules);
    ReportFiles reports = rules_reports(options.rules, rules);
    const Rule& rule = find_rule(rules, options.id);
    reports.write([&](std::string_view format, const reports::WriterOptions& how, reports::Output& out) {
        out.write(format == "json" ? show_as_json(rule) : show_as_text(rules, rule, how.line_width()));
    });
    return 0;
}

std::function<int()> set_up_show(CLI::App& command) {
    auto options = std::make_shared<ShowOptions>();
    command
        .add_option("ID", options->id,
                    "The rule's ID, such as ossn-0075/held-public; without the advisory where no other rule has that "
                    "name")
        ->required();
    add_rules_options(command, options->rules);
    return [options] { return run_show(*options); };
}

}  // namespace

const CommandInfo kRulesShow{
    .name = "show",
    .description = "One rule: its file, and the facts it uses",
    .examples =
        "glance-audit rules show ossn-0075/held-public-purgeable\n"
        "glance-audit rules show held-public",
    .exit_codes = kAnswersExit,
    .set_up = set_up_show,
};

}  // namespace glance_audit::app
