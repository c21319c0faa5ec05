// The step that judges policies and configuration: what it finds, and what follows for every image.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scanner/audit/audit.hpp"
#include "scanner/engine/evaluator.hpp"
#include "scanner/facts/derive.hpp"

namespace glance_audit::app {

struct PolicyAnswers {
    ClaimableBy claimable_by = ClaimableBy::unknown;
    std::string claimable_rule;                    // the check that says so, where it makes findings milder; else empty
    std::optional<facts::Configured> of_images{};  // what the configuration says of all images; nothing: there is none
    std::uint64_t rules_in_files = 0;
};

// Appends the findings to `result`, the evaluator's own, and says there who may do what. `releases`: those whose
// defaults may lie under the files, oldest first; none: no defaults. With request.only_id no finding is made. Throws
// UsageError where a policy cannot be read.
PolicyAnswers audit_policies(const AuditRequest& request, const TargetRequest& asked,
                             const std::vector<std::string>& releases, engine::Evaluator& evaluator,
                             AuditResult& result);

}  // namespace glance_audit::app
