// Expectations of policies, for CI: cases that say what a decision should be, and whether it is.
//
// A case is a map: name (optional), policy (optional: rules laid over the files), action, credentials and target (maps,
// empty where left out), expect (allow, deny, unknown or error). A file holds a YAML list of them, a JSON array, or
// NDJSON: one JSON object a line.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scanner/base/source_text.hpp"
#include "scanner/policy/rules/policy.hpp"

namespace glance_audit::policy {

struct CaseResult {
    std::optional<std::string> name;
    std::string action;
    Decision expected = Decision::deny;
    Decision decision = Decision::deny;
    int line = 0;         // where the case begins
    std::string problem;  // why its rules do not load; else empty

    bool passed() const { return expected == decision; }
};

// Files of cases may be larger than other files.
inline constexpr std::size_t kMaxCasesBytes = std::size_t{1} << 30U;

// In the order of the file. Rules of a case that do not load make its decision an error. Throws UsageError, with a
// place, for a file that holds anything else than cases, for one without any, and for a case that tests nothing: its
// action is in no policy and no release knows it, or there are neither policies nor rules of its own.
std::vector<CaseResult> run_expectations(const Policy& policy, const text::SourceText& cases);

}  // namespace glance_audit::policy
