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

// The entries of the credentials. older_names: with `user` and `tenant`, which Glance handed over up to Train.
std::vector<std::pair<std::string, Value>> credentials_of(const Persona& persona, bool older_names);

}  // namespace glance_audit::policy
