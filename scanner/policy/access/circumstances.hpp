// The circumstances under which an action can be asked for, and what the policy is told of them.
//
// An answer that is the same under all of them is a plain yes or no; one that is not depends on what tells them apart.
// Sources: glance/api/v2/policy.py, glance/api/policy.py (ImageTarget), glance/db/utils.py (is_image_visible).
#pragma once

#include <string_view>
#include <vector>

#include "scanner/policy/access/action_table.hpp"
#include "scanner/policy/access/personas.hpp"
#include "scanner/policy/language/value.hpp"

namespace glance_audit::policy {

struct Circumstance {
    bool own = true;                         // the image, or namespace, is the caller's project's
    std::string_view visibility = "shared";  // or private, community, public
    bool shared_with_caller = false;         // the caller's project is a member of the image
};

// At least one.
std::vector<Circumstance> circumstances(About about, const Persona& persona);

// The map that the policy is told. up_to_victoria: without project_id and member_id.
Value target_of(About about, const Circumstance& circumstance, bool up_to_victoria);

// Whether the caller gets to see what the action is about; else Glance answers "not found" before any policy is asked.
bool is_visible(About about, const Circumstance& circumstance);

}  // namespace glance_audit::policy
