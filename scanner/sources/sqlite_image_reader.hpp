// One SELECT over `images` in SQLite, and how a row of it becomes a row of a batch.
#pragma once

#include <string>

#include "scanner/db/sqlite/connection.hpp"
#include "scanner/sources/image_columns.hpp"

namespace glance_audit::sources {

class SqliteImageReader {
public:
    // utf8: the database stores its texts so.
    SqliteImageReader(const ImageQuery& query, const DatabaseInfo& database, bool utf8);

    // Parameters: ?1 and ?2 the first and last rowid, or ?1 the ID where the query names IDs. Without IDs it asks
    // row_wanted(id) or row_wanted(id, deleted, deleted_at, status) for each row of the table (see SqliteSource).
    std::string sql() const;
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
    bool by_id_;
    bool by_rowid_;
    ImageColumns columns_;
};

}  // namespace glance_audit::sources
