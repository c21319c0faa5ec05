#include "scanner/app/configuration_options.hpp"

#include "scanner/base/error.hpp"

namespace glance_audit::app {
namespace {

constexpr const char* kFile = "--config-file";
constexpr const char* kDirectory = "--config-dir";

}  // namespace

void add_configuration_options(CLI::App& command, ConfigurationOptions& options) {
    options.command = &command;
    command
        .add_option(std::string(kFile) + ",--config_file", options.files,
                    "Instead of SOURCE: a glance-api.conf that names the database and the policies. Repeatable; what "
                    "comes later wins")
        ->type_name("FILE")
        ->allow_extra_args(false)
        ->group("What to audit");
    command
        .add_option(std::string(kDirectory) + ",--config_dir", options.directories,
                    "The same: all *.conf files of a folder, sorted by name. Repeatable")
        ->type_name("DIR")
        ->allow_extra_args(false)
        ->group("What to audit");
}

std::vector<sources::ConfigInput> configuration_inputs(const ConfigurationOptions& options) {
    std::vector<sources::ConfigInput> inputs;
    if (options.empty()) return inputs;
    auto file = options.files.begin();
    auto directory = options.directories.begin();
    for (const CLI::Option* option : options.command->parse_order()) {
        const bool is_file = option->check_name(kFile);
        if (!is_file && !option->check_name(kDirectory)) continue;
        const std::string& name = is_file ? *file++ : *directory++;
        if (name.empty()) {
            throw UsageError("the file name is empty", is_file ? kFile : kDirectory, "name a file or a folder");
        }
        inputs.push_back({name, !is_file});
    }
    return inputs;
}

}  // namespace glance_audit::app
