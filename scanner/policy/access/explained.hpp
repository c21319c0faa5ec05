// May they, and why? The checks that led to it, what Glance checks beside them, and a sentence.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/policy/access/decider.hpp"
#include "scanner/policy/rules/explain.hpp"

namespace glance_audit::policy {

// The rule that a check of Glance's own is part of.
inline constexpr std::string_view kGlanceItself = "Glance itself";

struct Explained {
    // The decision is Glance's. Where Glance itself refuses what the policy allows, that is the last of the steps, and
    // its rule is kGlanceItself.
    Explanation explanation;
    std::string_view policy;  // that Glance asks for; lives as long as the action's name
    std::string sentence;     // "A member of another project may see this image, because it is public."
};

// What the policy is told in place of what it usually is: {"visibility", "public"}.
using GivenTarget = std::vector<std::pair<std::string, std::string>>;

// Of a persona, in the first circumstance in which they can ask, such as with a private image of their project. Whose
// the image is (project_id, owner or tenant), its visibility, and with whom it is shared (member_id or member) can be
// given.
Explained explain(const Decider& decider, std::string_view action, const Persona& persona, const GivenTarget& given);

// Of credentials that were given, and a target that is given alone: by the policy, for whose image it is is not known.
Explained explain(const Decider& decider, std::string_view action, const Value& credentials, const GivenTarget& given);

}  // namespace glance_audit::policy
