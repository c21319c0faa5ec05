#include "scanner/policy/rules/action_names.hpp"

#include <algorithm>
#include <map>

#include "scanner/model/release.hpp"
#include "scanner/policy/rules/release_defaults.hpp"

namespace glance_audit::policy {
namespace {

// By name: whether each release knows it.
using Names = std::map<std::string, std::vector<bool>, std::less<>>;

Names collect() {
    Names names;
    for (std::size_t i = 0; i < kReleases.size(); ++i) {
        const auto add = [&](const std::string& name) {
            std::vector<bool>& known = names[name];
            known.resize(kReleases.size());
            known[i] = true;
        };
        const ReleaseDefaults* const defaults = find_defaults(kReleases[i].name);
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
    const auto number = release_number(release);
    return number && releases[*number];
}

}  // namespace

bool is_known_to(std::string_view release, std::string_view name) {
    const auto found = table().find(name);
    return found != table().end() && known_in(found->second, release);
}

bool is_asked_for(std::string_view release, std::string_view name) {
    return is_known_to(release, name) && asked_for(release, name) == name;
}

std::vector<std::string_view> names_known_to(std::string_view release) {
    std::vector<std::string_view> names;
    for (const auto& [name, releases] : table()) {
        if (known_in(releases, release)) names.emplace_back(name);
    }
    return names;
}

// No name came back after it was gone; if one does, the span from its first to its last release is said.
std::string releases_that_ask_for(std::string_view name) {
    const auto found = table().find(name);
    if (found == table().end()) return {};
    std::vector<bool> known = found->second;
    for (std::size_t i = 0; i < known.size(); ++i) known[i] = known[i] && asked_for(kReleases[i].name, name) == name;
    const auto first = static_cast<std::size_t>(std::find(known.begin(), known.end(), true) - known.begin());
    std::size_t last = known.size() - 1;
    while (!known[last]) --last;
    const std::string since(kReleases[first].name);
    if (last + 1 == known.size()) return first == 0 ? "every release" : since + " and later";
    return first == last ? since : since + " to " + std::string(kReleases[last].name);
}

}  // namespace glance_audit::policy
