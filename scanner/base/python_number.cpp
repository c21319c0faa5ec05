#include "scanner/base/python_number.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <system_error>

#include "scanner/base/ascii.hpp"
#include "scanner/base/utf8.hpp"

namespace glance_audit::text {

std::optional<std::string> decimal_digits(std::string_view digits) {
    digits = stripped(digits);
    if (digits.empty() || !std::all_of(digits.begin(), digits.end(), [](char c) { return is_digit(c); })) return {};
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size() - 1));
    return digits.size() <= kMaxIntDigits ? std::optional<std::string>(digits) : std::nullopt;
}

std::optional<std::int64_t> parse_int(std::string_view text) {
    text = stripped(text);
    const auto has_digit = [&](std::size_t at) { return at < text.size() && is_digit(text[at]); };
    std::string digits;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i == 0 && text[i] == '+' && has_digit(1)) continue;
        if (text[i] == '_' && i > 0 && has_digit(i - 1) && has_digit(i + 1)) continue;
        digits += text[i];
    }
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return number;
}

std::optional<double> parse_float(std::string_view text) {
    const std::string number(stripped(text));
    if (number.empty() || number.find_first_of("xX(") != std::string::npos) return std::nullopt;  // 0x1p3, nan(1)
    // Other than std::from_chars this says whether a number is too large or too small. No locale is ever set.
    char* end = nullptr;
    const double value = std::strtod(number.c_str(), &end);
    return end == number.c_str() + number.size() ? std::optional(value) : std::nullopt;
}

std::string float_repr(double value) {
    if (std::isnan(value)) return "nan";
    if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
    std::array<char, 32> buffer{};
    const auto shortest =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific);
    std::string scientific(buffer.data(), shortest.ptr);
    const int exponent = std::stoi(scientific.substr(scientific.find('e') + 1));
    // Python writes an exponent below 1e-4 and from 1e16 on.
    if (exponent < -4 || exponent >= 16) return scientific;
    std::array<char, 400> fixed{};
    const auto end = std::to_chars(fixed.data(), fixed.data() + fixed.size(), value, std::chars_format::fixed);
    std::string out(fixed.data(), end.ptr);
    if (out.find('.') == std::string::npos) out += ".0";
    return out;
}

}  // namespace glance_audit::text
