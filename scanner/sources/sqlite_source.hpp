// A Glance database in a SQLite file, read through connections opened with mode=ro.
#pragma once

#include <memory>
#include <string>

#include "scanner/sources/source.hpp"

namespace glance_audit::sources {

// Starts a read transaction, so that everything read is from one point in time while writers go on (WAL) or wait
// (rollback journal). The file, its directory and its journals are left as they were.
// Throws SourceError: no such file, a directory, no permission, no SQLite database, no table `images`, locked for
// longer than ten seconds.
// jobs: connections to read with in parallel, all at the same point in time.
std::unique_ptr<Source> open_sqlite(const std::string& path, unsigned jobs);

}  // namespace glance_audit::sources
