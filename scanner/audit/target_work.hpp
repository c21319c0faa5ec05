// One target's audit: what the first steps found out, and the result that the later ones add to.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "scanner/audit/image_plan.hpp"
#include "scanner/audit/open_target.hpp"
#include "scanner/audit/recorder.hpp"
#include "scanner/engine/evaluator.hpp"
#include "scanner/facts/derive.hpp"
#include "scanner/facts/queued_images.hpp"
#include "scanner/facts/schedule_facts.hpp"

namespace glance_audit::app {

// How one target stands beside the others (region_pass.hpp). Rows are numbers in the result's store of images.
struct BesideOthers {
    facts::RegionIndex regions;
    std::vector<std::uint32_t> compared;        // rows that conflict with another target's, by ID
    std::vector<std::uint32_t> tell_conflicts;  // rows whose findings say with which
    std::vector<std::uint32_t> tell_missing;    // rows whose findings say where their ID is missing
};

struct TargetWork {
    // Opens the source, starts its snapshot, judges policies and configuration, and plans what to read of the images.
    // A source that cannot be opened is recorded as coverage. Throws UsageError: no such kind of source, a policy that
    // cannot be read; no later step does. `asked`: one of the request's targets. Request and progress must outlive the
    // work.
    TargetWork(const AuditRequest& request, const TargetRequest& asked, const std::string& name,
               const sources::OpenOptions& open, Progress& progress);
    TargetWork(const TargetWork&) = delete;
    TargetWork& operator=(const TargetWork&) = delete;

    const AuditRequest& request;
    AuditResult result;  // of this target alone; not finished (engine/evaluator.hpp)
    Recorder recorder;
    engine::Evaluator evaluator;
    OpenedTarget opened;
    facts::ImageContext context;  // its indexes are filled before the images are read
    facts::ScheduleFacts schedules;
    ImagePlan plan;
    facts::QueuedImages queued;
    BesideOthers beside;

    TargetResult& target() { return result.targets.front(); }
    sources::Source& source() { return *opened.source; }
    RowExtras& extras(SubjectKind kind, std::uint32_t row) {
        return result.extras[static_cast<std::size_t>(kind)][row];
    }

    // The findings of a batch: for each of its rows the row of the result's store, or Evaluator::kNotStored.
    const std::vector<std::uint32_t>& evaluate(const Batch& batch) {
        return evaluator.add_findings(batch, evaluator.match(batch));
    }

    // `id`: keeps every row, whether a rule matched or not.
    void look_up(const Batch& batch);
    // The same of one row.
    void look_up(const Batch& batch, std::size_t row);
};

}  // namespace glance_audit::app
