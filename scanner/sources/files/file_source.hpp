// A SOURCE that is a file: which kind it is, its content says.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "scanner/sources/source.hpp"

namespace glance_audit::sources {

// A SQLite database, a dump, a table in CSV or JSON, or a folder of such tables or of dumps. Throws SourceError where
// it is none, or cannot be read.
std::unique_ptr<Source> open_file(const std::string& path, const OpenOptions& options);

// The files that are read where `path` is a folder; none where it holds no tables, or cannot be read.
std::vector<std::filesystem::path> files_of_folder(const std::string& path);

}  // namespace glance_audit::sources
