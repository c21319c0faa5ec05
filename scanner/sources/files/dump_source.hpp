// Dumps in plain text: mysqldump, mariadb-dump, pg_dump, `sqlite3 .dump`, mydumper.
#pragma once

#include <memory>
#include <string>

#include "scanner/sources/source.hpp"

namespace glance_audit::sources {

// Reads the whole file once. Throws SourceError where it cannot be read, has no Glance database or several, or no rows
// at all. A dump that is cut short, or from which rows were left out, can be opened: reading a table that may lack rows
// throws SourceError behind those that are there.
std::unique_ptr<Source> open_dump(const std::string& path);

// The same of a folder that mydumper wrote (MydumperFolder).
std::unique_ptr<Source> open_dump_folder(const std::string& path);

}  // namespace glance_audit::sources
