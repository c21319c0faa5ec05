#include "scanner/sources/sqlite_image_reader.hpp"

#include "scanner/sources/plain_live.hpp"

namespace glance_audit::sources {

SqliteImageReader::SqliteImageReader(const ImageQuery& query, const DatabaseInfo& database)
    : rows_(query.rows),
      by_id_(!query.ids.empty()),
      by_rowid_(query.ids.empty() && database.has_rowid),
      columns_(query, database) {}

std::string SqliteImageReader::sql() const {
    // An index on deleted would only slow the scan: most of its rows are wanted.
    std::string sql = "SELECT " + columns_.select_list() +
                      (by_id_ ? " FROM images WHERE id = ?1" : " FROM images NOT INDEXED WHERE row_seen(id)");
    if (by_rowid_) sql += " AND rowid BETWEEN ?1 AND ?2";
    if (rows_ == Rows::all_but_plain_live) sql += " AND " + std::string(kNotPlainLiveInSqlite);
    return sql;
}

void SqliteImageReader::read(const SqliteStatement& row, Batch& batch, Outcome& outcome) const {
    ++outcome.rows;
    BadValue bad;
    constexpr int kId = ImageColumns::kId;
    if (row.is_null(kId) || row.is_blob(kId)) bad = {kId, "id", "not text"};
    const std::string_view id = row.text(kId);
    const std::size_t at = batch.push(batch.arena().copy(ImageId::parse(id)));
    batch.deleted[at] = flag(row, ImageColumns::kDeleted, "deleted", bad) ? 1 : 0;
    batch.is_public[at] = -1;
    const int is_public = columns_.is_public();
    if (is_public >= 0 && !row.is_null(is_public)) {
        batch.is_public[at] = flag(row, is_public, "is_public", bad) ? 1 : 0;
    }
    for (const auto& [fact, column] : columns_.facts()) read_fact(row, batch, at, fact, column, bad);
    if (bad.column < 0) return;
    batch.pop();
    note_bad(outcome, "images, id = " + shown_value(id), bad.name, row.text(bad.column), bad.why);
}

bool SqliteImageReader::flag(const SqliteStatement& row, int column, std::string_view name, BadValue& bad) {
    if (!row.is_integer(column)) bad = {column, name, kNoBoolean};
    return row.integer(column) != 0;
}

void SqliteImageReader::read_fact(const SqliteStatement& row, Batch& batch, std::size_t at, Fact fact, int column,
                                  BadValue& bad) {
    if (fact == Fact::visibility && column >= 0 && row.is_blob(column)) bad = {column, info(fact).name, kNoVisibility};
    const std::optional<std::string_view> text = column < 0 ? std::nullopt : row.optional_text(column);
    if (!text) {
        batch.set_absent(fact, at);
    } else if (fact == Fact::visibility && !is_visibility(*text)) {
        bad = {column, info(fact).name, kNoVisibility};
    } else if (info(fact).type != FactType::time) {
        batch.set(fact, at, batch.arena().copy(*text));
    } else if (const auto time = parse_time(*text)) {
        batch.set(fact, at, *time);
    } else {
        bad = {column, info(fact).name, kNoTime};
    }
}

}  // namespace glance_audit::sources
