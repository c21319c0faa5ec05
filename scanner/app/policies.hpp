// Policies as facts: who may create, publicize and communitize images, by the files and the release's defaults.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/app/audit.hpp"
#include "scanner/model/batch.hpp"

namespace glance_audit::app {

// An action that is asked for beside those of the batch.
struct AskedAction {
    Fact fact;  // for whoever asks
    std::string_view name;
    std::string_view since{};  // the first and the last release that has it; empty: open
    std::string_view until{};
};

struct PolicyFacts {
    ClaimableBy claimable_by = ClaimableBy::unknown;
    std::vector<std::optional<ClaimableBy>> asked;   // of each action asked for; nothing: no release has it
    Batch batch{SubjectKind::policy};                // a row for each action
    std::vector<std::optional<Location>> locations;  // of each row: where the check stands, if in a file
};

// Of two groups the one that is more dangerous; what is unknown may be open to members.
ClaimableBy more_open(ClaimableBy one, ClaimableBy other);

// Judged for each of `releases`, of which the most open answer counts: the schema does not say which one runs. Without
// releases there are no defaults, and what the files leave open is unknown.
// Throws UsageError where a file cannot be read.
PolicyFacts judge_policies(const PolicySelection& selection, const std::vector<std::string>& releases,
                           std::span<const AskedAction> asked = {});

}  // namespace glance_audit::app
