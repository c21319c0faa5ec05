// `policy effective`: what is in effect, after files, defaults, deprecated rules and switches.
#include <array>
#include <memory>

#include "reports/json_text.hpp"
#include "scanner/app/commands/policy_commands.hpp"
#include "scanner/app/commands/policy_inputs.hpp"
#include "scanner/base/utf8.hpp"
#include "scanner/formats/yaml/writer.hpp"

namespace glance_audit::app {
namespace {

using policy::EffectiveRule;

constexpr std::array<std::string_view, 2> kFormats{"yaml", "json"};

struct EffectiveOptions {
    PolicyInputOptions inputs;
    bool enforced = false;
};

std::vector<EffectiveRule> effective_rules(const LoadedPolicy& loaded) {
    std::vector<EffectiveRule> rules;
    for (const std::string& name : policy::names_in_effect(loaded.policy, loaded.access.release)) {
        rules.push_back(loaded.policy.effective(name));
    }
    return rules;
}

const std::string& shown_check(const EffectiveRule& rule, bool enforced) {
    return enforced ? rule.check : rule.own_check;
}

std::string origin(const EffectiveRule& rule, const std::string& release) {
    if (rule.location) return rule.location->file + ":" + std::to_string(rule.location->line);
    return rule.from_file ? "a file" : "default of " + release;
}

std::string as_yaml(const std::vector<EffectiveRule>& rules, const LoadedPolicy& loaded, bool enforced) {
    std::string out = "# What " + glance_of(loaded.access.release) + " decides by";
    out += loaded.assumed_release ? " (the newest known release; choose one with --release).\n" : ".\n";
    for (const EffectiveRule& rule : rules) {
        std::string comment = origin(rule, loaded.access.release);
        if (rule.or_deprecated && !enforced) {
            comment += "; until enforce_new_defaults is on, whoever passes the deprecated rule passes too: " +
                       *rule.or_deprecated;
        }
        out += "# ";
        append_visible(out, comment);
        out += '\n';
        text::append_yaml_string(out, rule.action);
        out += ": ";
        text::append_yaml_string(out, shown_check(rule, enforced));
        out += '\n';
    }
    return out;
}

void put_place(reports::JsonText& json, const std::optional<Location>& location) {
    json.key("file");
    location ? json.text(location->file) : json.null();
    json.key("line");
    location ? json.number(location->line) : json.null();
}

std::string as_json(const std::vector<EffectiveRule>& rules, const LoadedPolicy& loaded, bool enforced) {
    std::string text;
    reports::JsonText json(text);
    json.open('{').key("schema").text("glance-audit/policy-effective/1").key("release").text(loaded.access.release);
    json.line(" ").key("effective").open('{');
    for (const EffectiveRule& rule : rules) {
        json.line().foreign_key(rule.action).open('{').key("check").text(shown_check(rule, enforced));
        json.key("from").text(rule.from_file ? "file" : "default");
        put_place(json, rule.location);
        if (rule.or_deprecated && !enforced) json.key("or_deprecated").text(*rule.or_deprecated);
        json.close('}');
    }
    json.close('}').close('}');
    return text + "\n";
}

int run_policy_effective(const EffectiveOptions& options) {
    const policy::PolicySelection selection = select_policies(options.inputs);
    ReportFiles reports = policy_reports(options.inputs, selection, kFormats);
    const LoadedPolicy loaded = load_policy(options.inputs, selection);
    const std::vector<EffectiveRule> rules = effective_rules(loaded);
    reports.write([&](std::string_view format, const reports::WriterOptions&, reports::Output& out) {
        out.write(format == "json" ? as_json(rules, loaded, options.enforced)
                                   : as_yaml(rules, loaded, options.enforced));
    });
    return 0;
}

std::function<int()> set_up_policy_effective(CLI::App& command) {
    auto options = std::make_shared<EffectiveOptions>();
    command
        .add_flag("--enforced", options->enforced,
                  "Each check with the deprecated rule that oslo.policy adds to it, as one check string")
        ->group("What to show");
    add_policy_inputs(command, options->inputs, "By default the newest", kFormats);
    command.footer(
        "The YAML is what `oslopolicy-policy-generator --namespace glance` prints: each rule's own check string. A "
        "deprecated rule that lets in more is named beside it; with --enforced it is part of the check, so that a "
        "Glance that reads the output decides as it does now.");
    return [options] { return run_policy_effective(*options); };
}

}  // namespace

const CommandInfo kPolicyEffective{
    .name = "effective",
    .description = "What is in effect, after files and defaults?",
    .examples =
        "glance-audit policy effective /etc/glance/policy.yaml --release Zed\n"
        "glance-audit policy effective --config-file /etc/glance/glance-api.conf --release Zed --enforced",
    .exit_codes = kAnswersExit,
    .set_up = set_up_policy_effective,
};

}  // namespace glance_audit::app
