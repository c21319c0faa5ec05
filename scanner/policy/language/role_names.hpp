// Names of roles, which oslo.policy compares in lower case, as str.lower() has it.
//
// Exact for ASCII. What Python makes of other letters is not known here: two names beyond ASCII that are not alike
// already may be the same role or not.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace glance_audit::policy {

enum class SameRole : std::uint8_t { no, yes, unknown };

// As the second argument of same_role() has to be.
std::string role_in_lower_case(std::string_view role);

// Whether `role`, in any case, is the one that is `lowered`. Does not allocate where `role` is ASCII.
SameRole same_role(std::string_view role, std::string_view lowered);

}  // namespace glance_audit::policy
