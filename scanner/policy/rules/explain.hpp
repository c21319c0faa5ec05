// Why a decision is what it is: the checks that led to it, and where they stand.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/location.hpp"
#include "scanner/policy/language/decision.hpp"
#include "scanner/policy/language/value.hpp"

namespace glance_audit::policy {

class RuleTable;

struct CheckStep {
    std::string check;  // "role:member", "rule:default", "not role:guest", "scope_types: project"
    Decision result = Decision::deny;
    std::size_t depth = 0;             // a rule's checks stand one deeper than the "rule:" that names it
    std::string rule;                  // the rule that the check is part of
    std::optional<Location> location;  // where that rule stands; nothing: a default of the release
};

struct Explanation {
    Decision decision = Decision::deny;
    // In the order of evaluation. Of an "or" that allows the alternative that did, of an "and" that denies the check
    // that did; of an "or" that denies and an "and" that allows all.
    std::vector<CheckStep> because;
    bool cut = false;  // more steps than kMostSteps
};

inline constexpr std::size_t kMostSteps = 500;

// `refused_scopes`: the scopes that the action takes where enforce_scope refuses the token's; nullptr where it does
// not.
Explanation explain_decision(const RuleTable& rules, std::string_view action,
                             const std::vector<std::string>* refused_scopes, const Value& credentials,
                             const Value& target);

}  // namespace glance_audit::policy
