#include "scanner/policy/percent_conversion.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string_view>
#include <utility>

#include "scanner/model/utf8.hpp"
#include "scanner/policy/python_repr.hpp"
#include "scanner/text/python_number.hpp"

namespace glance_audit::policy {

namespace {

using Kind = Value::Kind;

constexpr std::size_t kMaxFloatPrecision = 1000;

// The text of a converted number in parts, so that zeros can go between the sign and the digits.
struct Number {
    bool negative = false;
    std::string prefix;  // "0x" of the alternate form
    std::string digits;
};

void append_padded(const Conversion& conversion, std::string_view text, std::string& out) {
    const std::size_t size = count_code_points(text);
    const std::size_t fill = conversion.width > size ? conversion.width - size : 0;
    if (!conversion.left) out.append(fill, ' ');
    out += text;
    if (conversion.left) out.append(fill, ' ');
}

void append_number(const Conversion& conversion, const Number& number, std::string& out) {
    const std::string sign = number.negative ? "-" : conversion.plus ? "+" : conversion.blank ? " " : "";
    const std::size_t size = sign.size() + number.prefix.size() + number.digits.size();
    const std::size_t fill = conversion.width > size ? conversion.width - size : 0;
    const bool zeros = conversion.zero && !conversion.left;
    if (!conversion.left && !zeros) out.append(fill, ' ');
    out += sign;
    out += number.prefix;
    if (zeros) out.append(fill, '0');
    out += number.digits;
    if (conversion.left) out.append(fill, ' ');
}

// A whole number in decimal digits, with a sign; nothing where Python asks for another type. Floats are cut.
std::optional<std::string> as_integer(const Value& value, bool cut_floats) {
    switch (value.kind()) {
        case Kind::integer: return value.text();
        case Kind::boolean: return value.text() == "True" ? "1" : "0";
        case Kind::floating: break;
        default: return std::nullopt;
    }
    const std::optional<double> number = text::parse_float(value.text());
    if (!cut_floats || !number || !std::isfinite(*number)) return std::nullopt;
    std::array<char, 400> buffer{};
    const double cut = std::trunc(*number);
    const int size = std::snprintf(buffer.data(), buffer.size(), "%.0f", cut == 0 ? 0.0 : cut);
    return std::string(buffer.data(), static_cast<std::size_t>(size));
}

// Decimal digits in another base, by dividing again and again; at most kMaxIntDigits of them.
std::string in_base(std::string digits, unsigned base) {
    std::string out;
    while (digits != "0") {
        unsigned rest = 0;
        std::string quotient;
        for (const char c : digits) {
            rest = rest * 10 + static_cast<unsigned>(c - '0');
            if (!quotient.empty() || rest >= base) quotient += static_cast<char>('0' + rest / base);
            rest %= base;
        }
        out += "0123456789abcdef"[rest];
        digits = quotient.empty() ? "0" : quotient;
    }
    std::reverse(out.begin(), out.end());
    return out.empty() ? "0" : out;
}

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return text;
}

bool convert_integer(const Value& value, const Conversion& conversion, std::string& out) {
    const bool decimal = conversion.type == 'd' || conversion.type == 'i' || conversion.type == 'u';
    std::optional<std::string> digits = as_integer(value, decimal);
    if (!digits) return false;
    Number number;
    number.negative = digits->starts_with('-');
    number.digits = number.negative ? digits->substr(1) : *digits;
    if (!decimal) {
        number.digits = in_base(number.digits, conversion.type == 'o' ? 8 : 16);
        if (conversion.alternate) number.prefix = std::string("0") + conversion.type;
    }
    if (is_upper(conversion.type)) number.digits = upper(std::move(number.digits));
    const std::size_t least = conversion.precision.value_or(0);
    if (number.digits.size() < least) number.digits.insert(0, least - number.digits.size(), '0');
    append_number(conversion, number, out);
    return true;
}

std::optional<double> as_double(const Value& value) {
    if (!value.is(Kind::integer) && !value.is(Kind::boolean) && !value.is(Kind::floating)) return std::nullopt;
    if (value.is(Kind::boolean)) return value.text() == "True" ? 1.0 : 0.0;
    const std::optional<double> number = text::parse_float(value.text());
    // An int too large for a float raises OverflowError; a float may be infinite.
    if (number && std::isinf(*number) && value.is(Kind::integer)) return std::nullopt;
    return number;
}

// C's conversions do what Python's do; C writes in the locale's manner, which is that of "C" in this program.
std::string float_digits(double value, const Conversion& conversion, int precision) {
    std::array<char, kMaxFloatPrecision + 400> buffer{};
    char* const to = buffer.data();
    const std::size_t room = buffer.size();
    const bool full = conversion.alternate;
    int size = 0;
    switch (conversion.type) {
        case 'e':
        case 'E':
            size = full ? std::snprintf(to, room, "%#.*e", precision, value)
                        : std::snprintf(to, room, "%.*e", precision, value);
            break;
        case 'f':
        case 'F':
            size = full ? std::snprintf(to, room, "%#.*f", precision, value)
                        : std::snprintf(to, room, "%.*f", precision, value);
            break;
        default:
            size = full ? std::snprintf(to, room, "%#.*g", precision, value)
                        : std::snprintf(to, room, "%.*g", precision, value);
            break;
    }
    std::string digits(buffer.data(), static_cast<std::size_t>(size));
    return is_upper(conversion.type) ? upper(std::move(digits)) : digits;
}

bool convert_float(const Value& value, const Conversion& conversion, std::string& out) {
    const std::optional<double> number = as_double(value);
    const std::size_t precision = conversion.precision.value_or(6);
    if (!number || precision > kMaxFloatPrecision) return false;
    Number parts;
    parts.negative = std::signbit(*number) && !std::isnan(*number);
    parts.digits = float_digits(std::fabs(*number), conversion, static_cast<int>(precision));
    append_number(conversion, parts, out);
    return true;
}

// "%c": one character, or the code point of one.
bool convert_character(const Value& value, const Conversion& conversion, std::string& out) {
    std::string character;
    if (value.is(Kind::string)) {
        character = value.text();
        if (count_code_points(character) != 1) return false;
    } else {
        const std::optional<std::string> digits = as_integer(value, false);
        if (!digits || digits->size() > 7 || digits->starts_with('-')) return false;
        const auto code = static_cast<char32_t>(std::stoul(*digits));
        if (code > 0x10FFFF) return false;
        append_code_point(character, code);
    }
    append_padded(conversion, character, out);
    return true;
}

std::string_view first_code_points(std::string_view text, std::size_t count) {
    std::size_t at = 0;
    for (; count > 0 && at < text.size(); --count) at += code_point_at(text, at).size;
    return text.substr(0, at);
}

void convert_text(const Value& value, const Conversion& conversion, std::string& out) {
    std::string buffer;
    std::string_view text;
    if (conversion.type == 's') {
        text = value.str(buffer);
    } else {
        buffer = conversion.type == 'a' ? ascii_of_repr(value.repr()) : value.repr();
        text = buffer;
    }
    if (conversion.precision) text = first_code_points(text, *conversion.precision);
    append_padded(conversion, text, out);
}

}  // namespace

bool convert(const Value& value, const Conversion& conversion, std::string& out) {
    switch (conversion.type) {
        case 's':
        case 'r':
        case 'a': convert_text(value, conversion, out); return true;
        case 'c': return convert_character(value, conversion, out);
        case 'd':
        case 'i':
        case 'u':
        case 'o':
        case 'x':
        case 'X': return convert_integer(value, conversion, out);
        case 'e':
        case 'E':
        case 'f':
        case 'F':
        case 'g':
        case 'G': return convert_float(value, conversion, out);
        default: return false;
    }
}

}  // namespace glance_audit::policy
