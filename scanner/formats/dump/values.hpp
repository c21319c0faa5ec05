// The values of one row of a dump: VALUES (…) of an INSERT, or a line of a COPY.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/formats/dump/lexis.hpp"
#include "scanner/formats/field.hpp"

namespace glance_audit::sources {

// What cannot be a row. `why`: one sentence without a full stop.
struct Malformed {
    const char* at;
    std::string why;
};

// Which columns of a row are wanted, and where each goes.
class Slots {
public:
    Slots() = default;
    // wanted: names of columns, all among `columns`. The fields come in the order of `wanted`.
    Slots(std::span<const std::string> columns, std::span<const std::string_view> wanted);

    // All columns, in their order.
    static Slots all(std::size_t columns);
    // Of rows with any number of columns, none of them wanted.
    static Slots uncounted();

    bool fits(std::size_t columns) const { return columns == place_.size() || !counted_; }
    bool is_behind(std::size_t column) const { return column == place_.size() && counted_; }
    std::size_t columns() const { return place_.size(); }
    std::size_t fields() const { return fields_; }
    // Of a column; -1: not wanted.
    int place(std::size_t column) const { return column < place_.size() ? place_[column] : -1; }
    // The columns from this one on are not wanted.
    std::size_t wanted_end() const { return wanted_end_; }

private:
    std::vector<int> place_;
    std::size_t fields_ = 0;
    std::size_t wanted_end_ = 0;
    bool counted_ = true;
};

class ValueParser {
public:
    // `at` stands on the opening parenthesis. Returns what stands behind the closing one; null where [at, end) ends
    // before the row does. 16 bytes behind `end` must be readable. Throws Malformed.
    const char* parse_row(const char* at, const char* end, const Lexis& lexis, const Slots& slots);
    // A line of COPY's text format, from a dump or a server, without its line end. Throws Malformed.
    // Source: PostgreSQL's documentation of COPY, "Text Format".
    void parse_line(std::string_view line, const Slots& slots);

    // Of the last row; valid until the next, and as long as the bytes parsed stay where they are.
    std::span<const Field> fields() const { return fields_; }

private:
    const char* parse_value(const char* at, const char* end, Field* field);
    const char* parse_string(const char* at, const char* end, bool backslashes, Field* field);
    const char* parse_word(const char* at, const char* end, Field* field);
    const char* parse_prefixed(std::string_view prefix, const char* at, const char* end, Field* field);
    const char* parse_call(const char* at, const char* end, Field* field);
    void make_room(std::size_t bytes);
    // What stands in the room, up to `end`, stays.
    std::string_view keep(const char* end);
    char* room() { return scratch_.data() + used_; }
    std::string_view unescape(std::string_view raw, char quote, bool backslashes);
    std::string_view decode_hex(std::string_view digits, const char* at);

    Lexis lexis_;
    std::vector<Field> fields_;
    std::vector<char> scratch_;  // unescaped texts of the row: never longer than the row itself
    std::size_t used_ = 0;
};

}  // namespace glance_audit::sources
