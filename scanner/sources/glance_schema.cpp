#include "scanner/sources/glance_schema.hpp"

#include <algorithm>
#include <limits>
#include <span>

namespace glance_audit::sources {
namespace {

// In order. `db purge` came with Mitaka and deleted from images as well until 16.0.1 (Queens); after that only
// `purge_images_table` does, whose default age is 30 days in Queens and 180 from Rocky on.
struct Release {
    std::string_view name;
    bool purge_drops_images;
    int purge_age_days;
};

constexpr std::array<Release, 23> kReleases{{
    {"Kilo", false, 30},     {"Liberty", false, 30}, {"Mitaka", true, 30},   {"Newton", true, 30},
    {"Ocata", true, 30},     {"Pike", true, 30},     {"Queens", true, 30},   {"Rocky", false, 180},
    {"Stein", false, 180},   {"Train", false, 180},  {"Ussuri", false, 180}, {"Victoria", false, 180},
    {"Wallaby", false, 180}, {"Xena", false, 180},   {"Yoga", false, 180},   {"Zed", false, 180},
    {"2023.1", false, 180},  {"2023.2", false, 180}, {"2024.1", false, 180}, {"2024.2", false, 180},
    {"2025.1", false, 180},  {"2025.2", false, 180}, {"2026.1", false, 180},
}};

// Revisions by the prefix of their name. An `expand` revision beside or without its `contract` means an upgrade rests
// half-way: the newer code may already run.
struct Revision {
    std::string_view prefix;
    std::string_view first;
    std::string_view last;
    std::string_view text;
};

constexpr std::array<Revision, 12> kRevisions{{
    {"kilo", "Kilo", "Kilo", "Kilo"},
    {"liberty", "Liberty", "Liberty", "Liberty"},
    {"mitaka", "Mitaka", "Newton", "Mitaka–Newton"},
    {"ocata", "Ocata", "Ocata", "Ocata"},
    {"pike", "Pike", "Pike", "Pike"},
    {"queens", "Queens", "Queens", "Queens"},
    {"rocky", "Rocky", "Stein", "Rocky–Stein"},
    {"train", "Train", "Train", "Train"},
    {"ussuri", "Ussuri", "Victoria", "Ussuri–Victoria"},
    {"wallaby", "Wallaby", "Zed", "Wallaby–Zed"},
    {"2023_1", "2023.1", "2023.2", "2023.1–2023.2"},
    {"2024_1", "2024.1", "2026.1", "2024.1 or later"},
}};

// migrate_version before alembic. 45 was never released: a checkout on the way to Ocata.
constexpr std::array<std::pair<int, std::string_view>, 5> kMigrateVersions{
    {{41, "kilo"}, {42, "liberty"}, {43, "mitaka"}, {44, "mitaka"}, {45, "mitaka"}}};

const Revision* find_revision(std::string_view name) {
    const auto* found = std::find_if(kRevisions.begin(), kRevisions.end(),
                                     [&](const Revision& r) { return name.substr(0, r.prefix.size()) == r.prefix; });
    return found != kRevisions.end() ? found : nullptr;
}

const Release* find_release(std::string_view name) {
    const auto same = [&](const Release& release) {
        return std::equal(release.name.begin(), release.name.end(), name.begin(), name.end(),
                          [](char a, char b) { return (a | 0x20) == (b | 0x20); });
    };
    const auto* found = std::find_if(kReleases.begin(), kReleases.end(), same);
    return found != kReleases.end() ? found : nullptr;
}

// Everything that follows from "first to last".
void cover(ReleaseRange& range, const Release* first, const Release* last) {
    for (const Release* release = first; release <= last; ++release) {
        range.releases.push_back(release->name);
        range.purge_drops_images |= release->purge_drops_images;
        const int age = release->purge_age_days;
        range.purge_age_days = range.purge_age_days == 0 ? age : std::min(range.purge_age_days, age);
    }
}

bool ends_expanded(std::string_view revision) { return revision.find("_expand") != std::string_view::npos; }

// The eras whose code may run on the database, oldest first.
std::vector<const Revision*> found_eras(const DatabaseInfo& database) {
    std::vector<const Revision*> found;
    bool contracted = false;
    for (const std::string& name : database.alembic_revisions) {
        const Revision* revision = find_revision(name);
        if (revision == nullptr) continue;
        contracted |= !ends_expanded(name);
        if (std::find(found.begin(), found.end(), revision) == found.end()) found.push_back(revision);
    }
    if (found.empty() && database.migrate_version) {
        for (const auto& [version, name] : kMigrateVersions) {
            if (version == *database.migrate_version) found.push_back(find_revision(name));
        }
        return found;
    }
    std::sort(found.begin(), found.end());  // pointers into one table: its order is the releases'
    // An expand alone: the upgrade to that era has begun, and the era before may still run.
    if (!found.empty() && !contracted && found.front() > kRevisions.begin())
        found.insert(found.begin(), found.front() - 1);
    return found;
}

// Where no revision is known: what the columns alone allow to say about the purge.
void guess_from_columns(const DatabaseInfo& database, ReleaseRange& range) {
    const bool rocky_or_later = database.has_column("os_hidden") || database.has_column("os_hash_algo");
    range.text = "unknown";
    range.purge_age_days = rocky_or_later ? 180 : 30;
}

}  // namespace

bool DatabaseInfo::has_column(std::string_view name) const {
    return std::find(image_columns.begin(), image_columns.end(), name) != image_columns.end();
}

void check_image_columns(const DatabaseInfo& database, const std::string& shown) {
    const auto fail = [&](const std::string& column) {
        throw SourceError("the table 'images' has no column " + column, shown,
                          "name a whole Glance database (Kilo or later)");
    };
    for (const std::string_view needed : {"id", "name", "owner", "status", "created_at", "deleted_at", "deleted"}) {
        if (!database.has_column(needed)) fail("'" + std::string(needed) + "'");
    }
    if (!database.has_column("visibility") && !database.has_column("is_public")) {
        fail("'visibility' (nor 'is_public', as before Ocata)");
    }
}

std::vector<std::string_view> DatabaseInfo::stored_columns(std::string_view table,
                                                           std::span<const std::string_view> wanted) const {
    std::vector<std::string_view> columns;
    for (const std::string_view name : wanted) {
        if (table != "images" || has_column(name)) columns.push_back(name);
    }
    return columns;
}

ReleaseRange release_range(const DatabaseInfo& database) {
    ReleaseRange range;
    range.revisions = database.alembic_revisions;
    if (range.revisions.empty() && database.migrate_version) {
        range.revisions.push_back("migrate_version " + std::to_string(*database.migrate_version));
    }
    const auto found = found_eras(database);
    if (found.empty()) {
        guess_from_columns(database, range);
        return range;
    }
    cover(range, find_release(found.front()->first), find_release(found.back()->last));
    range.text = found.front()->text;
    if (found.size() > 1) range.text += ", upgrading to " + std::string(found.back()->text);
    return range;
}

std::optional<ReleaseRange> release_named(std::string_view name) {
    const Release* release = find_release(name);
    if (release == nullptr) return std::nullopt;
    ReleaseRange range;
    range.text = release->name;
    cover(range, release, release);
    return range;
}

bool keeps_hashes(const DatabaseInfo& database, const ReleaseRange& range) {
    if (range.releases.empty()) return database.has_column("os_hash_value");
    return find_release(range.releases.back()) >= find_release("Rocky");
}

// DbCommands._purge and purge_deleted_rows: an age of 0 from Ocata on, a limit below 1 (none, or no rows) from Zed on;
// more than a signed 32-bit number until Mitaka.
bool takes_purge(const ReleaseRange& range, std::optional<std::int64_t> age_in_days,
                 std::optional<std::int64_t> max_rows) {
    if (range.releases.empty()) return true;
    const Release* first = find_release(range.releases.front());
    const Release* last = find_release(range.releases.back());
    if (age_in_days == 0 && last < find_release("Ocata")) return false;
    if (max_rows.value_or(1) < 1 && last < find_release("Zed")) return false;
    return max_rows.value_or(1) <= std::numeric_limits<std::int32_t>::max() || first < find_release("Newton");
}

std::vector<std::string_view> known_releases() {
    std::vector<std::string_view> names;
    for (const Release& release : kReleases) names.push_back(release.name);
    return names;
}

}  // namespace glance_audit::sources
