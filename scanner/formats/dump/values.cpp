#include "scanner/formats/dump/values.hpp"

#include <algorithm>
#include <numeric>

#include "scanner/base/hex.hpp"
#include "scanner/formats/dump/calls.hpp"
#include "scanner/formats/dump/escapes.hpp"

namespace glance_audit::sources {
namespace {

// Of a number, a keyword or what stands before a string: 12, -1.5e+3, NULL, true, _binary, 0x1f.
bool is_bare(char c) { return is_word(c) || c == '.' || c == '+' || c == '-'; }

// A word that stands for itself.
bool is_value(std::string_view word) {
    return !word.empty() && (!text::is_alpha(word[0]) || is_keyword(word, "TRUE") || is_keyword(word, "FALSE"));
}

const char* skip_space(const char* at, const char* end) {
    while (at < end && is_space(*at)) ++at;
    return at;
}

std::string_view text(const char* begin, const char* end) { return {begin, static_cast<std::size_t>(end - begin)}; }

Malformed wrong_count(const char* at, std::size_t values, std::size_t columns) {
    return {at, "a row has " + std::to_string(values) + " values for " + std::to_string(columns) + " columns"};
}

}  // namespace

Slots::Slots(std::span<const std::string> columns, std::span<const std::string_view> wanted)
    : place_(columns.size(), -1), fields_(wanted.size()) {
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const auto found = std::find(columns.begin(), columns.end(), wanted[i]);
        if (found == columns.end()) continue;
        const auto column = static_cast<std::size_t>(found - columns.begin());
        place_[column] = static_cast<int>(i);
        wanted_end_ = std::max(wanted_end_, column + 1);
    }
}

Slots Slots::all(std::size_t columns) {
    Slots slots;
    slots.place_.resize(columns);
    std::iota(slots.place_.begin(), slots.place_.end(), 0);
    slots.fields_ = slots.wanted_end_ = columns;
    return slots;
}

Slots Slots::uncounted() {
    Slots slots;
    slots.counted_ = false;
    return slots;
}

void ValueParser::make_room(std::size_t bytes) {
    used_ = 0;
    if (scratch_.size() < bytes) scratch_.resize(bytes);
}

std::string_view ValueParser::keep(const char* end) {
    const char* const begin = room();
    used_ = static_cast<std::size_t>(end - scratch_.data());
    return text(begin, end);
}

const char* ValueParser::parse_row(const char* at, const char* end, const Lexis& lexis, const Slots& slots) {
    lexis_ = lexis;
    fields_.assign(slots.fields(), std::nullopt);
    make_room(static_cast<std::size_t>(end - at));
    const char* begin = at++;
    for (std::size_t column = 0;; ++column) {
        if (slots.is_behind(column)) throw wrong_count(begin, column + 1, slots.columns());
        const int place = slots.place(column);
        at = parse_value(at, end, place < 0 ? nullptr : &fields_[static_cast<std::size_t>(place)]);
        if (at != nullptr) at = skip_space(at, end);
        if (at == nullptr || at == end) return nullptr;
        if (*at == ',') {
            ++at;
        } else if (*at != ')') {
            throw Malformed{at, "a comma or a closing parenthesis is missing between the values of a row"};
        } else if (!slots.fits(column + 1)) {
            throw wrong_count(begin, column + 1, slots.columns());
        } else {
            return at + 1;
        }
    }
}

const char* ValueParser::parse_value(const char* at, const char* end, Field* field) {
    at = skip_space(at, end);
    if (at == end) return nullptr;
    const bool double_quote = *at == '"' && lexis_.dialect == Dialect::mariadb && !lexis_.ansi_quotes;
    if (*at != '\'' && !double_quote) return parse_word(at, end, field);
    return parse_string(at + 1, end, lexis_.backslashes, field);
}

// Behind the opening quote. What follows a quote decides whether the string ends there.
const char* ValueParser::parse_string(const char* at, const char* end, bool backslashes, Field* field) {
    const char* begin = at;
    const char quote = at[-1];
    bool plain = true;
    for (;;) {
        at = find_either(at, end, quote, backslashes ? '\\' : quote);
        if (end - at < 2) return nullptr;
        if (*at == quote && at[1] != quote) break;
        plain = false;
        at += 2;
    }
    if (field != nullptr) *field = plain ? text(begin, at) : unescape(text(begin, at), quote, backslashes);
    return at + 1;
}

