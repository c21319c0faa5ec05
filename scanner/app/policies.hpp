// Policies as facts: who may create, publicize and communitize images, by the files and the release's defaults.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scanner/app/audit.hpp"
#include "scanner/model/batch.hpp"

namespace glance_audit::app {

struct PolicyFacts {
    ClaimableBy claimable_by = ClaimableBy::unknown;
    std::string claimable_rule;                      // `add_image: "role:admin" (policy.yaml:3)`
    Batch batch{SubjectKind::policy};                // a row for each action
    std::vector<std::optional<Location>> locations;  // of each row: where the check stands, if in a file
};

// Judged for each of `releases`, of which the most open answer counts: the schema does not say which one runs. Without
// releases there are no defaults, and what the files leave open is unknown.
// Throws UsageError where a file cannot be read.
PolicyFacts judge_policies(const PolicySelection& selection, const std::vector<std::string>& releases);

}  // namespace glance_audit::app
