#include "scanner/formats/yaml/writer.hpp"

#include "scanner/base/utf8.hpp"

namespace glance_audit::text {

namespace {

// \xNN, \uNNNN or \UNNNNNNNN.
void append_escape(std::string& out, char32_t code_point) {
    constexpr std::string_view kUpperHexDigits = "0123456789ABCDEF";
    const int digits = code_point <= 0xff ? 2 : code_point <= 0xffff ? 4 : 8;
    out.append("\\").append(digits == 2 ? "x" : digits == 4 ? "u" : "U");
    for (int at = digits - 1; at >= 0; --at) out += kUpperHexDigits[(code_point >> (4 * at)) & 0xfU];
}

// Unicode's noncharacters U+FFFE and U+FFFF are not printable to YAML; the other deceptive ones must be seen.
bool must_be_escaped(char32_t code_point) {
    return is_deceptive(code_point) || code_point == 0xfffe || code_point == 0xffff;
}

}  // namespace

void append_yaml_string(std::string& out, std::string_view text) {
    out += '"';
    for_each_character(text, [&](std::string_view bytes, char32_t code_point) {
        if (code_point == U'"' || code_point == U'\\') out += '\\';
        if (must_be_escaped(code_point)) {
            append_escape(out, code_point);
        } else {
            out += bytes;
        }
    });
    out += '"';
}

}  // namespace glance_audit::text
