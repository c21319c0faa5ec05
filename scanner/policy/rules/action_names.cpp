#include "scanner/policy/rules/action_names.hpp"

#include <algorithm>
#include <map>

#include "scanner/policy/rules/release_defaults.hpp"

namespace glance_audit::policy {
namespace {

struct Names {
    std::vector<std::string> releases = known_releases();
    std::map<std::string, std::vector<bool>, std::less<>> known;  // by name: of each release
};

Names collect() {
    Names names;
    const std::size_t count = names.releases.size();
    for (std::size_t i = 0; i < count; ++i) {
        const auto add = [&](const std::string& name) {
            std::vector<bool>& known = names.known[name];
            known.resize(count);
            known[i] = true;
        };
        const ReleaseDefaults* const defaults = find_release(names.releases[i]);
        for (const DefaultRule& rule : defaults->registered) add(rule.name);
        for (const auto& [name, check] : defaults->shipped) add(name);
    }
    return names;
}

const Names& table() {
    static const Names kNames = collect();
    return kNames;
}

bool known_in(const std::vector<bool>& releases, std::string_view release) {
    if (release.empty()) return true;
    const auto found = std::find(table().releases.begin(), table().releases.end(), release);
    return found != table().releases.end() && releases[static_cast<std::size_t>(found - table().releases.begin())];
}

}  // namespace

bool is_known_to(std::string_view release, std::string_view name) {
    const auto found = table().known.find(name);
    return found != table().known.end() && known_in(found->second, release);
}

std::vector<std::string_view> names_known_to(std::string_view release) {
    std::vector<std::string_view> names;
    for (const auto& [name, releases] : table().known) {
        if (known_in(releases, release)) names.emplace_back(name);
    }
    return names;
}

// No name came back after it was gone; if one does, the span from its first to its last release is said.
std::string releases_that_know(std::string_view name) {
    const auto found = table().known.find(name);
    if (found == table().known.end()) return {};
    const std::vector<bool>& known = found->second;
    const auto first = static_cast<std::size_t>(std::find(known.begin(), known.end(), true) - known.begin());
    std::size_t last = known.size() - 1;
    while (!known[last]) --last;
    const std::vector<std::string>& releases = table().releases;
    if (last + 1 == known.size()) return first == 0 ? "every release" : releases[first] + " and later";
    return first == last ? releases[first] : releases[first] + " to " + releases[last];
}

}  // namespace glance_audit::policy
