#include "scanner/db/sqlite/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <thread>

#include "scanner/base/error.hpp"
#include "scanner/base/hex.hpp"
#include "scanner/db/sqlite/journals.hpp"

namespace glance_audit::sources {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLockPatience{10'000};
constexpr milliseconds kLockPause{5};
constexpr milliseconds kClockTick{20};  // a file's time moves in steps of a few milliseconds

constexpr std::string_view kMagic{"SQLite format 3\0", 16};
constexpr std::size_t kHeaderSize = 100;
constexpr std::size_t kReadVersionOffset = 19;  // 2: WAL

// Where SQLite's readers hold their lock: 510 bytes behind the pending byte at 1 GiB.
constexpr off_t kSharedFirst = 0x40000000 + 2;
constexpr off_t kSharedSize = 510;
// The byte of -shm on which every connection holds a read lock ("dead man switch").
constexpr off_t kConnectedByte = 128;

constexpr const char* kNeighbourHint = "what was written last may stand in it: run as a user who can read it";

std::string percent_encoded(const std::string& path) {
    static constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
    std::string out;
    for (const char c : path) {
        if (kPlain.find(c) != std::string_view::npos) {
            out += c;
        } else {
            out += '%';
            append_hex(out, static_cast<unsigned char>(c), 2);
        }
    }
    return out;
}

std::string reason() { return std::strerror(errno); }

}  // namespace

SqliteFile::SqliteFile(const std::string& path) : path_(path) {
    open_descriptor();
    std::error_code failed;
    real_ = std::filesystem::canonical(path_, failed).string();
    if (failed)
        throw SourceError("the file cannot be reached: " + failed.message(), path_, "check the path and its links");
    uri_ = "file:" + percent_encoded(real_) + "?mode=ro";
    refuse_odd_neighbours();
    is_wal_ = is_wal();
    // In rollback mode SQLite itself tells a writer at work from one that broke off.
    if (judge_rollback_journal(real_ + "-journal") == RollbackJournal::hot && is_wal_) {
        throw SourceError(
            "an unfinished write left a hot journal behind", path_,
            "copy the file and its -journal, open the copy once with sqlite3 to roll it back, and audit that");
    }
    if (is_wal_) choose_wal_access();
}

SqliteFile::~SqliteFile() {
    if (descriptor_ >= 0) close(descriptor_);
}

// Looks at the file before SQLite does, because SQLite's own messages do not say what a person should do.
void SqliteFile::open_descriptor() {
    struct stat status {};
    if (stat(path_.c_str(), &status) != 0) {
        if (errno == ENOENT) {
            throw SourceError("there is no such file", path_, "check the path; SOURCE is a file or a database URL");
        }
        throw SourceError("the file cannot be reached: " + reason(), path_,
                          "check the path, its links and permissions");
    }
    if (S_ISDIR(status.st_mode))
        throw SourceError(
            "this is a directory, and holds no tables of Glance", path_,
            "name the database in it, or a folder with images.csv or what mydumper or mysqldump --tab wrote");
    if (!S_ISREG(status.st_mode)) throw SourceError("this is not a regular file", path_, "name a SQLite file");
    if (status.st_size == 0) {
        throw SourceError("the file is empty", path_, "was the database ever created, or was the copy cut short?");
    }
    descriptor_ = open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor_ < 0)
        throw SourceError("the file cannot be opened: " + reason(), path_, "run as a user who can read it");
}

bool SqliteFile::is_wal() const {
    std::array<char, kHeaderSize> header{};
    const ssize_t size = pread(descriptor_, header.data(), header.size(), 0);
    if (size < 0)
        throw SourceError("the file cannot be read: " + reason(), path_, "check the disk and its file system");
    if (size < static_cast<ssize_t>(header.size()) || std::string_view(header.data(), kMagic.size()) != kMagic) {
        throw SourceError("this is not a SQLite database", path_,
                          "name the file that [database] connection in glance-api.conf points to");
    }
    return header[kReadVersionOffset] == 2;
}

