#include "scanner/policy/language/check_tree.hpp"

#include <algorithm>
#include <string_view>

namespace glance_audit::policy {

namespace {

using Kind = CheckNode::Kind;

constexpr std::size_t kLongestText = 8000;

// What is still to be written: a node, or text that comes between nodes.
struct Pending {
    std::string_view text;
    std::uint32_t node = 0;
};

void append_leaf(const CheckTree& tree, const CheckNode& node, std::string& out) {
    switch (node.kind) {
        case Kind::allow: out += "@"; break;
        case Kind::deny: out += "!"; break;
        case Kind::word: out += tree.word; break;
        case Kind::rule: out.append("rule:").append(tree.rules[node.first].name); break;
        case Kind::role: out.append("role:").append(tree.roles[node.first].match.source()); break;
        case Kind::remote: out += tree.remotes[node.first].url.source(); break;
        case Kind::generic: {
            const GenericCheck& check = tree.generics[node.first];
            out.append(check.written_kind).append(":").append(check.match.source());
            break;
        }
        default: break;
    }
}

// The last to be written is pushed first.
void push_children(const CheckTree& tree, const CheckNode& node, std::vector<Pending>& pending) {
    const std::string_view operation = node.kind == Kind::all ? " and " : " or ";
    pending.push_back({")"});
    for (std::uint32_t i = node.count; i-- > 0;) {
        pending.push_back({{}, tree.children[node.first + i]});
        pending.push_back({i > 0 ? operation : "("});
    }
    if (node.count == 0) pending.push_back({"("});
}

}  // namespace

std::string CheckTree::to_string(std::uint32_t from) const {
    std::string out;
    std::vector<Pending> pending{{{}, from}};
    while (!pending.empty()) {
        if (out.size() > kLongestText) return out + "…";
        const Pending next = pending.back();
        pending.pop_back();
        out += next.text;
        if (!next.text.empty()) continue;
        const CheckNode& node = nodes[next.node];
        if (node.kind == Kind::all || node.kind == Kind::any) {
            push_children(*this, node, pending);
        } else if (node.kind == Kind::negate) {
            out += "not ";
            pending.push_back({{}, node.first});
        } else {
            append_leaf(*this, node, out);
        }
    }
    return out;
}

std::uint32_t CheckTree::loading_depth() const {
    std::uint32_t deepest = 0;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pending{{root, 1}};
    while (!pending.empty()) {
        const auto [index, depth] = pending.back();
        pending.pop_back();
        deepest = std::max(deepest, depth);
        const CheckNode& node = nodes[index];
        if (node.kind != Kind::all && node.kind != Kind::any) continue;
        for (std::uint32_t i = 0; i < node.count; ++i) pending.emplace_back(children[node.first + i], depth + 1);
    }
    return deepest;
}

}  // namespace glance_audit::policy
