// A check tree while it grows. Inside of the parsers only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/policy/language/check_tree.hpp"

namespace glance_audit::policy {

class CheckTreeBuilder {
public:
    using Index = std::uint32_t;

    // A single check: "@", "!", "kind:match"; anything else is deny, and a flaw of the tree.
    Index check(std::string_view text);
    Index leaf(CheckNode::Kind kind) { return add({kind, 0, 0}); }
    Index word(std::string_view text);
    Index negate(Index operand) { return add({CheckNode::Kind::negate, operand, 0}); }
    Index group(CheckNode::Kind kind, std::vector<Index> operands);

    bool is(Index node, CheckNode::Kind kind) const { return tree_.nodes[node].kind == kind; }

    // Of a group: its operands, to be changed.
    std::vector<Index>& operands(Index group) { return operands_[tree_.nodes[group].first]; }

    // The first that is noted counts.
    void note(Form form, std::string flaw);

    CheckTree finish(Index root);

private:
    Index add(CheckNode node);

    CheckTree tree_;
    std::vector<std::vector<Index>> operands_;  // of each group; until finish(), its node's `first` says which
};

// A tree that is "a or b".
CheckTree either(const CheckTree& a, const CheckTree& b);

}  // namespace glance_audit::policy
