// `policy check`: the rules about policies, without a database. The same engine and the same reports
// as `scan`.
#include <memory>

#include "scanner/app/commands/policy_commands.hpp"
#include "scanner/app/options.hpp"
#include "scanner/audit/policies.hpp"
#include "scanner/engine/evaluator.hpp"
#include "scanner/engine/finding_order.hpp"
#include "scanner/model/release.hpp"
#include "scanner/policy/rules/release_defaults.hpp"

namespace glance_audit::app {
namespace {

struct PolicyCheckOptions {
    std::vector<std::string> files;
    AuditOptions audit;
};

// The release whose defaults lie under the files; nothing says which one runs, so it is the newest unless one is named.
std::vector<std::string> releases(const TargetRequest& target) {
    if (!target.release) return {std::string(kNewestRelease.name)};
    const std::string name = policy::canonical_release(*target.release);
    return name == "none" ? std::vector<std::string>{} : std::vector<std::string>{name};
}

// What is said of policies, and of the options that say where they are.
bool is_about_policies(const engine::Rule& rule) {
    return rule.subject == SubjectKind::policy ||
           (rule.subject == SubjectKind::config && rule.id.starts_with("policy/"));
}

AuditResult check(const AuditRequest& request) {
    const TargetRequest& asked = request.targets.front();
    const std::vector<std::string> bases = releases(asked);
    AuditResult result;
    result.now = request.now;
    result.fail_on = request.fail_on;
    engine::describe_rules(request.rules, result);
    TargetResult& target = result.targets.emplace_back();
    target.name = asked.name;
    target.has_database = false;
    target.release = bases.empty() ? "none" : bases.front();
    engine::Evaluator evaluator(request.rules, result, 0);
    const PolicyAnswers answers = audit_policies(request, asked, bases, evaluator, result);
    target.coverage.push_back({"policy files", answers.rules_in_files, true, std::nullopt, {}, Proof::listed});
    engine::sort_findings(result);
    return result;
}

int run_policy_check(const PolicyCheckOptions& options) {
    AuditOptions audit = options.audit;
    audit.policies.insert(audit.policies.begin(), options.files.begin(), options.files.end());
    set_up_logging(audit.output);
    AuditRequest request = make_policy_request(audit);
    request.rules.keep(is_about_policies,
                       "choose rules with the subject policy, or from the folder policy/: no others apply here");
    ReportFiles reports = open_reports(audit.output, reports::format_names(), inputs_of(audit, request));
    const AuditResult result = check(request);
    reports.write(result);
    return result.exit_code();
}

std::function<int()> set_up_policy_check(CLI::App& command) {
    auto options = std::make_shared<PolicyCheckOptions>();
    AuditOptions& audit = options->audit;
    command.add_option("FILE", options->files,
                       "Policy files, or folders of them (policy.d), applied in order; as --policy, and before it");
    add_configuration_options(command, audit.configuration);
    add_policy_options(command, audit);
    command.get_option("--config-file")
        ->description("Instead of FILE: a glance-api.conf that names the policies. Repeatable; what comes later wins");
    command.get_option("--release")
        ->description("The Glance release whose defaults lie under the files, " + release_choice() +
                      "; by default the newest. none: no policy defaults");
    add_rule_options(command, audit);
    add_output_options(command, audit.output, reports::format_names());
    return [options] { return run_policy_check(*options); };
}

}  // namespace

const CommandInfo kPolicyCheck{
    .name = "check",
    .description = "What is wrong with the policies, and what do they put at risk?",
    .examples =
        "glance-audit policy check /etc/glance/policy.yaml --release Zed --fail-on medium\n"
        "glance-audit policy check --config-file /etc/glance/glance-api.conf --report json",
    .exit_codes =
        "0  nothing reaches --fail-on\n"
        "1  something does\n"
        "2  wrong use, or a policy that cannot be read",
    .set_up = set_up_policy_check,
};

}  // namespace glance_audit::app
