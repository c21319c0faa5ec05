#include "scanner/app/commands/policy_inputs.hpp"

#include "scanner/app/configuration.hpp"
#include "scanner/app/options.hpp"
#include "scanner/model/release.hpp"
#include "scanner/policy/rules/release_defaults.hpp"

namespace glance_audit::app {

void add_policy_inputs(CLI::App& command, PolicyInputOptions& options, const std::string& without_release) {
    command.add_option("FILE", options.files, "Policy files, or folders of them (policy.d), applied in order")
        ->type_name("");
    command.add_option("--policy", options.policies, "The same. Repeatable")
        ->type_name("FILE|DIR")
        ->allow_extra_args(false);
    add_configuration_options(command, options.configuration);
    command
        .add_option("--release", options.release,
                    "The Glance release whose defaults lie under the files, " + release_choice() +
                        "; none: no defaults at all. " + without_release)
        ->type_name("NAME");
    command
        .add_option("--enforce-new-defaults,--enforce_new_defaults", options.enforce_new_defaults,
                    "[oslo_policy] enforce_new_defaults: true or false; by default the release's")
        ->type_name("BOOL");
    command
        .add_option("--enforce-scope,--enforce_scope", options.enforce_scope,
                    "[oslo_policy] enforce_scope: true or false; by default the release's")
        ->type_name("BOOL");
}

PolicySelection select_policies(const PolicyInputOptions& options) {
    PolicySelection selection;
    if (!options.configuration.empty()) {
        selection = configured_policies(configuration_inputs(options.configuration), options.release);
    }
    std::vector<std::filesystem::path> named = file_names(options.files, "FILE");
    const std::vector<std::filesystem::path> more = file_names(options.policies, "--policy");
    named.insert(named.end(), more.begin(), more.end());
    if (!named.empty()) selection.paths = std::move(named);
    if (options.enforce_new_defaults) selection.enforce_new_defaults = options.enforce_new_defaults;
    if (options.enforce_scope) selection.enforce_scope = options.enforce_scope;
    return selection;
}

std::string release_of(const PolicyInputOptions& options) {
    return options.release ? policy::canonical_release(*options.release) : std::string(kNewestRelease.name);
}

LoadedPolicy load_policy(const PolicyInputOptions& options) {
    const std::string release = release_of(options);
    const PolicySelection selection = select_policies(options);
    return {policy::Policy::load(policy_options(selection, release)), access_options(selection, release),
            !options.release};
}

}  // namespace glance_audit::app
