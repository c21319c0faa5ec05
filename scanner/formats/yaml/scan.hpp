// Scalars, anchors, tags and directives of YAML, one at a time, as PyYAML's scanner reads them. Inside of the scanner
// only.
#pragma once

#include <cstdint>
#include <string>

#include "scanner/formats/yaml/cursor.hpp"

namespace glance_audit::text {

struct YamlTagName {
    std::string handle;  // "!", "!!", "!name!"; empty where the suffix is the whole name
    std::string suffix;
};

struct YamlDirective {
    enum class Kind : std::uint8_t { version, tag, other };

    Kind kind = Kind::other;
    std::string handle;  // of a tag
    std::string prefix;
    std::string major;  // of a version
};

// Each begins at the character that opens it, and throws UsageError for what PyYAML refuses.

std::string scan_quoted(YamlCursor& cursor);

// "|" and ">"; `indent` is that of the collection around it, -1 outside of any.
std::string scan_block_scalar(YamlCursor& cursor, int indent);

// A text without quotes. `crossed_line` is set where it ended at the start of a line, so that a key may follow.
std::string scan_plain(YamlCursor& cursor, int indent, bool in_flow, bool& crossed_line);

std::string scan_anchor(YamlCursor& cursor);  // the name behind '&' or '*'
YamlTagName scan_tag(YamlCursor& cursor);
YamlDirective scan_directive(YamlCursor& cursor);

// A line break within a text, and the empty lines after it: one break alone is a blank, more are one less.
std::string folded_break(const std::string& line_break, const std::string& empty_lines);

}  // namespace glance_audit::text
