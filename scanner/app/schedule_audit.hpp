// Scheduled purges as facts and findings: what each would free of one target.
#pragma once

#include <cstdint>

#include "scanner/engine/evaluator.hpp"
#include "scanner/facts/exposure.hpp"
#include "scanner/sources/glance_schema.hpp"
#include "scanner/sources/schedules.hpp"

namespace glance_audit::app {

class ScheduleAudit {
public:
    // Both must outlive this; schedules may be nullptr: then there is nothing to tell.
    ScheduleAudit(const engine::RuleSet& rules, const sources::Schedules* schedules);

    // What has to be known of every image row; nothing where no rule asks.
    FactSet image_facts() const { return counts_ ? facts::kExposureFacts : FactSet(); }
    // Takes the exposed ones among these rows down. Every held row once, by one thread at a time.
    void count(const Batch& batch);

    // Sets Fact::scheduled_purges.
    void name_plain_purges(Batch& batch, std::size_t row) const;

    // Evaluates the rules on schedules and appends what was read to the target's coverage. After the last count().
    void judge(engine::Evaluator& evaluator, AuditResult& result, std::uint16_t target,
               const sources::ReleaseRange& range);

private:
    const sources::Schedules* schedules_;
    bool counts_;
    facts::ExposedImages exposed_;
};

}  // namespace glance_audit::app