// False where the file system has no such locks.
bool SqliteFile::lock_shared() const {
    struct flock lock {};
    lock.l_type = F_RDLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = kSharedFirst;
    lock.l_len = kSharedSize;
    for (milliseconds waited{0}; waited < kLockPatience; waited += kLockPause) {
        if (fcntl(descriptor_, F_OFD_SETLK, &lock) == 0) return true;
        if (errno != EAGAIN && errno != EACCES && errno != EINTR) return false;
        std::this_thread::sleep_for(kLockPause);
    }
    throw SourceError("the database is locked", path_,
                      "another program is using it; run again when it is idle, or audit a copy");
}

// SQLite would wait for ever for somebody to write to a pipe, and take a log that it may not read for none. Nothing is
// opened here: closing it would undo SQLite's own locks on it.
void SqliteFile::refuse_odd_neighbours() const {
    for (const char* suffix : {"-journal", "-wal", "-shm"}) {
        struct stat status {};
        const std::string neighbour = real_ + suffix;
        if (lstat(neighbour.c_str(), &status) != 0) {
            if (errno == ENOENT || errno == ENAMETOOLONG) continue;  // no file has such a name
            throw SourceError("SQLite's journal cannot be reached: " + reason(), neighbour, kNeighbourHint);
        }
        if (!S_ISREG(status.st_mode)) {
            throw SourceError("SQLite's journal is not a regular file", neighbour, "audit a copy of the database");
        }
        if (faccessat(AT_FDCWD, neighbour.c_str(), R_OK, AT_EACCESS) != 0) {
            throw SourceError("SQLite's journal cannot be read: " + reason(), neighbour, kNeighbourHint);
        }
    }
}

// Every connection in WAL mode holds a read lock on one byte of -shm; a -shm without one was left behind.
bool SqliteFile::is_connected() const {
    const int index = open((real_ + "-shm").c_str(), O_RDONLY | O_CLOEXEC);
    if (index < 0) return errno != ENOENT;
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = kConnectedByte;
    lock.l_len = 1;
    const bool asked = fcntl(index, F_OFD_GETLK, &lock) == 0;
    close(index);
    return !asked || lock.l_type != F_UNLCK;
}

void SqliteFile::check_length(std::int64_t bytes) const {
    if (is_wal_ && (reads_log_ || !unlocked_)) return;  // pages may be in the log
    struct stat status {};
    if (fstat(descriptor_, &status) == 0 && status.st_size >= bytes) return;
    throw SourceError(
        "the file is cut short: it holds " + std::to_string(status.st_size) + " of " + std::to_string(bytes) + " bytes",
        path_, "make a new copy");
}

// With the lock held no writer can leave, so a -shm that is there stays, and one that is not there means that nobody
// is in the middle of anything.
void SqliteFile::choose_wal_access() {
    if (!lock_shared() || is_connected()) return;
    struct stat log {};
    reads_log_ = stat((real_ + "-wal").c_str(), &log) == 0 && log.st_size > 0;
    if (reads_log_) check_log(real_ + "-wal");
    uri_ += reads_log_ ? "&vfs=unix-none" : "&immutable=1";
    // Let the clock leave the step in which the file was written last: then any later write shows in its time.
    std::this_thread::sleep_for(kClockTick);
    unlocked_ = stamps();
}

SqliteFile::Stamps SqliteFile::stamps() const {
    const auto stamp = [](const struct stat& status) { return Stamp{status.st_mtim, status.st_size}; };
    struct stat database {};
    struct stat log {};
    if (fstat(descriptor_, &database) != 0)
        throw SourceError("the file cannot be reached: " + reason(), path_, "check the disk");
    if (reads_log_ && stat((real_ + "-wal").c_str(), &log) != 0) log = {};
    return {stamp(database), reads_log_ ? stamp(log) : Stamp{}};
}

// A log that appears beside a file read as immutable is a writer's whose changes come later than this snapshot.
void SqliteFile::check_unchanged() const {
    if (!unlocked_ || stamps() == *unlocked_) return;
    throw SourceError("a program began to write to the database while it was read", path_,
                      "run again: while a writer is connected, the scan reads beside it");
}

}  // namespace glance_audit::sources
