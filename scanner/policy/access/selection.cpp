#include "scanner/policy/access/selection.hpp"

#include "scanner/policy/rules/release_defaults.hpp"

namespace glance_audit::policy {

PolicyOptions policy_options(const PolicySelection& selection, const std::string& release) {
    constexpr std::string_view kOpen = "@";
    const ReleaseDefaults* const defaults = find_defaults(release);
    const bool opens = defaults != nullptr && defaults->without_file == kOpen;
    return {.paths = selection.paths,
            .release = release,
            .switches = selection.switches,
            .texts = selection.texts,
            .without_files = selection.without_files && opens};
}

AccessOptions access_options(const PolicySelection& selection, const std::string& release) {
    return {.release = release, .switches = selection.switches};
}

}  // namespace glance_audit::policy
