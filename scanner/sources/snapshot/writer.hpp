// Writes the SQLite file of a snapshot.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/db/stored_rows.hpp"

namespace glance_audit::sources {

// Writes into an empty file that nobody else uses; it is whole only after finish(), and nothing is synced. The same
// tables and rows in the same order make the same bytes.
// Every function throws UsageError where the file cannot be written.
class SnapshotWriter {
public:
    // place: how messages call the file.
    SnapshotWriter(std::string path, std::string place);

    // The rows that follow are this table's. A table is begun once.
    void begin_table(std::string_view name, std::string_view columns);
    void add(StoredRow row);
    void add(std::initializer_list<StoredValue> row) { add(StoredRow(row.begin(), row.size())); }

    // Ends the last table, and makes the index of images.
    void finish();

    // Adds the digest to the finished file.
    void seal(std::string_view digest);

private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };
    struct Close {
        void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
    };

    void open();
    void close();
    void execute(const std::string& sql);
    void bind(int parameter, const StoredValue& value);
    void check(int code) const;

    std::string path_;
    std::string place_;
    std::unique_ptr<sqlite3, Close> database_;
    std::unique_ptr<sqlite3_stmt, Finalize> insert_;
};

}  // namespace glance_audit::sources
