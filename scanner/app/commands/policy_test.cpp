// `policy test`: expectations of policies, for CI.
#include <algorithm>
#include <memory>

#include "reports/json_text.hpp"
#include "reports/wrapped.hpp"
#include "scanner/app/commands/policy_commands.hpp"
#include "scanner/app/commands/policy_inputs.hpp"
#include "scanner/base/error.hpp"
#include "scanner/base/source_text.hpp"
#include "scanner/base/utf8.hpp"
#include "scanner/policy/access/expectations.hpp"
#include "scanner/policy/rules/policy.hpp"
#include "scanner/policy/rules/release_defaults.hpp"

namespace glance_audit::app {
namespace {

using policy::CaseResult;

struct PolicyTestOptions {
    std::string cases;
    PolicyInputOptions inputs;
};

std::string as_json(const std::vector<CaseResult>& results, std::size_t failed) {
    std::string text;
    reports::JsonText json(text);
    json.open('{').key("schema").text("glance-audit/policy-test/1");
    json.key("passed").number(static_cast<std::int64_t>(results.size() - failed));
    json.key("failed").number(static_cast<std::int64_t>(failed)).key("cases").open('[');
    for (const CaseResult& result : results) {
        json.line().open('{').key("name");
        result.name ? json.text(*result.name) : json.null();
        json.key("action").text(result.action).key("expected").text(policy::decision_name(result.expected));
        json.key("decision").text(policy::decision_name(result.decision)).key("passed").boolean(result.passed());
        if (!result.problem.empty()) json.key("problem").text(result.problem);
        json.close('}');
    }
    json.close(']').close('}');
    return text + "\n";
}

// The cases that fail, a line each, and the count.
std::string as_text(const std::vector<CaseResult>& results, std::size_t failed, const std::string& file,
                    std::size_t width) {
    std::string text;
    for (const CaseResult& result : results) {
        if (result.passed()) continue;
        std::string line;
        append_visible(line, file + ":" + std::to_string(result.line) + ": " + result.action +
                                 (result.name ? " (" + *result.name + ")" : std::string()) + ": expected " +
                                 policy::decision_name(result.expected) + ", is " +
                                 policy::decision_name(result.decision));
        if (!result.problem.empty()) append_visible(line, ": " + result.problem);
        text += reports::wrapped("", line, width);
    }
    return text + std::to_string(results.size() - failed) + " passed, " + std::to_string(failed) + " failed\n";
}

int run_policy_test(const PolicyTestOptions& options) {
    const policy::PolicySelection selection = select_policies(options.inputs);
    ReportFiles reports = policy_reports(options.inputs, selection, kTableOrJson, {options.cases});
    const policy::Policy policy = policy::Policy::load(policy::policy_options(
        selection, options.inputs.release ? policy::canonical_release(*options.inputs.release) : ""));
    const std::vector<CaseResult> results =
        policy::run_expectations(policy, text::SourceText::read(options.cases, policy::kMaxCasesBytes));
    const auto failed = static_cast<std::size_t>(
        std::count_if(results.begin(), results.end(), [](const CaseResult& result) { return !result.passed(); }));
    reports.write([&](std::string_view format, const reports::WriterOptions& how, reports::Output& out) {
        out.write(format == "json" ? as_json(results, failed)
                                   : as_text(results, failed, options.cases, how.line_width()));
    });
    return failed == 0 ? 0 : 1;
}

std::function<int()> set_up_policy_test(CLI::App& command) {
    auto options = std::make_shared<PolicyTestOptions>();
    command
        .add_option("CASES", options->cases,
                    "A YAML list or NDJSON: action, credentials, target, expect; optional: name, policy")
        ->required();
    add_policy_inputs(command, options->inputs, "By default none", kTableOrJson);
    return [options] { return run_policy_test(*options); };
}

}  // namespace

const CommandInfo kPolicyTest{
    .name = "test",
    .description = "Do the policies decide as I expect?",
    .examples =
        "glance-audit policy test cases.yaml --policy /etc/glance/policy.yaml --release Zed\n"
        "glance-audit policy test cases.yaml --release 2025.1 --report json",
    .exit_codes =
        "0  every case holds\n"
        "1  one does not\n"
        "2  wrong use, or a file that cannot be read",
    .set_up = set_up_policy_test,
};

}  // namespace glance_audit::app
