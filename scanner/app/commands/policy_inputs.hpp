// What all `policy` commands read: the policy files, the release under them, and the options that bear on them.
#pragma once

#include <CLI/CLI.hpp>

#include <optional>
#include <string>
#include <vector>

#include "scanner/app/configuration_options.hpp"
#include "scanner/app/output_options.hpp"
#include "scanner/policy/access/selection.hpp"
#include "scanner/policy/rules/policy.hpp"

namespace glance_audit::app {

struct PolicyInputOptions {
    std::vector<std::string> files;     // FILE…
    std::vector<std::string> policies;  // --policy, after them
    ConfigurationOptions configuration;
    std::optional<std::string> release;
    PolicySwitches switches;
    OutputOptions output;
};

// FILE…, --policy, --config-file, --config-dir, --release, the switches, and how the command speaks. `without_release`
// says in --help what is assumed where --release is not given; `formats` are those of --report.
void add_policy_inputs(CLI::App& command, PolicyInputOptions& options, const std::string& without_release,
                       FormatNames formats);

// The files and switches; what the command line says goes before what the configuration says. Sets up the log. Throws
// UsageError, also where there are neither files nor defaults to ask.
policy::PolicySelection select_policies(const PolicyInputOptions& options);

// Opens the places of the reports. Throws UsageError: none of what is read, nor of `also_read`, may be overwritten.
ReportFiles policy_reports(const PolicyInputOptions& options, const policy::PolicySelection& selection,
                           FormatNames formats, const std::vector<std::string>& also_read = {});

// The release as kReleaseNames spells it, or "none"; the newest where none was given. Throws UsageError.
std::string release_of(const PolicyInputOptions& options);

// "Glance Zed"; "Glance without any defaults" where the release is "none".
std::string glance_of(const std::string& release);

struct LoadedPolicy {
    policy::Policy policy;
    policy::AccessOptions access;  // with the release's name, or "none"
    bool assumed_release = false;  // none was given: the newest is assumed
};

// Throws UsageError: no such release, files that cannot be read or that oslo.policy would not load.
LoadedPolicy load_policy(const PolicyInputOptions& options, const policy::PolicySelection& selection);

}  // namespace glance_audit::app
