#include "scanner/audit/image_plan.hpp"

#include "scanner/facts/lifecycle.hpp"

namespace glance_audit::app {
namespace {

// What follows for a plain live row (sources/plain_live.hpp) before it is read. Rows that cannot match are not read.
constexpr bool kDeleted = false;
constexpr std::optional<Micros> kDeletedAt;
const engine::KnownFacts kPlainLive{
    {Fact::state, number(facts::state(kDeleted))},
    {Fact::deleted_at, kDeletedAt},
    {Fact::purgeable_on, facts::purgeable_on(kDeletedAt, 0)},
    {Fact::pinned, facts::pinned(kDeleted, kDeletedAt)},
    {Fact::purgeable, facts::purgeable(kDeletedAt, 0, 0)},
    {Fact::doomed, facts::doomed(kDeleted, kDeletedAt)},
    {Fact::twins, 0},  // those that have twins are judged a second time
    {Fact::inconsistency, number(facts::inconsistency(kDeleted, "active", kDeletedAt, 0))},
};

// What is known of every image, whatever its row says.
engine::KnownFacts known_of_all(const AuditRequest& request, const std::optional<facts::Configured>& configured) {
    engine::KnownFacts known;
    if (request.targets.size() == 1) known = {{Fact::conflicts, std::nullopt}, {Fact::missing_in, std::nullopt}};
    for (const auto& [fact, value] : facts::configured_facts(configured)) known.push_back({fact, value});
    return known;
}

}  // namespace

ImagePlan plan_images(const AuditRequest& request, const std::optional<facts::Configured>& configured,
                      const facts::ScheduleFacts& schedules) {
    const engine::KnownFacts of_all = known_of_all(request, configured);
    ImagePlan plan;
    plan.told = request.rules.facts(SubjectKind::image, of_all, request.now);
    plan.told.insert(request.also);
    if (plan.told.contains(Fact::conflicts)) plan.told.insert(facts::with_needs({Fact::conflicts}));
    plan.counts_queued = !request.only_id && request.rules.facts(SubjectKind::database).contains(Fact::queued_most);
    plan.wanted = plan.told;
    plan.wanted.insert(schedules.image_facts());
    plan.wanted.insert(Fact::deleted_at);  // pinned rows are counted whatever the rules ask for
    if (plan.counts_queued) plan.wanted.insert({Fact::status, Fact::owner});
    plan.wanted = facts::with_needs(plan.wanted);
    plan.compares = request.targets.size() > 1 && plan.wanted.intersects({Fact::conflicts, Fact::missing_in});
    engine::KnownFacts of_plain_live = kPlainLive;
    of_plain_live.insert(of_plain_live.end(), of_all.begin(), of_all.end());
    const bool all = request.rules.can_match(SubjectKind::image, of_plain_live, request.now);
    plan.rows = all ? sources::Rows::all : sources::Rows::all_but_plain_live;
    return plan;
}

}  // namespace glance_audit::app
