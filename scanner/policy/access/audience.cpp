#include "scanner/policy/access/audience.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "scanner/policy/access/personas.hpp"

namespace glance_audit::policy {

namespace {

constexpr std::string_view kAdmin = "admin";

// A value at the end of a path: {"project": {"id": value}}.
Value nested(const CredentialValue& wanted, std::size_t from) {
    if (from == wanted.path.size()) return Value::string(wanted.value);
    return Value::map({{wanted.path[from], nested(wanted, from + 1)}});
}

// The most a caller may hope for, over all visibilities.
Decision best_decision(const Policy& policy, std::string_view action, const Value& credentials) {
    // Glance asks about the caller, not about an image (glance/api/policy.py, check_is_admin).
    if (action == "context_is_admin") return policy.enforce(action, credentials, credentials);
    Decision best = Decision::deny;
    for (const std::string_view visibility : visibilities(action)) {
        const Value target = new_image(*credentials.find("project_id"), visibility);
        const Decision decision = policy.enforce(action, credentials, target);
        if (decision == Decision::allow) return decision;
        if (decision == Decision::unknown) best = decision;
    }
    return best;
}

// Users who are not ordinary, the least privileged first. An administrator of another name may be among them.
std::vector<User> named_users(const User& names) {
    std::vector<User> users = one_by_one(names);
    const std::size_t alone = users.size();
    users.push_back({names.roles, {}});
    for (std::size_t i = 0; i < alone; ++i) {
        if (!users[i].values.empty()) users.push_back({names.roles, users[i].values});
    }
    users.push_back(names);
    return users;
}

std::vector<User> administrators(const User& names) {
    std::vector<std::string> all = names.roles;
    all.emplace_back(kAdmin);
    return {{{std::string(kAdmin)}, {}}, {all, {}}, {all, names.values}};
}

// Whom Glance takes for an administrator, unless it takes everyone for one.
class ContextIsAdmin {
public:
    explicit ContextIsAdmin(const Policy& policy)
        : policy_(policy), everyone_(allows(ordinary_credentials().front())) {}

    bool holds(const Value& credentials) const { return !everyone_ && allows(credentials); }

private:
    bool allows(const Value& credentials) const {
        return policy_.enforce("context_is_admin", credentials, credentials) == Decision::allow;
    }

    const Policy& policy_;
    bool everyone_;
};

}  // namespace

User everything_named(const Policy& policy, std::string_view action) {
    std::set<std::string> roles;
    std::set<CredentialValue> values;
    for (const CheckTree* const tree : policy.reachable(action)) {
        for (const RoleCheck& check : tree->roles) {
            if (check.match.is_literal()) roles.insert(check.lowered);
        }
        for (const GenericCheck& check : tree->generics) {
            if (check.kind.meaning != CheckKind::Meaning::lookup || !check.match.is_literal()) continue;
            const std::string& name = check.kind.path.front();
            if (name == "roles") {
                roles.insert(check.match.source());
            } else if (name != "is_admin" && name != "is_admin_project") {
                values.insert({check.kind.path, check.match.source()});
            }
        }
    }
    roles.erase(std::string(kAdmin));
    return {{roles.begin(), roles.end()}, {values.begin(), values.end()}};
}

std::vector<User> one_by_one(const User& names) {
    std::vector<User> users;
    for (std::size_t i = 0; i < std::min(names.roles.size(), kMaxNamesTried); ++i) users.push_back({{names.roles[i]}});
    for (std::size_t i = 0; i < std::min(names.values.size(), kMaxNamesTried); ++i) {
        users.push_back({{}, {names.values[i]}});
    }
    return users;
}

Value credentials_of(const User& user) {
    Persona persona;
    persona.roles = user.roles;
    std::map<std::string, Value> entries;
    for (auto& [name, value] : credentials_of(persona, true)) entries[name] = std::move(value);
    const bool admin = std::find(user.roles.begin(), user.roles.end(), kAdmin) != user.roles.end();
    entries["is_admin"] = Value::boolean(admin);
    for (const CredentialValue& wanted : user.values) entries[wanted.path.front()] = nested(wanted, 1);
    return Value::map({entries.begin(), entries.end()});
}

std::vector<Value> credentials_of(const std::vector<User>& users) {
    std::vector<Value> credentials;
    for (const User& user : users) credentials.push_back(credentials_of(user));
    return credentials;
}

const std::vector<Value>& ordinary_credentials() {
    static const std::vector<User> kUsers{{}, {{"reader"}}, {{"member"}}, {{"reader", "member"}}, {{"_member_"}}};
    static const std::vector<Value> kCredentials = credentials_of(kUsers);
    return kCredentials;
}

Value new_image(const Value& project, std::string_view visibility) {
    return Value::map(
        {{"project_id", project}, {"owner", project}, {"tenant", project}, {"visibility", Value::string(visibility)}});
}

std::vector<std::string_view> visibilities(std::string_view action) {
    if (action == "publicize_image") return {"public"};
    if (action == "communitize_image") return {"community"};
    return {"private", "shared", "community", "public"};
}

ClaimableBy who_may(const Policy& policy, std::string_view action) {
    for (const Value& credentials : ordinary_credentials()) {
        const Decision decision = best_decision(policy, action, credentials);
        if (decision == Decision::unknown) return ClaimableBy::unknown;
        const bool has_role = &credentials != &ordinary_credentials().front();
        if (decision == Decision::allow) return has_role ? ClaimableBy::members : ClaimableBy::anyone;
    }
    const User names = everything_named(policy, action);
    const ContextIsAdmin is_admin(policy);
    bool admins = false;
    for (const User& user : named_users(names)) {
        const Value credentials = credentials_of(user);
        const Decision decision = best_decision(policy, action, credentials);
        if (decision == Decision::unknown) return ClaimableBy::unknown;
        if (decision != Decision::allow) continue;
        if (!is_admin.holds(credentials)) return ClaimableBy::members;
        admins = true;
    }
    if (admins) return ClaimableBy::admins;
    for (const User& user : administrators(names)) {
        const Decision decision = best_decision(policy, action, credentials_of(user));
        if (decision == Decision::allow) return ClaimableBy::admins;
        if (decision == Decision::unknown) return ClaimableBy::unknown;
    }
    return ClaimableBy::nobody;
}

}  // namespace glance_audit::policy
