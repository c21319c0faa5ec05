// Several connections to one SQLite file that see it at the same point in time, so that two cores can read.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "scanner/db/sqlite/connection.hpp"

namespace glance_audit::sources {

class SqliteSnapshot {
public:
    // Opens `jobs` connections and starts a read transaction in each. Where a writer commits between the first and the
    // last, or a further connection cannot be had, one connection is used.
    SqliteSnapshot(const std::string& path, unsigned jobs);

    SqliteConnection& main() { return *connections_.front(); }
    const SqliteFile& file() const { return file_; }

    // Runs work(connection, part) for each part below `parts`, in parallel. An exception is passed on when all threads
    // have come back; parts that were not begun by then are left out.
    void run(std::size_t parts, const std::function<void(SqliteConnection&, std::size_t part)>& work);

    // Parts worth making for this number of connections: some more, because parts are never equally large.
    std::size_t parts() const { return connections_.size() == 1 ? 1 : connections_.size() * 8; }

private:
    std::unique_ptr<SqliteConnection> begin() const;

    SqliteFile file_;
    std::vector<std::unique_ptr<SqliteConnection>> connections_;
};

}  // namespace glance_audit::sources
