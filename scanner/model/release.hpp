// Glance's releases: the one table of them, oldest first.
//
// To add one: an entry at the end, and what it decides by default in rules/defaults/. Sources: the tags of Glance,
// glance/db/sqlalchemy/alembic_migrations/versions, glance/cmd/manage.py.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace glance_audit {

struct Release {
    std::string_view name;
    // How the names of the schema revisions begin that came with it; empty: it has the schema of the release before.
    std::string_view revision{};
    // `db purge` deletes rows of `images` as well. It came with Mitaka; since 16.0.1 (Queens) `purge_images_table`
    // alone does. The tag of Queens still does.
    bool purge_drops_images = false;
    // The default --age_in_days, in days, of the command that deletes rows of `images`: 30 up to Queens, then 180.
    int purge_age_days = 180;
};

inline constexpr auto kReleases = std::to_array<Release>({
    {.name = "Kilo", .revision = "kilo", .purge_age_days = 30},
    {.name = "Liberty", .revision = "liberty", .purge_age_days = 30},
    {.name = "Mitaka", .revision = "mitaka", .purge_drops_images = true, .purge_age_days = 30},
    {.name = "Newton", .purge_drops_images = true, .purge_age_days = 30},
    {.name = "Ocata", .revision = "ocata", .purge_drops_images = true, .purge_age_days = 30},
    {.name = "Pike", .revision = "pike", .purge_drops_images = true, .purge_age_days = 30},
    {.name = "Queens", .revision = "queens", .purge_drops_images = true, .purge_age_days = 30},
    {.name = "Rocky", .revision = "rocky"},
    {.name = "Stein"},
    {.name = "Train", .revision = "train"},
    {.name = "Ussuri", .revision = "ussuri"},
    {.name = "Victoria"},
    {.name = "Wallaby", .revision = "wallaby"},
    {.name = "Xena"},
    {.name = "Yoga"},
    {.name = "Zed"},
    {.name = "2023.1", .revision = "2023_1"},
    {.name = "2023.2"},
    {.name = "2024.1", .revision = "2024_1"},
    {.name = "2024.2"},
    {.name = "2025.1"},
    {.name = "2025.2"},
    {.name = "2026.1"},
});

inline constexpr std::array<std::string_view, kReleases.size()> kReleaseNames = [] {
    std::array<std::string_view, kReleases.size()> names;
    for (std::size_t i = 0; i < names.size(); ++i) names[i] = kReleases[i].name;
    return names;
}();

inline constexpr const Release& kNewestRelease = kReleases.back();

// The release of that name in any case ("zed"); nullptr where there is none. Lives as long as the program.
const Release* find_release(std::string_view name);

// Its place in kReleases; nothing where there is no such release.
std::optional<std::size_t> release_number(std::string_view name);

// True for a known release from `first` to `last`, both included; empty: open.
bool is_release_between(std::string_view release, std::string_view first, std::string_view last);

}  // namespace glance_audit
