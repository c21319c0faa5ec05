// UTF-8 that strangers wrote, and what may be none: walking through it, and making it safe to show. Nothing throws.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace glance_audit {

// The length of the well-formed UTF-8 sequence at the start of `text` (1 to 4), or 0 if there is none: overlong
// forms, surrogates and code points beyond U+10FFFF are not well-formed.
std::size_t utf8_length(std::string_view text);

// Calls take(bytes, code_point) for one character after the other. Each byte that belongs to no well-formed sequence is
// U+FFFD.
template <class Take>
void for_each_character(std::string_view text, Take take);

// Appends `text` with each byte that belongs to no well-formed sequence replaced by U+FFFD.
void append_utf8(std::string& out, std::string_view text);

// The code point at the start of `text`, which must begin with a well-formed sequence of `length` bytes.
char32_t decode_utf8(std::string_view text, std::size_t length);

// A code point in a text that may hold anything.
struct CodePoint {
    char32_t value = 0;    // the code point, or the byte itself where the bytes are not UTF-8
    std::size_t size = 0;  // bytes read: 1 to 4; 0 at the end
    bool valid = false;    // false for surrogates (read as one of 3 bytes) and for any byte that is not UTF-8
};

CodePoint code_point_at(std::string_view text, std::size_t at);

// Appends `code_point` as UTF-8. A surrogate is written in the same manner (three bytes that strict readers refuse):
// Python's str can hold one alone, and it must stay different from every other text.
void append_code_point(std::string& out, char32_t code_point);

// At most the first 40 code points, with "…" where that is not all: for messages that quote a text.
std::string shortened(std::string_view text);

// The offset of the first byte that is not UTF-8, or npos.
std::size_t find_invalid_utf8(std::string_view text);

// The bytes of the white-space character at `at`, as Python's str.isspace() and \s have it, or 0.
std::size_t space_size(std::string_view text, std::size_t at);

// Without white space at either end, as str.strip(), or at one of them. The view is into `text`; bytes that are not
// UTF-8 stay.
std::string_view stripped(std::string_view text);
std::string_view without_leading_space(std::string_view text);
std::string_view without_trailing_space(std::string_view text);

// A UTF-8 byte order mark at the start is no part of a text.
std::string_view without_byte_order_mark(std::string_view text);

// True for code points that change how the text around them is shown, or show nothing: C0 and C1 controls,
// bidirectional overrides and isolates, zero-width characters, line and paragraph separators, tags and the byte order
// mark.
bool is_deceptive(char32_t code_point);

// Appends `text` for people's eyes on a terminal: invalid bytes as U+FFFD, deceptive code points as <U+202E>.
void append_visible(std::string& out, std::string_view text);
std::string visible(std::string_view text);

// Python's repr() of a str: "'it is'", "\"it's\"". Certain for ASCII: rare characters that Python holds unprintable,
// such as unassigned ones, stay.
std::string python_repr(std::string_view text);

// Appends "U+200B", with at least four digits.
void append_code_point_name(std::string& out, char32_t code_point);

template <class Take>
void for_each_character(std::string_view text, Take take) {
    for (std::size_t length = 0; !text.empty(); text.remove_prefix(length == 0 ? 1 : length)) {
        length = utf8_length(text);
        if (length == 0) {
            take(std::string_view("\xEF\xBF\xBD"), char32_t{0xfffd});
        } else {
            take(text.substr(0, length), decode_utf8(text, length));
        }
    }
}

}  // namespace glance_audit
