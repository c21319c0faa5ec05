// The decision of a check tree for credentials and a target, as oslo.policy's checks take it: from left to right, and
// no further than needed.
//
// A remote check has two possible answers, and one that is not read may come to anything. So every check yields the set
// of what it may come to, and a decision is known where the set has one member: "role:admin or http://…" is known for
// an administrator, "http://… and !" for all. Source: oslo.policy 4.0.0, _checks.py and _external.py, seen by running
// it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "scanner/policy/language/check_tree.hpp"
#include "scanner/policy/language/decision.hpp"
#include "scanner/policy/language/value.hpp"

namespace glance_audit::policy {

// A set of outcomes. key_error is Python's KeyError out of a remote check's URL: "rule:" catches it and denies, and at
// the top it is an error like any other.
class Outcomes {
public:
    enum Bit : std::uint8_t { deny = 1, allow = 2, raise = 4, key_error = 8 };

    constexpr Outcomes() = default;
    constexpr Outcomes(unsigned bits) : bits_(static_cast<std::uint8_t>(bits)) {}

    bool empty() const { return bits_ == 0; }
    bool has(Bit bit) const { return (bits_ & bit) != 0; }
    bool only(unsigned bits) const { return bits_ != 0 && (bits_ & ~bits) == 0; }
    Outcomes operator|(Outcomes other) const { return static_cast<unsigned>(bits_ | other.bits_); }
    Outcomes without(Bit bit) const { return static_cast<unsigned>(bits_ & ~bit); }

private:
    std::uint8_t bits_ = 0;
};

Decision decision_of(Outcomes outcomes);

// Checks nested deeper than this, through rules and parentheses, raise RecursionError in Python when enforced.
inline constexpr int kMaxCheckDepth = 329;

class Evaluator {
public:
    // by_slot: the tree of each rule, nullptr where there is none; default_tree likewise. All must outlive the
    // evaluator.
    Evaluator(std::span<const CheckTree* const> by_slot, const CheckTree* default_tree, const Value& credentials,
              const Value& target)
        : by_slot_(by_slot),
          default_(default_tree),
          credentials_(credentials),
          roles_(credentials.find("roles")),
          target_(target) {}

    Outcomes evaluate(const CheckTree& tree) { return evaluate(tree, tree.root); }
    // Of one node of the tree.
    Outcomes evaluate(const CheckTree& tree, std::uint32_t node);

private:
    // The trees that are being evaluated, from the innermost outwards.
    struct Frame {
        const CheckTree* tree;
        const Frame* outer;
    };

    Outcomes node(const CheckTree& tree, std::uint32_t index, int depth, const Frame& frame);
    Outcomes all(const CheckTree& tree, const CheckNode& node, int depth, const Frame& frame);
    Outcomes any(const CheckTree& tree, const CheckNode& node, int depth, const Frame& frame);
    Outcomes rule(const RuleReference& reference, int depth, const Frame& frame);
    Outcomes role(const RoleCheck& check);
    Outcomes generic(const GenericCheck& check);
    Outcomes remote(const RemoteCheck& check);

    std::span<const CheckTree* const> by_slot_;
    const CheckTree* default_;
    const Value& credentials_;
    const Value* roles_;  // of the credentials; nullptr where they have none. Nearly every decision asks for them
    const Value& target_;
    std::string buffer_;
    std::uint64_t steps_ = 0;
    std::vector<Outcomes> known_;  // by slot; filled once many steps were taken, so that rules which name each other
                                   // twice and more cost no exponential time
};

}  // namespace glance_audit::policy
