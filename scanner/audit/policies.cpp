#include "scanner/audit/policies.hpp"

#include "scanner/audit/judge.hpp"
#include "scanner/facts/config_facts.hpp"
#include "scanner/facts/policies.hpp"

namespace glance_audit::app {

PolicyAnswers audit_policies(const AuditRequest& request, const TargetRequest& asked,
                             const std::vector<std::string>& releases, engine::Evaluator& evaluator,
                             AuditResult& result) {
    const facts::PolicyJudge policies(asked.policies, releases);
    PolicyAnswers answers{.claimable_by = policies.claimable_by(), .claimable_rule = {}};
    answers.rules_in_files = policies.rules_in_files();
    // A text that stood on every finding would only make reports larger.
    const bool is_milder = answers.claimable_by == ClaimableBy::admins || answers.claimable_by == ClaimableBy::nobody;
    const bool names_roles = request.only_id && answers.claimable_by == ClaimableBy::custom;
    if (is_milder || names_roles) answers.claimable_rule = policies.claimable_rule();
    if (asked.configuration != nullptr) {
        const facts::ConfigFacts facts = facts::judge_configuration(*asked.configuration, releases, policies);
        answers.of_images = facts.of_images;
        if (!request.only_id) judge(evaluator, result, facts.batch, facts.locations);
    }
    if (!releases.empty() || !result.targets.front().has_database) {
        result.targets.front().policies = policies.who_may_do_what();
    }
    if (request.only_id) return answers;
    if (!request.rules.can_match(SubjectKind::policy, {}, request.now)) return answers;
    policies.each_batch(
        [&](const Batch& batch, const facts::Locations& locations) { judge(evaluator, result, batch, locations); });
    return answers;
}

}  // namespace glance_audit::app
