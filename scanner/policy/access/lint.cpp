#include "scanner/policy/access/lint.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "scanner/policy/access/personas.hpp"
#include "scanner/policy/language/credential_lookup.hpp"

namespace glance_audit::policy {
namespace {

using Outcome = PercentFormat::Outcome;
using Kind = CheckNode::Kind;

// With a role: what goes into the texts of a list raises only where there is one. With is_admin: policies of other
// services ask for it, and what is looked up in a truth value raises.
Value usual_credentials() {
    Persona member;
    member.roles = {"member"};
    auto entries = credentials_of(member, Credentials::second);
    entries.emplace_back("is_admin", Value::boolean(false));
    return Value::map(std::move(entries));
}

struct Situation {
    Value credentials = usual_credentials();
    Value target = Value::map({{"project_id", Value::string("p")},
                               {"owner", Value::string("p")},
                               {"tenant", Value::string("p")},
                               {"visibility", Value::string("private")},
                               {"member_id", Value::string("m")}});
};

const Situation& usual() {
    static const Situation kUsual;
    return kUsual;
}

bool raises(const PercentFormat& format) {
    std::string buffer;
    return format.apply(usual().target, buffer).outcome == Outcome::raises;
}

bool raises(const GenericCheck& check) {
    if (check.kind.meaning == CheckKind::Meaning::unusual) return false;
    std::string buffer;
    const PercentFormat::Result match = check.match.apply(usual().target, buffer);
    if (match.outcome != Outcome::text) return match.outcome == Outcome::raises;
    return check.kind.meaning == CheckKind::Meaning::lookup &&
           look_up(usual().credentials, check.kind.path, match.text) == LookUp::raises;
}

bool raises(const CheckTree& tree, const CheckNode& node) {
    switch (node.kind) {
        case Kind::role: return raises(tree.roles[node.first].match);
        case Kind::remote: return raises(tree.remotes[node.first].url);
        case Kind::generic: return raises(tree.generics[node.first]);
        default: return false;
    }
}

bool is_unusual(const CheckTree& tree, const CheckNode& node) {
    switch (node.kind) {
        case Kind::role: return tree.roles[node.first].match.is_unusual();
        case Kind::remote: return tree.remotes[node.first].url.is_unusual();
        case Kind::generic: {
            const GenericCheck& check = tree.generics[node.first];
            return check.kind.meaning == CheckKind::Meaning::unusual || check.match.is_unusual();
        }
        default: return false;
    }
}

// As it is written.
template <class Test>
std::optional<std::string> first_check(const CheckTree& tree, Test holds) {
    for (std::uint32_t index = 0; index < tree.nodes.size(); ++index) {
        if (holds(tree, tree.nodes[index])) return tree.to_string(index);
    }
    return std::nullopt;
}

// What a name that is not handed over was meant to be; empty where nobody can tell.
std::string_view meant_by(std::string_view name, bool standard) {
    if (name == "tenant" || name == "tenant_id") return standard ? "project_id" : "tenant";
    if (name == "user") return "user_id";
    if (!standard && name == "project_id") return "tenant";
    if (!standard && name == "user_id") return "user";
    if (name == "is_admin") return "rule:context_is_admin";
    return {};
}

std::string not_handed_over(std::string_view release, std::string_view name) {
    const bool standard = handed_over(release) != Credentials::first;
    const bool formerly = standard && (name == "tenant" || name == "user");
    std::string because = formerly   ? "Glance has not handed over this credential since Ussuri"
                          : standard ? "Glance hands over no credential of this name"
                                     : "up to Mitaka Glance hands over roles, user and tenant alone";
    const std::string_view meant = meant_by(name, standard);
    return meant.empty() ? because : because + "; " + std::string(meant) + " meant?";
}

// A rule that is called like the role it asks for is none of these.
bool is_named_like_a_rule(const Policy& policy, const RoleCheck& check) {
    static constexpr std::array<std::string_view, 6> kOfKeystone{"admin",  "manager", "member",
                                                                 "reader", "service", "_member_"};
    if (!check.match.is_literal() ||
        std::find(kOfKeystone.begin(), kOfKeystone.end(), check.lowered) != kOfKeystone.end())
        return false;
    const CheckTree* const rule = policy.tree(check.match.source());
    return rule != nullptr && std::none_of(rule->roles.begin(), rule->roles.end(), [&](const RoleCheck& other) {
               return other.match.is_literal() && other.lowered == check.lowered;
           });
}

std::optional<std::string> why_dead(const Policy& policy, const CheckTree& tree, const CheckNode& node) {
    if (node.kind == Kind::role && is_named_like_a_rule(policy, tree.roles[node.first])) {
        return "it asks for a role, and a rule has this name; rule:" + tree.roles[node.first].match.source() +
               " meant?";
    }
    if (node.kind != Kind::generic) return std::nullopt;
    const CheckKind& kind = tree.generics[node.first].kind;
    if (kind.meaning != CheckKind::Meaning::lookup || is_handed_over(policy.release(), kind.path.front())) {
        return std::nullopt;
    }
    return not_handed_over(policy.release(), kind.path.front());
}

bool is_allow(const CheckTree& tree, std::uint32_t node) { return tree.nodes[node].kind == Kind::allow; }

// "@ or …" is "@": it ends at the first check that allows.
bool allows_at_once(const CheckTree& tree) {
    const CheckNode& root = tree.nodes[tree.root];
    if (root.kind == Kind::any && root.count > 0) return is_allow(tree, tree.children[root.first]);
    return is_allow(tree, tree.root);
}

}  // namespace

std::vector<std::string_view> undefined_references(const Policy& policy, const CheckTree& tree) {
    std::vector<std::string_view> names;
    std::unordered_set<std::string_view> seen;
    for (const RuleReference& reference : tree.rules) {
        if (policy.tree(reference.name) != nullptr) continue;
        if (seen.insert(reference.name).second) names.emplace_back(reference.name);
    }
    return names;
}

std::optional<std::string> raising_check(const CheckTree& tree) {
    if (tree.nodes[tree.root].kind == Kind::word) return tree.word;
    return first_check(tree, [](const CheckTree& all, const CheckNode& node) { return raises(all, node); });
}

std::optional<std::string> unusual_check(const CheckTree& tree) { return first_check(tree, is_unusual); }

std::optional<DeadCheck> dead_check(const Policy& policy, const CheckTree& tree) {
    std::optional<std::string> because;
    auto check = first_check(tree, [&](const CheckTree& all, const CheckNode& node) {
        because = why_dead(policy, all, node);
        return because.has_value();
    });
    if (!check) return std::nullopt;
    return DeadCheck{std::move(*check), std::move(*because)};
}

std::optional<std::string_view> asked_server(const CheckTree& tree) {
    std::optional<std::string_view> found;
    for (const RemoteCheck& check : tree.remotes) {
        const std::string_view url = check.url.source();
        if (!found || (url.starts_with("http:") && !found->starts_with("http:"))) found = url;
    }
    return found;
}

bool same_checks(const CheckTree& a, const CheckTree& b) {
    if (allows_at_once(a) || allows_at_once(b)) return allows_at_once(a) && allows_at_once(b);
    const std::string text = a.to_string();
    return !text.ends_with("…") && text == b.to_string();
}

std::size_t decided_by_default(const Policy& policy) {
    const CheckTree* const fallback = policy.tree(policy.default_rule());
    if (fallback == nullptr || !policy.effective(policy.default_rule()).from_file) return 0;
    const std::vector<std::string> names = policy.actions();
    return static_cast<std::size_t>(std::count_if(names.begin(), names.end(), [&](const std::string& name) {
        if (policy.effective(name).from_file) return false;
        const auto trees = policy.reachable(name);
        return std::find(trees.begin(), trees.end(), fallback) != trees.end();
    }));
}

}  // namespace glance_audit::policy
