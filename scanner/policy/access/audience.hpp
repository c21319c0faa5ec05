// Who may do something, in the contract's words (`claimable_by`): found by asking the policies for one persona after
// the other, the least privileged first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "scanner/model/fact.hpp"
#include "scanner/policy/rules/policy.hpp"

namespace glance_audit::policy {

// The smallest group whose members pass the action's check:
//   anyone   any authenticated user, without any role
//   members  needs an ordinary role (reader, member, one that the policies name), or a project or user they name
//   admins   needs the role admin, or what context_is_admin asks for
//   nobody   denied or an error for every persona
//   unknown  a remote server decides, or a check that is not read (CheckKind::Meaning::unusual, PercentFormat)
//
// Tried are: a user without roles; reader, member and _member_; every role, and every literal value of a credential,
// that the reachable checks name, one by one and together; an administrator. Each acts on an image of their own project
// that is being created, so the target holds what Glance gives then (glance/api/v2/policy.py, ImageAPIPolicy), with
// every visibility for which the action can be asked. What needs other circumstances, such as another project's image,
// counts as denied. Where a smaller group than the one that surely gets in may be let in, the answer is unknown.
ClaimableBy who_may(const Policy& policy, std::string_view action);

// What a user without any role brings along, and the visibilities with which the action can be asked for.
Value plain_credentials();
std::vector<std::string_view> visibilities(std::string_view action);

// Of more names than these the rest is tried together only.
inline constexpr std::size_t kMaxNamesTried = 100;

}  // namespace glance_audit::policy
