// What the steps of one target's audit share: what is asked, what is known so far, and the result they add to.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "scanner/audit/audit.hpp"
#include "scanner/audit/progress.hpp"
#include "scanner/facts/schedule_facts.hpp"
#include "scanner/engine/evaluator.hpp"
#include "scanner/facts/derive.hpp"
#include "scanner/facts/queued_images.hpp"
#include "scanner/glance/release_range.hpp"
#include "scanner/sources/source.hpp"

namespace glance_audit::app {

class TargetWork {
public:
    // `asked`: one of the request's targets. Request and progress must outlive the work.
    TargetWork(const AuditRequest& request, const TargetRequest& asked, const std::string& name, Progress& progress);
    TargetWork(const TargetWork&) = delete;
    TargetWork& operator=(const TargetWork&) = delete;

    const AuditRequest& request;
    TargetRequest asked;  // and what a snapshot says where it says nothing
    AuditResult result;   // of this target alone; not finished (engine/evaluator.hpp)
    engine::Evaluator evaluator;
    facts::ScheduleFacts schedules;
    bool counts_queued = false;  // a rule asks for database.queued_most
    facts::QueuedImages queued;
    facts::ImageContext context;
    FactSet wanted;  // of images: what rules ask and findings tell, with what they follow from
    sources::ReleaseRange range;
    std::unique_ptr<sources::Source> source;  // none: it could not be opened
    Reading reading;
    std::uint64_t bad_images = 0;  // rows that could not be understood

    // Beside other targets (region_pass.hpp); rows are numbers in the result's store of images.
    facts::RegionIndex regions;
    std::vector<std::uint32_t> compared;        // rows that conflict with another target's, by ID
    std::vector<std::uint32_t> tell_conflicts;  // rows whose findings say with which
    std::vector<std::uint32_t> tell_missing;    // rows whose findings say where their ID is missing

    TargetResult& target() { return result.targets.front(); }
    RowExtras& extras(SubjectKind kind, std::uint32_t row) {
        return result.extras[static_cast<std::size_t>(kind)][row];
    }

    // True if a rule, or the one who asks, wants to know how the images stand beside those of other targets.
    bool compares() const {
        return request.targets.size() > 1 && wanted.intersects({Fact::conflicts, Fact::missing_in});
    }

    // To be called when asked.schedules were found after all, before anything is read.
    void use_schedules();

    // To be called when it is known what the configuration says of all images, before anything is read.
    void use_configuration(const facts::Configured& configured);

    // True if a row of which this is known may match a rule.
    bool may_match(engine::KnownFacts known) const;

    // The findings of a batch: for each of its rows the row of the result's store, or Evaluator::kNotStored.
    const std::vector<std::uint32_t>& evaluate(const Batch& batch) {
        return evaluator.add_findings(batch, evaluator.match(batch));
    }

    // `id`: keeps every row, whether a rule matched or not.
    void look_up(const Batch& batch);

    // Runs `read`, which returns an Outcome, and records as coverage what came of it. A source that breaks makes the
    // target incomplete, and nothing is returned; no other error is caught.
    template <class Read>
    std::optional<sources::Outcome> attempt(const std::string& what, Read read) {
        begin(what);
        try {
            const sources::Outcome outcome = read();
            note_outcome(what, outcome);
            return outcome;
        } catch (const SourceError& error) {
            note_failure(what, reading.rows(), error);
            return std::nullopt;
        }
    }

    void note_failure(const std::string& what, std::uint64_t rows, const SourceError& error);

private:
    engine::KnownFacts known_of_all() const;
    FactSet told_of_images() const;
    void choose_image_facts();
    void begin(const std::string& what);
    void note_outcome(const std::string& what, const sources::Outcome& outcome);

    Progress& progress_;
};

}  // namespace glance_audit::app
