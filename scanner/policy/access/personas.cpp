#include "scanner/policy/access/personas.hpp"

#include <algorithm>
#include <array>

#include "scanner/model/release.hpp"

namespace glance_audit::policy {

namespace {

Value text_or_none(bool given, std::string_view text) { return given ? Value::string(text) : Value(); }

Value roles_of(const std::vector<std::string>& names) {
    std::vector<Value> roles;
    for (const std::string& name : names) roles.push_back(Value::string(name));
    return Value::list(std::move(roles));
}

std::vector<Persona> make_personas() {
    std::vector<Persona> all(9);
    all[0] = {"anonymous", "without a token", "anybody, even without a token", "somebody without a token",
              {},          Acts::on_others};
    all[0].has_project = false;
    all[0].anonymous = true;
    all[1] = {"none", "any authenticated user", "any authenticated user", "a user without any role", {}, Acts::on_both};
    all[2] = {
        "owner",     "project of the image", "any user of the project", "a user of the project without any role", {},
        Acts::on_own};
    all[3] = {"reader",    "reader of the project", "any reader of the project", "a reader of the project", {"reader"},
              Acts::on_own};
    all[4] = {
        "member",    "member of the project", "any project member", "a member of the project", {"member", "reader"},
        Acts::on_own};
    all[5] = {"other-member",
              "member of another project",
              "any member of another project",
              "a member of another project",
              {"member", "reader"}};
    all[5].acts = Acts::on_others;
    all[6] = {"service",   "service",      "a service with the role service", "a service with the role service",
              {"service"}, Acts::on_others};
    all[6].service_token = true;
    all[7] = {
        "admin",      "project admin", "an administrator", "an administrator", {"admin", "manager", "member", "reader"},
        Acts::on_both};
    all[8] = {"system-admin",
              "system admin",
              "an administrator of the system",
              "an administrator of the system",
              {"admin", "member", "reader"}};
    all[8].acts = Acts::on_others;
    all[8].has_project = false;
    all[8].system_scope = true;
    return all;
}

}  // namespace

std::span<const Persona> personas() {
    static const std::vector<Persona> kPersonas = make_personas();
    return kPersonas;
}

const Persona* find_persona(std::string_view name) {
    const auto all = personas();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Persona& p) { return p.name == name; });
    return found == all.end() ? nullptr : &*found;
}

Credentials handed_over(std::string_view release) {
    if (is_release_between(release, {}, "Mitaka")) return Credentials::first;
    return is_release_between(release, {}, "Train") ? Credentials::second : Credentials::standard;
}

bool is_handed_over(std::string_view release, std::string_view name) {
    static const auto kOf = [](Credentials handed_over) { return credentials_of(Persona(), handed_over); };
    static const std::array kEntries{kOf(Credentials::first), kOf(Credentials::second), kOf(Credentials::standard)};
    const auto& entries = kEntries[static_cast<std::size_t>(handed_over(release))];
    return std::any_of(entries.begin(), entries.end(), [&](const auto& entry) { return entry.first == name; });
}

std::vector<std::pair<std::string, Value>> credentials_of(const Persona& persona, Credentials handed_over) {
    const Value user = text_or_none(!persona.anonymous, "the-user");
    const Value project = text_or_none(persona.has_project, kOwnProject);
    if (handed_over == Credentials::first) {
        return {{"roles", roles_of(persona.roles)}, {"user", user}, {"tenant", project}};
    }
    std::vector<std::pair<std::string, Value>> entries{
        {"roles", roles_of(persona.roles)},
        {"user_id", user},
        {"project_id", project},
        {"user_domain_id", text_or_none(!persona.anonymous, "default")},
        {"project_domain_id", text_or_none(persona.has_project, "default")},
        {"domain_id", {}},
        {"system_scope", text_or_none(persona.system_scope, "all")},
        {"is_admin_project", Value::boolean(true)},
        {"service_user_id", text_or_none(persona.service_token, "a-service")},
        {"service_user_domain_id", text_or_none(persona.service_token, "default")},
        {"service_project_id", text_or_none(persona.service_token, "the-service-project")},
        {"service_project_domain_id", text_or_none(persona.service_token, "default")},
        {"service_roles",
         roles_of(persona.service_token ? std::vector<std::string>{"service"} : std::vector<std::string>())}};
    if (handed_over == Credentials::second) entries.insert(entries.end(), {{"user", user}, {"tenant", project}});
    return entries;
}

}  // namespace glance_audit::policy
