// Which rows of `images` are plain live ones: most rows of most clouds, of a kind that most rules cannot match. Said
// here for every reader: as a function, and as SQL that a server can judge by.
//
// Plain live: `deleted` is false, `deleted_at` NULL, and the status neither 'deleted' nor 'queued'. (Queued rows are
// counted by their owners.) A NULL where a value belongs, and any value that is not understood, makes a row no plain
// live one: it must be seen.
#pragma once

#include <optional>
#include <string_view>

#include "scanner/base/ascii.hpp"

namespace glance_audit::sources {

constexpr bool is_plain_live(std::optional<bool> deleted, bool has_deleted_at, std::optional<std::string_view> status) {
    return deleted == false && !has_deleted_at && status && !text::equal(*status, "deleted") &&
           !text::equal(*status, "queued");
}

// The rows that are not, in PostgreSQL, MariaDB and MySQL. (SQLite calls the function: see SqliteImageReader.)
inline constexpr std::string_view kNotPlainLive =
    "(NOT deleted AND deleted_at IS NULL AND status <> 'deleted' AND status <> 'queued') IS NOT TRUE";

}  // namespace glance_audit::sources
