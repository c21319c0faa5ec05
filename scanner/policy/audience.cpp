#include "scanner/policy/audience.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace glance_audit::policy {
namespace {

constexpr std::string_view kProject = "11111111111111111111111111111111";
constexpr std::string_view kUser = "22222222222222222222222222222222";
constexpr std::string_view kContextIsAdmin = "context_is_admin";

struct Persona {
    std::vector<std::string> roles;
    std::string project{kProject};
    std::string user{kUser};
    bool ordinary = false;  // holds roles that every user of a project may have, whatever context_is_admin makes of them
    bool admin = false;
};

// As glance/context.py and oslo.context give them to the enforcer.
Value credentials(const Persona& persona) {
    std::vector<Value> roles;
    for (const std::string& role : persona.roles) roles.push_back(Value::string(role));
    return Value::map({{"user_id", Value::string(persona.user)},
                       {"user", Value::string(persona.user)},
                       {"project_id", Value::string(persona.project)},
                       {"tenant", Value::string(persona.project)},
                       {"user_domain_id", Value::string("default")},
                       {"project_domain_id", Value::string("default")},
                       {"domain_id", Value()},
                       {"system_scope", Value()},
                       {"is_admin", Value::boolean(persona.admin)},
                       {"is_admin_project", Value::boolean(true)},
                       {"service_roles", Value::list({})},
                       {"roles", Value::list(std::move(roles))}});
}

// An image of the persona's own project, just being created.
Value target(const Persona& persona) {
    return Value::map({{"project_id", Value::string(persona.project)},
                       {"owner", Value::string(persona.project)},
                       {"tenant", Value::string(persona.project)},
                       {"member_id", Value::string(persona.project)},
                       {"user_id", Value::string(persona.user)},
                       {"visibility", Value::string("private")},
                       {"is_public", Value::boolean(false)},
                       {"status", Value::string("queued")}});
}

// What the reachable checks name: roles, projects and users.
struct Named {
    std::vector<std::string> roles;
    std::vector<std::string> projects;
    std::vector<std::string> users;
};

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

Named named_in(const Policy& policy, std::string_view action) {
    Named named;
    for (const CheckTree* tree : policy.reachable(action)) {
        for (const RoleCheck& role : tree->roles) {
            if (!role.lowered.empty()) named.roles.push_back(role.lowered);
        }
        for (const GenericCheck& check : tree->generics) {
            const std::string match = check.match.source();
            if (match.find('%') != std::string::npos) continue;
            if (is_one_of(check.kind, {"project_id", "tenant"})) named.projects.push_back(match);
            if (is_one_of(check.kind, {"user_id", "user"})) named.users.push_back(match);
        }
    }
    return named;
}

// Ordinary users, the least privileged first.
std::vector<Persona> ordinary_personas(const Named& named) {
    std::vector<Persona> personas;
    for (std::vector<std::string> roles : {std::vector<std::string>{"reader"}, {"reader", "member"}, {"_member_"}}) {
        personas.push_back({std::move(roles), std::string(kProject), std::string(kUser), true});
    }
    std::vector<std::string> all{"reader", "member"};
    for (const std::string& role : named.roles) {
        personas.push_back({{role}});
        if (role != "admin") all.push_back(role);
    }
    personas.push_back({all});
    for (const std::string& project : named.projects) personas.push_back({{"reader", "member"}, project});
    for (const std::string& user : named.users) personas.push_back({{"reader", "member"}, std::string(kProject), user});
    return personas;
}

class Asking {
public:
    Asking(const Policy& policy, std::string_view action)
        : policy_(policy), action_(action), everyone_is_admin_(passes_context_is_admin({})) {}

    bool allows(const Persona& persona) {
        const Decision decision = policy_.enforce(action_, credentials(persona), target(persona));
        unknown_ |= decision == Decision::unknown;
        return decision == Decision::allow;
    }

    // An administrator is who Glance takes for one, unless it takes everyone for one.
    bool is_admin(const Persona& persona) const {
        if (persona.ordinary) return false;
        const bool has_role = std::find(persona.roles.begin(), persona.roles.end(), "admin") != persona.roles.end();
        return has_role || (!everyone_is_admin_ && passes_context_is_admin(persona));
    }

    bool unknown() const { return unknown_; }

private:
    bool passes_context_is_admin(const Persona& persona) const {
        return policy_.enforce(kContextIsAdmin, credentials(persona), target(persona)) == Decision::allow;
    }

    const Policy& policy_;
    std::string_view action_;
    bool everyone_is_admin_;
    bool unknown_ = false;
};

}  // namespace

Audience who_may(const Policy& policy, std::string_view action) {
    Asking asking(policy, action);
    if (asking.allows({})) return Audience::anyone;
    bool admins = false;
    const Named named = named_in(policy, action);
    for (const Persona& persona : ordinary_personas(named)) {
        if (!asking.allows(persona)) continue;
        if (!asking.is_admin(persona)) return Audience::members;
        admins = true;
    }
    if (asking.unknown()) return Audience::unknown;
    Persona admin{{"admin", "member", "reader"}};
    admin.admin = true;
    if (admins || asking.allows(admin)) return Audience::admins;
    return asking.unknown() ? Audience::unknown : Audience::nobody;
}

}  // namespace glance_audit::policy
