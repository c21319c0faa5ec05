// Dumps in plain text: mysqldump, mariadb-dump, pg_dump, `sqlite3 .dump`.
#pragma once

#include <memory>
#include <string>

#include "scanner/sources/source.hpp"

namespace glance_audit::sources {

// Reads the whole file once. Throws SourceError where it cannot be read, or has no Glance database or several.
// A dump that is cut short can be opened: what stands behind its tables is then thrown where they are read.
std::unique_ptr<Source> open_dump(const std::string& path);

}  // namespace glance_audit::sources
