// What the terminal is like, if there is one.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace glance_audit::app {

// What standard output is to look like: columns of COLUMNS or of the terminal; nothing where neither says.
std::optional<std::size_t> terminal_width();

// The same for help, which is wrapped in any case: 100 columns where nothing says.
std::size_t help_width();

// True if standard output, or standard error, is a terminal that understands escapes: one with TERM=dumb does not.
bool is_terminal_output();
bool is_terminal_error();

// --color WHEN: auto is a terminal, unless NO_COLOR (no-color.org) is set. Throws UsageError for any other word.
bool wants_color(const std::string& when);

}  // namespace glance_audit::app
