// Glance's tables, and what the catalogue of a database says of them.
//
// Sources: glance/db/sqlalchemy/models.py, alembic_migrations/versions, migrate_repo.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/base/error.hpp"
#include "scanner/model/fact.hpp"

namespace glance_audit::sources {

// The tables that hang on images by image_id.
inline constexpr std::array<std::string_view, 4> kChildTables{"image_properties", "image_tags", "image_locations",
                                                              "image_members"};

// The tables that say which migrations a database has.
inline constexpr std::array<std::string_view, 2> kRevisionTables{"alembic_version", "migrate_version"};

constexpr bool is_audited_table(std::string_view name) {
    const auto is_among = [&](const auto& tables) {
        return std::find(tables.begin(), tables.end(), name) != tables.end();
    };
    return name == "images" || is_among(kChildTables) || is_among(kRevisionTables);
}

// What the catalogue of a database says.
struct DatabaseInfo {
    Engine engine = Engine::sqlite;
    std::string server_version;
    std::vector<std::string> image_columns;      // of `images`, as the catalogue spells them
    std::vector<std::string> child_tables;       // those of kChildTables that exist
    std::vector<std::string> alembic_revisions;  // alembic_version.version_num, sorted
    std::optional<int> migrate_version;          // migrate_version.version of 'Glance Migrations'
    // What of the catalogue could not be read: the name of a table, and why. The audit is incomplete then.
    std::vector<std::pair<std::string, SourceError>> unreadable;

    bool has_column(std::string_view name) const;
    // Those of `wanted` that a table has; a child table has what every Glance gives it.
    std::vector<std::string_view> stored_columns(std::string_view table,
                                                 std::span<const std::string_view> wanted) const;
};

// Throws SourceError where `images` lacks a column that every Glance since Kilo has. shown: how errors call the source.
void check_image_columns(const DatabaseInfo& database, const std::string& shown);

// Those that this `images` lacks although every Glance since Kilo has them, or the release whose other columns it has:
// what would be known from them is unknown. check_image_columns() names those without which nothing can be said.
std::vector<std::string_view> missing_image_columns(const DatabaseInfo& database);

}  // namespace glance_audit::sources
