#include "scanner/audit/target_work.hpp"

#include "scanner/audit/policies.hpp"

namespace glance_audit::app {
namespace {

AuditResult empty_result(const AuditRequest& request, const TargetRequest& asked, const std::string& name) {
    AuditResult result;
    result.now = request.now;
    result.fail_on = request.fail_on;
    engine::describe_rules(request.rules, result);
    result.targets.emplace_back().name = name;
    result.targets.front().labels = asked.labels;
    return result;
}

facts::ImageContext context_of(const AuditRequest& request, const OpenedTarget& opened, PolicyAnswers answers) {
    facts::ImageContext context;
    context.now = request.now;
    context.age_days = opened.age_days;
    context.claimable_by = answers.claimable_by;
    context.claimable_rule = std::move(answers.claimable_rule);
    context.configured = answers.of_images;
    return context;
}

bool asks_about_schedules(const engine::RuleSet& rules) { return !rules.facts(SubjectKind::schedule).empty(); }

}  // namespace

TargetWork::TargetWork(const AuditRequest& all, const TargetRequest& asked, const std::string& name,
                       const sources::OpenOptions& open, Progress& progress)
    : request(all),
      result(empty_result(all, asked, name)),
      recorder(result.targets.front(), progress),
      evaluator(all.rules, result, 0),
      opened(open_target(all, asked, open, result.targets.front(), recorder)),
      context(context_of(all, opened, audit_policies(all, opened.asked, opened.policy_releases(), evaluator, result))),
      schedules(opened.asked.schedules.get(), asks_about_schedules(all.rules)),
      plan(plan_images(all, context.configured, schedules)) {
    result.rows[static_cast<std::size_t>(SubjectKind::image)] = RowStore(plan.told);
}

void TargetWork::look_up(const Batch& batch) {
    for (std::size_t row = 0; row < batch.size(); ++row) look_up(batch, row);
}

void TargetWork::look_up(const Batch& batch, std::size_t row) {
    RowStore& store = result.rows[static_cast<std::size_t>(SubjectKind::image)];
    result.looked_up.push_back({0, store.append(batch, row)});
}

}  // namespace glance_audit::app
