// Rules that refer to each other in a cycle: enforcing one raises as soon as the cycle is reached.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "scanner/policy/rules/policy.hpp"

namespace glance_audit::policy {

// Of a cycle of more rules than these, some are named, in no order.
inline constexpr std::size_t kLongestCycle = 12;

// By name, each rule that leads back to itself, and a shortest way round: "a", "b", "a". A reference to a rule that is
// not there leads to "default", as it does when it is enforced.
std::map<std::string, std::vector<std::string>, std::less<>> cycles(const Policy& policy);

}  // namespace glance_audit::policy
