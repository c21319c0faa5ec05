#include "scanner/sources/sqlite_image_reader.hpp"

#include <algorithm>
#include <array>

#include "scanner/model/utf8.hpp"

namespace glance_audit::sources {
namespace {

// The stored facts, and the column each is read from.
struct StoredFact {
    Fact fact;
    std::string_view column;
};

constexpr std::array<StoredFact, 6> kStoredFacts{{{Fact::name, "name"},
                                                  {Fact::owner, "owner"},
                                                  {Fact::status, "status"},
                                                  {Fact::visibility, "visibility"},
                                                  {Fact::created_at, "created_at"},
                                                  {Fact::deleted_at, "deleted_at"}}};

// Written so that SQLite can stop at the first part that decides, and so that a NULL makes a row no plain live one.
constexpr std::string_view kPlainLive = "deleted = 0 AND deleted_at IS NULL AND status <> 'deleted'";
constexpr std::string_view kNotPlainLive =
    "(deleted IS NOT 0 OR deleted_at IS NOT NULL OR status IS 'deleted' OR status IS NULL)";

constexpr std::string_view kNoVisibility = "none of public, community, shared, private";

bool is_visibility(std::string_view text) {
    const auto words = info(Fact::visibility).words;
    return std::find(words.begin(), words.end(), text) != words.end();
}

}  // namespace

std::string shown_value(std::string_view text) {
    constexpr std::size_t kLongest = 60;
    std::string out = "'";
    append_visible(out, text.substr(0, kLongest));
    return out + (text.size() > kLongest ? "…'" : "'");
}

void note_bad(Outcome& outcome, const std::string& row, std::string_view column, std::string_view value,
              std::string_view why) {
    if (++outcome.bad_rows > 1) return;
    outcome.first_bad = row + ": " + std::string(column) + " is " + shown_value(value) + ", " + std::string(why);
}

SqliteImageReader::SqliteImageReader(const ImageQuery& query, const DatabaseInfo& database)
    : rows_(query.rows), by_id_(!query.ids.empty()), by_rowid_(query.ids.empty() && database.has_rowid) {
    add("id");
    add("deleted");
    public_column_ = database.has_column("is_public") ? add("is_public") : -1;
    for (const StoredFact& stored : kStoredFacts) {
        if (!query.columns.contains(stored.fact)) continue;
        known_.insert(stored.fact);
        facts_.push_back({stored.fact, database.has_column(stored.column) ? add(stored.column) : -1});
    }
}

std::string SqliteImageReader::sql() const {
    // An index on deleted would only slow the scan: most of its rows are wanted.
    std::string sql =
        "SELECT " + select_ + (by_id_ ? " FROM images WHERE id = ?1" : " FROM images NOT INDEXED WHERE row_seen(id)");
    if (by_rowid_) sql += " AND rowid BETWEEN ?1 AND ?2";
    if (rows_ == Rows::plain_live) sql += " AND " + std::string(kPlainLive);
    if (rows_ == Rows::all_but_plain_live) sql += " AND " + std::string(kNotPlainLive);
    return sql;
}

void SqliteImageReader::read(const SqliteStatement& row, Batch& batch, Outcome& outcome) const {
    ++outcome.rows;
    Bad bad;
    if (row.is_null(0) || row.is_blob(0)) bad = {0, "id", "not text"};
    const std::string_view id = row.text(0);
    const std::size_t at = batch.push(batch.arena().copy(ImageId::parse(id)));
    batch.deleted[at] = flag(row, 1, "deleted", bad) ? 1 : 0;
    batch.is_public[at] = -1;
    if (public_column_ >= 0 && !row.is_null(public_column_)) {
        batch.is_public[at] = flag(row, public_column_, "is_public", bad) ? 1 : 0;
    }
    for (const auto& [fact, column] : facts_) read_fact(row, batch, at, fact, column, bad);
    if (bad.column < 0) return;
    batch.pop();
    note_bad(outcome, "images, id = " + shown_value(id), bad.name, row.text(bad.column), bad.why);
}

int SqliteImageReader::add(std::string_view column) {
    if (!select_.empty()) select_ += ", ";
    select_ += column;
    return columns_++;
}

bool SqliteImageReader::flag(const SqliteStatement& row, int column, std::string_view name, Bad& bad) const {
    if (!row.is_integer(column)) bad = {column, name, kNoBoolean};
    return row.integer(column) != 0;
}

void SqliteImageReader::read_fact(const SqliteStatement& row, Batch& batch, std::size_t at, Fact fact, int column,
                                  Bad& bad) const {
    if (fact == Fact::visibility && column >= 0 && row.is_blob(column)) bad = {column, info(fact).name, kNoVisibility};
    const std::optional<std::string_view> text = column < 0 ? std::nullopt : row.optional_text(column);
    if (!text) {
        batch.set_absent(fact, at);
    } else if (fact == Fact::visibility && !is_visibility(*text)) {
        bad = {column, info(fact).name, kNoVisibility};
    } else if (fact != Fact::created_at && fact != Fact::deleted_at) {
        batch.set(fact, at, batch.arena().copy(*text));
    } else if (const auto time = parse_time(*text)) {
        batch.set(fact, at, *time);
    } else {
        bad = {column, info(fact).name, kNoTime};
    }
}

}  // namespace glance_audit::sources
