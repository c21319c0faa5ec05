// `policy effective`: what is in effect, after files, defaults, deprecated rules and switches.
#include <iostream>
#include <memory>

#include <nlohmann/json.hpp>

#include "scanner/app/commands/policy_commands.hpp"
#include "scanner/app/commands/policy_inputs.hpp"
#include "scanner/app/usage.hpp"
#include "scanner/base/utf8.hpp"
#include "scanner/formats/yaml/writer.hpp"

namespace glance_audit::app {
namespace {

using policy::EffectiveRule;

struct EffectiveOptions {
    PolicyInputOptions inputs;
    bool enforced = false;
    std::string format = "yaml";
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

void print_yaml(const std::vector<EffectiveRule>& rules, const LoadedPolicy& loaded, bool enforced) {
    std::string out = "# What Glance " + loaded.access.release + " decides by";
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
    std::cout << out;
}

void print_json(const std::vector<EffectiveRule>& rules, bool enforced) {
    using Json = nlohmann::ordered_json;
    Json effective = Json::object();
    for (const EffectiveRule& rule : rules) {
        Json entry{{"check", shown_check(rule, enforced)},
                   {"from", rule.from_file ? "file" : "default"},
                   {"file", rule.location ? Json(rule.location->file) : Json()},
                   {"line", rule.location ? Json(rule.location->line) : Json()}};
        if (rule.or_deprecated && !enforced) entry["or_deprecated"] = *rule.or_deprecated;
        effective[rule.action] = std::move(entry);
    }
    std::cout << Json{{"effective", std::move(effective)}}.dump(2, ' ', true, Json::error_handler_t::replace) << '\n';
}

int run_policy_effective(const EffectiveOptions& options) {
    const LoadedPolicy loaded = load_policy(options.inputs);
    const std::vector<EffectiveRule> rules = effective_rules(loaded);
    if (options.format == "json") {
        print_json(rules, options.enforced);
    } else {
        print_yaml(rules, loaded, options.enforced);
    }
    return 0;
}

}  // namespace

std::function<int()> set_up_policy_effective(CLI::App& command) {
    auto options = std::make_shared<EffectiveOptions>();
    add_policy_inputs(command, options->inputs, "By default the newest");
    command.add_flag("--enforced", options->enforced,
                     "Each check with the deprecated rule that oslo.policy adds to it, as one check string");
    command.add_option("--report", options->format, "yaml or json")
        ->type_name("FORMAT")
        ->check(one_of({"yaml", "json"}));
    command.footer(
        "The YAML is what `oslopolicy-policy-generator --namespace glance` prints: each rule's own check string. A\n"
        "deprecated rule that lets in more is named beside it; with --enforced it is part of the check, so that a "
        "Glance\n"
        "that reads the output decides as it does now.\n"
        "\n"
        "Examples:\n"
        "  glance-audit policy effective /etc/glance/policy.yaml --release Zed\n"
        "  glance-audit policy effective --config-file /etc/glance/glance-api.conf --release Zed --enforced");
    return [options] { return run_policy_effective(*options); };
}

}  // namespace glance_audit::app
