// Rows as they are stored, before anything is understood: what a snapshot copies.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace glance_audit::sources {

// A value of one column. Text and blob live until the next row.
struct StoredValue {
    enum class Kind : std::uint8_t { null, integer, real, text, blob };
    Kind kind = Kind::null;
    std::int64_t integer = 0;
    double real = 0;
    std::string_view text{};  // of a text or a blob: its bytes

    static StoredValue of(std::int64_t number) { return {Kind::integer, number}; }
    static StoredValue of(std::string_view text) { return {Kind::text, 0, 0, text}; }
};

using StoredRow = std::span<const StoredValue>;

}  // namespace glance_audit::sources
