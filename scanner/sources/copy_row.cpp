#include "scanner/sources/copy_row.hpp"

#include <algorithm>
#include <cstring>

namespace glance_audit::sources {
namespace {

int digit_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return 16;
}

// Up to `most` digits of a number from `at` on; `at` is left behind them. Only its low eight bits count.
char read_number(std::string_view text, std::size_t& at, int base, std::size_t most) {
    int value = 0;
    for (std::size_t n = 0; n < most && at < text.size() && digit_value(text[at]) < base; ++n, ++at) {
        value = value * base + digit_value(text[at]);
    }
    return static_cast<char>(value);
}

// The character that follows a backslash at `at` - 1; `at` is left behind it.
char read_escape(std::string_view text, std::size_t& at) {
    const char c = text[at];
    if (digit_value(c) < 8) return read_number(text, at, 8, 3);
    ++at;
    switch (c) {
        case 'b': return '\b';
        case 'f': return '\f';
        case 'n': return '\n';
        case 'r': return '\r';
        case 't': return '\t';
        case 'v': return '\v';
        case 'x': return at < text.size() && digit_value(text[at]) < 16 ? read_number(text, at, 16, 2) : c;
        default: return c;
    }
}

}  // namespace

std::span<const Field> CopyRow::split(std::string_view line) {
    fields_.clear();
    unescaped_.clear();
    const bool escapes = std::memchr(line.data(), '\\', line.size()) != nullptr;
    if (escapes) unescaped_.reserve(line.size());  // so that views into it stay
    for (std::size_t begin = 0;;) {
        const std::size_t end = std::min(line.find('\t', begin), line.size());
        const std::string_view raw = line.substr(begin, end - begin);
        fields_.push_back(escapes ? unescape(raw) : Field(raw));
        if (end == line.size()) return fields_;
        begin = end + 1;
    }
}

Field CopyRow::unescape(std::string_view raw) {
    if (raw == "\\N") return std::nullopt;
    if (raw.find('\\') == std::string_view::npos) return raw;
    const std::size_t begin = unescaped_.size();
    for (std::size_t at = 0; at < raw.size();) {
        const char c = raw[at++];
        unescaped_ += c == '\\' && at < raw.size() ? read_escape(raw, at) : c;
    }
    return std::string_view(unescaped_).substr(begin);
}

}  // namespace glance_audit::sources
