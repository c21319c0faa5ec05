#include "scanner/base/utf8.hpp"

#include "scanner/base/escaping.hpp"

namespace glance_audit::text {

namespace {

// A surrogate in three bytes, as append_code_point writes it.
bool is_surrogate(std::string_view text) {
    return text.size() >= 3 && text[0] == '\xED' && (static_cast<unsigned char>(text[1]) & 0xE0U) == 0xA0U &&
           (static_cast<unsigned char>(text[2]) & 0xC0U) == 0x80U;
}

}  // namespace

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

std::size_t count_code_points(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); at += code_point_at(text, at).size) ++count;
    return count;
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

std::string_view stripped(std::string_view text) {
    while (const std::size_t size = space_size(text, 0)) text.remove_prefix(size);
    for (std::size_t last = text.size(); last > 0;) {
        --last;
        if ((static_cast<unsigned char>(text[last]) & 0xC0U) == 0x80U) continue;  // within a character
        if (space_size(text, last) == 0) break;
        text = text.substr(0, last);
    }
    return text;
}

std::string_view without_byte_order_mark(std::string_view text) {
    return text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
}

}  // namespace glance_audit::text
