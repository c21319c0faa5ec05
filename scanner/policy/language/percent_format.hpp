// Python's `match % target` for a target that is a dict.
//
// Source: CPython 3.11, Objects/unicodeobject.c (PyUnicode_Format), seen by running it. Not taken: a width or precision
// beyond kMaxFormatWidth, and a text beyond kMaxFormatted, raise here, where Python would make a text of that size.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "scanner/policy/language/value.hpp"

namespace glance_audit::policy {

inline constexpr std::size_t kMaxFormatWidth = 1U << 20U;
inline constexpr std::size_t kMaxFormatted = 64U << 20U;

class PercentFormat {
public:
    enum class Outcome : std::uint8_t { text, missing_key, raises };

    struct Result {
        Outcome outcome = Outcome::text;
        std::string_view text;  // a view of the format, of the target, or of the buffer
    };

    explicit PercentFormat(std::string format);

    // No allocation for a format without '%' and for a lone "%(key)s" of a scalar.
    Result apply(const Value& target, std::string& buffer) const&;
    Result apply(const Value& target, std::string& buffer) const&& = delete;  // the text may be a view of the format

    const std::string& source() const { return format_; }
    bool is_literal() const { return shape_ == Shape::literal; }

private:
    enum class Shape : std::uint8_t { literal, one_key, general };

    std::string format_;
    std::string key_;  // of one_key
    Shape shape_;
};

}  // namespace glance_audit::policy
