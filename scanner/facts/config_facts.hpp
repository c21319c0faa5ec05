// What rules can ask of a target's configuration: a row for each option that its releases have.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scanner/config/oslo_config.hpp"
#include "scanner/facts/derive.hpp"
#include "scanner/facts/policies.hpp"

namespace glance_audit::facts {

struct ConfigFacts {
    Batch batch{SubjectKind::config};
    Locations locations;  // of each row: where the value stands, if in a file
    Configured of_images;
};

// `releases`: those in question, oldest first. An option that none of them has gets no row. Where they have different
// defaults, the oldest one's counts, of lists the longest: it allows most. Without releases only what is set, or the
// same in every release, gets a row.
//
// A secret's value is never in there, nor another option's that contains it.
ConfigFacts judge_configuration(const sources::OsloConfig& config, const std::vector<std::string>& releases,
                                const PolicyJudge& policies);

}  // namespace glance_audit::facts
