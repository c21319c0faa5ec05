// One row of a table in a file: CSV (RFC 4180), what `mysql --batch` prints or SELECT … INTO OUTFILE writes, JSON
// objects.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/formats/dump/values.hpp"
#include "scanner/formats/field.hpp"

namespace glance_audit::sources {

// separated: with quotes; an empty field without quotes, or \N, is NULL. batch: with tabs and backslashes; the word
// NULL is NULL. outfile: the same without names in the first line, \N is NULL, and a backslash may stand before a tab
// or line feed too. objects: one on each line; null is NULL, and every object has the same keys. array: the same
// objects in one JSON array, anyhow laid out.
enum class Layout : std::uint8_t { separated, batch, outfile, objects, array };

class RowParser {
public:
    RowParser(Layout layout, char separator) : layout_(layout), separator_(separator) {}

    // Each returns what stands behind the row and its line end; null where [at, end) ends before. 16 bytes behind `end`
    // must be readable. Throws Malformed.
    const char* parse(const char* at, const char* end, std::span<const std::string> columns, const Slots& slots);
    // The names of the columns: the first line, or the keys of the first object. Not of an outfile, which has none.
    const char* parse_names(const char* at, const char* end, std::vector<std::string>& names);

    // True if nothing is missing where only `rest` stands behind the last row.
    bool may_end_with(std::string_view rest) const;

    // Of the last row; valid until the next, and as long as the bytes parsed stay where they are.
    std::span<const Field> fields() const { return fields_; }

private:
    const char* parse_separated(const char* at, const char* end, const Slots& slots);
    const char* parse_field(const char* at, const char* end, Field& field);
    const char* parse_quoted(const char* at, const char* end, Field& field);
    const char* parse_line(const char* at, const char* end, std::span<const std::string> columns, const Slots& slots);
    const char* parse_element(const char* at, const char* end, std::span<const std::string> columns,
                              const Slots& slots);
    void take_object(const char* at, const char* end, std::span<const std::string> columns, const Slots& slots);
    void make_room(std::size_t bytes);
    std::string_view keep(std::string_view bytes);

    Layout layout_;
    char separator_;
    std::vector<Field> fields_;
    std::vector<bool> seen_;  // the columns of an object
    std::vector<char> scratch_;
    std::size_t used_ = 0;
    bool array_ended_ = false;
};

}  // namespace glance_audit::sources
