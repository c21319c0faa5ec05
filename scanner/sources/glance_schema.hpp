// Every era of Glance's database as data: which revision means which releases, and what follows from that.
//
// Sources: glance/db/sqlalchemy/alembic_migrations/versions, glance/db/sqlalchemy/migrate_repo, glance/cmd/manage.py.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/model/error.hpp"
#include "scanner/model/fact.hpp"

namespace glance_audit::sources {

// The tables that hang on images by image_id.
inline constexpr std::array<std::string_view, 4> kChildTables{"image_properties", "image_tags", "image_locations",
                                                              "image_members"};

// What the catalogue of a database says.
struct DatabaseInfo {
    Engine engine = Engine::sqlite;
    std::string server_version;
    std::vector<std::string> image_columns;      // of `images`, as the catalogue spells them
    std::vector<std::string> child_tables;       // those of kChildTables that exist
    std::vector<std::string> alembic_revisions;  // alembic_version.version_num, sorted
    std::optional<int> migrate_version;          // migrate_version.version of 'Glance Migrations'
    bool has_rowid = false;                      // SQLite: `images` can be cut in parts by rowid
    // What of the catalogue could not be read: the name of a table, and why. The audit is incomplete then.
    std::vector<std::pair<std::string, SourceError>> unreadable;

    bool has_column(std::string_view name) const;
    // Those of `wanted` that a table has; a child table has what every Glance gives it.
    std::vector<std::string_view> stored_columns(std::string_view table,
                                                 std::span<const std::string_view> wanted) const;
};

// The releases that may be running on a database: the schema does not say which `glance-manage` is installed.
struct ReleaseRange {
    std::string text;                        // "Wallaby–Zed", "Rocky–Stein, upgrading to Wallaby–Zed", "unknown"
    std::vector<std::string> revisions;      // sorted: alembic's, else "migrate_version 44"
    std::vector<std::string_view> releases;  // each release in the range, oldest first; empty if unknown
    int purge_age_days = 0;                  // the smallest default --age_in_days of what frees image rows
    bool purge_drops_images = false;         // in one of these releases plain `db purge` deletes from images
};

// Throws SourceError where `images` lacks a column that every Glance since Kilo has. shown: how errors call the source.
void check_image_columns(const DatabaseInfo& database, const std::string& shown);

ReleaseRange release_range(const DatabaseInfo& database);

// The same for a release named by the user; nothing if there is no such release. Any case.
std::optional<ReleaseRange> release_named(std::string_view name);

// True if a release in the range keeps a secure hash of an image's data (os_hash_value, from Rocky on). Where no
// release is known the columns tell.
bool keeps_hashes(const DatabaseInfo& database, const ReleaseRange& range);

// True if a release in the range takes these arguments of a purge, or no release is known. Nothing: the default, or
// what is not known.
bool takes_purge(const ReleaseRange& range, std::optional<std::int64_t> age_in_days,
                 std::optional<std::int64_t> max_rows);

// Every release known, oldest first.
std::vector<std::string_view> known_releases();

}  // namespace glance_audit::sources
