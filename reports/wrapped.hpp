// Text in lines as wide as a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace glance_audit::reports {

// As wide as `text` is shown, if each of its code points is one column wide; colours take no room.
std::size_t columns(std::string_view text);

// The words of `text` in lines of at most `width` columns, each with a line feed behind it. The first begins with
// `begin`, the others with as many blanks. A word that does not fit has a line to itself.
std::string wrapped(std::string_view begin, std::string_view text, std::size_t width);

// The same, with nothing before the first line and `indent` blanks before the others.
std::string hanging(std::string_view text, std::size_t indent, std::size_t width);

// A text of several lines, each wrapped by itself:
//   a line that is indented     keeps its indentation
//   "  name  what it means"     goes on below the second column
//   "  glance-audit scan …"     an example: goes on behind a backslash, so that a shell takes it as one command
std::string wrapped_lines(std::string_view text, std::size_t width);

}  // namespace glance_audit::reports
