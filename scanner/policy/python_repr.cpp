#include "scanner/policy/python_repr.hpp"

#include "scanner/model/utf8.hpp"
#include "scanner/policy/unicode.hpp"

namespace glance_audit::policy {

namespace {

char quote_for(std::string_view text) {
    const bool single = text.find('\'') != std::string_view::npos;
    const bool twofold = text.find('"') != std::string_view::npos;
    return single && !twofold ? '"' : '\'';
}

void append_hex(std::string& out, std::string_view prefix, char32_t value, int digits) {
    constexpr std::string_view kHex = "0123456789abcdef";
    out += prefix;
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
        out += kHex[(value >> static_cast<unsigned>(shift)) & 0xFU];
}

void append_escaped(std::string& out, char32_t c) {
    if (c < 0x100) {
        append_hex(out, "\\x", c, 2);
    } else if (c < 0x10000) {
        append_hex(out, "\\u", c, 4);
    } else {
        append_hex(out, "\\U", c, 8);
    }
}

// The escapes that str and bytes share; false for a character that has none.
bool append_common(std::string& out, char32_t c, char quote) {
    switch (c) {
        case '\\': out += "\\\\"; return true;
        case '\n': out += "\\n"; return true;
        case '\r': out += "\\r"; return true;
        case '\t': out += "\\t"; return true;
        default: break;
    }
    if (c != static_cast<char32_t>(quote)) return false;
    out += '\\';
    out += quote;
    return true;
}

}  // namespace

std::string repr_of_string(std::string_view text) {
    const char quote = quote_for(text);
    std::string out(1, quote);
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = code_point_at(text, at);
        if (!append_common(out, point.value, quote)) {
            if (point.valid && is_printable(point.value)) {
                out += text.substr(at, point.size);
            } else {
                append_escaped(out, point.value);
            }
        }
        at += point.size;
    }
    return out += quote;
}

std::string repr_of_bytes(std::string_view bytes) {
    const char quote = quote_for(bytes);
    std::string out = "b";
    out += quote;
    for (const char c : bytes) {
        const char32_t byte = static_cast<unsigned char>(c);
        if (append_common(out, byte, quote)) continue;
        if (byte >= 0x20 && byte < 0x7F) {
            out += c;
        } else {
            append_escaped(out, byte);
        }
    }
    return out += quote;
}

std::string ascii_of_repr(std::string_view repr) {
    std::string out;
    for (std::size_t at = 0; at < repr.size();) {
        const CodePoint point = code_point_at(repr, at);
        if (point.value < 0x80) {
            out += static_cast<char>(point.value);
        } else {
            append_escaped(out, point.value);
        }
        at += point.size;
    }
    return out;
}

}  // namespace glance_audit::policy
