#include "scanner/formats/tabular_rows.hpp"

#include <algorithm>
#include <cstring>

#include "scanner/formats/dump/escapes.hpp"
#include "scanner/formats/json_object.hpp"

namespace glance_audit::sources {
namespace {

std::string_view text(const char* begin, const char* end) { return {begin, static_cast<std::size_t>(end - begin)}; }

// Where the field of an outfile ends: null where [at, end) does.
const char* outfile_field_end(const char* at, const char* end) {
    for (; at < end; ++at) {
        if (*at == '\t' || *at == '\n') return at;
        if (*at == '\\') ++at;
    }
    return nullptr;
}

}  // namespace

void RowParser::make_room(std::size_t bytes) {
    used_ = 0;
    if (scratch_.size() < bytes) scratch_.resize(bytes);
}

const char* RowParser::parse(const char* at, const char* end, std::span<const std::string> columns,
                             const Slots& slots) {
    fields_.assign(slots.fields(), std::nullopt);
    make_room(static_cast<std::size_t>(end - at));
    if (layout_ == Layout::objects) return parse_line(at, end, columns, slots);
    return layout_ == Layout::array ? parse_element(at, end, columns, slots) : parse_separated(at, end, slots);
}

const char* RowParser::parse_names(const char* at, const char* end, std::vector<std::string>& names) {
    make_room(static_cast<std::size_t>(end - at));
    if (layout_ == Layout::objects || layout_ == Layout::array) {
        const char* behind = layout_ == Layout::array ? json_object_end(at, end) : std::find(at, end, '\n');
        if (behind == nullptr || behind == end) return nullptr;
        read_json_object(at, behind, [&](std::string_view key, const JsonValue&) { names.emplace_back(key); });
        return at;  // the first object is a row as well
    }
    for (;;) {
        Field name;
        at = parse_field(at, end, name);
        if (at == nullptr || at == end) return nullptr;
        names.emplace_back(name.value_or(""));
        if (*at++ == '\n') return at;
    }
}

const char* RowParser::parse_separated(const char* at, const char* end, const Slots& slots) {
    const char* begin = at;
    for (std::size_t column = 0;; ++column) {
        Field field;
        at = parse_field(at, end, field);
        if (at == nullptr || at == end) return nullptr;
        if (column < slots.columns() && slots.place(column) >= 0) {
            fields_[static_cast<std::size_t>(slots.place(column))] = field;
        }
        if (*at++ != '\n') continue;
        if (column + 1 == slots.columns()) return at;
        throw Malformed{begin, "a line has " + std::to_string(column + 1) + " fields, the first line " +
                                   std::to_string(slots.columns())};
    }
}

// Returns where the separator or the line end stands.
const char* RowParser::parse_field(const char* at, const char* end, Field& field) {
    if (at < end && *at == '"' && layout_ == Layout::separated) return parse_quoted(at + 1, end, field);
    const bool outfile = layout_ == Layout::outfile;
    const char* behind = outfile ? outfile_field_end(at, end) : find_either(at, end, separator_, '\n');
    if (behind == end || behind == nullptr) return nullptr;
    const bool carriage = !outfile && *behind == '\n' && behind > at && behind[-1] == '\r';
    const std::string_view raw = text(at, carriage ? behind - 1 : behind);
    if (layout_ == Layout::separated) {
        if (!raw.empty() && raw != "\\N") field = raw;
        return behind;
    }
    if (raw == "\\N" || (!outfile && raw == "NULL")) return behind;
    char* to = scratch_.data() + used_;
    const char* written = unescape_copy(raw, to);
    used_ += static_cast<std::size_t>(written - to);
    field = text(to, written);
    return behind;
}

const char* RowParser::parse_quoted(const char* at, const char* end, Field& field) {
    char* to = scratch_.data() + used_;
    const char* first = to;
    for (const char* begin = at;; begin = at) {
        at = find_either(at, end, '"', '"');
        if (end - at < 2) return nullptr;
        std::memcpy(to, begin, static_cast<std::size_t>(at - begin));
        to += at - begin;
        if (at[1] != '"') break;
        *to++ = '"';
        at += 2;
    }
    used_ += static_cast<std::size_t>(to - first);
    field = text(first, to);
    ++at;
    if (*at == '\r' && end - at < 2) return nullptr;
    if (*at == '\r' && at[1] == '\n') ++at;
    if (*at != separator_ && *at != '\n') throw Malformed{at, "a quote ends before its field does"};
    return at;
}

const char* RowParser::parse_line(const char* at, const char* end, std::span<const std::string> columns,
                                  const Slots& slots) {
    const void* found = std::memchr(at, '\n', static_cast<std::size_t>(end - at));
    if (found == nullptr) return nullptr;
    const char* newline = static_cast<const char*>(found);
    take_object(at, newline, columns, slots);
    return newline + 1;
}

// And what stands behind it: a comma and the next object, or the array's end.
const char* RowParser::parse_element(const char* at, const char* end, std::span<const std::string> columns,
                                     const Slots& slots) {
    const auto behind_space = [&](const char* from) { return std::find_if_not(from, end, is_space); };
    if (array_ended_) {
        if (behind_space(at) != end) throw Malformed{at, "something stands behind the end of the array"};
        return nullptr;
    }
    if (at < end && *at != '{') throw Malformed{at, "this is no object, as the others in the array are"};
    const char* object_end = json_object_end(at, end);
    const char* sign = object_end == nullptr ? end : behind_space(object_end);
    if (sign == end) return nullptr;
    if (*sign != ',' && *sign != ']') throw Malformed{sign, "neither ',' nor ']' stands behind an object"};
    const char* next = *sign == ',' ? behind_space(sign + 1) : sign + 1;
    if (*sign == ',' && next == end) return nullptr;
    take_object(at, object_end, columns, slots);
    array_ended_ = *sign == ']';
    return next;
}

bool RowParser::may_end_with(std::string_view rest) const {
    if (layout_ == Layout::array) return array_ended_;  // and parse() let nothing but white space follow
    return rest.empty();
}

void RowParser::take_object(const char* at, const char* end, std::span<const std::string> columns, const Slots& slots) {
    seen_.assign(columns.size(), false);
    std::size_t column = 0;  // keys come in the same order as a rule
    read_json_object(at, end, [&](std::string_view key, const JsonValue& value) {
        if (column == columns.size() || columns[column] != key) {
            column = static_cast<std::size_t>(std::find(columns.begin(), columns.end(), key) - columns.begin());
        }
        if (column == columns.size()) throw Malformed{at, "the first object has no key '" + std::string(key) + "'"};
        if (seen_[column]) throw Malformed{at, "the key '" + columns[column] + "' is given twice in one object"};
        seen_[column] = true;
        const int place = slots.place(column++);
        if (place < 0) return;
        if (value.nested) throw Malformed{at, "the value of '" + columns[column - 1] + "' is a list or an object"};
        if (value.text) fields_[static_cast<std::size_t>(place)] = keep(*value.text);
    });
    const auto missing = std::find(seen_.begin(), seen_.end(), false) - seen_.begin();
    if (missing == std::ssize(seen_)) return;
    throw Malformed{at, "the key '" + columns[static_cast<std::size_t>(missing)] + "' is missing; write null where " +
                            "there is no value"};
}

// No text is longer than it was spelled: there is room for all of a row.
std::string_view RowParser::keep(std::string_view bytes) {
    char* to = scratch_.data() + used_;
    std::copy(bytes.begin(), bytes.end(), to);
    used_ += bytes.size();
    return {to, bytes.size()};
}

}  // namespace glance_audit::sources
