#include "scanner/sources/snapshot/writer.hpp"

#include "scanner/base/error.hpp"
#include "scanner/sources/snapshot/layout.hpp"

namespace glance_audit::sources {
namespace {

// No journal and no syncing: an unfinished file is thrown away, and a finished one is synced by whoever puts it in its
// place. Freed space is overwritten, because names that were redacted must not lie there.
constexpr std::string_view kSettings =
    "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; "
    "PRAGMA secure_delete = ON; PRAGMA cache_size = -16384";

}  // namespace

SnapshotWriter::SnapshotWriter(std::string path, std::string place) : path_(std::move(path)), place_(std::move(place)) {
    open();
    execute("PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'");
    execute("PRAGMA application_id = " + std::to_string(kSnapshotMark) +
            "; PRAGMA user_version = " + std::to_string(kSnapshotVersion));
    execute("BEGIN");
}

void SnapshotWriter::begin_table(std::string_view name, std::string_view columns) {
    execute(create_table_statement(name, columns));
    std::string sql = "INSERT INTO " + std::string(name) + " VALUES (?";
    for (const char c : columns) sql += c == ',' ? ",?" : "";
    sql += ")";
    sqlite3_stmt* prepared = nullptr;
    check(sqlite3_prepare_v2(database_.get(), sql.c_str(), -1, &prepared, nullptr));
    insert_.reset(prepared);
}

void SnapshotWriter::add(StoredRow row) {
    int parameter = 0;
    for (const StoredValue& value : row) bind(++parameter, value);
    const int code = sqlite3_step(insert_.get());
    if (code != SQLITE_DONE) check(code);
    check(sqlite3_reset(insert_.get()));
}

void SnapshotWriter::finish() {
    insert_.reset();
    execute(std::string(kCreateImageIndex));
    execute("COMMIT");
    close();
}

void SnapshotWriter::seal(std::string_view digest) {
    open();
    execute("INSERT INTO " + std::string(kDigestTable) + " VALUES ('" + std::string(digest) + "')");
    close();
}

void SnapshotWriter::open() {
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(path_.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    database_.reset(opened);
    check(code);
    execute(std::string(kSettings));
}

// What SQLite still holds back is written now, and may still fail.
void SnapshotWriter::close() {
    const int code = sqlite3_close(database_.get());
    if (code != SQLITE_OK) check(code);
    static_cast<void>(database_.release());
}

void SnapshotWriter::execute(const std::string& sql) {
    check(sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr));
}

void SnapshotWriter::bind(int parameter, const StoredValue& value) {
    sqlite3_stmt* insert = insert_.get();
    const std::string_view bytes = value.text;
    switch (value.kind) {
        case StoredValue::Kind::null: return check(sqlite3_bind_null(insert, parameter));
        case StoredValue::Kind::integer: return check(sqlite3_bind_int64(insert, parameter, value.integer));
        case StoredValue::Kind::real: return check(sqlite3_bind_double(insert, parameter, value.real));
        case StoredValue::Kind::text:
            return check(
                sqlite3_bind_text64(insert, parameter, bytes.data(), bytes.size(), SQLITE_STATIC, SQLITE_UTF8));
        case StoredValue::Kind::blob:
            return check(sqlite3_bind_blob64(insert, parameter, bytes.data(), bytes.size(), SQLITE_STATIC));
    }
}

void SnapshotWriter::check(int code) const {
    if (code == SQLITE_OK) return;
    const char* says = database_ ? sqlite3_errmsg(database_.get()) : sqlite3_errstr(code);
    throw UsageError(std::string("the snapshot cannot be written: ") + says, place_,
                     "make room, or choose another place; nothing was left half-written");
}

}  // namespace glance_audit::sources
