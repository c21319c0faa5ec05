// The people of the matrix: who they are to Keystone, and what Glance hands the enforcer of them.
//
// Roles are those of a token: Keystone adds the implied ones (an administrator is a member and a reader too).
// Source: oslo.context 3.1 to 5.7, RequestContext.to_policy_values(); glance/context.py,
// glance/api/middleware/context.py.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/policy/language/value.hpp"

namespace glance_audit::policy {

// The projects that credentials and targets speak of.
inline constexpr std::string_view kOwnProject = "project-of-the-user";
inline constexpr std::string_view kOtherProject = "another-project";

// Whose images a persona is asked about.
enum class Acts : std::uint8_t { on_own, on_others, on_both };

struct Persona {
    std::string_view name;   // for --as and reports: "other-member"
    std::string_view title;  // heads a column: "member of another project"
    std::string_view who;    // begins a sentence: "any project member"
    std::string_view one;    // one of them: "a member of the project"
    std::vector<std::string> roles;
    Acts acts = Acts::on_own;
    bool has_project = true;
    bool system_scope = false;
    bool service_token = false;
    bool anonymous = false;
};

// From the least privileged on: anonymous, none, owner, reader, member, other-member, service, admin, system-admin.
std::span<const Persona> personas();

// Nullptr where nobody is called that.
const Persona* find_persona(std::string_view name);

// What Glance hands over of a caller:
//   first     up to Mitaka, nothing but roles, user and tenant (glance/api/policy.py)
//   second    up to Train, user and tenant beside what oslo.context gives
//   standard  what oslo.context gives; also where no release is known
enum class Credentials : std::uint8_t { first, second, standard };
Credentials handed_over(std::string_view release);

// Does it hand over a credential of that name, whatever its value?
bool is_handed_over(std::string_view release, std::string_view name);

// The entries of the credentials.
std::vector<std::pair<std::string, Value>> credentials_of(const Persona& persona, Credentials handed_over);

}  // namespace glance_audit::policy
