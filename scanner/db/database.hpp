// A database, read only, at one point in time. It knows nothing of Glance: whoever reads it names tables and columns.
//
// Nothing that a server says is believed without a check: each answer has the columns that were asked for, as many rows
// as the server itself says that it sent, and no more than were to be expected.
//
// To add one: a folder of scanner/db/ that implements this interface, and one line in scanner/model/servers.inc.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/error.hpp"
#include "scanner/formats/field.hpp"
#include "scanner/model/fact.hpp"

namespace glance_audit::sources {

// A SELECT in two parts, so that what comes can be held against what was asked for.
struct Select {
    std::vector<std::string> columns;
    std::string rest = {};  // "FROM images WHERE …"

    std::string text() const;
};

// How many rows are to come.
struct RowRange {
    std::uint64_t least = 0;
    std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
};

// One connection with one read-only transaction. Every method throws SourceError. A statement that the server refuses
// leaves the database usable; after an answer that makes no sense, the connection is lost.
class Database {
public:
    using Row = std::vector<std::optional<std::string>>;
    using Consume = std::function<void(std::span<const Field>)>;

    // shown: how errors call the source.
    explicit Database(std::string shown) : shown_(std::move(shown)) {}
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
    // More than a table can have, found out at no cost.
    virtual std::uint64_t most_rows(std::string_view table) = 0;
    // A text as a literal.
    virtual std::string quote(const std::string& text) = 0;

    // A SELECT with a small result.
    std::vector<Row> query(const Select& select);
    // A SELECT of one value.
    std::optional<std::string> value(const Select& select);
    std::uint64_t number(const Select& select);
    std::uint64_t count_rows(std::string_view table) { return number({{"count(*)"}, "FROM " + std::string(table)}); }

    // How many rows a SELECT from this table is to deliver, asked in another way than by delivering them, unless the
    // server says afterwards what it sent and a second count would cost too much: then a bound alone.
    virtual RowRange expected_rows(const Select& /*select*/, std::string_view table) { return {0, most_rows(table)}; }
    // Streams a SELECT, unbuffered. The fields are valid during the call. What `consume` throws loses the connection.
    void stream(const Select& select, RowRange expected, const Consume& consume);

protected:
    const std::string& shown() const { return shown_; }
    // Streams rows that have as many fields as the SELECT has columns; returns how many the server says it has sent.
    virtual std::string send(const Select& select, const Consume& consume) = 0;

private:
    std::uint64_t to_number(std::string_view text) const;

    std::string shown_;
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
