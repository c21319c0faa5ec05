#include "scanner/policy/access/audience.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace glance_audit::policy {

namespace {

constexpr std::string_view kProject = "project-of-the-user";
constexpr std::string_view kUser = "the-user";
constexpr std::string_view kAdmin = "admin";

// "project_id:abc", "token.project.domain:x": what a credential must be.
struct Wanted {
    std::vector<std::string> path;
    std::string value;

    auto operator<=>(const Wanted&) const = default;
};

struct Names {
    std::vector<std::string> roles;  // without admin
    std::vector<Wanted> values;
};

// Items in the order in which they are met, each once.
template <typename Item>
class Distinct {
public:
    void add(Item item) {
        if (seen_.insert(item).second) items_.push_back(std::move(item));
    }
    std::vector<Item> take() { return std::move(items_); }

private:
    std::set<Item> seen_;
    std::vector<Item> items_;
};

struct Caller {
    std::vector<std::string> roles;
    std::vector<Wanted> values;
    bool ordinary = false;  // has roles that every user of a project may have, whatever context_is_admin makes of them
};

class NameCollector {
public:
    void add(const CheckTree& tree) {
        for (const RoleCheck& check : tree.roles) {
            if (check.match.is_literal()) add_role(check.lowered);
        }
        for (const GenericCheck& check : tree.generics) {
            const bool names_value = check.kind.meaning == CheckKind::Meaning::lookup && check.match.is_literal();
            if (names_value) add_value(check.kind.path, check.match.source());
        }
    }

    Names take() { return {roles_.take(), values_.take()}; }

private:
    void add_role(const std::string& role) {
        if (role != kAdmin) roles_.add(role);
    }

    // "roles:x" asks for a role as well, and "is_admin:True" for an administrator, who comes last in any case.
    void add_value(const std::vector<std::string>& path, const std::string& value) {
        if (path.front() == "roles") {
            add_role(value);
        } else if (path.front() != "is_admin" && path.front() != "is_admin_project") {
            values_.add({path, value});
        }
    }

