// A SOURCE that is a file: which kind it is, its content says.
#pragma once

#include <memory>
#include <string>

#include "scanner/sources/source.hpp"

namespace glance_audit::sources {

// A SQLite database, a dump, a table in CSV or NDJSON, or a folder of such tables. Throws SourceError where it is none,
// or cannot be read.
std::unique_ptr<Source> open_file(const std::string& path, const OpenOptions& options);

}  // namespace glance_audit::sources
