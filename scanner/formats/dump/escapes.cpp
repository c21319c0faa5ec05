#include "scanner/formats/dump/escapes.hpp"

#include <algorithm>
#include <cstring>

#include "scanner/base/hex.hpp"

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

char control(char letter) {
    switch (letter) {
        case 'b': return '\b';
        case 'f': return '\f';
        case 'n': return '\n';
        case 'r': return '\r';
        case 't': return '\t';
        case 'v': return '\v';
        default: return 0;
    }
}

bool is_octal(char c) { return c >= '0' && c <= '7'; }

// The escapes that COPY and E'…' share. `at` stands behind the backslash, on a character, and moves behind the escape.
bool common_escape(std::string_view raw, std::size_t& at, std::string_view letters, char*& to) {
    const char c = raw[at];
    if (letters.find(c) != std::string_view::npos) {
        *to++ = control(c);
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
bool next_escape(std::string_view raw, std::size_t& at, char*& to) {
    while (at < raw.size()) {
        const std::size_t found = std::min(raw.find_first_of("\\'", at), raw.size());
        std::memcpy(to, raw.data() + at, found - at);
        to += found - at;
        at = found;
        if (at == raw.size()) return false;
        if (raw[at] == '\\' && at + 1 < raw.size()) {
            ++at;
            return true;
        }
        *to++ = raw[at];
        at += raw[at] == '\'' ? std::size_t{2} : std::size_t{1};
    }
    return false;
}

char mariadb_escape(char letter) {
    if (letter == '0') return '\0';
    if (letter == 'Z') return '\x1a';
    if (letter == 'f' || letter == 'v') return letter;
    const char c = control(letter);
    return c != 0 ? c : letter;
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
    if (c > 0x10ffff || (c >= 0xd800 && c < 0xe000)) c = 0xfffd;
    const auto tail = [&](unsigned shift) { *to++ = static_cast<char>(0x80U | ((c >> shift) & 0x3fU)); };
    if (c < 0x80) {
        *to++ = static_cast<char>(c);
    } else if (c < 0x800) {
        *to++ = static_cast<char>(0xc0U | (c >> 6U));
        tail(0);
    } else if (c < 0x10000) {
        *to++ = static_cast<char>(0xe0U | (c >> 12U));
        tail(6);
        tail(0);
    } else {
        *to++ = static_cast<char>(0xf0U | (c >> 18U));
        tail(12);
        tail(6);
        tail(0);
    }
    return to;
}

char* unescape_mariadb(std::string_view raw, char* to) {
    for (std::size_t at = 0; next_escape(raw, at, to); ++at) {
        if (raw[at] == '%' || raw[at] == '_') *to++ = '\\';
        *to++ = mariadb_escape(raw[at]);
    }
    return to;
}

char* unescape_postgres(std::string_view raw, char* to) {
    for (std::size_t at = 0; next_escape(raw, at, to);) {
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

char* unescape_quotes(std::string_view raw, char* to) {
    for (std::size_t at = 0; at < raw.size(); ++at) {
        if (raw[at] == '\'' && at + 1 < raw.size()) ++at;
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
