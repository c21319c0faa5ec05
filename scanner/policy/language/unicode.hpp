// What Python's str says of characters: lower(), isprintable(), isidentifier().
#pragma once

#include <string>
#include <string_view>

namespace glance_audit::policy {

// str.lower() of UTF-8 text, with the final sigma and the dotted capital I; bytes that are not UTF-8 stay as they are.
std::string lower(std::string_view text);

// Whether lower(text) == lowered, without allocating where both are ASCII. `lowered` is in lower case already.
bool lower_equals(std::string_view text, std::string_view lowered);

bool is_printable(char32_t code_point);
bool is_identifier_start(char32_t code_point);
bool is_identifier_continue(char32_t code_point);

}  // namespace glance_audit::policy
