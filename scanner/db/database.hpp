// A database, read only, at one point in time. It knows nothing of Glance: whoever reads it names tables and columns.
//
// To add one: a folder of scanner/db/ that implements this interface, and one line in scanner/model/servers.inc.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/formats/field.hpp"
#include "scanner/model/fact.hpp"

namespace glance_audit::sources {

// One connection with one read-only transaction. Every method throws SourceError. A statement that fails leaves the
// database usable, unless the connection is lost.
class Database {
public:
    using Row = std::vector<std::optional<std::string>>;

    Database() = default;
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    virtual ~Database() = default;

    virtual Engine engine() const = 0;
    virtual std::string version() = 0;
    // Whether there is such a table in the database that was named, readable or not.
    virtual bool has_table(std::string_view table) = 0;
    // Throws where what the name leads to may show less than the table holds: a view, a temporary table, one of several
    // along the search path, one without snapshots, columns or rows that this account may not read. It must be there.
    virtual void require_whole(std::string_view table) = 0;
    // The column of a table as an expression that can be compared with the other one, whatever its own collation.
    virtual std::string compared_with(std::string_view table, std::string_view column, std::string_view /*other_table*/,
                                      std::string_view /*other_column*/) {
        return std::string(table) + "." + std::string(column);
    }
    // The columns of a table in the database that was named, in their order; none where there is no such table. Those
    // that this account may not read can be missing: see require_whole.
    virtual std::vector<std::string> columns(std::string_view table) = 0;
    // About how many rows a table has, by the server's own statistics; 0 where it has none.
    virtual std::uint64_t estimated_rows(std::string_view table) = 0;

    // A statement with a small result.
    virtual std::vector<Row> query(const std::string& sql) = 0;
    // Streams a SELECT, unbuffered. The fields are valid during the call.
    virtual void stream(const std::string& select, const std::function<void(std::span<const Field>)>& consume) = 0;
    // The server's own count of the rows that were just streamed: all of a table.
    virtual std::uint64_t count_streamed(std::string_view table) { return count_rows(table); }
    std::uint64_t count_rows(std::string_view table) {
        return std::stoull(query("SELECT count(*) FROM " + std::string(table)).at(0).at(0).value_or("0"));
    }
    // A text as a literal.
    virtual std::string quote(const std::string& text) = 0;
};

struct OpenOptions {
    unsigned jobs = 1;                    // threads that may read at once
    std::chrono::seconds timeout{60};     // a server that is silent for so long is given up
    std::optional<std::string> password;  // for a URL that has none; where nothing: the client's own files
};

// open_<name>(), which the folder of each server defines: a SQLAlchemy URL, of any driver. Throws UsageError where it
// cannot be read, SourceError where the database cannot.
#define SERVER(name, ...) std::unique_ptr<Database> open_##name(const std::string& url, const OpenOptions& options);
#include "scanner/model/servers.inc"

}  // namespace glance_audit::sources
