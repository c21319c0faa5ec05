// A snapshot as a source: its tables are read as any SQLite database's, and it speaks as what it was taken from.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "scanner/db/sqlite/snapshot.hpp"
#include "scanner/sources/source.hpp"

namespace glance_audit::sources {

// True if the database bears the mark of a snapshot.
// Throws SourceError for a snapshot that says no longer that it is one: one byte would make it an ordinary database, of
// which nothing tells whether it was changed.
bool is_snapshot(SqliteConnection& connection);

// `rows` reads the file through `connections`, which it owns. Checks the digest: everything is read once.
// Throws SourceError: a later version of the format, what no snapshot holds, changed after it was taken.
std::unique_ptr<Source> open_snapshot(std::unique_ptr<Source> rows, SqliteSnapshot& connections);

// The name of what a snapshot was taken from; nothing where the file is no snapshot or cannot be read.
std::optional<std::string> snapshot_target(const std::string& path);

}  // namespace glance_audit::sources
