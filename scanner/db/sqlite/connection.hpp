// SQLite, opened to look and not to touch, and statements whose errors are SourceErrors.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "scanner/base/error.hpp"
#include "scanner/db/sqlite/file.hpp"
#include "scanner/db/stored_rows.hpp"

namespace glance_audit::sources {

class SqliteConnection;

// A text as UTF-8, empty for NULL. stored_so: the database stores UTF-8, and the copy can be spared that
// sqlite3_value_text() makes to end the text with a NUL.
inline std::string_view text_of(sqlite3_value* value, bool stored_so) {
    const void* bytes = stored_so ? sqlite3_value_blob(value) : sqlite3_value_text(value);
    if (bytes == nullptr) return "";
    return {static_cast<const char*>(bytes), static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

class SqliteStatement {
public:
    SqliteStatement(SqliteConnection& connection, const std::string& sql);

    // True if there is a row. Throws SourceError where the stream breaks.
    bool step();
    void bind(int parameter, std::string_view text);  // the text must live until the next reset()
    void bind(int parameter, std::int64_t number);
    void reset();

    // Valid until the next step() or reset(). SQLite asks that one thread alone looks at it.
    sqlite3_value* value(int column) const { return sqlite3_column_value(get(), column); }
    int columns() const { return sqlite3_column_count(get()); }
    bool is_null(int column) const { return sqlite3_column_type(get(), column) == SQLITE_NULL; }
    bool is_integer(int column) const { return sqlite3_column_type(get(), column) == SQLITE_INTEGER; }
    std::int64_t integer(int column) const { return sqlite3_column_int64(get(), column); }
    // Valid until the next step() or reset(). Nothing for NULL.
    std::optional<std::string_view> optional_text(int column) const {
        const auto* bytes = sqlite3_column_text(get(), column);
        if (bytes == nullptr) return std::nullopt;
        return std::string_view(reinterpret_cast<const char*>(bytes),
                                static_cast<std::size_t>(sqlite3_column_bytes(get(), column)));
    }
    // The value as it is stored.
    StoredValue stored(int column) const;
    // The same as optional_text, but empty for NULL.
    std::string_view text(int column) const { return optional_text(column).value_or(std::string_view("")); }

private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };
    sqlite3_stmt* get() const { return statement_.get(); }

    SqliteConnection* connection_;
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

class SqliteConnection {
public:
    // `file` must outlive the connection. Throws SourceError for everything that keeps the file from being read.
    explicit SqliteConnection(const SqliteFile& file);

    sqlite3* get() const { return database_.get(); }
    const std::string& path() const { return file_.path(); }
    void execute(const char* sql);
    // Throws the SourceError that fits what SQLite last said.
    [[noreturn]] void fail(int code) const;

private:
    struct Close {
        void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
    };
    void configure();

    const SqliteFile& file_;
    std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace glance_audit::sources
