// The digest of a snapshot: SHA-256 over its tables and rows, whatever the file looks like.
#pragma once

#include <string>

#include "scanner/db/sqlite/snapshot.hpp"

namespace glance_audit::sources {

// Reads everything, with all connections at once. Rows must be numbered from 1 without a gap, as the writer does it.
// Throws SourceError where they are not, where the file's structure is damaged, or where it cannot be read.
//
// SHA-256 of, for each table but the digest's own, by name: its CREATE statement, and for each 65,536 rows the SHA-256
// of their values. A value is its type (one byte), its length (eight bytes, the lowest first) and its bytes.
std::string snapshot_digest(SqliteSnapshot& connections);

}  // namespace glance_audit::sources
