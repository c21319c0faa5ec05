// What Python's str says of characters: lower(), isspace(), isprintable(), isidentifier().
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace glance_audit::policy {

// str.lower() of UTF-8 text, with the final sigma and the dotted capital I; bytes that are not UTF-8 stay as they are.
std::string lower(std::string_view text);

// Whether lower(text) == lowered, without allocating where both are ASCII. `lowered` is in lower case already.
bool lower_equals(std::string_view text, std::string_view lowered);

// The bytes of the white-space character at `at` (Python's \s), or 0.
std::size_t space_size(std::string_view text, std::size_t at);

bool is_printable(char32_t code_point);
bool is_identifier_start(char32_t code_point);
bool is_identifier_continue(char32_t code_point);

}  // namespace glance_audit::policy
