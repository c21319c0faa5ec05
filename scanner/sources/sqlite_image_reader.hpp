// One SELECT over `images` in SQLite: which column stands where, and how a row becomes a row of a batch.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "scanner/sources/source.hpp"
#include "scanner/sources/sqlite_connection.hpp"

namespace glance_audit::sources {

class SqliteImageReader {
public:
    SqliteImageReader(const ImageQuery& query, const DatabaseInfo& database);

    // Parameters: ?1 and ?2 the first and last rowid, or ?1 the ID where the query names IDs. Without IDs it calls
    // row_seen(id) for each row of the table, wanted or not (see SqliteSource).
    std::string sql() const;
    // The facts that each row read has a column for.
    FactSet known() const { return known_; }

    // Appends the row to `batch`, unless a value cannot be understood: then it is counted, and the first is described.
    void read(const SqliteStatement& row, Batch& batch, Outcome& outcome) const;

private:
    struct Bad {
        int column = -1;  // none
        std::string_view name;
        std::string_view why;
    };

    int add(std::string_view column);
    bool flag(const SqliteStatement& row, int column, std::string_view name, Bad& bad) const;
    void read_fact(const SqliteStatement& row, Batch& batch, std::size_t at, Fact fact, int column, Bad& bad) const;

    Rows rows_;
    bool by_id_;
    bool by_rowid_;
    std::string select_;
    int columns_ = 0;
    int public_column_ = -1;
    FactSet known_;
    std::vector<std::pair<Fact, int>> facts_;
};

// Counts a row whose `column` cannot be understood. `row` names the row: "images, id = '…'".
void note_bad(Outcome& outcome, const std::string& row, std::string_view column, std::string_view value,
              std::string_view why);
// A value for people's eyes, in quotes, cut where it is long.
std::string shown_value(std::string_view text);

inline constexpr std::string_view kNoBoolean = "not a boolean (0 or 1)";
inline constexpr std::string_view kNoTime = "not a time (YYYY-MM-DD HH:MM:SS)";

}  // namespace glance_audit::sources
