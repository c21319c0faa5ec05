// A SQLite file and how it can be read without leaving a trace beside it.
//
// A database in rollback mode is simply opened with mode=ro. One in WAL mode is another matter: with mode=ro SQLite
// makes -wal and -shm files beside a database at rest and leaves them there. So:
//   a writer is connected (it holds a lock on -shm): mode=ro shares its files
//   nobody is, and there is no -wal: immutable=1 reads the file alone
//   nobody is, but -wal has content (a copy, or what a crash left): a VFS without locks, an index of the log in memory
// The last two would not see a writer that comes later. Therefore a shared lock is held on the file, on the bytes where
// SQLite's own readers hold theirs: as long as it is held, no writer that leaves can copy its log into the file. What
// remains (a checkpoint in the middle of a writer's work) shows in the file's time and size, and is an error.
//
// POSIX drops all of a process's locks on a file when any descriptor of it is closed. So the one descriptor opened here
// lives as long as the connections, and the file is never opened again.
//
// Sources: sqlite.org/wal.html ("Read-Only Databases"), sqlite.org/uri.html, os_unix.c and pager.h for the lock bytes,
// fcntl(2) for locks of an open file description; and looking at the directory.
#pragma once

#include <cstdint>
#include <ctime>
#include <optional>
#include <string>

#include <sys/types.h>

namespace glance_audit::sources {

class SqliteFile {
public:
    // Throws SourceError: no such file, a directory, no permission, no SQLite database, locked for ten seconds.
    explicit SqliteFile(const std::string& path);
    ~SqliteFile();
    SqliteFile(const SqliteFile&) = delete;
    SqliteFile& operator=(const SqliteFile&) = delete;

    const std::string& path() const { return path_; }
    // "file:…?mode=ro…", for sqlite3_open_v2 with SQLITE_OPEN_URI.
    const std::string& uri() const { return uri_; }
    // True if SQLite takes no locks of its own, so that locking_mode must be exclusive and check_unchanged() is needed.
    bool unlocked() const { return unlocked_.has_value(); }
    // Throws SourceError if somebody wrote to the file although it was locked.
    void check_unchanged() const;
    // Throws SourceError if the file is shorter than its own header says. `bytes`: the pages a transaction sees.
    void check_length(std::int64_t bytes) const;

private:
    struct Stamp {
        timespec time{};
        off_t size = 0;
        bool operator==(const Stamp& other) const {
            return time.tv_sec == other.time.tv_sec && time.tv_nsec == other.time.tv_nsec && size == other.size;
        }
    };
    struct Stamps {
        Stamp database;
        Stamp log;  // all zero where it is not read
        bool operator==(const Stamps&) const = default;
    };

    void open_descriptor();
    bool is_wal() const;
    bool lock_shared() const;
    void refuse_odd_neighbours() const;
    bool is_connected() const;
    void choose_wal_access();
    Stamps stamps() const;

    std::string path_;  // as given, for messages
    std::string real_;  // links resolved: where SQLite looks for -wal and -shm
    std::string uri_;
    bool is_wal_ = false;
    bool reads_log_ = false;
    std::optional<Stamps> unlocked_;
    int descriptor_ = -1;
};

}  // namespace glance_audit::sources
