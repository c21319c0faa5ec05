#include "scanner/audit/audit.hpp"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <mutex>

#include "scanner/audit/image_indexes.hpp"
#include "scanner/audit/image_pass.hpp"
#include "scanner/audit/judge.hpp"
#include "scanner/audit/orphans.hpp"
#include "scanner/audit/region_pass.hpp"
#include "scanner/base/parallel.hpp"
#include "scanner/engine/finding_order.hpp"
#include "scanner/sources/source.hpp"

namespace glance_audit::app {
namespace {

// Short names; where two sources would share one, their folders tell them apart.
std::vector<std::string> target_names(const std::vector<TargetRequest>& all) {
    std::vector<std::string> names;
    for (const TargetRequest& target : all) {
        names.push_back(target.name.empty() ? sources::target_name(target.source) : target.name);
    }
    const std::vector<std::string> shorts = names;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (std::count(shorts.begin(), shorts.end(), shorts[i]) == 1) continue;
        const std::filesystem::path folder = std::filesystem::path(sources::shown_source(all[i].source)).parent_path();
        names[i] = (folder.filename() / shorts[i]).string();
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (std::count(names.begin(), names.end(), names[i]) > 1) names[i] = sources::shown_source(all[i].source);
    }
    return names;
}

// The threads one of `count` targets may use, of all that may be used.
unsigned threads_of(std::size_t target, std::size_t count, unsigned all) {
    const auto at_once = static_cast<unsigned>(std::min<std::size_t>(count, all));
    return all / at_once + (target % at_once < all % at_once ? 1 : 0);
}

void audit_database(TargetWork& work) {
    Batch batch(SubjectKind::database);
    batch.reset(facts_of(SubjectKind::database));
    const std::size_t row = batch.push();
    batch.set(Fact::engine, row, number(work.target().engine));
    batch.set(Fact::release, row, work.target().release);
    batch.set(Fact::purge_drops_images, row, work.opened.range.purge_drops_images ? 1 : 0);
    batch.set(Fact::purge_age_days, row, work.context.age_days);
    batch.set(Fact::hashes_images, row, sources::keeps_hashes(work.source().database(), work.opened.range) ? 1 : 0);
    work.schedules.name_plain_purges(batch, row);
    const auto most = work.plan.counts_queued ? std::optional(work.queued.most()) : std::nullopt;
    batch.set_number(Fact::queued_most, row, most ? std::optional(most->images) : std::nullopt);
    batch.set_text(Fact::queued_owner, row, most ? most->owner : std::nullopt);
    work.evaluate(batch);
}

Coverage coverage_of(const sources::Schedules& schedules) {
    Coverage coverage{"schedules", schedules.files, true, std::nullopt};
    coverage.proof = Proof::listed;
    if (schedules.purges.empty()) {
        coverage.note =
            "no purge found in " + std::to_string(schedules.files) + (schedules.files == 1 ? " file" : " files");
    }
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

// Reads and judges the images, the database as a whole and the schedules, and closes the source. What cannot be read is
// recorded as coverage.
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

// Runs step(i) for every target, several at once.
template <class Step>
void for_each_target(const AuditRequest& request, Step step) {
    in_parallel(request.targets.size(), request.open.jobs, [&](std::size_t i, std::size_t) { step(i); });
}

TargetWorks open_all(const AuditRequest& request, Progress& progress) {
    const std::vector<std::string> names = target_names(request.targets);
    const std::size_t count = request.targets.size();
    TargetWorks works(count);
    for_each_target(request, [&](std::size_t i) {
        sources::OpenOptions open = request.open;
        open.jobs = threads_of(i, count, request.open.jobs);
        if (request.targets[i].password) open.password = request.targets[i].password;
        works[i] = std::make_unique<TargetWork>(request, request.targets[i], names[i], open, progress);
    });
    return works;
}

// One result of all, in the order of the targets.
AuditResult joined_result(TargetWorks& works) {
    AuditResult result = std::move(works.front()->result);
    for (std::size_t i = 1; i < works.size(); ++i) {
        result.append(std::move(works[i]->result));
        works[i].reset();
    }
    engine::sort_findings(result);
    return result;
}

void look_up_named(TargetWork& work, const std::string& name) {
    if (!work.opened.source) return;
    std::mutex consuming;  // several threads may bring batches
    const auto look_up = [&](Batch& batch) {
        facts::derive(batch, work.plan.wanted, work.context);
        const std::lock_guard lock(consuming);
        const Column& names = batch[Fact::name];
        for (std::size_t row = 0; row < batch.size(); ++row) {
            if (names.present[row] != 0 && names.texts[row] == name) work.look_up(batch, row);
        }
        work.recorder.reading.advance(batch.size());
    };
    work.recorder.attempt("images", [&] {
        work.recorder.reading.begin(work.target().name + ": images", work.source().estimate_images());
        return work.source().read_images({work.plan.wanted, sources::Rows::all, {}, nullptr}, look_up);
    });
    work.opened.source.reset();
    const RowStore& images = work.result.rows[static_cast<std::size_t>(SubjectKind::image)];
    std::sort(work.result.looked_up.begin(), work.result.looked_up.end(),
              [&](const auto& a, const auto& b) { return images.id(a.row) < images.id(b.row); });
}

}  // namespace

AuditResult audit(const AuditRequest& request, Progress& progress) {
    TargetWorks works = open_all(request, progress);
    const bool compare = works.front()->plan.compares;
    if (compare) {
        check_comparable(works);
        const auto digest = KeyedDigest::with_random_key();
        for_each_target(request, [&](std::size_t i) { read_region(*works[i], digest); });
        compare_targets(works);
    }
    for_each_target(request, [&](std::size_t i) { audit_images(*works[i]); });
    if (compare) for_each_target(request, [&](std::size_t i) { add_region_evidence(works, i); });
    progress.clear();
    return joined_result(works);
}

AuditResult find_named(const AuditRequest& request, const std::string& name, Progress& progress) {
    TargetWorks works = open_all(request, progress);
    for_each_target(request, [&](std::size_t i) { look_up_named(*works[i], name); });
    progress.clear();
    return joined_result(works);
}

}  // namespace glance_audit::app
