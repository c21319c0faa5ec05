// Numbers as Python reads and writes them: int of any size kept as decimal text, float as a double.
//
// Sources: Python's documentation of int(), float(), float.__repr__ and of sys.set_int_max_str_digits (3.11), seen by
// running 3.11.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace glance_audit::text {

// Python refuses to turn more decimal digits than this into an int, or back.
inline constexpr std::size_t kMaxIntDigits = 4300;

// Digits (no sign, no underscore, white space only round them) without leading zeros; nothing for an empty text,
// another character, or more than kMaxIntDigits digits.
std::optional<std::string> decimal_digits(std::string_view digits);

// int() in base 10: white space round it, a sign, single underscores between digits. Nothing where it raises, or where
// 64 bits do not hold the number.
std::optional<std::int64_t> parse_int(std::string_view text);

// "12", "1.", ".5", "1e5", "inf", "infinity", "nan", with or without a sign, any case; too large is infinite, too
// small is zero. Nothing where float() raises. Underscores are not taken.
std::optional<double> parse_float(std::string_view text);

// repr(): "1.0", "1e+16", "1.5e-07", "inf", "nan".
std::string float_repr(double value);

}  // namespace glance_audit::text
