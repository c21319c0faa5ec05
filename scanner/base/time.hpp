// Times: microseconds since 1970-01-01T00:00:00 UTC, as Glance stores them (naive UTC, at most six digits of a second).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace glance_audit {

using Micros = std::int64_t;

inline constexpr Micros kSecond = 1'000'000;
inline constexpr Micros kDay = 86'400 * kSecond;

// The system clock, UTC.
Micros now_utc();

// "YYYY-MM-DD", "YYYY-MM-DD HH:MM:SS" and "…T…", with an optional fraction (more than six digits are cut) and an
// optional "Z", "+HH:MM" or "-HH:MM". Years 1 to 9999. Nothing for any other text.
std::optional<Micros> parse_time(std::string_view text);

// As parse_time, and MySQL's dates with zeros, as the server compares them: those of the year 0 are before all time,
// "2024-00-00 …" and "2024-05-00 …" just before the year or month they name.
std::optional<Micros> parse_stored_time(std::string_view text);

// As parse_time, but the zone is required, as in RFC 3339.
std::optional<Micros> parse_rfc3339(std::string_view text);

// "2026-01-02T03:04:05Z", with six digits of a fraction only if it has one: "2026-01-02T03:04:05.000010Z".
// Appends at most 27 characters; years outside 1 to 9999 are clamped to them.
void append_rfc3339(std::string& out, Micros time);
std::string to_rfc3339(Micros time);

// "2026-01-02 03:04:05.000000": the form in which Glance writes a time to SQLite, accepted by every database.
std::string to_sql_time(Micros time);

}  // namespace glance_audit
