// The options of glance-api.conf that bear on who may do what beside the policy files: one type for the command line,
// targets files, configurations, snapshots and the enforcer.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace glance_audit {

// Nothing: it is not said, and the release's default holds.
struct PolicySwitches {
    std::optional<bool> enforce_new_defaults = std::nullopt;
    std::optional<bool> enforce_scope = std::nullopt;
    std::optional<bool> enforce_secure_rbac = std::nullopt;
    std::optional<bool> allow_anonymous_access = std::nullopt;
    // [oslo_policy]: the name of the rule that decides where an action or a reference has none; empty: none does.
    std::optional<std::string> policy_default_rule = std::nullopt;

    // What these say; where they are silent, what `usual` says.
    PolicySwitches or_else(const PolicySwitches& usual) const;

    bool operator==(const PolicySwitches&) const = default;
};

// One that is on or off, under the name that it has everywhere: in glance-api.conf, snapshots and targets files, and
// with dashes on the command line.
struct PolicySwitch {
    std::string_view group;  // of glance-api.conf
    std::string_view name;
    std::optional<bool> PolicySwitches::*value;
};

inline constexpr std::array<PolicySwitch, 4> kPolicySwitches{{
    {"oslo_policy", "enforce_new_defaults", &PolicySwitches::enforce_new_defaults},
    {"oslo_policy", "enforce_scope", &PolicySwitches::enforce_scope},
    {"DEFAULT", "enforce_secure_rbac", &PolicySwitches::enforce_secure_rbac},
    {"DEFAULT", "allow_anonymous_access", &PolicySwitches::allow_anonymous_access},
}};

inline PolicySwitches PolicySwitches::or_else(const PolicySwitches& usual) const {
    PolicySwitches all = *this;
    for (const PolicySwitch& one : kPolicySwitches) {
        if (!(all.*one.value)) all.*one.value = usual.*one.value;
    }
    if (!all.policy_default_rule) all.policy_default_rule = usual.policy_default_rule;
    return all;
}

}  // namespace glance_audit
