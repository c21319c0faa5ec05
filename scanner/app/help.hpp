// What --help prints.
#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace glance_audit::app {

// Usage, arguments, options by group, commands and the footer, in lines as wide as the terminal.
class HelpText : public CLI::FormatterBase {
public:
    std::string make_help(const CLI::App* command, std::string name, CLI::AppFormatMode mode) const override;
};

}  // namespace glance_audit::app
