// --config-file and --config-dir, as every OpenStack command has them.
#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

#include "scanner/config/oslo_config.hpp"

namespace glance_audit::app {

struct ConfigurationOptions {
    std::vector<std::string> files;
    std::vector<std::string> directories;
    const CLI::App* command = nullptr;  // knows the order in which they were given

    bool empty() const { return files.empty() && directories.empty(); }
};

void add_configuration_options(CLI::App& command, ConfigurationOptions& options);

// In the order of the command line, which decides what wins. Throws UsageError for an empty name.
std::vector<sources::ConfigInput> configuration_inputs(const ConfigurationOptions& options);

}  // namespace glance_audit::app
