// `policy test`: expectations of policies, for CI.
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>

#include "reports/json_string.hpp"
#include "scanner/app/commands.hpp"
#include "scanner/app/configuration.hpp"
#include "scanner/app/configuration_options.hpp"
#include "scanner/app/usage.hpp"
#include "scanner/model/error.hpp"
#include "scanner/model/utf8.hpp"
#include "scanner/policy/expectations.hpp"
#include "scanner/policy/policy.hpp"
#include "scanner/text/source_text.hpp"

namespace glance_audit::app {
namespace {

using policy::CaseResult;

struct PolicyTestOptions {
    std::string cases;
    std::vector<std::string> policies;
    ConfigurationOptions configuration;
    std::string release;
    std::optional<bool> enforce_new_defaults;
    std::string format = "table";
};

void append_text(std::string& out, std::string_view key, std::string_view value) {
    out.append("\"").append(key).append("\": ");
    reports::append_json_string(out, value);
}

void append_case(std::string& out, const CaseResult& result) {
    out += "\n  {\"name\": ";
    if (result.name) {
        reports::append_json_string(out, *result.name);
    } else {
        out += "null";
    }
    out += ", ";
    append_text(out, "action", result.action);
    out += ", ";
    append_text(out, "expected", policy::decision_name(result.expected));
    out += ", ";
    append_text(out, "decision", policy::decision_name(result.decision));
    out.append(", \"passed\": ").append(result.passed() ? "true" : "false");
    if (!result.problem.empty()) {
        out += ", ";
        append_text(out, "problem", result.problem);
    }
    out += "}";
}

void print_json(std::ostream& out, const std::vector<CaseResult>& results, std::size_t failed) {
    std::string text = "{\"passed\": " + std::to_string(results.size() - failed) +
                       ", \"failed\": " + std::to_string(failed) + ", \"cases\": [";
    for (std::size_t i = 0; i < results.size(); ++i) {
        if (i > 0) text += ",";
        append_case(text, results[i]);
    }
    out << text << (results.empty() ? "]}\n" : "\n]}\n");
}

// The cases that fail, a line each, and the count.
void print_table(std::ostream& out, const std::vector<CaseResult>& results, std::size_t failed,
                 const std::string& file) {
    for (const CaseResult& result : results) {
        if (result.passed()) continue;
        std::string line;
        append_visible(line, file + ":" + std::to_string(result.line) + ": " + result.action +
                                 (result.name ? " (" + *result.name + ")" : std::string()) + ": expected " +
                                 policy::decision_name(result.expected) + ", is " +
                                 policy::decision_name(result.decision));
        if (!result.problem.empty()) append_visible(line, ": " + result.problem);
        out << line << '\n';
    }
    out << results.size() - failed << " passed, " << failed << " failed\n";
}

// What else the command line says goes before what the configuration says.
policy::PolicyOptions policy_options(const PolicyTestOptions& options) {
    PolicySelection selection;
    if (!options.configuration.empty()) {
        const auto release = options.release.empty() ? std::nullopt : std::optional(options.release);
        selection = configured_policies(configuration_inputs(options.configuration), release);
    }
    if (!options.policies.empty()) selection.paths.assign(options.policies.begin(), options.policies.end());
    if (options.enforce_new_defaults) selection.enforce_new_defaults = options.enforce_new_defaults;
    return {selection.paths, options.release, selection.enforce_new_defaults, selection.enforce_scope};
}

int run_policy_test(const PolicyTestOptions& options) {
    const policy::Policy policy = policy::Policy::load(policy_options(options));
    const std::vector<CaseResult> results =
        policy::run_expectations(policy, text::SourceText::read(options.cases, policy::kMaxCasesBytes));
    const auto failed = static_cast<std::size_t>(
        std::count_if(results.begin(), results.end(), [](const CaseResult& result) { return !result.passed(); }));
    if (options.format == "json") {
        print_json(std::cout, results, failed);
    } else {
        print_table(std::cout, results, failed, options.cases);
    }
    return failed == 0 ? 0 : 1;
}

}  // namespace

std::function<int()> set_up_policy(CLI::App& command) {
    const Subcommand check = set_up_policy_check(command);
    auto options = std::make_shared<PolicyTestOptions>();
    CLI::App* test = command.add_subcommand("test", "Do the policies decide as I expect?");
    test->add_option("CASES", options->cases,
                     "A YAML list or NDJSON: action, credentials, target, expect; optional: name, policy")
        ->required()
        ->type_name("");
    test->add_option("--policy", options->policies,
                     "A policy file, or a folder of them (policy.d). Repeatable, applied in order")
        ->type_name("FILE|DIR")
        ->allow_extra_args(false);
    add_configuration_options(*test, options->configuration);
    test->add_option("--release", options->release,
                     "The Glance release whose defaults lie under the files, such as Zed; by default none")
        ->type_name("NAME");
    test->add_option("--enforce-new-defaults,--enforce_new_defaults", options->enforce_new_defaults,
                     "[oslo_policy] enforce_new_defaults: true or false; by default the release's")
        ->type_name("BOOL");
    test->add_option("--report", options->format, "table or json")
        ->type_name("FORMAT")
        ->check(one_of({"table", "json"}));
    test->footer("Exit code: 0 every case holds, 1 one does not, 2 wrong use.");
    command.require_subcommand(1);
    return [options, check] { return check.command->parsed() ? check.run() : run_policy_test(*options); };
}

}  // namespace glance_audit::app
