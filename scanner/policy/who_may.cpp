#include "scanner/policy/who_may.hpp"

#include <algorithm>
#include <array>
#include <string>
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

    bool operator==(const Wanted&) const = default;
};

struct Names {
    std::vector<std::string> roles;     // without admin
    std::vector<Wanted> values;
};

struct Persona {
    std::vector<std::string> roles;
    std::vector<Wanted> values;
};

template <typename Item>
void add_once(std::vector<Item>& items, Item item) {
    if (std::find(items.begin(), items.end(), item) == items.end()) items.push_back(std::move(item));
}

Names names_in(const std::vector<const CheckTree*>& trees) {
    Names names{{"reader", "member", "_member_"}, {}};
    for (const CheckTree* const tree : trees) {
        for (const RoleCheck& check : tree->roles) {
            if (check.match.is_literal() && check.lowered != kAdmin) add_once(names.roles, check.lowered);
        }
        for (const GenericCheck& check : tree->generics) {
            const bool names_value = check.meaning == GenericCheck::Kind::lookup && check.match.is_literal();
            if (names_value) add_once(names.values, {check.path, check.match.source()});
        }
    }
    return names;
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
Value credentials_of(const Persona& persona) {
    const bool admin = std::find(persona.roles.begin(), persona.roles.end(), kAdmin) != persona.roles.end();
    std::vector<std::pair<std::string, Value>> entries{
        {"roles", Value::list(role_values(persona.roles))}, {"user_id", Value::string(kUser)},
        {"project_id", Value::string(kProject)},            {"user", Value::string(kUser)},
        {"tenant", Value::string(kProject)},                {"user_domain_id", Value::string("default")},
        {"project_domain_id", Value::string("default")},    {"domain_id", {}},
        {"system_scope", {}},                               {"is_admin", Value::boolean(admin)},
        {"is_admin_project", Value::boolean(true)},         {"service_user_id", {}},
        {"service_project_id", {}},                         {"service_roles", Value::list({})}};
    for (const Wanted& wanted : persona.values) {
        Value value = nested(wanted.path, 1, wanted.value);
        const auto known = std::find_if(entries.begin(), entries.end(), [&](const auto& e) { return e.first == wanted.path[0]; });
        if (known == entries.end()) {
            entries.emplace_back(wanted.path[0], std::move(value));
        } else {
            known->second = std::move(value);
        }
    }
    return Value::map(std::move(entries));
}

// What the policy is told of the image: the user's own, with one of the visibilities.
Value target_of(const Value& credentials, std::string_view visibility) {
    const Value* const project = credentials.find("project_id");
    const Value own = project == nullptr ? Value() : *project;
    return Value::map({{"project_id", own}, {"owner", own}, {"tenant", own}, {"visibility", Value::string(visibility)}});
}

std::vector<std::string_view> visibilities(std::string_view action) {
    if (action == "publicize_image") return {"public"};
    if (action == "communitize_image") return {"community"};
    return {"private", "shared", "community", "public"};
}

// The most a persona may hope for, over all visibilities.
Decision best_decision(const Policy& policy, std::string_view action, const Value& credentials) {
    Decision best = Decision::deny;
    for (const std::string_view visibility : visibilities(action)) {
        const Decision decision = policy.enforce(action, credentials, target_of(credentials, visibility));
        if (decision == Decision::allow) return decision;
        if (decision == Decision::unknown) best = decision;
    }
    return best;
}

std::vector<Persona> personas_below_admin(const Names& names) {
    std::vector<Persona> personas{{}};
    const std::size_t roles = std::min(names.roles.size(), kMaxNamesTried);
    const std::size_t values = std::min(names.values.size(), kMaxNamesTried);
    for (std::size_t i = 0; i < roles; ++i) personas.push_back({{names.roles[i]}, {}});
    personas.push_back({names.roles, {}});
    for (std::size_t i = 0; i < values; ++i) {
        personas.push_back({{}, {names.values[i]}});
        personas.push_back({names.roles, {names.values[i]}});
    }
    if (values > 0) personas.push_back({names.roles, names.values});
    return personas;
}

Audience audience_of(const Policy& policy, const Persona& persona, const Value& credentials) {
    if (persona.roles.empty() && persona.values.empty()) return Audience::anyone;
    const Decision admin = policy.enforce("context_is_admin", credentials, credentials);
    return admin == Decision::allow ? Audience::admins : Audience::members;
}

}  // namespace

Audience who_may(const Policy& policy, std::string_view action) {
    const Names names = names_in(policy.reachable(action));
    Audience found = Audience::nobody;
    for (const Persona& persona : personas_below_admin(names)) {
        const Value credentials = credentials_of(persona);
        const Decision decision = best_decision(policy, action, credentials);
        if (decision == Decision::unknown) return Audience::unknown;
        if (decision != Decision::allow) continue;
        found = audience_of(policy, persona, credentials);
        if (found != Audience::admins) return found;
    }
    if (found == Audience::admins) return found;
    std::vector<std::string> all = names.roles;
    all.emplace_back(kAdmin);
    for (const Persona& persona : {Persona{{std::string(kAdmin)}, {}}, Persona{all, {}}, Persona{all, names.values}}) {
        const Decision decision = best_decision(policy, action, credentials_of(persona));
        if (decision == Decision::unknown) found = Audience::unknown;
        if (decision == Decision::allow) return Audience::admins;
    }
    return found;
}

}  // namespace glance_audit::policy
