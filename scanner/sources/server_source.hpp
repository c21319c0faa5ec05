// A Glance database on a server: what PostgreSQL and MariaDB do alike, over a connection that differs.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/sources/text_rows.hpp"

namespace glance_audit::sources {

// A connection with one read-only transaction that sees the database at one point in time. Every method throws
// SourceError. A statement that fails leaves the connection usable, unless it is lost.
class ServerConnection {
public:
    using Row = std::vector<std::optional<std::string>>;

    ServerConnection() = default;
    ServerConnection(const ServerConnection&) = delete;
    ServerConnection& operator=(const ServerConnection&) = delete;
    virtual ~ServerConnection() = default;

    virtual Engine engine() const = 0;
    virtual std::string version() = 0;
    // The columns of `images` in the database that was named; none where there is no such table.
    virtual std::vector<std::string> image_columns() = 0;
    // Whether there is such a table in the database that was named, readable or not.
    virtual bool has_table(std::string_view name) = 0;
    // About how many rows `images` has, by the server's own statistics; 0 where it has none.
    virtual std::uint64_t estimate_images() = 0;

    // A statement with a small result.
    virtual std::vector<Row> query(const std::string& sql) = 0;
    // Streams a SELECT, unbuffered. The fields are valid during the call.
    virtual void stream(const std::string& select, const std::function<void(std::span<const Field>)>& consume) = 0;
    // A text as a literal.
    virtual std::string quote(const std::string& text) = 0;
};

// shown: how errors call the source.
std::unique_ptr<Source> make_server_source(std::unique_ptr<ServerConnection> connection, const std::string& shown);

}  // namespace glance_audit::sources
