#include "scanner/base/escaping.hpp"

#include <array>

namespace glance_audit {
namespace {

bool continues(std::string_view text, std::size_t at) {
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80U;
}

}  // namespace

std::size_t utf8_length(std::string_view text) {
    if (text.empty()) return 0;
    const auto first = static_cast<unsigned char>(text[0]);
    if (first < 0x80) return 1;
    const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4) return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if (!continues(text, i)) return 0;
    }
    const auto second = static_cast<unsigned char>(text[1]);
    const bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
    const bool surrogate = first == 0xed && second >= 0xa0;
    const bool beyond = first == 0xf4 && second >= 0x90;
    return overlong || surrogate || beyond ? 0 : length;
}

void append_utf8(std::string& out, std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = utf8_length(text);
        if (length == 0) {
            out += "\xEF\xBF\xBD";
            text.remove_prefix(1);
        } else {
            out += text.substr(0, length);
            text.remove_prefix(length);
        }
    }
}

char32_t decode_utf8(std::string_view text, std::size_t length) {
    static constexpr std::array<unsigned, 5> kFirstBits{0, 0x7f, 0x1f, 0x0f, 0x07};
    char32_t code_point = static_cast<unsigned char>(text[0]) & kFirstBits[length];
    for (std::size_t i = 1; i < length; ++i) {
        code_point = code_point << 6U | (static_cast<unsigned char>(text[i]) & 0x3fU);
    }
    return code_point;
}

bool is_deceptive(char32_t c) {
    const auto within = [c](char32_t first, char32_t last) { return c >= first && c <= last; };
    return c < 0x20 || within(0x7f, 0x9f) || c == 0xad || c == 0x61c || within(0x115f, 0x1160) || c == 0x180e ||
           within(0x200b, 0x200f) || within(0x2028, 0x202e) || within(0x2060, 0x206f) || c == 0x3164 || c == 0xfeff ||
           c == 0xffa0 || within(0xfff9, 0xfffb) || within(0xe0000, 0xe007f);
}

void append_visible(std::string& out, std::string_view text) {
    static constexpr std::string_view kHex = "0123456789ABCDEF";
    while (!text.empty()) {
        const std::size_t length = utf8_length(text);
        if (length == 0) {
            out += "\xEF\xBF\xBD";
            text.remove_prefix(1);
            continue;
        }
        const char32_t c = decode_utf8(text, length);
        if (is_deceptive(c)) {
            out += "<U+";
            for (int shift = c > 0xffff ? 16 : 12; shift >= 0; shift -= 4) out += kHex[(c >> shift) & 0xfU];
            out += '>';
        } else {
            out += text.substr(0, length);
        }
        text.remove_prefix(length);
    }
}

}  // namespace glance_audit
