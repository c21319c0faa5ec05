// What Glance decides where the operator's files say nothing, for every release.
//
// The facts are data: rules/defaults/glance_policies.yaml, which says where they come from, is part of the program.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/model/policy_switches.hpp"

namespace glance_audit::policy {

// A default in code (oslo.policy's RuleDefault), from Ussuri on.
struct DefaultRule {
    struct Deprecated {
        std::string name;  // other than the rule's own: the rule was renamed
        std::string check;
    };

    std::string name;
    std::string check;
    std::optional<Deprecated> deprecated;
    std::vector<std::string> scope_types;  // empty: any
};

struct ReleaseDefaults {
    std::string release;
    std::map<std::string, std::string, std::less<>>
        asked_instead;  // by the name of a rule that Glance does not ask for
    std::vector<DefaultRule> registered;
    std::vector<std::pair<std::string, std::string>> shipped;  // etc/policy.json, up to Train: name, check
    std::optional<std::string> without_file;  // the "default" where no policy file is found; nothing: as shipped
    bool enforce_new_defaults = false;        // the release's default of the option, and of enforce_scope
};

// The name as kReleaseNames spells it, for one in any case ("zed"); "none" for "none". Throws UsageError with the
// nearest name for any other.
std::string canonical_release(std::string_view name);

// Of a name as kReleaseNames spells it; nullptr for any other. Lives as long as the program.
const ReleaseDefaults* find_defaults(std::string_view name);

// The policy that Glance asks for to decide this action: the action's own, save where the release asks for another in
// its place. A view of `action` or of what lives as long as the program.
std::string_view asked_for(std::string_view release, std::string_view action);

// The switches with the release's default for each that is not set; without a release, all of these are off.
PolicySwitches in_effect(const PolicySwitches& switches, const ReleaseDefaults* release);

}  // namespace glance_audit::policy
