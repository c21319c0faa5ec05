// The layout of a snapshot, version 1: a SQLite database with Glance's tables, cut down to what an audit asks, and a
// few tables of its own. No column has a type, so that every value stays as the source had it.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace glance_audit::sources {

inline constexpr std::int32_t kSnapshotMark = 0x47417553;  // PRAGMA application_id
inline constexpr std::int32_t kSnapshotVersion = 1;        // PRAGMA user_version

// What is taken along of `images`, where the source has it.
inline constexpr std::array<std::string_view, 14> kSnapshotImageColumns{
    "id",         "name",       "owner",   "status",   "visibility",   "is_public",     "created_at",
    "updated_at", "deleted_at", "deleted", "checksum", "os_hash_algo", "os_hash_value", "disk_format"};
// What is taken along of its child tables.
inline constexpr std::array<std::string_view, 3> kSnapshotChildColumns{"image_id", "deleted", "deleted_at"};
inline constexpr std::array<std::string_view, 4> kSnapshotMemberColumns{"image_id", "deleted", "deleted_at", "member"};

// The snapshot's own tables and their columns.
//   snapshot_facts     target, taken_at, tool_version, redacted, engine, server_version, release, each policy switch
//                      that is set, by its name, has_policies, without_policy_files, schedule_files, image_column
//                      for each column of the source's `images`, and proof_fact() for each whole table
//   snapshot_policies  the policy files in their order
//   snapshot_schedules the purges that schedules run, as far as they were understood; and files that were not
//   snapshot_coverage  what came of copying each table, and of reading the catalogue
//   snapshot_digest    one row; the only table that the digest does not cover
inline std::string proof_fact(std::string_view table) { return "proof of " + std::string(table); }
struct OwnTable {
    std::string_view name;
    std::string_view columns;
};
inline constexpr std::array<OwnTable, 6> kOwnTables{
    {{"snapshot_facts", "name, value"},
     {"snapshot_policies", "name, text"},
     {"snapshot_schedules",
      "kind, name, time, file, line, command, user, command_line, age_given, age_in_days, rows_given, max_rows"},
     {"snapshot_schedule_failures", "file, error, hint"},
     {"snapshot_coverage", "name, error, hint"},
     {"snapshot_digest", "sha256"}}};
constexpr std::string_view own_columns(std::string_view table) {
    for (const OwnTable& own : kOwnTables) {
        if (own.name == table) return own.columns;
    }
    return {};
}
inline constexpr std::string_view kDigestTable = "snapshot_digest";

inline constexpr std::string_view kImageIndex = "images_by_id";
inline constexpr std::string_view kCreateImageIndex = "CREATE INDEX images_by_id ON images(id)";

// "CREATE TABLE images(id, name)": as it stands in sqlite_master too.
inline std::string create_table_statement(std::string_view table, std::string_view columns) {
    return "CREATE TABLE " + std::string(table) + "(" + std::string(columns) + ")";
}

}  // namespace glance_audit::sources
