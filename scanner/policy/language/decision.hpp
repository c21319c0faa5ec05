// What asking a policy comes to.
#pragma once

#include <cstdint>

namespace glance_audit::policy {

// allow and deny as oslo.policy's enforcer returns; error where it raises; unknown where the answer needs a remote
// server.
enum class Decision : std::uint8_t { allow, deny, unknown, error };

const char* decision_name(Decision decision);  // "allow", "deny", "unknown", "error"

}  // namespace glance_audit::policy
