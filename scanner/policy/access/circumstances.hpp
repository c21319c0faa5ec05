// The circumstances under which an action can be asked for, and what the policy is told of them.
//
// An answer that is the same under all of them is a plain yes or no; one that is not depends on what tells them apart.
// Sources: glance/api/v2/policy.py, glance/api/policy.py (ImageTarget), glance/db/utils.py (is_image_visible).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "scanner/policy/access/action_table.hpp"
#include "scanner/policy/access/personas.hpp"
#include "scanner/policy/language/value.hpp"

namespace glance_audit::policy {

inline constexpr std::array<std::string_view, 4> kVisibilities{"private", "shared", "community", "public"};

struct Circumstance {
    bool own = true;                         // the image, or namespace, is the caller's project's
    std::string_view visibility = "shared";  // or private, community, public
    bool shared_with_caller = false;         // the caller's project is a member of the image
};

enum class Side : std::uint8_t { whose, visibility, sharing };

// The one thing that tells them apart; nothing where there are several, or none.
std::optional<Side> only_difference(const Circumstance& one, const Circumstance& other);

// Those in which somebody asks who acts on such images, and has a project or none. At least one.
struct Asking {
    Acts acts = Acts::on_own;
    bool has_project = true;
};
std::vector<Circumstance> circumstances(About about, Asking asking);

// Of a persona. Whoever has a project creates images for it: what matters is whether they may have an image of a chosen
// ID, not for whom.
std::vector<Circumstance> circumstances(About about, const Persona& persona);

// The map that the policy is told. up_to_victoria: without project_id and member_id. Lives as long as the program.
const Value& target_of(About about, const Circumstance& circumstance, bool up_to_victoria);

// Whether the caller gets to see what the action is about; else Glance answers "not found" before any policy is asked.
bool is_visible(About about, const Circumstance& circumstance);

}  // namespace glance_audit::policy
