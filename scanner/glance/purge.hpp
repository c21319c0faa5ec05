// What `glance-manage` of a release takes as arguments of its purges.
//
// Source: DbCommands._purge and purge_deleted_rows in glance/cmd/manage.py and glance/db/sqlalchemy/api.py of the tags.
#pragma once

#include <cstdint>
#include <optional>

#include "scanner/glance/release_range.hpp"

namespace glance_audit::sources {

// True if a release in the range takes these arguments of a purge, or no release is known. Nothing: the default, or
// what is not known.
bool takes_purge(const ReleaseRange& range, std::optional<std::int64_t> age_in_days,
                 std::optional<std::int64_t> max_rows);

// True if a release in the range has `db purge_images_table`, or no release is known.
bool has_images_purge(const ReleaseRange& range);

}  // namespace glance_audit::sources
