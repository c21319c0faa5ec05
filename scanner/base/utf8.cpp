#include "scanner/base/utf8.hpp"

#include <array>

#include "scanner/base/hex.hpp"

namespace glance_audit {
namespace {

bool continues(std::string_view text, std::size_t at) {
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80U;
}

// A surrogate in three bytes, as append_code_point writes it.
bool is_surrogate(std::string_view text) {
    return text.size() >= 3 && text[0] == '\xED' && (static_cast<unsigned char>(text[1]) & 0xE0U) == 0xA0U &&
           (static_cast<unsigned char>(text[2]) & 0xC0U) == 0x80U;
}

// "\x1f", "\ufeff" or "\U000e0001".
void append_escape(std::string& out, char32_t character) {
    const int digits = character <= 0xff ? 2 : character <= 0xffff ? 4 : 8;
    out += digits == 2 ? "\\x" : digits == 4 ? "\\u" : "\\U";
    append_hex(out, character, digits);
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
    for_each_character(text, [&](std::string_view bytes, char32_t) { out += bytes; });
}

char32_t decode_utf8(std::string_view text, std::size_t length) {
    static constexpr std::array<unsigned, 5> kFirstBits{0, 0x7f, 0x1f, 0x0f, 0x07};
    char32_t code_point = static_cast<unsigned char>(text[0]) & kFirstBits[length];
    for (std::size_t i = 1; i < length; ++i) {
        code_point = code_point << 6U | (static_cast<unsigned char>(text[i]) & 0x3fU);
    }
    return code_point;
}

CodePoint code_point_at(std::string_view text, std::size_t at) {
    if (at >= text.size()) return {};
    const auto first = static_cast<unsigned char>(text[at]);
    if (first < 0x80) return {first, 1, true};
    const std::string_view rest = text.substr(at);
    const std::size_t length = utf8_length(rest);
    if (length == 0 && is_surrogate(rest)) return {decode_utf8(rest, 3), 3, false};
    if (length == 0) return {first, 1, false};
    return {decode_utf8(rest, length), length, true};
}

std::string shortened(std::string_view text) {
    constexpr std::size_t kShown = 40;
    std::size_t at = 0;
    for (std::size_t i = 0; i < kShown && at < text.size(); ++i) at += code_point_at(text, at).size;
    return std::string(text.substr(0, at)) + (at < text.size() ? "…" : "");
}

void append_code_point(std::string& out, char32_t code_point) {
    const auto tail = [&](unsigned shift) { return static_cast<char>(0x80U | ((code_point >> shift) & 0x3FU)); };
    if (code_point < 0x80) {
        out += static_cast<char>(code_point);
    } else if (code_point < 0x800) {
        out += {static_cast<char>(0xC0U | (code_point >> 6U)), tail(0)};
    } else if (code_point < 0x10000) {
        out += {static_cast<char>(0xE0U | (code_point >> 12U)), tail(6), tail(0)};
    } else {
        out += {static_cast<char>(0xF0U | (code_point >> 18U)), tail(12), tail(6), tail(0)};
    }
}

std::size_t find_invalid_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = code_point_at(text, at);
        if (!point.valid) return at;
        at += point.size;
    }
    return std::string_view::npos;
}

std::size_t space_size(std::string_view text, std::size_t at) {
    if (at < text.size() && text[at] > ' ' && text[at] < '\x7F') return 0;  // most characters
    const CodePoint point = code_point_at(text, at);
    const char32_t c = point.value;
    if (!point.valid) return 0;
    const bool space = (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
                       (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
                       c == 0x3000;
    return space ? point.size : 0;
}

std::string_view stripped(std::string_view text) { return without_trailing_space(without_leading_space(text)); }

std::string_view without_leading_space(std::string_view text) {
    while (const std::size_t size = space_size(text, 0)) text.remove_prefix(size);
    return text;
}

std::string_view without_trailing_space(std::string_view text) {
    for (std::size_t last = text.size(); last > 0;) {
        --last;
        if (continues(text, last)) continue;  // within a character
        const std::size_t size = space_size(text, last);
        if (size == 0 || last + size != text.size()) break;
        text = text.substr(0, last);
    }
    return text;
}

std::string_view without_byte_order_mark(std::string_view text) {
    return text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
}

bool is_deceptive(char32_t c) {
    const auto within = [c](char32_t first, char32_t last) { return c >= first && c <= last; };
    return c < 0x20 || within(0x7f, 0x9f) || c == 0xad || c == 0x61c || within(0x115f, 0x1160) || c == 0x180e ||
           within(0x200b, 0x200f) || within(0x2028, 0x202e) || within(0x2060, 0x206f) || c == 0x3164 || c == 0xfeff ||
           c == 0xffa0 || within(0xfff9, 0xfffb) || within(0xe0000, 0xe007f);
}

void append_code_point_name(std::string& out, char32_t code_point) {
    static constexpr std::string_view kHex = "0123456789ABCDEF";
    out += "U+";
    for (int shift = code_point > 0xffff ? 16 : 12; shift >= 0; shift -= 4) out += kHex[(code_point >> shift) & 0xfU];
}

void append_visible(std::string& out, std::string_view text) {
    for_each_character(text, [&](std::string_view bytes, char32_t c) {
        if (!is_deceptive(c)) {
            out += bytes;
            return;
        }
        out += '<';
        append_code_point_name(out, c);
        out += '>';
    });
}

std::string visible(std::string_view text) {
    std::string out;
    append_visible(out, text);
    return out;
}

std::string python_repr(std::string_view text) {
    constexpr std::u32string_view kNamed = U"\\\n\r\t";
    constexpr std::string_view kNames = "\\nrt";
    const bool only_single = text.find('\'') != std::string_view::npos && text.find('"') == std::string_view::npos;
    const char quote = only_single ? '"' : '\'';
    std::string out(1, quote);
    for_each_character(text, [&](std::string_view bytes, char32_t character) {
        const bool is_odd_space = bytes != " " && stripped(bytes).empty();
        if (const std::size_t named = kNamed.find(character); named != std::u32string_view::npos) {
            out.append("\\").append(1, kNames[named]);
        } else if (is_odd_space || is_deceptive(character)) {
            append_escape(out, character);
        } else {
            if (bytes[0] == quote) out += '\\';
            out += bytes;
        }
    });
    return out + quote;
}

}  // namespace glance_audit
