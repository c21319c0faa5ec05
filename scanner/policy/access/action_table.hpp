// What is known of each action of Glance beside its check string: what it is about, in words and for its target, and
// whether Glance checks the owner of the image as well.
//
// The facts are data: rules/defaults/glance_actions.yaml, which says where they come from, is part of the program.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace glance_audit::policy {

// What a policy is told of when the action is asked for (circumstances.hpp).
enum class About : std::uint8_t {
    new_image,
    new_public_image,
    new_community_image,
    image,
    image_to_share,  // an image that can have members: its visibility is shared
    shared_image,    // an image of another project, of which the caller's project is a member
    project,         // the caller's own project alone
    metadata,        // a namespace of metadata definitions
    nothing
};

constexpr bool is_existing_image(About about) {
    return about == About::image || about == About::image_to_share || about == About::shared_image;
}

enum class OwnerCheck : std::uint8_t { none, legacy, always };

struct ActionInfo {
    std::string name;
    std::string group;  // "images", "locations" …
    About about = About::nothing;
    About before_wallaby = About::nothing;  // what it was told of up to Victoria
    OwnerCheck owner_check = OwnerCheck::none;
    bool read = false;  // changes nothing
    std::string may;    // completes "… may": "see an image"
};

// In the order in which people should see them: grouped, the most important first.
std::span<const ActionInfo> glance_actions();

// Nullptr for a name that no release asks for.
const ActionInfo* find_action(std::string_view name);

// The same; of a name that no release asks for, what is assumed: that it is about images, in a group of its own.
const ActionInfo& info_of(std::string_view name);

// ActionInfo::may; of a name that no release asks for "pass NAME".
std::string may_words(std::string_view name);

// The options of glance-api.conf that lift OwnerCheck::legacy in this release, such as "oslo_policy.enforce_scope";
// empty where none does. `release` as kReleaseNames spells it.
std::vector<std::string> owner_check_lifted_by(std::string_view release);

}  // namespace glance_audit::policy
