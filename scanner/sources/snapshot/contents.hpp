// What a snapshot holds beside Glance's rows. The file may come from a stranger.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scanner/db/sqlite/connection.hpp"
#include "scanner/sources/snapshot/info.hpp"
#include "scanner/sources/source.hpp"

namespace glance_audit::sources {

struct SnapshotContents {
    SnapshotInfo info;
    Engine engine = Engine::sqlite;
    std::string server_version;
    std::vector<std::string> image_columns;  // of the source
    std::vector<CopiedTable> tables;

    const CopiedTable* find_table(std::string_view name) const;  // null: nothing is said of it
};

// True if the file's header bears the mark of a snapshot. Not for a file that is open already: this undoes its locks.
bool bears_mark(const std::string& path);

// Throws SourceError where there is anything but the tables and the index that snapshots have, made as they make them.
void check_layout(SqliteConnection& connection);

// The layout must have been checked. Throws SourceError where something is missing, or makes no sense.
SnapshotContents read_contents(SqliteConnection& connection);

}  // namespace glance_audit::sources
