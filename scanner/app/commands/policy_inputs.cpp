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
    add_switch_options(command, options.switches);
}

policy::PolicySelection select_policies(const PolicyInputOptions& options) {
    policy::PolicySelection selection;
    if (!options.configuration.empty()) {
        selection = configured_policies(configuration_inputs(options.configuration), options.release);
    }
    std::vector<std::filesystem::path> named = file_names(options.files, "FILE");
    const std::vector<std::filesystem::path> more = file_names(options.policies, "--policy");
    named.insert(named.end(), more.begin(), more.end());
    if (!named.empty()) selection.paths = std::move(named);
    selection.switches = options.switches.or_else(selection.switches);
    return selection;
}

std::string release_of(const PolicyInputOptions& options) {
    return options.release ? policy::canonical_release(*options.release) : std::string(kNewestRelease.name);
}

LoadedPolicy load_policy(const PolicyInputOptions& options) {
    const std::string release = release_of(options);
    const policy::PolicySelection selection = select_policies(options);
    return {policy::Policy::load(policy::policy_options(selection, release)),
            policy::access_options(selection, release), !options.release};
}

}  // namespace glance_audit::app
