#include "scanner/facts/access.hpp"

#include <algorithm>

#include "scanner/policy/access/action_table.hpp"
#include "scanner/policy/rules/release_defaults.hpp"

namespace glance_audit::app {
namespace {

bool is_on(std::string_view option, const PolicySelection& selection, bool enforced_by_default) {
    if (option == "DEFAULT.enforce_secure_rbac") return selection.enforce_secure_rbac.value_or(false);
    if (option == "oslo_policy.enforce_scope") return selection.enforce_scope.value_or(enforced_by_default);
    return selection.enforce_new_defaults.value_or(enforced_by_default);
}

}  // namespace

policy::PolicyOptions policy_options(const PolicySelection& selection, const std::string& release) {
    constexpr std::string_view kOpen = "@";
    const policy::ReleaseDefaults* const defaults = policy::find_defaults(release);
    const bool opens = defaults != nullptr && defaults->without_file == kOpen;
    return {selection.paths,         release,         selection.enforce_new_defaults,
            selection.enforce_scope, selection.texts, selection.without_files && opens};
}

policy::AccessOptions access_options(const PolicySelection& selection, const std::string& release) {
    policy::AccessOptions access;
    access.release = release;
    access.anonymous = selection.anonymous_access;
    const policy::ReleaseDefaults* const defaults = policy::find_defaults(release);
    const std::vector<std::string> lifting = policy::owner_check_lifted_by(release);
    access.owner_check_lifted = std::any_of(lifting.begin(), lifting.end(), [&](const std::string& option) {
        return is_on(option, selection, defaults != nullptr && defaults->enforce_new_defaults);
    });
    return access;
}

}  // namespace glance_audit::app
