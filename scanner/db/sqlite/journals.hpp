// What SQLite passes over in silence in the files beside a database: a log (-wal) is read as far as its checksums hold,
// and a rollback journal whose first byte is zero is taken for one that is done with.
//
// Sources: sqlite.org/fileformat2.html#walformat and #the_rollback_journal; walIndexRecover() in wal.c; hasHotJournal()
// in pager.c.
#pragma once

#include <string>

namespace glance_audit::sources {

// Of a database that nobody is connected to. Throws SourceError where anything stands behind the log's last commit but
// what earlier rounds of it left there: a damaged frame and all after it, or a transaction without its end.
void check_log(const std::string& path);

enum class RollbackJournal { none, hot, done };

// Throws SourceError where the journal's header is damaged. hot: a writer is at work, or left in the middle of it.
RollbackJournal judge_rollback_journal(const std::string& path);

}  // namespace glance_audit::sources
