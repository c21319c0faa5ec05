#include "scanner/formats/dump/skipper.hpp"

#include <algorithm>
#include <array>

#include "scanner/formats/dump/tokens.hpp"

namespace glance_audit::sources {
namespace {

constexpr std::size_t kMark = 16;  // bytes that tell what a comment is

// Bytes at which something may begin or end.
using Table = std::array<bool, 256>;

constexpr Table table_of(std::string_view bytes) {
    Table table{};
    for (const char c : bytes) table[static_cast<unsigned char>(c)] = true;
    return table;
}

constexpr Table kMariadb = table_of("'\"`-#/");
constexpr Table kPostgres = table_of("'\"-/$eE");
constexpr Table kSqlite = table_of("'\"`-/");

const Table& table_of(Dialect dialect) {
    if (dialect == Dialect::mariadb) return kMariadb;
    return dialect == Dialect::postgresql ? kPostgres : kSqlite;
}

}  // namespace

bool DumpSkipper::starts_with(std::string_view text) {
    while (window_.rest().size() < text.size() && window_.more()) {
    }
    return window_.rest().substr(0, text.size()) == text;
}

bool DumpSkipper::skip_blank(const Lexis& lexis) {
    const bool mariadb = lexis.dialect == Dialect::mariadb;
    while (!at_end()) {
        const char c = *window_.cursor();
        if (is_space(c)) {
            step(1);
        } else if (mariadb && c == '*' && starts_with("*/")) {
            step(2);
        } else if (c != '/' || !starts_with("/*")) {
            return true;
        } else {
            while (window_.rest().size() < kMark && window_.more()) {
            }
            const std::size_t opening = mariadb ? executable_comment(window_.rest()) : 0;
            // "/*M!999999\- enable the sandbox mode */" is for the client, not for the server.
            const bool for_client = window_.rest().substr(opening, 2) == "\\-";
            if (opening > 0 && !for_client) {
                step(opening);
            } else if (!skip_block_comment(lexis.dialect == Dialect::postgresql)) {
                return false;
            }
        }
    }
    return false;
}

bool DumpSkipper::at_line_comment(const Lexis& lexis) {
    if (!starts_with("--")) return false;
    if (window_.rest().size() == 2) window_.more();
    return lexis.dialect != Dialect::mariadb || window_.rest().size() == 2 || is_space(window_.cursor()[2]);
}

std::string DumpSkipper::take_line(std::size_t longest) {
    std::string line;
    while (!at_end()) {
        const std::string_view rest = window_.rest();
        const std::size_t length = std::min(rest.find('\n'), rest.size());
        line += rest.substr(0, std::min(length, longest - line.size()));
        step(std::min(length + 1, rest.size()));
        if (length < rest.size()) break;
    }
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return line;
}

bool DumpSkipper::skip_quoted(char quote, bool backslashes) {
    step(1);
    for (;;) {
        window_.advance_to(find_either(window_.cursor(), window_.end(), quote, backslashes ? '\\' : quote));
        if (window_.rest().empty()) {
            if (!window_.more()) return false;
            continue;
        }
        // What follows a quote or backslash decides what it is.
        const bool last = window_.rest().size() == 1 && !window_.more();
        const bool ends = *window_.cursor() == quote && (last || window_.cursor()[1] != quote);
        step(ends || last ? 1 : 2);
        if (ends || last) return ends;
    }
}

// To behind the next `mark`.
bool DumpSkipper::skip_to(std::string_view mark) {
    for (;;) {
        const std::size_t found = window_.rest().find(mark);
        if (found != std::string_view::npos) {
            step(found + mark.size());
            return true;
        }
        step(window_.rest().size() - std::min(window_.rest().size(), mark.size() - 1));
        if (!window_.more()) return false;
    }
}

bool DumpSkipper::skip_block_comment(bool nested) {
    step(2);
    if (!nested) return skip_to("*/");
    for (int depth = 1; depth > 0;) {
        if (at_end()) return false;
        if (starts_with("/*")) {
            ++depth;
            step(2);
        } else if (starts_with("*/")) {
            --depth;
            step(2);
        } else {
            step(1);
        }
    }
    return true;
}

// $$…$$ or $tag$…$tag$; a dollar that opens nothing is passed alone.
bool DumpSkipper::skip_dollar_quoted() {
    std::size_t length = 1;
    for (;; ++length) {
        if (length == window_.rest().size() && !window_.more()) break;
        if (window_.cursor()[length] == '$' || !is_word(window_.cursor()[length])) break;
    }
    const std::string mark(window_.rest().substr(0, length + 1));
    const bool opens = mark.size() > 1 && mark.back() == '$' && (mark[1] < '0' || mark[1] > '9');
    step(opens ? mark.size() : 1);
    return !opens || skip_to(mark);
}

// What stands at the cursor and can hide a delimiter: a string, a name in quotes, a comment.
bool DumpSkipper::skip_piece(const Lexis& lexis) {
    const bool mariadb = lexis.dialect == Dialect::mariadb;
    const char c = *window_.cursor();
    if (c == '\'') return skip_quoted(c, lexis.backslashes);
    if (c == '`') return skip_quoted(c, false);
    if (c == '"') return skip_quoted(c, mariadb && !lexis.ansi_quotes && lexis.backslashes);
    if (c == '$') return skip_dollar_quoted();
    if (c == '#' || at_line_comment(lexis)) {
        take_line(0);
    } else if (starts_with("/*") && (!mariadb || executable_comment(window_.rest()) == 0)) {
        return skip_block_comment(lexis.dialect == Dialect::postgresql);
    } else if (starts_with("E'") || starts_with("e'")) {
        step(1);
        return skip_quoted('\'', true);
    } else {
        step(1);
    }
    return true;
}

bool DumpSkipper::skip_statement(const Lexis& lexis, std::string_view delimiter) {
    const Table& table = table_of(lexis.dialect);
    for (;;) {
        const char* at = window_.cursor();
        const char* end = window_.end();
        while (at < end && !table[static_cast<unsigned char>(*at)] && *at != delimiter[0]) ++at;
        window_.advance_to(at);
        if (at_end()) return false;
        if (*window_.cursor() == delimiter[0] && starts_with(delimiter)) {
            step(delimiter.size());
            return true;
        }
        if (!skip_piece(lexis)) return false;
    }
}

}  // namespace glance_audit::sources
