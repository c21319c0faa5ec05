// Tables of character properties, made by make_unicode_tables.py. Use scanner/policy/language/unicode.hpp.
#pragma once

#include <cstdint>
#include <span>

namespace glance_audit::policy {

// Inclusive; tables are sorted and do not overlap.
struct CodeRange {
    char32_t first;
    char32_t last;
};

// Every step-th code point from first to last is lowered by adding delta.
struct LowerRun {
    char32_t first;
    char32_t last;
    std::uint32_t step;
    std::int32_t delta;
};

struct UnicodeTables {
    std::span<const CodeRange> not_printable;
    std::span<const CodeRange> identifier_start;
    std::span<const CodeRange> identifier_continue;  // beyond identifier_start
    std::span<const CodeRange> cased;
    std::span<const CodeRange> case_ignorable;
    std::span<const LowerRun> lower;
};

const UnicodeTables& unicode_tables();

}  // namespace glance_audit::policy
