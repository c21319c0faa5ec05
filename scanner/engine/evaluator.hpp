// Rules over batches: from rows with facts to findings.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scanner/engine/fingerprint.hpp"
#include "scanner/engine/rule_set.hpp"
#include "scanner/model/audit_result.hpp"

namespace glance_audit::engine {

// Copies what writers need of the rules into the result, whose stores then keep what findings need of each subject.
// Call once, before the first evaluator is made.
void describe_rules(const RuleSet& rules, AuditResult& result);

// The rows of a batch that a rule matches.
struct Match {
    std::uint32_t rule = 0;  // in RuleSet::rules()
    Selection rows;
};

class Evaluator {
public:
    // `result` must have its rules described; both must outlive the evaluator. Findings are of targets[target].
    Evaluator(const RuleSet& rules, AuditResult& result, std::uint16_t target)
        : rules_(rules), result_(result), target_(target) {}

    // Every rule about the batch's subject that matches a row of it. A rule that asks for a fact the batch does not
    // know matches none: it was left out because it cannot (RuleSet::facts). May be called by several threads at once.
    std::vector<Match> match(const Batch& batch) const;

    // Appends a finding for every match. Returns for each row of the batch the row of the result's store that holds
    // it, or kNotStored. By one thread at a time. Throws std::logic_error where the batch lacks what the store keeps.
    const std::vector<std::uint32_t>& add_findings(const Batch& batch, const std::vector<Match>& matches);

    // Takes back the findings about the images of these IDs. `ids` must be sorted.
    void forget(const std::vector<std::string>& ids);

    static constexpr std::uint32_t kNotStored = UINT32_MAX;

private:
    void add_findings_of(const Match& match, const Batch& batch);
    void set_fingerprint(Finding& finding);

    const RuleSet& rules_;
    AuditResult& result_;
    std::uint16_t target_;
    std::vector<std::uint32_t> stored_;
    Fingerprinter fingerprinter_;
    std::string subject_id_;  // keeps its memory
};

}  // namespace glance_audit::engine