    Distinct<std::string> roles_;
    Distinct<Wanted> values_;
};

Names names_in(const std::vector<const CheckTree*>& trees) {
    NameCollector names;
    for (const CheckTree* const tree : trees) names.add(*tree);
    return names.take();
}

std::vector<Value> role_values(const std::vector<std::string>& roles) {
    std::vector<Value> values;
    for (const std::string& role : roles) values.push_back(Value::string(role));
    return values;
}

// A value at the end of a path: {"project": {"id": value}}.
Value nested(const std::vector<std::string>& path, std::size_t from, const std::string& value) {
    if (from == path.size()) return Value::string(value);
    return Value::map({{path[from], nested(path, from + 1, value)}});
}

// As oslo.context hands them over; the older names, and is_admin, as older releases did.
Value credentials_of(const Caller& caller) {
    const bool admin = std::find(caller.roles.begin(), caller.roles.end(), kAdmin) != caller.roles.end();
    std::vector<std::pair<std::string, Value>> entries{{"roles", Value::list(role_values(caller.roles))},
                                                       {"user_id", Value::string(kUser)},
                                                       {"project_id", Value::string(kProject)},
                                                       {"user", Value::string(kUser)},
                                                       {"tenant", Value::string(kProject)},
                                                       {"user_domain_id", Value::string("default")},
                                                       {"project_domain_id", Value::string("default")},
                                                       {"domain_id", {}},
                                                       {"system_scope", {}},
                                                       {"is_admin", Value::boolean(admin)},
                                                       {"is_admin_project", Value::boolean(true)},
                                                       {"service_user_id", {}},
                                                       {"service_project_id", {}},
                                                       {"service_roles", Value::list({})}};
    std::unordered_map<std::string, std::size_t> known;
    for (std::size_t i = 0; i < entries.size(); ++i) known.emplace(entries[i].first, i);
    for (const Wanted& wanted : caller.values) {
        const auto [entry, is_new] = known.emplace(wanted.path[0], entries.size());
        if (is_new) entries.emplace_back(wanted.path[0], Value());
        entries[entry->second].second = nested(wanted.path, 1, wanted.value);
    }
    return Value::map(std::move(entries));
}

// What the policy is told of the image: the user's own, with one of the visibilities.
Value target_of(const Value& credentials, std::string_view visibility) {
    const Value* const project = credentials.find("project_id");
    const Value own = project == nullptr ? Value() : *project;
    return Value::map(
        {{"project_id", own}, {"owner", own}, {"tenant", own}, {"visibility", Value::string(visibility)}});
}

// The most a caller may hope for, over all visibilities.
Decision best_decision(const Policy& policy, std::string_view action, const Value& credentials) {
    // Glance asks about the caller, not about an image (glance/api/policy.py, check_is_admin).
    if (action == "context_is_admin") return policy.enforce(action, credentials, credentials);
    Decision best = Decision::deny;
    for (const std::string_view visibility : visibilities(action)) {
        const Decision decision = policy.enforce(action, credentials, target_of(credentials, visibility));
        if (decision == Decision::allow) return decision;
        if (decision == Decision::unknown) best = decision;
    }
    return best;
}

// Users, the least privileged first. An administrator of another name may be among them.
std::vector<Caller> users(const Names& names) {
    std::vector<Caller> users{{{}, {}, true},
                              {{"reader"}, {}, true},
                              {{"member"}, {}, true},
                              {{"reader", "member"}, {}, true},
                              {{"_member_"}, {}, true}};
    const std::size_t roles = std::min(names.roles.size(), kMaxNamesTried);
    const std::size_t values = std::min(names.values.size(), kMaxNamesTried);
    for (std::size_t i = 0; i < roles; ++i) users.push_back({{names.roles[i]}, {}, false});
    users.push_back({names.roles, {}, false});
    for (std::size_t i = 0; i < values; ++i) {
        users.push_back({{}, {names.values[i]}, false});
        users.push_back({names.roles, {names.values[i]}, false});
    }
    if (values > 0) users.push_back({names.roles, names.values, false});
    return users;
}

std::vector<Caller> administrators(const Names& names) {
    std::vector<std::string> all = names.roles;
    all.emplace_back(kAdmin);
    return {{{std::string(kAdmin)}, {}, false}, {all, {}, false}, {all, names.values, false}};
}

// Whom Glance takes for an administrator, unless it takes everyone for one.
class ContextIsAdmin {
public:
    explicit ContextIsAdmin(const Policy& policy) : policy_(policy), everyone_(allows(credentials_of({}))) {}

    bool holds(const Caller& caller, const Value& credentials) const {
        return !caller.ordinary && !everyone_ && allows(credentials);
    }

private:
    bool allows(const Value& credentials) const {
        return policy_.enforce("context_is_admin", credentials, credentials) == Decision::allow;
    }

    const Policy& policy_;
    bool everyone_;
};

}  // namespace

Value plain_credentials() { return credentials_of({}); }

std::vector<std::string_view> visibilities(std::string_view action) {
    if (action == "publicize_image") return {"public"};
    if (action == "communitize_image") return {"community"};
    return {"private", "shared", "community", "public"};
}

ClaimableBy who_may(const Policy& policy, std::string_view action) {
    const Names names = names_in(policy.reachable(action));
    const ContextIsAdmin is_admin(policy);
    bool admins = false;
    for (const Caller& caller : users(names)) {
        const Value credentials = credentials_of(caller);
        const Decision decision = best_decision(policy, action, credentials);
        if (decision == Decision::unknown) return ClaimableBy::unknown;
        if (decision != Decision::allow) continue;
        if (caller.roles.empty() && caller.values.empty()) return ClaimableBy::anyone;
        if (!is_admin.holds(caller, credentials)) return ClaimableBy::members;
        admins = true;
    }
    if (admins) return ClaimableBy::admins;
    for (const Caller& caller : administrators(names)) {
        const Decision decision = best_decision(policy, action, credentials_of(caller));
        if (decision == Decision::allow) return ClaimableBy::admins;
        if (decision == Decision::unknown) return ClaimableBy::unknown;
    }
    return ClaimableBy::nobody;
}

}  // namespace glance_audit::policy
