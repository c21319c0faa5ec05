// A line of PostgreSQL's COPY text format: fields between tabs, \N for NULL, backslash escapes.
// Source: PostgreSQL's documentation of COPY, "Text Format".
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/formats/field.hpp"

namespace glance_audit::sources {

class CopyRow {
public:
    // The fields of `line` (without its newline). Valid until the next call, and as long as `line` is.
    std::span<const Field> split(std::string_view line);

private:
    // Writes at `free`, which moves behind what was written.
    static Field unescape(std::string_view raw, char*& free);

    std::vector<Field> fields_;
    std::string unescaped_;  // at least as long as the longest line with escapes: they only become shorter
};

}  // namespace glance_audit::sources
