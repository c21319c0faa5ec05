// Whole tables of a SQLite file, and the proof that no row of one was missed.
//
// A damaged page can hide rows, or show others in their place, and SQLite does not notice. So a table is read in its
// own order, where each rowid must be higher than the one before, and it must show the rowids that one of its indexes,
// which is another tree of pages, has. A table that no index covers, or that has no rowids, is checked by SQLite page
// by page instead, which takes longer than reading it.
//
// Sources: sqlite.org/fileformat2.html; sqlite.org/pragma.html#pragma_integrity_check; and damaging files.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/db/sqlite/connection.hpp"
#include "scanner/model/proof.hpp"

namespace glance_audit::sources {

// Rows of a table that came by.
class PassedRows {
public:
    void pass(std::int64_t rowid) {
        in_order_ = in_order_ && (rows_ == 0 || rowid > last_);
        last_ = rowid;
        if (rows_++ == next_sample_) sample(rowid);
    }
    // Of a table without rowids.
    void pass() { ++rows_; }
    // What passed of another part.
    void add(const PassedRows& part) {
        rows_ += part.rows_;
        in_order_ = in_order_ && part.in_order_;
        samples_.insert(samples_.end(), part.samples_.begin(), part.samples_.end());
    }
    std::uint64_t rows() const { return rows_; }
    // As a table's are, none of which comes twice.
    bool in_order() const { return in_order_; }
    // The rowids of some, from everywhere in the table.
    const std::vector<std::int64_t>& samples() const { return samples_; }

private:
    void sample(std::int64_t rowid);

    std::uint64_t rows_ = 0;
    std::uint64_t next_sample_ = 0;
    std::uint64_t sample_step_ = 1;
    std::vector<std::int64_t> samples_;
    std::int64_t last_ = 0;
    bool in_order_ = true;
};

// The rows that a table must have: counted by one of its indexes, else by the table, whose pages were checked.
struct ExpectedRows {
    std::uint64_t rows = 0;
    Proof proof = Proof::none;
};

// Every function throws SourceError where the file is damaged or cannot be read. Tables are named as Glance names them.
class WholeTables {
public:
    // The connection, in its transaction, must outlive this. Checks the catalogue.
    explicit WholeTables(SqliteConnection& connection);

    // Whether something of that name is there, whatever it is.
    bool has(std::string_view name);
    // Throws where the name leads to what computes its rows or values: a view, a virtual table, computed columns.
    void require_ordinary(std::string_view table);
    std::vector<std::string> columns(std::string_view table);
    bool has_rowids(std::string_view table) { return has_rowids(connection_, table); }

    // Hands out all rows of an ordinary table, with the values of `select`: columns or expressions, with commas.
    Proof read(std::string_view table, const std::string& select,
               const std::function<void(const SqliteStatement&)>& consume);

    // For who reads a table in another way, NOT INDEXED: what must pass, found out by any of the file's connections;
    // and the proof that it did.
    const ExpectedRows& expected(SqliteConnection& connection, std::string_view table);
    Proof prove(std::string_view table, const PassedRows& passed, const ExpectedRows& expected) const;
    // An index that begins with the column, has an entry for every row and tells upper from lower case, as SQL spells
    // its name; empty: there is none.
    static std::string index_on(SqliteConnection& connection, std::string_view table, std::string_view column);
    bool is_empty(std::string_view table) { return expected(connection_, table).rows == 0; }

    // The whole file was checked page by page: no table needs it again.
    void note_checked() { checked_ = true; }

private:
    [[noreturn]] void fail(const std::string& what) const;
    static bool has_rowids(SqliteConnection& connection, std::string_view table);
    void check_pages(SqliteConnection& connection, std::string_view table) const;
    void check_samples(std::string_view table, const PassedRows& passed) const;

    SqliteConnection& connection_;
    std::map<std::string, ExpectedRows, std::less<>> expected_;  // a snapshot does not change
    bool checked_ = false;
};

}  // namespace glance_audit::sources
