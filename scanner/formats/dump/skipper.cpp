#include "scanner/formats/dump/skipper.hpp"

#include <algorithm>
#include <array>

#include "scanner/formats/dump/tokens.hpp"

namespace glance_audit::sources {
namespace {

constexpr std::size_t kMark = 16;  // bytes that tell what a comment is

// Bytes at which something may begin or end in a routine; D as in DELIMITER.
constexpr std::array<bool, 256> kMarks = [] {
    std::array<bool, 256> marks{};
    for (const char c : std::string_view("'\"`-#/D")) marks[static_cast<unsigned char>(c)] = true;
    return marks;
}();

}  // namespace

bool DumpSkipper::starts_with(std::string_view text) {
    while (window_.rest().size() < text.size() && window_.more()) {
    }
    return window_.rest().substr(0, text.size()) == text;
}

bool DumpSkipper::skip_space(const Lexis& lexis) {
    const bool mariadb = lexis.dialect == Dialect::mariadb;
    while (!at_end()) {
        const char c = *window_.cursor();
        if (is_space(c)) {
            step(1);
        } else if (mariadb && c == '*' && starts_with("*/")) {
            step(2);
        } else if (!mariadb || c != '/') {
            return true;
        } else {
            while (window_.rest().size() < kMark && window_.more()) {
            }
            const std::size_t opening = executable_comment(window_.rest());
            // "/*M!999999\- enable the sandbox mode */" is for the client, not for the server.
            if (opening == 0 || window_.rest().substr(opening, 2) == "\\-") return true;
            step(opening);
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

bool DumpSkipper::skip_block_comment(const Lexis& lexis) {
    step(2);
    if (lexis.dialect != Dialect::postgresql) return skip_to("*/");
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

// What stands at the cursor and can hide a delimiter: a string, a name in quotes, a comment.
bool DumpSkipper::skip_piece(const Lexis& lexis) {
    const char c = *window_.cursor();
    if (c == '\'' || c == '"') return skip_quoted(c, lexis.backslashes && (c == '\'' || !lexis.ansi_quotes));
    if (c == '`') return skip_quoted(c, false);
    if (c == '#' || at_line_comment(lexis)) {
        take_line(0);
    } else if (starts_with("/*") && executable_comment(window_.rest()) == 0) {
        return skip_block_comment(lexis);
    } else {
        step(1);
    }
    return true;
}

bool DumpSkipper::skip_routine(const Lexis& lexis, std::string_view delimiter) {
    for (;;) {
        const char* at = window_.cursor();
        const char* end = window_.end();
        while (at < end && !kMarks[static_cast<unsigned char>(*at)] && *at != delimiter[0]) ++at;
        window_.advance_to(at);
        if (at_end()) return false;
        if (*window_.cursor() == delimiter[0] && starts_with(delimiter)) {
            step(delimiter.size());
            return true;
        }
        // The next one comes too early: this routine has no end.
        if (*window_.cursor() == 'D' && starts_with("DELIMITER ")) return false;
        if (!skip_piece(lexis)) return false;
    }
}

}  // namespace glance_audit::sources
