#include "scanner/glance/purge.hpp"

#include <limits>

#include "scanner/model/release.hpp"

namespace glance_audit::sources {
namespace {

constexpr std::string_view kTakesAgeZeroSince = "Ocata";
constexpr std::string_view kTakesNoRowsSince = "Zed";        // and -1: no limit
constexpr std::string_view kImagesPurgeSince = "Queens";     // after its tag
constexpr std::string_view kTakesAnyNumberUntil = "Mitaka";  // then up to a signed number of 32 bits

}  // namespace

bool takes_purge(const ReleaseRange& range, std::optional<std::int64_t> age_in_days,
                 std::optional<std::int64_t> max_rows) {
    if (range.releases.empty()) return true;
    const std::string_view oldest = range.releases.front();
    const std::string_view newest = range.releases.back();
    const std::int64_t rows = max_rows.value_or(1);
    if (age_in_days == 0 && !is_release_between(newest, kTakesAgeZeroSince, {})) return false;
    if (rows < 1 && !is_release_between(newest, kTakesNoRowsSince, {})) return false;
    return rows <= std::numeric_limits<std::int32_t>::max() || is_release_between(oldest, {}, kTakesAnyNumberUntil);
}

bool has_images_purge(const ReleaseRange& range) {
    return range.releases.empty() || is_release_between(range.releases.back(), kImagesPurgeSince, {});
}

}  // namespace glance_audit::sources
