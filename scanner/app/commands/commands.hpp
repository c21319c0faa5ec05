// The commands, one file each, and the table main.cpp builds the command line from.
#pragma once

#include <CLI/CLI.hpp>

#include <functional>
#include <span>
#include <string_view>

namespace glance_audit::app {

// Adds the command's options to `command` and returns what runs it: the exit code, or a UsageError or SourceError.
using SetUp = std::function<int()> (*)(CLI::App& command);

struct CommandInfo {
    std::string_view name;
    std::string_view description;
    std::string_view examples;
    SetUp set_up;
};

// In the order --help lists them.
std::span<const CommandInfo> commands();

std::function<int()> set_up_scan(CLI::App& command);
std::function<int()> set_up_id(CLI::App& command);
std::function<int()> set_up_snapshot(CLI::App& command);
std::function<int()> set_up_rules(CLI::App& command);
std::function<int()> set_up_policy(CLI::App& command);

}  // namespace glance_audit::app
