// Who may do something, in the contract's words (`claimable_by`): found by asking the policies for one persona after the
// other, the least privileged first.
#pragma once

#include <cstdint>
#include <string_view>

#include "scanner/policy/policy.hpp"

namespace glance_audit::policy {

enum class Audience : std::uint8_t {
    anyone,    // any authenticated user, without any role
    members,   // needs an ordinary role (reader, member, one that the policies name), or a project or user they name
    admins,    // needs the role admin, or what context_is_admin asks for
    nobody,    // denied or an error for every persona
    unknown    // a remote server decides
};

// The personas act on an image of their own project: the target holds what Glance gives for one that is created
// (glance/api/v2/policy.py, ImageAPIPolicy). Roles, projects and users that the reachable checks name are tried too.
Audience who_may(const Policy& policy, std::string_view action);

}  // namespace glance_audit::policy
