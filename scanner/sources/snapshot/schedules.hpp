// The scheduled purges in a snapshot: what was understood of them, and not the files.
#pragma once

#include "scanner/db/sqlite/connection.hpp"
#include "scanner/schedules/schedules.hpp"
#include "scanner/sources/snapshot/writer.hpp"

namespace glance_audit::sources {

void write_schedules(SnapshotWriter& writer, const Schedules& schedules);

// But for the number of files. Throws SourceError where a value makes no sense.
Schedules read_schedules(SqliteConnection& connection);

}  // namespace glance_audit::sources
