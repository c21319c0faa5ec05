// Glance's tables as files: CSV, what `mysql --batch` prints, or NDJSON, with columns named as in the database.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/sources/source.hpp"

namespace glance_audit::sources {

// True if a file that begins so holds the table `images`.
bool looks_like_table(std::string_view beginning);
// True if a folder holds images.csv, .tsv, .ndjson, .jsonl or .json, packed or not; or images.txt and images.sql, as
// --tab of mysqldump writes them. Throws SourceError where the folder cannot be read.
bool is_table_folder(const std::string& path);
// The files in such a folder that are read. Throws SourceError.
std::vector<std::filesystem::path> table_files(const std::string& folder);

// A file that is the table `images`, or a folder with a file for each table (images.csv, image_members.csv, …). Throws
// SourceError where they cannot be read or are no such tables. Of a file that is cut at the end of a line nothing
// tells.
std::unique_ptr<Source> open_tables(const std::string& path);

}  // namespace glance_audit::sources
