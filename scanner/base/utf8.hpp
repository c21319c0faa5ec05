// Walking through text by code points; strings here may hold anything, and nothing throws.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace glance_audit::text {

struct CodePoint {
    char32_t value = 0;    // the code point, or the byte itself where the bytes are not UTF-8
    std::size_t size = 0;  // bytes read: 1 to 4; 0 at the end
    bool valid = false;    // false for surrogates (read as one of 3 bytes) and for any byte that is not UTF-8
};

CodePoint code_point_at(std::string_view text, std::size_t at);

std::size_t count_code_points(std::string_view text);

// Appends `code_point` as UTF-8. A surrogate is written in the same manner (three bytes that strict readers refuse):
// Python's str can hold one alone, and it must stay different from every other text.
void append_code_point(std::string& out, char32_t code_point);

// At most the first 40 code points, with "…" where that is not all: for messages that quote a text.
std::string shortened(std::string_view text);

// The offset of the first byte that is not UTF-8, or npos.
std::size_t find_invalid_utf8(std::string_view text);

// The bytes of the white-space character at `at`, as Python's str.isspace() and \s have it, or 0.
std::size_t space_size(std::string_view text, std::size_t at);

// Without white space at either end, as str.strip().
std::string_view stripped(std::string_view text);

// A UTF-8 byte order mark at the start is no part of a text.
std::string_view without_byte_order_mark(std::string_view text);

}  // namespace glance_audit::text
