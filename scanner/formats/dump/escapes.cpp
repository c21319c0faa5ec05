#include "scanner/formats/dump/escapes.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "scanner/base/hex.hpp"
#include "scanner/base/utf8.hpp"

namespace glance_audit::sources {
namespace {

// A number of at most `longest` digits at `at`, which moves behind them; nothing is read where there are none.
char32_t number(std::string_view raw, std::size_t& at, std::size_t longest, int base) {
    char32_t value = 0;
    for (const std::size_t last = std::min(raw.size(), at + longest); at < last; ++at) {
        const int digit = hex_value(raw[at]);
        if (digit < 0 || digit >= base) break;
        value = value * static_cast<char32_t>(base) + static_cast<char32_t>(digit);
    }
    return value;
}

// What stands for `letter` behind a backslash; the letter itself where nothing does.
char translated(char letter, std::string_view letters, std::string_view meanings) {
    const std::size_t at = letters.find(letter);
    return at == std::string_view::npos ? letter : meanings[at];
}

bool is_octal(char c) { return c >= '0' && c <= '7'; }

// The escapes that COPY and E'…' share. `at` stands behind the backslash, on a character, and moves behind the escape.
bool common_escape(std::string_view raw, std::size_t& at, std::string_view letters, char*& to) {
    const char c = raw[at];
    if (letters.find(c) != std::string_view::npos) {
        *to++ = translated(c, "bfnrtv", "\b\f\n\r\t\v");
        ++at;
    } else if (is_octal(c)) {
        *to++ = static_cast<char>(number(raw, at, 3, 8));
    } else if (c == 'x' && at + 1 < raw.size() && hex_value(raw[at + 1]) >= 0) {
        *to++ = static_cast<char>(number(raw, ++at, 2, 16));
    } else {
        return false;
    }
    return true;
}

// Copies up to the next backslash or quote; false at the end. Of two quotes one is written.
bool next_escape(std::string_view raw, char quote, std::size_t& at, char*& to) {
    const std::array<char, 2> ends{'\\', quote};
    while (at < raw.size()) {
        const std::size_t found = std::min(raw.find_first_of(ends.data(), at, ends.size()), raw.size());
        std::memcpy(to, raw.data() + at, found - at);
        to += found - at;
        at = found;
        if (at == raw.size()) return false;
        if (raw[at] == '\\' && at + 1 < raw.size()) {
            ++at;
            return true;
        }
        *to++ = raw[at];
        at += raw[at] == quote ? std::size_t{2} : std::size_t{1};
    }
    return false;
}

// The two halves of a pair of UTF-16 surrogates stand side by side.
char* append_utf16(std::string_view raw, std::size_t& at, char* to) {
    char32_t code_point = number(raw, at, 4, 16);
    if (code_point >= 0xd800 && code_point < 0xdc00 && raw.substr(at, 2) == "\\u") {
        std::size_t low_at = at + 2;
        const char32_t low = number(raw, low_at, 4, 16);
        if (low >= 0xdc00 && low < 0xe000) {
            code_point = 0x10000 + ((code_point - 0xd800) << 10U) + (low - 0xdc00);
            at = low_at;
        }
    }
    return append_code_point(code_point, to);
}

}  // namespace

char* append_code_point(char32_t c, char* to) {
    const bool is_character = c <= 0x10ffff && (c < 0xd800 || c >= 0xe000);
    std::string bytes;
    glance_audit::append_code_point(bytes, is_character ? c : 0xfffd);
    return std::copy(bytes.begin(), bytes.end(), to);
}

char* unescape_mariadb(std::string_view raw, char quote, char* to) {
    for (std::size_t at = 0; next_escape(raw, quote, at, to); ++at) {
        if (raw[at] == '%' || raw[at] == '_') *to++ = '\\';
        *to++ = translated(raw[at], "0Zbnrt", {"\0\x1a\b\n\r\t", 6});
    }
    return to;
}

char* unescape_postgres(std::string_view raw, char* to) {
    for (std::size_t at = 0; next_escape(raw, '\'', at, to);) {
        if (common_escape(raw, at, "bfnrt", to)) continue;
        const char c = raw[at++];
        const bool digits = at < raw.size() && hex_value(raw[at]) >= 0;
        if (c == 'u' && digits) {
            to = append_utf16(raw, at, to);
        } else if (c == 'U' && digits) {
            to = append_code_point(number(raw, at, 8, 16), to);
        } else {
            *to++ = c;
        }
    }
    return to;
}

char* unescape_quotes(std::string_view raw, char quote, char* to) {
    for (std::size_t at = 0; at < raw.size(); ++at) {
        if (raw[at] == quote && at + 1 < raw.size()) ++at;
        *to++ = raw[at];
    }
    return to;
}

char* unescape_copy(std::string_view raw, char* to) {
    for (std::size_t at = 0; at < raw.size();) {
        const bool escaped = raw[at] == '\\' && at + 1 < raw.size();
        if (escaped) ++at;
        if (!escaped || !common_escape(raw, at, "bfnrtv", to)) *to++ = raw[at++];
    }
    return to;
}

char* unescape_unistr(std::string_view raw, char* to) {
    for (std::size_t at = 0; at < raw.size();) {
        if (raw[at] != '\\' || at + 1 == raw.size()) {
            *to++ = raw[at++];
            continue;
        }
        const char c = raw[++at];
        if (c == 'u') {
            to = append_utf16(raw, ++at, to);
        } else if (c == 'U' || c == '+') {
            to = append_code_point(number(raw, ++at, c == 'U' ? 8 : 6, 16), to);
        } else if (hex_value(c) >= 0) {
            to = append_code_point(number(raw, at, 4, 16), to);
        } else {
            *to++ = c;
            ++at;
        }
    }
    return to;
}

}  // namespace glance_audit::sources
