#include "scanner/db/sqlite/connection.hpp"

namespace glance_audit::sources {
namespace {

constexpr int kBusyTimeoutMs = 10'000;
constexpr int kMaxValueBytes = 16 << 20;  // no column of Glance's holds more than a few hundred bytes

std::string hint_for(int code) {
    switch (code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return "another program is using the database; run again when it is idle, or audit a copy";
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return "the file is damaged or cut short; make a new copy, or check it with PRAGMA integrity_check";
        case SQLITE_READONLY:
            return "an unfinished write left a hot journal behind; copy the file and its -journal, open the copy once "
                   "with sqlite3 to roll it back, and audit that";
        case SQLITE_TOOBIG: return "a value is larger than 16 MiB, which Glance never stores";
        case SQLITE_IOERR: return "the disk or file system failed to deliver the data";
        default: return "check that the file is a Glance database and can be read";
    }
}

}  // namespace

SqliteConnection::SqliteConnection(const SqliteFile& file) : file_(file) {
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(file.uri().c_str(), &opened,
                                     SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nullptr);
    database_.reset(opened);
    if (code != SQLITE_OK) fail(code);
    sqlite3_extended_result_codes(opened, 1);
    configure();
}

// The file may come from a stranger: its schema is not trusted, and no value may be huge.
void SqliteConnection::configure() {
    sqlite3_busy_timeout(get(), kBusyTimeoutMs);
    sqlite3_limit(get(), SQLITE_LIMIT_LENGTH, kMaxValueBytes);
    sqlite3_db_config(get(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(get(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    if (file_.unlocked()) execute("PRAGMA locking_mode = EXCLUSIVE");
    execute("PRAGMA temp_store = MEMORY");
    execute("PRAGMA cell_size_check = ON");
    execute("PRAGMA query_only = ON");
    execute("PRAGMA ignore_check_constraints = ON");  // what is odd in a row is no damage to the file
}

void SqliteConnection::execute(const char* sql) {
    const int code = sqlite3_exec(get(), sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(code);
}

void SqliteConnection::fail(int code) const {
    const char* says = database_ ? sqlite3_errmsg(database_.get()) : sqlite3_errstr(code);
    throw SourceError(std::string("SQLite cannot read the database: ") + says, file_.path(), hint_for(code));
}

SqliteStatement::SqliteStatement(SqliteConnection& connection, const std::string& sql) : connection_(&connection) {
    sqlite3_stmt* prepared = nullptr;
    const int code =
        sqlite3_prepare_v2(connection.get(), sql.c_str(), static_cast<int>(sql.size()), &prepared, nullptr);
    if (code != SQLITE_OK) connection.fail(code);
    statement_.reset(prepared);
}

bool SqliteStatement::step() {
    const int code = sqlite3_step(get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    connection_->fail(code);
}

void SqliteStatement::bind(int parameter, std::string_view text) {
    const int code = sqlite3_bind_text(get(), parameter, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
    if (code != SQLITE_OK) connection_->fail(code);
}

void SqliteStatement::bind(int parameter, std::int64_t number) {
    const int code = sqlite3_bind_int64(get(), parameter, number);
    if (code != SQLITE_OK) connection_->fail(code);
}

StoredValue SqliteStatement::stored(int column) const {
    switch (sqlite3_column_type(get(), column)) {
        case SQLITE_INTEGER: return StoredValue::of(integer(column));
        case SQLITE_FLOAT: return {StoredValue::Kind::real, 0, sqlite3_column_double(get(), column)};
        case SQLITE_TEXT: return StoredValue::of(text(column));
        case SQLITE_BLOB: break;
        default: return {};
    }
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(get(), column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(get(), column));
    return {StoredValue::Kind::blob, 0, 0, size == 0 ? std::string_view("") : std::string_view(bytes, size)};
}

void SqliteStatement::reset() { sqlite3_reset(get()); }

}  // namespace glance_audit::sources
