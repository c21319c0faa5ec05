// Which rows of `images` are plain live ones: most rows of most clouds, of a kind that most rules cannot match. Said in
// here for every reader: as a function, and as SQL that a database can judge by.
//
// Plain live: `deleted` is false, `deleted_at` NULL, and the status neither 'deleted' nor 'queued'. (Queued rows are
// counted by their owners.) A NULL where a value belongs, and any value that is not understood, makes a row no plain
// live one: it must be seen.
#pragma once

#include <optional>
#include <string_view>

namespace glance_audit::sources {

constexpr bool is_plain_live(std::optional<bool> deleted, bool has_deleted_at, std::optional<std::string_view> status) {
    return deleted == false && !has_deleted_at && status && *status != "deleted" && *status != "queued";
}

// The rows that are not, in PostgreSQL, MariaDB and MySQL.
inline constexpr std::string_view kNotPlainLive =
    "(NOT deleted AND deleted_at IS NULL AND status <> 'deleted' AND status <> 'queued') IS NOT TRUE";
// The same in SQLite, where `deleted` may hold a text that is no boolean. It stops at the first part that decides.
inline constexpr std::string_view kNotPlainLiveInSqlite =
    "(deleted IS NOT 0 OR deleted_at IS NOT NULL OR status IS 'deleted' OR status IS 'queued' OR status IS NULL)";

}  // namespace glance_audit::sources
