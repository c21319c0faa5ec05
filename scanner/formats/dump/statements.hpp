// A dump as a stream of statements, of which only those are looked into that say something of tables and rows.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/error.hpp"
#include "scanner/formats/dump/lexis.hpp"
#include "scanner/formats/dump/skipper.hpp"
#include "scanner/formats/dump/values.hpp"
#include "scanner/formats/text/text_window.hpp"

namespace glance_audit::sources {

// The text is no dump from here on: it ends too early, or is damaged.
class DumpBroken : public SourceError {
public:
    using SourceError::SourceError;
};

struct Statement {
    enum class Kind {
        end,           // of the file, or of the part that is read
        comment,       // text: its beginning
        set,           // text: the whole statement in upper case without white space, strings as they are
        use,           // text: the database, from here on
        create_table,  // schema, table, columns
        drop_table,    // schema, table
        rows,          // INSERT, REPLACE or COPY: schema, table; columns, where it names them
        change,        // of rows that stand elsewhere, perhaps: text: its beginning
        unknown,       // no dumper writes this: text: its beginning
        other          // changes no rows: text: its first word in upper case
    };
    Kind kind = Kind::end;
    std::string text{};
    std::string schema{};  // empty where the statement names none
    std::string table{};
    std::vector<std::string> columns{};
    std::vector<std::string> names{};  // of a change: all words; of CREATE and DROP: those behind the table
    bool copy = false;                 // the rows follow line by line
    bool has_condition = false;        // IF NOT EXISTS
};

class DumpStatements {
public:
    // chunk: how much is read at a time.
    DumpStatements(const ReadableText& file, std::uint64_t begin, std::uint64_t end, const Lexis& lexis,
                   std::size_t chunk = TextWindow::kChunk);

    // The next statement; the last one is skipped where it was not read. The reference is valid until the next call.
    // Throws DumpBroken, SourceError.
    const Statement& next();
    // Of the statement: where it begins in the file.
    std::uint64_t begin() const { return begin_; }
    // Behind what was read so far.
    std::uint64_t offset() const { return window_.offset(); }
    // The number of the head of the statement: equal heads that follow each other have the same number.
    std::uint64_t head() const { return head_; }
    const Lexis& lexis() const { return lexis_; }

    // Where the first byte of value 0 stands, among all that was read so far: no dumper writes one.
    std::optional<std::uint64_t> nul() const { return window_.nul(); }

    // Streams the rows of a statement of the kind `rows`. slots: for its columns. The fields are valid during the call.
    // Throws DumpBroken, SourceError.
    void read_rows(const Slots& slots, const std::function<void(std::span<const Field>)>& consume);

private:
    bool take_line();
    bool take_block_comment();
    bool take_same_head();
    void take_statement();
    void take_routine();
    std::string beginning() const;
    void note_settings();
    void skip_rest();
    void read_insert(const Slots& slots, const std::function<void(std::span<const Field>)>& consume);
    bool read_tail();
    void read_copy(const Slots& slots, const std::function<void(std::span<const Field>)>& consume);
    bool copy_line(std::string_view& line);
    [[noreturn]] void fail_end() const;
    [[noreturn]] void fail(const Malformed& malformed) const;

    TextWindow window_;
    DumpSkipper skipper_;
    Lexis lexis_;
    Lexis saved_lexis_;
    ValueParser values_;
    Statement statement_;
    std::string head_text_;  // of the last INSERT, up to its rows
    std::string delimiter_ = ";";
    std::uint64_t begin_ = 0;
    std::uint64_t head_ = 0;
    const char* next_line_ = nullptr;
    bool unread_ = false;  // the rest of statement_ was not read
};

}  // namespace glance_audit::sources
