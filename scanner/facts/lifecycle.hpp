// Where an image stands between creation and purge. Pure functions; times in UTC microseconds.
//
// Source: glance/db/sqlalchemy/api.py, image_destroy and purge_deleted_rows_from_images: a purge selects
// `deleted_at < now - age` and looks at nothing else, so a NULL deleted_at keeps a row for ever and a set one dooms it
// even where `deleted` is false.
#pragma once

#include <optional>
#include <string_view>

#include "scanner/model/fact.hpp"

namespace glance_audit::facts {

constexpr State state(bool deleted) { return deleted ? State::held : State::live; }

constexpr bool pinned(bool deleted, const std::optional<Micros>& deleted_at) { return deleted && !deleted_at; }

constexpr bool doomed(bool deleted, const std::optional<Micros>& deleted_at) { return !deleted && deleted_at; }

constexpr std::optional<Micros> purgeable_on(const std::optional<Micros>& deleted_at, int age_days) {
    if (!deleted_at) return std::nullopt;
    return *deleted_at + age_days * kDay;
}

// Strictly earlier than now minus age, to the microsecond, as the purge's own predicate.
constexpr bool purgeable(const std::optional<Micros>& deleted_at, Micros now, int age_days) {
    return deleted_at && *deleted_at < now - age_days * kDay;
}

// The first contradiction that applies: status against deleted, then deleted_at against the clock.
constexpr Inconsistency inconsistency(bool deleted, std::string_view status, const std::optional<Micros>& deleted_at,
                                      Micros now) {
    if (!deleted && status == "deleted") return Inconsistency::live_but_status_deleted;
    if (deleted && status != "deleted" && status != "pending_delete") return Inconsistency::held_but_status_live;
    if (deleted_at && *deleted_at > now) return Inconsistency::deleted_in_the_future;
    return Inconsistency::none;
}

}  // namespace glance_audit::facts
