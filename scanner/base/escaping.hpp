// Bytes that strangers wrote, as valid UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace glance_audit {

// The length of the well-formed UTF-8 sequence at the start of `text` (1 to 4), or 0 if there is none: overlong
// forms, surrogates and code points beyond U+10FFFF are not well-formed.
std::size_t utf8_length(std::string_view text);

// Appends `text` with each byte that belongs to no well-formed sequence replaced by U+FFFD.
void append_utf8(std::string& out, std::string_view text);

// The code point at the start of `text`, which must begin with a well-formed sequence of `length` bytes.
char32_t decode_utf8(std::string_view text, std::size_t length);

// True for code points that change how the text around them is shown, or show nothing: C0 and C1 controls,
// bidirectional overrides and isolates, zero-width characters, line and paragraph separators, tags and the byte order
// mark.
bool is_deceptive(char32_t code_point);

// Appends `text` for people's eyes on a terminal: invalid bytes as U+FFFD, deceptive code points as <U+202E>.
void append_visible(std::string& out, std::string_view text);

}  // namespace glance_audit
