#include "scanner/audit/target_audit.hpp"

#include "scanner/facts/config_facts.hpp"
#include "scanner/audit/image_indexes.hpp"
#include "scanner/audit/image_pass.hpp"
#include "scanner/audit/judge.hpp"
#include "scanner/audit/orphans.hpp"
#include "scanner/facts/policies.hpp"
#include "scanner/audit/region_pass.hpp"
#include "scanner/audit/snapshot_target.hpp"

namespace glance_audit::app {
namespace {

void open(TargetWork& work, const sources::OpenOptions& options) {
    try {
        auto source = sources::open_source(work.asked.source, options);
        if (source->snapshot() != nullptr) {
            const bool has_schedules = work.asked.schedules != nullptr;
            adopt_snapshot(*source->snapshot(), work.asked, work.target());
            if (!has_schedules && work.asked.schedules != nullptr) work.use_schedules();
        }
        work.source = std::move(source);
        for (const auto& [what, error] : work.source->database().unreadable) work.note_failure(what, 0, error);
    } catch (const SourceError& error) {
        work.note_failure("database", 0, error);
    }
}

void describe_database(TargetWork& work) {
    sources::DatabaseInfo unknown;
    unknown.engine = sources::likely_engine(work.asked.source);
    const sources::DatabaseInfo& database = work.source ? work.source->database() : unknown;
    sources::ReleaseRange& range = work.range;
    range = sources::release_range(database);
    if (work.asked.release && *work.asked.release != "none") {
        const auto named = sources::release_named(*work.asked.release);
        range.text = named->text;
        range.releases = named->releases;
        range.purge_age_days = named->purge_age_days;
        range.purge_drops_images = named->purge_drops_images;
    }
    TargetResult& target = work.target();
    target.engine = database.engine;
    target.server_version = database.server_version;
    target.schema_revision = range.revisions;
    target.release = range.text;
    const auto& asked_age = work.asked.age_days ? work.asked.age_days : work.request.age_days;
    target.purge_age_days = work.context.age_days = asked_age.value_or(range.purge_age_days);
}

// The releases whose defaults may lie under the policy files; none with --release none.
std::vector<std::string> policy_releases(const TargetWork& work) {
    if (work.asked.release == "none") return {};
    return {work.range.releases.begin(), work.range.releases.end()};
}

void audit_policies_and_configuration(TargetWork& work) {
    const std::vector<std::string> releases = policy_releases(work);
    const facts::PolicyJudge policies(work.asked.policies, releases);
    work.context.claimable_by = policies.claimable_by();
    // Said where it makes findings milder; constant texts on every finding would only make reports larger.
    const ClaimableBy claimable = work.context.claimable_by;
    if (claimable == ClaimableBy::admins || claimable == ClaimableBy::nobody) {
        work.context.claimable_rule = policies.claimable_rule();
    }
    if (work.asked.configuration != nullptr) {
        const facts::ConfigFacts facts = facts::judge_configuration(*work.asked.configuration, releases, policies);
        work.use_configuration(facts.of_images);
        if (!work.request.only_id) judge(work.evaluator, work.result, facts.batch, facts.locations);
    }
    if (work.request.only_id) return;
    if (!releases.empty()) work.target().policies = policies.who_may_do_what();
    const bool asked = work.request.rules.can_match(SubjectKind::policy, {}, work.request.now);
    if (!asked) return;
    policies.each_batch([&](const Batch& batch, const facts::Locations& locations) {
        judge(work.evaluator, work.result, batch, locations);
    });
}

void audit_database(TargetWork& work) {
    Batch batch(SubjectKind::database);
    batch.reset({Fact::engine, Fact::release, Fact::purge_drops_images, Fact::purge_age_days, Fact::scheduled_purges,
                 Fact::hashes_images, Fact::queued_most, Fact::queued_owner});
    const std::size_t row = batch.push();
    batch.set(Fact::engine, row, number(work.target().engine));
    batch.set(Fact::release, row, work.target().release);
    batch.set(Fact::purge_drops_images, row, work.range.purge_drops_images ? 1 : 0);
    batch.set(Fact::purge_age_days, row, work.context.age_days);
    batch.set(Fact::hashes_images, row, sources::keeps_hashes(work.source->database(), work.range) ? 1 : 0);
    work.schedules.name_plain_purges(batch, row);
    batch.set_absent(Fact::queued_owner, row);
    if (work.counts_queued) {
        const facts::QueuedImages::Most most = work.queued.most();
        batch.set(Fact::queued_most, row, most.images);
        if (most.owner) batch.set(Fact::queued_owner, row, batch.arena().copy(*most.owner));
    } else {
        batch.set_absent(Fact::queued_most, row);
    }
    work.evaluate(batch);
}

Coverage coverage_of(const sources::Schedules& schedules) {
    Coverage coverage{"schedules", schedules.files, true, std::nullopt};
    if (schedules.failures.empty()) return coverage;
    const SourceError& first = schedules.failures.front();
    coverage.complete = false;
    coverage.error = first.where() + ": " + first.what() + " (" + first.hint() + ")";
    if (schedules.failures.size() > 1)
        *coverage.error += ", and " + std::to_string(schedules.failures.size() - 1) + " more";
    return coverage;
}

void audit_schedules(TargetWork& work) {
    if (work.asked.schedules == nullptr) return;
    work.target().coverage.push_back(coverage_of(*work.asked.schedules));
    work.schedules.each_batch(work.request.now, work.range, [&](const Batch& batch, const facts::Locations& locations) {
        judge(work.evaluator, work.result, batch, locations);
    });
}

}  // namespace

void begin_audit(TargetWork& work, const sources::OpenOptions& options) {
    open(work, options);
    describe_database(work);
    audit_policies_and_configuration(work);
}

void audit_images(TargetWork& work) {
    if (!work.source) return;
    read_indexes(work);
    read_images(work);
    if (!work.request.only_id) audit_database(work);
    audit_orphans(work);
    if (work.compares()) finish_compared(work);
    audit_schedules(work);
    work.source.reset();
    work.context = facts::ImageContext();  // the indexes are large, and other targets may still be read
}

}  // namespace glance_audit::app
