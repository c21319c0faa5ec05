// Who may do something: the smallest group of people that a policy lets in.
#pragma once

#include <cstdint>
#include <string_view>

#include "scanner/policy/policy.hpp"

namespace glance_audit::policy {

// anyone: any authenticated user, without a role. members: it takes a role such as member, or a certain project or user.
// admins: it takes the admin role, or what makes an administrator ("context_is_admin"). nobody: no one gets in, be it
// that all are denied or that the policy raises. unknown: a remote server decides.
enum class Audience : std::uint8_t { anyone, members, admins, nobody, unknown };

// Tried are: a user without roles; reader, member and _member_; every role, and every literal value of a credential, that
// the reachable checks name; all of these together; and an administrator. Each acts within their own project, as Glance
// asks the policy for a new image: project_id and owner are the user's project, and the visibility is any one for which
// the action is asked. A policy that needs other circumstances (another project's image, a certain property) counts as
// denied. Of names beyond kMaxNamesTried the rest is tried together only.
Audience who_may(const Policy& policy, std::string_view action);

inline constexpr std::size_t kMaxNamesTried = 100;

}  // namespace glance_audit::policy
