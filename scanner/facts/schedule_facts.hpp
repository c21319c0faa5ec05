// Scheduled purges as facts: what each would free of one target.
#pragma once

#include <cstdint>

#include "scanner/facts/exposure.hpp"
#include "scanner/facts/located.hpp"
#include "scanner/glance/release_range.hpp"
#include "scanner/schedules/schedules.hpp"

namespace glance_audit::facts {

class ScheduleFacts {
public:
    // schedules: must outlive this; nullptr: there is nothing to tell. counts: a rule asks about schedules, so that
    // exposed images must be counted.
    ScheduleFacts(const sources::Schedules* schedules, bool counts)
        : schedules_(schedules), counts_(schedules != nullptr && counts) {}

    // What has to be known of every image row; nothing where no rule asks.
    FactSet image_facts() const { return counts_ ? kExposureFacts : FactSet(); }
    // Takes the exposed ones among these rows down. Every held row once, by one thread at a time.
    void count(const Batch& batch);

    // Sets Fact::scheduled_purges.
    void name_plain_purges(Batch& batch, std::size_t row) const;

    // Calls `use` with batches of a row for each schedule, where a rule asks. After the last count().
    void each_batch(Micros now, const sources::ReleaseRange& range, const UseRows& use);

private:
    const sources::Schedules* schedules_;
    bool counts_;
    ExposedImages exposed_;
};

}  // namespace glance_audit::facts
