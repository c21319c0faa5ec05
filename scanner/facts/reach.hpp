// Who could use an image. Pure functions.
//
// Source: glance/db/sqlalchemy/api.py, is_image_visible; for is_public the data migration of Ocata
// (ocata_migrate01_community_images).
#pragma once

#include <string_view>

#include "scanner/model/fact.hpp"

namespace glance_audit::facts {

// The visibility an image had before there was a column for it. is_public: 1, 0, or -1 where unknown.
constexpr std::string_view visibility_before_ocata(int is_public, std::int64_t members) {
    if (is_public == 1) return "public";
    return members > 0 ? "shared" : "private";
}

// other_members: it is shared with another project than its owner, who needs no membership.
constexpr Reach reach(std::string_view visibility, bool has_owner, bool other_members) {
    if (visibility == "public" || visibility == "community" || !has_owner) return Reach::everyone;
    return visibility == "shared" && other_members ? Reach::members : Reach::project;
}

// Does this member row count? Undeleted ones do. Deleting an image deletes its members at the same moment, so of a
// held image those count too whose deletion is not before the image's; two seconds are allowed for databases that
// round times to seconds.
constexpr bool member_counts(bool member_deleted, const std::optional<Micros>& member_deleted_at, bool image_deleted,
                             const std::optional<Micros>& image_deleted_at) {
    if (!member_deleted) return true;
    return image_deleted && image_deleted_at && member_deleted_at &&
           *member_deleted_at >= *image_deleted_at - 2 * kSecond;
}

}  // namespace glance_audit::facts
