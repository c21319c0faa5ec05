#include "scanner/audit/target_audit.hpp"

#include "scanner/audit/image_indexes.hpp"
#include "scanner/audit/image_pass.hpp"
#include "scanner/audit/judge.hpp"
#include "scanner/audit/orphans.hpp"
#include "scanner/audit/region_pass.hpp"

namespace glance_audit::app {
namespace {

void audit_database(TargetWork& work) {
    Batch batch(SubjectKind::database);
    batch.reset({Fact::engine, Fact::release, Fact::purge_drops_images, Fact::purge_age_days, Fact::scheduled_purges,
                 Fact::hashes_images, Fact::queued_most, Fact::queued_owner});
    const std::size_t row = batch.push();
    batch.set(Fact::engine, row, number(work.target().engine));
    batch.set(Fact::release, row, work.target().release);
    batch.set(Fact::purge_drops_images, row, work.opened.range.purge_drops_images ? 1 : 0);
    batch.set(Fact::purge_age_days, row, work.context.age_days);
    batch.set(Fact::hashes_images, row, sources::keeps_hashes(work.source().database(), work.opened.range) ? 1 : 0);
    work.schedules.name_plain_purges(batch, row);
    batch.set_absent(Fact::queued_owner, row);
    if (work.plan.counts_queued) {
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
    if (work.opened.asked.schedules == nullptr) return;
    work.target().coverage.push_back(coverage_of(*work.opened.asked.schedules));
    work.schedules.each_batch(work.request.now, work.opened.range,
                              [&](const Batch& batch, const facts::Locations& locations) {
                                  judge(work.evaluator, work.result, batch, locations);
                              });
}

}  // namespace

void audit_images(TargetWork& work) {
    if (!work.opened.source) return;
    read_indexes(work);
    read_images(work);
    if (!work.request.only_id) audit_database(work);
    audit_orphans(work);
    if (work.plan.compares) finish_compared(work);
    audit_schedules(work);
    work.opened.source.reset();
    work.context = facts::ImageContext();  // the indexes are large, and other targets may still be read
}

}  // namespace glance_audit::app
