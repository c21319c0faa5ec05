// Hexadecimal digits, written in lower case and read in either.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace glance_audit {

inline constexpr std::string_view kHexDigits = "0123456789abcdef";

// The value of a digit, or -1.
constexpr int hex_value(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    return -1;
}

// The lowest `digits` digits of `number`.
inline void append_hex(std::string& out, std::uint64_t number, int digits) {
    while (digits-- > 0) out += kHexDigits[(number >> static_cast<unsigned>(4 * digits)) & 0xfU];
}

// Two digits a byte.
inline void append_hex(std::string& out, std::span<const std::uint8_t> bytes) {
    for (const std::uint8_t byte : bytes) out.append({kHexDigits[byte >> 4U], kHexDigits[byte & 0xfU]});
}
inline void append_hex(std::string& out, std::string_view bytes) {
    append_hex(out, std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()));
}

inline std::string hex(std::span<const std::uint8_t> bytes) {
    std::string out;
    append_hex(out, bytes);
    return out;
}
inline std::string hex(std::string_view bytes) {
    std::string out;
    append_hex(out, bytes);
    return out;
}

}  // namespace glance_audit
