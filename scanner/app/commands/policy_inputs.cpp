#include "scanner/app/commands/policy_inputs.hpp"

#include "scanner/app/configuration.hpp"
#include "scanner/app/options.hpp"
#include "scanner/base/error.hpp"
#include "scanner/config/oslo_config.hpp"
#include "scanner/model/release.hpp"
#include "scanner/policy/rules/policy_files.hpp"
#include "scanner/policy/rules/release_defaults.hpp"

namespace glance_audit::app {

void add_policy_inputs(CLI::App& command, PolicyInputOptions& options, const std::string& without_release,
                       FormatNames formats) {
    command.add_option("FILE", options.files, "Policy files, or folders of them (policy.d), applied in order");
    add_configuration_options(command, options.configuration);
    command.get_option("--config-file")
        ->description("Instead of FILE: a glance-api.conf that names the policies. Repeatable; what comes later wins");
    command.add_option("--policy", options.policies, "The same as FILE, and after it. Repeatable")
        ->type_name("FILE|DIR")
        ->allow_extra_args(false)
        ->group("What to audit");
    command
        .add_option("--release", options.release,
                    "The Glance release whose defaults lie under the files, " + release_choice() +
                        "; none: no defaults at all. " + without_release)
        ->type_name("NAME")
        ->group("What to audit");
    add_switch_options(command, options.switches);
    add_output_options(command, options.output, formats);
}

ReportFiles policy_reports(const PolicyInputOptions& options, const policy::PolicySelection& selection,
                           FormatNames formats, const std::vector<std::string>& also_read) {
    std::vector<std::filesystem::path> inputs(also_read.begin(), also_read.end());
    const auto add = [&](const std::vector<std::filesystem::path>& files) {
        inputs.insert(inputs.end(), files.begin(), files.end());
    };
    const sources::OsloConfig config(configuration_inputs(options.configuration), sources::process_environment);
    add(config.files());
    for (const auto& path : selection.paths) add(policy::policy_files(path));
    return open_reports(options.output, formats, inputs);
}

policy::PolicySelection select_policies(const PolicyInputOptions& options) {
    set_up_logging(options.output);
    policy::PolicySelection selection;
    if (!options.configuration.empty()) {
        selection = configured_policies(configuration_inputs(options.configuration), options.release);
    }
    std::vector<std::filesystem::path> named = file_names(options.files, "FILE");
    const std::vector<std::filesystem::path> more = file_names(options.policies, "--policy");
    named.insert(named.end(), more.begin(), more.end());
    if (!named.empty()) selection.paths = std::move(named);
    selection.switches = options.switches.or_else(selection.switches);
    if (selection.paths.empty() && options.release == "none") {
        throw UsageError("there are neither policy files nor a release's defaults", "FILE",
                         "name a policy file, or a release: --release Zed");
    }
    return selection;
}

std::string glance_of(const std::string& release) {
    return release == "none" ? "Glance without any defaults" : "Glance " + release;
}

std::string release_of(const PolicyInputOptions& options) {
    check_release(options.release);
    return options.release ? policy::canonical_release(*options.release) : std::string(kNewestRelease.name);
}

LoadedPolicy load_policy(const PolicyInputOptions& options, const policy::PolicySelection& selection) {
    const std::string release = release_of(options);
    return {policy::Policy::load(policy::policy_options(selection, release)),
            policy::access_options(selection, release), !options.release};
}

}  // namespace glance_audit::app
