#include "scanner/sources/sqlite_image_reader.hpp"

#include "scanner/sources/plain_live.hpp"

namespace glance_audit::sources {

SqliteImageReader::SqliteImageReader(const ImageQuery& query, const DatabaseInfo& database, bool utf8)
    : rows_(query.rows), utf8_(utf8), columns_(query, database) {}

std::string SqliteImageReader::select() const { return columns_.select_list(); }

std::string_view SqliteImageReader::tells_plain_live() const {
    return rows_ == Rows::all_but_plain_live ? "deleted, deleted_at, status" : "";
}

bool SqliteImageReader::is_plain_live(sqlite3_value** values, bool utf8) {
    const auto is = [&](int value, int type) { return sqlite3_value_type(values[value]) == type; };
    return is(0, SQLITE_INTEGER) && is(2, SQLITE_TEXT) &&
           sources::is_plain_live(sqlite3_value_int64(values[0]) != 0, !is(1, SQLITE_NULL), text_of(values[2], utf8));
}

void SqliteImageReader::read(const SqliteStatement& row, Batch& batch, Outcome& outcome) const {
    ++outcome.rows;
    BadValue bad;
    constexpr int kId = ImageColumns::kId;
    sqlite3_value* const id = row.value(kId);
    const int type = sqlite3_value_type(id);
    if (type == SQLITE_NULL || type == SQLITE_BLOB) bad = {kId, "id", "not text"};
    const std::string_view id_text = text_of(id, utf8_);
    const std::size_t at = batch.push(batch.arena().copy(ImageId::parse(id_text)));
    constexpr int kDeleted = ImageColumns::kDeleted;
    batch.deleted[at] = flag(row.value(kDeleted), kDeleted, "deleted", bad) ? 1 : 0;
    batch.is_public[at] = -1;
    const int is_public = columns_.is_public();
    if (is_public >= 0 && !row.is_null(is_public)) {
        batch.is_public[at] = flag(row.value(is_public), is_public, "is_public", bad) ? 1 : 0;
    }
    for (const StoredColumn& stored : columns_.facts()) read_fact(row, batch, at, stored, bad);
    if (bad.why.empty()) return;
    batch.pop();
    note_bad(outcome, "images, id = " + shown_value(id_text), bad.name,
             bad.column < 0 ? Field() : row.optional_text(bad.column), bad.why);
}

bool SqliteImageReader::flag(sqlite3_value* value, int column, std::string_view name, BadValue& bad) {
    if (sqlite3_value_type(value) != SQLITE_INTEGER) bad = {column, name, kNoBoolean};
    return sqlite3_value_int64(value) != 0;
}

void SqliteImageReader::read_fact(const SqliteStatement& row, Batch& batch, std::size_t at, const StoredColumn& stored,
                                  BadValue& bad) const {
    const auto [fact, column, is_time] = stored;
    sqlite3_value* const value = column < 0 ? nullptr : row.value(column);
    const int type = column < 0 ? SQLITE_NULL : sqlite3_value_type(value);
    const bool is_public_tells = batch.is_public[at] >= 0;
    if (type == SQLITE_NULL) {
        judge_value(stored, std::nullopt, is_public_tells, bad);
        return batch.set_absent(fact, at);
    }
    const std::string_view text = text_of(value, utf8_);
    judge_value(stored, type == SQLITE_BLOB && !is_time ? "" : text, is_public_tells, bad);
    if (!is_time) {
        batch.set(fact, at, batch.arena().copy(text));
    } else if (const auto time = parse_stored_time(text)) {
        batch.set(fact, at, *time);
    } else {
        bad = {column, info(fact).name, kNoTime};
    }
}

}  // namespace glance_audit::sources
