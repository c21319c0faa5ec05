// What is said when something is wrong: one message with what, where and what to do.
#pragma once

#include <CLI/CLI.hpp>

#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/error.hpp"

namespace glance_audit::app {

// "glance-audit: error: WHERE: WHAT", the excerpt, and the hint. Safe for a terminal whatever the texts hold.
void print_error(std::ostream& out, const Error& error);

// Throws UsageError where an option's word is not one of `words`.
void check_word(const std::string& word, std::string_view option, std::span<const std::string_view> words);

// "glance-audit rules show".
std::string full_name(const CLI::App& command);

// The command of that name below `command`; nullptr where there is none.
const CLI::App* find_command(const CLI::App& command, const std::string& name);

// "there is no command 'x'", with the nearest one.
UsageError no_such_command(const CLI::App& command, const std::string& name);

// A value that must be one of `words`.
CLI::Validator one_of(std::vector<std::string> words);

// CLI11's error as ours, with the nearest command or option where one was mistyped.
UsageError usage_error(const CLI::App& program, const CLI::ParseError& error, int argc, char** argv);

}  // namespace glance_audit::app
