// One SELECT over `images` in SQLite, and how a row of it becomes a row of a batch.
#pragma once

#include <string>

#include "scanner/db/sqlite/connection.hpp"
#include "scanner/sources/image_columns.hpp"

namespace glance_audit::sources {

class SqliteImageReader {
public:
    SqliteImageReader(const ImageQuery& query, const DatabaseInfo& database);

    // Parameters: ?1 and ?2 the first and last rowid, or ?1 the ID where the query names IDs. Without IDs it calls
    // row_seen(id) for each row of the table, wanted or not (see SqliteSource).
    std::string sql() const;
    // The facts that each row read has a column for.
    FactSet known() const { return columns_.known(); }

    // Appends the row to `batch`, unless a value cannot be understood: then it is counted, and the first is described.
    void read(const SqliteStatement& row, Batch& batch, Outcome& outcome) const;

private:
    static bool flag(const SqliteStatement& row, int column, std::string_view name, BadValue& bad);
    static void read_fact(const SqliteStatement& row, Batch& batch, std::size_t at, Fact fact, int column,
                          BadValue& bad);

    Rows rows_;
    bool by_id_;
    bool by_rowid_;
    ImageColumns columns_;
};

}  // namespace glance_audit::sources
