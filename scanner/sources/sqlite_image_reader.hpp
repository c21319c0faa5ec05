// What is read of `images` in SQLite, and how a row of it becomes a row of a batch.
#pragma once

#include <string>

#include "scanner/db/sqlite/connection.hpp"
#include "scanner/sources/image_columns.hpp"

namespace glance_audit::sources {

class SqliteImageReader {
public:
    // utf8: the database stores its texts so.
    SqliteImageReader(const ImageQuery& query, const DatabaseInfo& database, bool utf8);

    // The columns of a row, and those by which plain live rows are left out, if they are (see SqliteImagePass).
    std::string select() const;
    std::string_view tells_plain_live() const;
    // The facts that each row read has a column for.
    FactSet known() const { return columns_.known(); }

    // Appends the row to `batch`, unless a value cannot be understood: then it is counted, and the first is described.
    void read(const SqliteStatement& row, Batch& batch, Outcome& outcome) const;

    // Of a row's deleted, deleted_at and status.
    static bool is_plain_live(sqlite3_value** values, bool utf8);

private:
    static bool flag(sqlite3_value* value, int column, std::string_view name, BadValue& bad);
    void read_fact(const SqliteStatement& row, Batch& batch, std::size_t at, const StoredColumn& stored,
                   BadValue& bad) const;

    Rows rows_;
    bool utf8_;
    ImageColumns columns_;
};

}  // namespace glance_audit::sources
