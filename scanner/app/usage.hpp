// What is said when something is wrong: one message with what, where and what to do.
#pragma once

#include <CLI/CLI.hpp>

#include <iosfwd>
#include <string>
#include <vector>

#include "scanner/base/error.hpp"

namespace glance_audit::app {

// "glance-audit: error: WHERE: WHAT", the excerpt, and the hint. Safe for a terminal whatever the texts hold.
void print_error(std::ostream& out, const Error& error);

// A value that must be one of `words`.
CLI::Validator one_of(std::vector<std::string> words);

// CLI11's error as ours, with the nearest command or option where one was mistyped.
UsageError usage_error(const CLI::App& program, const CLI::ParseError& error, int argc, char** argv);

}  // namespace glance_audit::app
