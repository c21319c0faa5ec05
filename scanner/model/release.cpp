#include "scanner/model/release.hpp"

#include <algorithm>

#include "scanner/base/ascii.hpp"

namespace glance_audit {

const Release* find_release(std::string_view name) {
    const auto same = [&](const Release& release) { return text::equal_ignoring_case(release.name, name); };
    const auto* const found = std::find_if(kReleases.begin(), kReleases.end(), same);
    return found != kReleases.end() ? found : nullptr;
}

std::optional<std::size_t> release_number(std::string_view name) {
    const Release* const release = find_release(name);
    if (release == nullptr) return std::nullopt;
    return static_cast<std::size_t>(release - kReleases.data());
}

bool is_release_between(std::string_view release, std::string_view first, std::string_view last) {
    const auto number = release_number(release);
    return number && (first.empty() || *number >= release_number(first)) &&
           (last.empty() || *number <= release_number(last));
}

}  // namespace glance_audit
