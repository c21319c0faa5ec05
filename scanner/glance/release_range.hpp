// Which releases may run on a database, and how their purges treat its images.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/glance/schema.hpp"

namespace glance_audit::sources {

// The releases that may be running on a database: the schema does not say which `glance-manage` is installed.
struct ReleaseRange {
    std::string text;                        // "Wallaby–Zed", "Rocky–Stein, upgrading to Wallaby–Zed", "unknown"
    std::vector<std::string> revisions;      // sorted: alembic's, else "migrate_version 44"
    std::vector<std::string_view> releases;  // each release in the range, oldest first; empty if unknown
    int purge_age_days = 0;                  // the smallest default --age_in_days of what frees image rows
    bool purge_drops_images = false;         // in one of these releases plain `db purge` deletes from images
};

ReleaseRange release_range(const DatabaseInfo& database);

// Throws SourceError for a schema older than all releases that are known: its tables mean something else. `shown` names
// the database.
void refuse_older_schema(const DatabaseInfo& database, const std::string& shown);

// The same for a release named by the user; nothing if there is no such release. Any case.
std::optional<ReleaseRange> release_named(std::string_view name);

// True if a release in the range keeps a secure hash of an image's data (os_hash_value, from Rocky on). Where no
// release is known the columns tell.
bool keeps_hashes(const DatabaseInfo& database, const ReleaseRange& range);

}  // namespace glance_audit::sources
