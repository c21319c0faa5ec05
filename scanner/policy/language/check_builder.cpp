#include "scanner/policy/language/check_builder.hpp"

#include <string>
#include <utility>

#include "scanner/base/utf8.hpp"
#include "scanner/policy/language/role_names.hpp"

namespace glance_audit::policy {

namespace {

using Kind = CheckNode::Kind;

// Appends to one of the tree's tables and says where.
template <typename Entry>
std::uint32_t append(std::vector<Entry>& table, Entry entry) {
    table.push_back(std::move(entry));
    return static_cast<std::uint32_t>(table.size() - 1);
}

// The kinds whose answer is a server's: oslo.policy's own, and those of the public plug-in oslo.policy.opa.
bool asks_server(std::string_view kind) {
    return kind == "http" || kind == "https" || kind == "opa" || kind == "opa_filter";
}

}  // namespace

CheckTreeBuilder::Index CheckTreeBuilder::add(CheckNode node) { return append(tree_.nodes, node); }

CheckTreeBuilder::Index CheckTreeBuilder::group(CheckNode::Kind kind, std::vector<Index> operands) {
    return add({kind, append(operands_, std::move(operands)), 0});
}

CheckTreeBuilder::Index CheckTreeBuilder::word(std::string_view text) {
    tree_.word = text;
    return leaf(Kind::word);
}

CheckTreeBuilder::Index CheckTreeBuilder::check(std::string_view text) {
    if (text == "@") return leaf(Kind::allow);
    const std::size_t colon = text.find(':');
    if (text != "!" && colon == std::string_view::npos) {
        note(Form::not_a_check, "'" + shortened(text) + "' has no colon");
    }
    if (text == "!" || colon == std::string_view::npos) return leaf(Kind::deny);
    const std::string_view kind = text.substr(0, colon);
    const std::string_view match = text.substr(colon + 1);
    if (kind == "rule") return add({Kind::rule, append(tree_.rules, {std::string(match), 0}), 0});
    if (asks_server(kind)) {
        return add({Kind::remote, append(tree_.remotes, {PercentFormat(std::string(text))}), 0});
    }
    if (kind == "role") {
        RoleCheck role{PercentFormat(std::string(match)), {}};
        if (role.match.is_literal()) role.lowered = role_in_lower_case(match);
        return add({Kind::role, append(tree_.roles, std::move(role)), 0});
    }
    GenericCheck generic{std::string(kind), read_check_kind(kind), PercentFormat(std::string(match))};
    return add({Kind::generic, append(tree_.generics, std::move(generic)), 0});
}

namespace {

template <typename Entry>
std::uint32_t append_all(std::vector<Entry>& to, const std::vector<Entry>& from) {
    const auto offset = static_cast<std::uint32_t>(to.size());
    to.insert(to.end(), from.begin(), from.end());
    return offset;
}

// Copies `from` into `to` and says where its root is now.
std::uint32_t graft(CheckTree& to, const CheckTree& from) {
    const auto nodes = static_cast<std::uint32_t>(to.nodes.size());
    const std::uint32_t children = append_all(to.children, from.children);
    const std::uint32_t rules = append_all(to.rules, from.rules);
    const std::uint32_t roles = append_all(to.roles, from.roles);
    const std::uint32_t generics = append_all(to.generics, from.generics);
    const std::uint32_t remotes = append_all(to.remotes, from.remotes);
    for (std::size_t i = children; i < to.children.size(); ++i) to.children[i] += nodes;
    for (CheckNode node : from.nodes) {
        switch (node.kind) {
            case Kind::all:
            case Kind::any: node.first += children; break;
            case Kind::negate: node.first += nodes; break;
            case Kind::rule: node.first += rules; break;
            case Kind::role: node.first += roles; break;
            case Kind::generic: node.first += generics; break;
            case Kind::remote: node.first += remotes; break;
            default: break;
        }
        to.nodes.push_back(node);
    }
    if (!from.word.empty()) to.word = from.word;
    return nodes + from.root;
}

}  // namespace

CheckTree either(const CheckTree& a, const CheckTree& b) {
    CheckTree out;
    const std::uint32_t first = graft(out, a);
    const std::uint32_t second = graft(out, b);
    const auto children = static_cast<std::uint32_t>(out.children.size());
    out.children.insert(out.children.end(), {first, second});
    out.root = append(out.nodes, {Kind::any, children, 2});
    return out;
}

void CheckTreeBuilder::note(Form form, std::string flaw) {
    if (tree_.form != Form::fine) return;
    tree_.form = form;
    tree_.flaw = std::move(flaw);
}

CheckTree CheckTreeBuilder::finish(Index root) {
    for (CheckNode& node : tree_.nodes) {
        if (node.kind != Kind::all && node.kind != Kind::any) continue;
        const std::vector<Index>& operands = operands_[node.first];
        node.first = static_cast<std::uint32_t>(tree_.children.size());
        node.count = static_cast<std::uint32_t>(operands.size());
        tree_.children.insert(tree_.children.end(), operands.begin(), operands.end());
    }
    tree_.root = root;
    return std::move(tree_);
}

}  // namespace glance_audit::policy
