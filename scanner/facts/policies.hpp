// Policies as facts: who may do what by the files and the release's defaults, and what is wrong with the files.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/facts/located.hpp"
#include "scanner/facts/policy_row.hpp"
#include "scanner/model/policy_matrix.hpp"
#include "scanner/policy/access/selection.hpp"
#include "scanner/policy/rules/policy.hpp"

namespace glance_audit::facts {

// Of two groups the one that is more dangerous; what is unknown may be open to members.
ClaimableBy more_open(ClaimableBy one, ClaimableBy other);

// An action that somebody asks about.
struct AskedAction {
    Fact fact;  // for whoever asks
    std::string_view name;
    std::string_view since{};  // the first and the last release in which it decides; empty: open
    std::string_view until{};
};

// Judges for each of the releases that may run, because the schema does not say which one does: the most open answer
// counts, and the most dangerous one; what a file has too much (a redundant rule, an unknown name) must be too much in
// all of them. To be used by one thread at a time. Without releases there are no defaults, and what the files leave
// open is unknown. Defaults are judged for who may, and never blamed: what is said against a rule is said of rules in
// files.
class PolicyJudge {
public:
    // Throws UsageError where a file cannot be read.
    PolicyJudge(const policy::PolicySelection& selection, const std::vector<std::string>& releases);

    // Who may create an image with an ID of their choice.
    ClaimableBy claimable_by() const;
    // The check that says so, and where it stands: `add_image: "role:admin" (policy.yaml:3)`; empty where none is
    // known.
    std::string claimable_rule() const;

    // Who passes the action's check; nothing where no release has it.
    std::optional<ClaimableBy> open_to(const AskedAction& action) const;

    // Every action and persona, with what differs from the release's own defaults marked.
    PolicyMatrix who_may_do_what() const;

    // The rules in the files; of those with one name the last.
    std::size_t rules_in_files() const { return policies_.front().now.policy().written().size(); }

    // Calls `use` with batches of rows: one for every action that a release asks for, and for every name in a file.
    void each_batch(const UseRows& use) const;

private:
    struct Release {
        std::string name;  // empty: none
        policy::Decider now;
        policy::Decider defaults;                            // without the files
        ClaimableBy default_open_to = ClaimableBy::unknown;  // where a reference to an undefined rule ends up
        std::map<std::string, std::vector<std::string>, std::less<>> cycles;
        // What was found out already: many actions are decided alike. By sameness() of the files' rule, and of both.
        mutable std::map<std::string, policy::Audience> audiences;
        mutable std::map<std::string, std::optional<policy::More>> comparisons;
    };

    static policy::Audience open_to(const Release& release, std::string_view action);
    static std::optional<policy::More> lets_in_more(const Release& release, std::string_view action);

    PolicyRow creation() const;
    PolicyRow row_of(std::string_view name, const policy::WrittenRule* written) const;
    void judge_openness(PolicyRow& row) const;
    void judge_text(PolicyRow& row, const policy::WrittenRule& written) const;
    void judge_use(PolicyRow& row) const;
    void judge_references(PolicyRow& row, const policy::WrittenRule& written) const;
    void judge_beside_defaults(PolicyRow& row, const policy::WrittenRule* written) const;
    bool is_redundant(const policy::WrittenRule& written) const;

    std::vector<Release> policies_;  // at least one
    bool without_files_;
    std::vector<policy::WrittenRule> written_;
    std::vector<std::string_view> referred_;  // names that a rule of a file other than their own refers to; sorted
};

}  // namespace glance_audit::facts
