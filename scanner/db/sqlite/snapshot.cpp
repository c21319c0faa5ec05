#include "scanner/db/sqlite/snapshot.hpp"

#include "scanner/base/parallel.hpp"

namespace glance_audit::sources {
namespace {

// Changes when another connection commits. Source: sqlite.org/pragma.html#pragma_data_version.
std::int64_t data_version(SqliteConnection& watcher) {
    SqliteStatement row(watcher, "PRAGMA data_version");
    return row.step() ? row.integer(0) : 0;
}

}  // namespace

// A transaction sees the database as it is at its first read, not at BEGIN.
std::unique_ptr<SqliteConnection> SqliteSnapshot::begin() const {
    auto connection = std::make_unique<SqliteConnection>(file_);
    connection->execute("BEGIN; SELECT count(*) FROM sqlite_master");
    SqliteStatement length(*connection, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size");
    if (length.step()) file_.check_length(length.integer(0));
    return connection;
}

// The watcher begins before the first connection and is asked again after the last one.
SqliteSnapshot::SqliteSnapshot(const std::string& path, unsigned jobs) : file_(path) {
    SqliteConnection watcher(file_);
    const std::int64_t before = data_version(watcher);
    connections_.push_back(begin());
    try {
        for (unsigned i = 1; i < jobs; ++i) connections_.push_back(begin());
        if (data_version(watcher) == before) return;
    } catch (const SourceError&) {
        // One connection is enough: a moment's lock must not end the audit.
    }
    connections_.resize(1);
}

void SqliteSnapshot::run(std::size_t parts, const std::function<void(SqliteConnection&, std::size_t)>& work) {
    try {
        in_parallel(parts, connections_.size(),
                    [&](std::size_t part, std::size_t worker) { work(*connections_[worker], part); });
    } catch (...) {
        file_.check_unchanged();
        throw;
    }
    file_.check_unchanged();
}

}  // namespace glance_audit::sources
