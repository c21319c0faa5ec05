#include "scanner/formats/dump/statements.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "scanner/formats/dump/heads.hpp"
#include "scanner/formats/dump/tokens.hpp"

namespace glance_audit::sources {
namespace {

using Kind = Statement::Kind;

constexpr std::string_view kCutHint = "it was cut short or damaged; dump the database again";
constexpr std::size_t kLongestHead = 4096;   // that is remembered
constexpr std::size_t kShownComment = 4096;  // bytes of a comment that are looked at
constexpr std::size_t kShownStatement = 60;
constexpr std::string_view kEndOfCopy = "\\.";

}  // namespace

DumpStatements::DumpStatements(const ReadableText& file, std::uint64_t begin, std::uint64_t end, const Lexis& lexis,
                               std::size_t chunk)
    : window_(file, begin, end, chunk), skipper_(window_), lexis_(lexis), saved_lexis_(lexis) {}

void DumpStatements::fail_end() const {
    throw DumpBroken("the dump ends in the middle of a statement", window_.file().place(begin_), std::string(kCutHint));
}

void DumpStatements::fail(const Malformed& malformed) const {
    throw DumpBroken(malformed.why, window_.file().place(window_.offset_of(malformed.at)), std::string(kCutHint));
}

const Statement& DumpStatements::next() {
    if (std::exchange(unread_, false)) skip_rest();
    const bool more = skipper_.skip_space(lexis_);
    begin_ = window_.offset();
    if (!more) {
        statement_ = {};
        head_text_.clear();
    } else if (!take_same_head()) {
        head_text_.clear();
        statement_ = {};
        if (!take_line() && !take_block_comment()) take_statement();
    }
    return statement_;
}

// Rows that nobody wants are looked at as all others are: what is no row may be the beginning of something else.
void DumpStatements::skip_rest() {
    if (statement_.kind == Kind::rows) {
        read_rows(statement_.columns.empty() ? Slots::uncounted() : Slots(statement_.columns, {}), [](auto) {});
    } else if (!skipper_.skip_routine(lexis_, delimiter_)) {
        fail_end();
    }
}

// Comments, psql's meta commands and mysql's DELIMITER end with their line. False where none of them begins here.
bool DumpStatements::take_line() {
    const bool mariadb = lexis_.dialect == Dialect::mariadb;
    const bool comment = skipper_.at_line_comment(lexis_) || (mariadb && *window_.cursor() == '#');
    const bool command = *window_.cursor() == '\\';
    const bool delimiter = mariadb && skipper_.starts_with("DELIMITER ");
    if (!comment && !command && !delimiter) return false;
    const std::string line = skipper_.take_line(kShownComment);
    statement_.kind = comment ? Kind::comment : Kind::other;
    // Dumpers leave a blank behind the dashes: without one, two lines have become one.
    if (comment && line.size() > 2 && line[0] == '-' && line[2] != '-' && !is_space(line[2])) {
        statement_.kind = Kind::unknown;
    }
    if (command && !line.starts_with("\\restrict ") && !line.starts_with("\\unrestrict ")) {
        statement_.kind = Kind::unknown;
    }
    statement_.text = line;
    if (delimiter) delimiter_ = line.substr(line.find(' ') + 1);
    if (delimiter_.empty()) delimiter_ = ";";
    if (line.rfind("\\connect ", 0) == 0) {
        statement_.kind = Kind::use;
        statement_.text = line.substr(line.rfind(' ') + 1);
    }
    return true;
}

bool DumpStatements::take_block_comment() {
    if (!skipper_.starts_with("/*")) return false;
    statement_.kind = Kind::comment;
    while (window_.rest().size() < kShownComment && window_.more()) {
    }
    const std::string_view shown = window_.rest().substr(0, kShownComment);
    statement_.text = shown.substr(0, shown.find("*/"));
    if (!skipper_.skip_block_comment(lexis_)) fail_end();
    return true;
}

// Dumps without extended inserts repeat a head for every row.
bool DumpStatements::take_same_head() {
    if (head_text_.empty() || !skipper_.starts_with(head_text_)) return false;
    window_.advance_to(window_.cursor() + head_text_.size());
    unread_ = true;
    return true;
}

void DumpStatements::take_statement() {
    if (delimiter_ != ";") return take_routine();
    for (;;) {
        Tokens tokens(window_.cursor(), window_.end(), lexis_);
        statement_ = parse_statement(tokens);
        if (!tokens.starved()) {
            unread_ = statement_.kind == Kind::rows;
            const auto length = static_cast<std::size_t>(tokens.at() - window_.cursor());
            if (statement_.kind == Kind::rows) {
                ++head_;
                if (!statement_.copy && length <= kLongestHead) head_text_.assign(window_.cursor(), length);
            }
            if (statement_.kind == Kind::change || statement_.kind == Kind::unknown) statement_.text = beginning();
            window_.advance_to(tokens.at());
            break;
        }
        if (!window_.more()) fail_end();
    }
    if (statement_.kind == Kind::rows && statement_.copy) skipper_.take_line(0);
    if (statement_.kind == Kind::set) note_settings();
}

// The body of a trigger or a procedure: its statements say nothing of rows.
void DumpStatements::take_routine() {
    for (;;) {
        Tokens tokens(window_.cursor(), window_.end(), lexis_);
        statement_ = parse_routine(tokens);
        if (!tokens.starved() || !window_.more()) break;
    }
    if (statement_.kind == Kind::unknown) statement_.text = beginning();
    unread_ = true;
}

// Of the statement at the cursor: its first line, or a part of it.
std::string DumpStatements::beginning() const {
    const std::string_view rest = window_.rest();
    return std::string(rest.substr(0, std::min(rest.find_first_of("\r\n"), kShownStatement)));
}

// What a SET changes in how the statements behind it are spelled.
void DumpStatements::note_settings() {
    const std::string_view text = statement_.text;
    constexpr std::string_view kMode = "SQL_MODE=";
    const bool first = text.substr(0, kMode.size()) == kMode;
    const std::size_t comma = text.find(",SQL_MODE=");
    if (lexis_.dialect == Dialect::mariadb && (first || comma != std::string_view::npos)) {
        const std::string_view value = text.substr(first ? kMode.size() : comma + 1 + kMode.size());
        const auto has = [&](std::string_view word) { return value.find(word) != std::string_view::npos; };
        if (value.substr(0, 1) == "@") {
            lexis_ = saved_lexis_;  // what a trigger needed is over
        } else {
            lexis_.backslashes = !has("NO_BACKSLASH_ESCAPES");
            lexis_.ansi_quotes = has("ANSI");
        }
        if (!first) saved_lexis_ = lexis_;  // the dump's own, set beside saving the session's
    }
    if (text.rfind("STANDARD_CONFORMING_STRINGS=", 0) == 0) {
        lexis_.backslashes = text.find("OFF") != std::string::npos;
    }
}

void DumpStatements::read_rows(const Slots& slots, const std::function<void(std::span<const Field>)>& consume) {
    unread_ = false;
    try {
        statement_.copy ? read_copy(slots, consume) : read_insert(slots, consume);
    } catch (const Malformed& malformed) {
        fail(malformed);
    }
}

void DumpStatements::read_insert(const Slots& slots, const std::function<void(std::span<const Field>)>& consume) {
    for (;;) {
        if (!skipper_.skip_space(lexis_)) fail_end();
        if (*window_.cursor() != '(') throw Malformed{window_.cursor(), "a row does not begin with a parenthesis"};
        const char* behind = nullptr;
        while ((behind = values_.parse_row(window_.cursor(), window_.end(), lexis_, slots)) == nullptr) {
            if (!window_.more()) fail_end();
        }
        consume(values_.fields());
        window_.advance_to(behind);
        if (!read_tail()) return;
    }
}

// Behind a row: true at a comma, false behind the end of the statement.
bool DumpStatements::read_tail() {
    if (!skipper_.skip_space(lexis_)) fail_end();
    const bool more = *window_.cursor() == ',';
    if (more || *window_.cursor() == ';') {
        window_.advance_to(window_.cursor() + 1);
        return more;
    }
    for (const std::string_view word : {"ON", "CONFLICT", "DO", "NOTHING", ";"}) {
        if (!skipper_.skip_space(lexis_)) fail_end();
        if (!skipper_.starts_with(word)) {
            throw Malformed{window_.cursor(), "a row is followed neither by a row nor by the end of the statement"};
        }
        window_.advance_to(window_.cursor() + word.size());
    }
    return false;
}

void DumpStatements::read_copy(const Slots& slots, const std::function<void(std::span<const Field>)>& consume) {
    std::string_view line;
    while (copy_line(line)) {
        values_.parse_line(line, slots);
        consume(values_.fields());
        window_.advance_to(next_line_);
    }
}

// The next line of a COPY, without its end; next_line_ is where the cursor belongs then. False behind the last line.
bool DumpStatements::copy_line(std::string_view& line) {
    const void* found = nullptr;
    std::size_t seen = 0;
    for (;;) {
        const std::string_view rest = window_.rest();
        found = std::memchr(rest.data() + seen, '\n', rest.size() - seen);
        if (found != nullptr) break;
        seen = rest.size();
        if (!window_.more()) fail_end();
    }
    const char* newline = static_cast<const char*>(found);
    line = {window_.cursor(), static_cast<std::size_t>(newline - window_.cursor())};
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);  // a real one is spelled \r
    next_line_ = newline + 1;
    if (line != kEndOfCopy) return true;
    window_.advance_to(next_line_);
    return false;
}

}  // namespace glance_audit::sources
