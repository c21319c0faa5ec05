#include "scanner/base/python_number.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <system_error>
#include <vector>

#include "scanner/base/ascii.hpp"
#include "scanner/base/hex.hpp"
#include "scanner/base/utf8.hpp"

namespace glance_audit::text {

namespace {

// A whole number ≥ 0 of any size, in limbs of nine decimal digits, the lowest first.
class BigNumber {
public:
    void multiply_add(std::uint32_t factor, std::uint32_t addend) {
        std::uint64_t carry = addend;
        for (std::uint32_t& limb : limbs_) {
            const std::uint64_t value = std::uint64_t{limb} * factor + carry;
            limb = static_cast<std::uint32_t>(value % kBase);
            carry = value / kBase;
        }
        if (carry > 0) limbs_.push_back(static_cast<std::uint32_t>(carry));
    }

    std::string text() const {
        if (limbs_.empty()) return "0";
        std::string out = std::to_string(limbs_.back());
        for (std::size_t i = limbs_.size() - 1; i-- > 0;) {
            const std::string limb = std::to_string(limbs_[i]);
            out.append(kDigitsPerLimb - limb.size(), '0').append(limb);
        }
        return out;
    }

private:
    static constexpr std::uint64_t kBase = 1'000'000'000;
    static constexpr std::size_t kDigitsPerLimb = 9;
    std::vector<std::uint32_t> limbs_;
};

constexpr std::size_t kDigitsOfOnePart = 9;  // of a sexagesimal number, after the first

std::string_view without_leading_zeros(std::string_view digits) {
    const std::size_t first = digits.find_first_not_of('0');
    return first == std::string_view::npos ? std::string_view("0") : digits.substr(first);
}

unsigned digit_value(char c) { return static_cast<unsigned>(hex_value(c)); }  // of no digit: greater than any base

bool all_digits_of(std::string_view digits, unsigned base) {
    for (const char c : digits) {
        if (digit_value(c) >= base) return false;
    }
    return !digits.empty();
}

std::optional<std::string> within_limit(std::string text) {
    if (text.size() > kMaxIntDigits) return std::nullopt;
    return text;
}

// std::from_chars leaves the value alone where it does not fit. Whether it was too large or too small shows in where
// the first digit other than zero stands before or behind the point, moved by the exponent.
double out_of_range_value(std::string_view text) {
    const std::size_t exponent_at = std::min(text.find_first_of("eE"), text.size());
    const std::string_view mantissa = text.substr(0, exponent_at);
    const auto point = static_cast<std::int64_t>(std::min(mantissa.find('.'), mantissa.size()));
    const auto first = static_cast<std::int64_t>(std::min(mantissa.find_first_of("123456789"), mantissa.size()));
    std::string_view exponent = text.substr(std::min(exponent_at + 1, text.size()));
    const bool negative = exponent.starts_with('-');
    if (negative || exponent.starts_with('+')) exponent.remove_prefix(1);
    std::int64_t moved = 0;
    for (const char c : exponent) moved = std::min<std::int64_t>(moved * 10 + (c - '0'), 1'000'000'000);
    const bool large = point - first + (negative ? -moved : moved) > 0;
    return large ? std::numeric_limits<double>::infinity() : 0.0;
}

std::optional<double> parse_decimal(std::string_view text) {
    if (text.find_first_not_of("0123456789.eE+-") != std::string_view::npos) return std::nullopt;
    if (text.empty() || text.front() == '+' || text.front() == '-') return std::nullopt;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc::invalid_argument || end != text.data() + text.size()) return std::nullopt;
    return error == std::errc::result_out_of_range ? out_of_range_value(text) : value;
}

}  // namespace

std::optional<std::string> decimal_digits(std::string_view digits, unsigned base) {
    digits = stripped(digits);
    if (!all_digits_of(digits, base)) return std::nullopt;
    digits = without_leading_zeros(digits);
    // Python's limit is on decimal digits alone; for the other bases ours is a few digits short of what it could print.
    if (digits.size() > kMaxIntDigits) return std::nullopt;
    if (base == 10) return std::string(digits);
    BigNumber number;
    for (const char c : digits) number.multiply_add(base, digit_value(c));
    return within_limit(number.text());
}

std::optional<std::string> sexagesimal_digits(std::string_view parts) {
    if (parts.size() > 2 * kMaxIntDigits) return std::nullopt;
    BigNumber number;
    for (std::size_t start = 0;;) {
        const std::size_t colon = parts.find(':', start);
        const std::optional<std::string> part = decimal_digits(parts.substr(start, colon - start), 10);
        if (!part) return std::nullopt;
        if (start == 0) {
            for (const char c : *part) number.multiply_add(10, digit_value(c));
        } else {
            if (part->size() > kDigitsOfOnePart) return std::nullopt;
            number.multiply_add(60, static_cast<std::uint32_t>(std::stoul(*part)));
        }
        if (colon == std::string_view::npos) return within_limit(number.text());
        start = colon + 1;
    }
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
    bool negative = false;
    text = stripped(text);
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        negative = text.front() == '-';
        text.remove_prefix(1);
    }
    std::string word;
    if (text.size() <= 8) {
        for (const char c : text) word += to_lower(c);
    }
    std::optional<double> value;
    if (word == "inf" || word == "infinity") {
        value = std::numeric_limits<double>::infinity();
    } else if (word == "nan") {
        value = std::numeric_limits<double>::quiet_NaN();
    } else {
        value = parse_decimal(text);
    }
    if (value && negative) value = -*value;
    return value;
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
