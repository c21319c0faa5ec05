#include "scanner/glance/release_range.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "scanner/model/release.hpp"

namespace glance_audit::sources {
namespace {

// The releases of one schema, as a part of kReleases.
using Era = std::span<const Release>;

// migrate_version before alembic. 45 was never released: a checkout on the way to Ocata.
constexpr std::array<std::pair<int, std::string_view>, 5> kMigrateVersions{
    {{41, "kilo"}, {42, "liberty"}, {43, "mitaka"}, {44, "mitaka"}, {45, "mitaka"}}};

// Oldest first.
std::vector<Era> eras() {
    std::vector<Era> all;
    for (std::size_t i = 0; i < kReleases.size();) {
        const std::size_t first = i++;
        while (i < kReleases.size() && kReleases[i].revision.empty()) ++i;
        all.emplace_back(kReleases.data() + first, i - first);
    }
    return all;
}

// "Wallaby–Zed". The newest schema serves what is to come as well.
std::string text_of(Era era) {
    const std::string first(era.front().name);
    if (&era.back() == &kReleases.back()) return first + " or later";
    return era.size() == 1 ? first : first + "–" + std::string(era.back().name);
}

bool ends_expanded(std::string_view revision) { return revision.find("_expand") != std::string_view::npos; }

// The places in `all` of the eras whose code may run on the database, oldest first. An `expand` revision beside or
// without its `contract` means an upgrade rests half-way: the newer code may already run.
std::vector<std::size_t> found_eras(const DatabaseInfo& database, const std::vector<Era>& all) {
    std::vector<std::size_t> found;
    const auto find = [&](std::string_view revision) {
        const auto era =
            std::find_if(all.begin(), all.end(), [&](Era e) { return revision.starts_with(e.front().revision); });
        if (era == all.end()) return false;
        found.push_back(static_cast<std::size_t>(era - all.begin()));
        return true;
    };
    bool contracted = false;
    for (const std::string& name : database.alembic_revisions) contracted |= find(name) && !ends_expanded(name);
    if (found.empty() && database.migrate_version) {
        for (const auto& [version, revision] : kMigrateVersions) {
            if (version == *database.migrate_version) find(revision);
        }
        return found;
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    // An expand alone: the upgrade to that era has begun, and the era before may still run.
    if (!found.empty() && !contracted && found.front() > 0) found.insert(found.begin(), found.front() - 1);
    return found;
}

// Everything that follows from "first to last".
void cover(ReleaseRange& range, const Release& first, const Release& last) {
    for (const Release* release = &first; release <= &last; ++release) {
        range.releases.push_back(release->name);
        range.purge_drops_images |= release->purge_drops_images;
        const int age = release->purge_age_days;
        range.purge_age_days = range.purge_age_days == 0 ? age : std::min(range.purge_age_days, age);
    }
}

// Where no revision is known: what the columns alone allow to say about the purge.
void guess_from_columns(const DatabaseInfo& database, ReleaseRange& range) {
    const bool rocky_or_later = database.has_column("os_hidden") || database.has_column("os_hash_algo");
    range.text = "unknown";
    range.purge_age_days = rocky_or_later ? 180 : 30;
}

}  // namespace

ReleaseRange release_range(const DatabaseInfo& database) {
    ReleaseRange range;
    range.revisions = database.alembic_revisions;
    if (range.revisions.empty() && database.migrate_version) {
        range.revisions.push_back("migrate_version " + std::to_string(*database.migrate_version));
    }
    const std::vector<Era> all = eras();
    const std::vector<std::size_t> found = found_eras(database, all);
    if (found.empty()) {
        guess_from_columns(database, range);
        return range;
    }
    const Era oldest = all[found.front()];
    const Era newest = all[found.back()];
    cover(range, oldest.front(), newest.back());
    range.text = text_of(oldest);
    if (found.size() > 1) range.text += ", upgrading to " + text_of(newest);
    return range;
}

void refuse_older_schema(const DatabaseInfo& database, const std::string& shown) {
    const auto version = database.migrate_version;
    if (!database.alembic_revisions.empty() || !version || *version >= kMigrateVersions.front().first) return;
    throw SourceError("this schema (migrate_version " + std::to_string(*version) + ") is older than that of " +
                          std::string(kReleases.front().name) + ", the oldest that is understood",
                      shown, "audit a copy of the database after `glance-manage db sync` of a later release");
}

std::optional<ReleaseRange> release_named(std::string_view name) {
    const Release* release = find_release(name);
    if (release == nullptr) return std::nullopt;
    ReleaseRange range;
    range.text = release->name;
    cover(range, *release, *release);
    return range;
}

bool keeps_hashes(const DatabaseInfo& database, const ReleaseRange& range) {
    if (range.releases.empty()) return database.has_column("os_hash_value");
    return is_release_between(range.releases.back(), "Rocky", {});
}

}  // namespace glance_audit::sources
