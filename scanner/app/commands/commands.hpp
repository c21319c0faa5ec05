// The commands, one file each, and what the command line is built from.
#pragma once

#include <CLI/CLI.hpp>

#include <functional>
#include <span>
#include <string_view>

namespace glance_audit::app {

// Adds the command's options to `command`, and what --help says beside them as its footer. Returns what runs it: the
// exit code, or a UsageError or SourceError.
using SetUp = std::function<int()> (*)(CLI::App& command);

// One command. It does something (set_up), or it has commands below it.
struct CommandInfo {
    std::string_view name;
    std::string_view description;
    std::string_view examples;    // a line each, for --help
    std::string_view exit_codes;  // a line each: "0  the audit is complete"
    SetUp set_up = nullptr;
    std::span<const CommandInfo* const> commands = {};
};

// In the order --help lists them.
std::span<const CommandInfo* const> commands();

extern const CommandInfo kScan;
extern const CommandInfo kId;
extern const CommandInfo kSnapshot;
extern const CommandInfo kRules;
extern const CommandInfo kPolicy;
extern const CommandInfo kHelp;
extern const CommandInfo kVersionCommand;

// Exit codes of what answers a question without an audit.
inline constexpr std::string_view kAnswersExit =
    "0  the answer was given\n"
    "2  wrong use, or a file that cannot be read";

}  // namespace glance_audit::app
