#include "scanner/base/python_space.hpp"

#include <algorithm>

#include "scanner/base/escaping.hpp"

namespace glance_audit::text {
namespace {

// Source: Python 3.11's str.isspace() over every code point.
bool is_space(char32_t c) {
    const auto within = [c](char32_t first, char32_t last) { return c >= first && c <= last; };
    return within(0x09, 0x0d) || within(0x1c, 0x20) || c == 0x85 || c == 0xa0 || c == 0x1680 ||
           within(0x2000, 0x200a) || within(0x2028, 0x2029) || c == 0x202f || c == 0x205f || c == 0x3000;
}

// The bytes of the character at the start of `text`, if it is white space; else 0.
std::size_t leading_space(std::string_view text) {
    const std::size_t length = utf8_length(text);
    return length > 0 && is_space(decode_utf8(text, length)) ? length : 0;
}

std::size_t trailing_space(std::string_view text) {
    constexpr std::size_t kLongest = 4;
    for (std::size_t length = 1; length <= std::min(kLongest, text.size()); ++length) {
        const std::string_view end = text.substr(text.size() - length);
        if (utf8_length(end) == length) return leading_space(end);
    }
    return 0;
}

}  // namespace

std::string_view without_leading_space(std::string_view text) {
    while (const std::size_t length = leading_space(text)) text.remove_prefix(length);
    return text;
}

std::string_view without_trailing_space(std::string_view text) {
    while (const std::size_t length = trailing_space(text)) text.remove_suffix(length);
    return text;
}

std::string_view without_outer_space(std::string_view text) {
    return without_trailing_space(without_leading_space(text));
}

}  // namespace glance_audit::text