const char* ValueParser::parse_word(const char* at, const char* end, Field* field) {
    const char* begin = at;
    while (at < end && is_bare(*at)) ++at;
    const std::string_view word = text(begin, at);
    if (at < end && word.empty()) throw Malformed{at, "this is not a value"};
    const char* behind = skip_space(at, end);
    if (behind == end) return nullptr;
    if (*behind == '\'') return parse_prefixed(word, behind + 1, end, field);
    if (*behind == '(') return parse_call(begin, end, field);
    if (!word.empty() && word[0] == '_') return parse_word(behind, end, field);  // _binary 0x41
    if (is_keyword(word, "NULL")) return at;
    if (!is_value(word)) throw Malformed{begin, "this is not a value"};
    if (field == nullptr) return at;
    const bool is_hex = lexis_.dialect == Dialect::mariadb && word.substr(0, 2) == "0x";
    *field = is_hex ? decode_hex(word.substr(2), begin) : word;
    return at;
}

// _binary '…', E'…', X'…' and the like; `at` behind the opening quote.
const char* ValueParser::parse_prefixed(std::string_view prefix, const char* at, const char* end, Field* field) {
    const bool escaped = lexis_.dialect == Dialect::postgresql && is_keyword(prefix, "E");
    at = parse_string(at, end, escaped || lexis_.backslashes, field);
    if (at == nullptr || escaped || prefix[0] == '_' || is_keyword(prefix, "N") || is_keyword(prefix, "B")) return at;
    if (!is_keyword(prefix, "X")) throw Malformed{prefix.data(), "no string begins like this"};
    if (field != nullptr) *field = decode_hex(**field, prefix.data());
    return at;
}

const char* ValueParser::parse_call(const char* at, const char* end, Field* field) {
    if (lexis_.dialect != Dialect::sqlite) throw Malformed{at, "a value of a row is not plain"};
    const char* behind = end_of_call(at, end);
    if (behind == nullptr || field == nullptr) return behind;
    const std::optional<std::string> value = evaluate_call(text(at, behind));
    if (!value || value->size() > static_cast<std::size_t>(behind - at)) {
        throw Malformed{at, "a value of a row is not plain"};
    }
    *field = keep(std::copy(value->begin(), value->end(), room()));
    return behind;
}

std::string_view ValueParser::unescape(std::string_view raw, char quote, bool backslashes) {
    if (!backslashes) return keep(unescape_quotes(raw, quote, room()));
    const bool postgres = lexis_.dialect == Dialect::postgresql;
    return keep(postgres ? unescape_postgres(raw, room()) : unescape_mariadb(raw, quote, room()));
}

std::string_view ValueParser::decode_hex(std::string_view digits, const char* at) {
    char* to = room();
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        const int high = hex_value(digits[i]);
        const int low = i + 1 < digits.size() ? hex_value(digits[i + 1]) : -1;
        if (high < 0 || low < 0) throw Malformed{at, "a hexadecimal value has an odd number of digits"};
        *to++ = static_cast<char>(high * 16 + low);
    }
    return keep(to);
}

void ValueParser::parse_line(std::string_view line, const Slots& slots) {
    fields_.assign(slots.fields(), std::nullopt);
    make_room(line.size());
    std::string_view rest = line;
    for (std::size_t column = 0; !slots.is_behind(column); ++column) {
        const std::size_t tab = rest.find('\t');
        const std::string_view raw = rest.substr(0, tab);
        if (const int place = slots.place(column); place >= 0 && raw != "\\N") {
            const bool plain = raw.find('\\') == std::string_view::npos;
            fields_[static_cast<std::size_t>(place)] = plain ? raw : keep(unescape_copy(raw, room()));
        }
        if (tab == std::string_view::npos && slots.fits(column + 1)) return;
        if (tab == std::string_view::npos) break;
        rest.remove_prefix(tab + 1);
    }
    const auto tabs = static_cast<std::size_t>(std::count(line.begin(), line.end(), '\t'));
    throw wrong_count(line.data(), tabs + 1, slots.columns());
}

}  // namespace glance_audit::sources
