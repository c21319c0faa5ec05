#include "scanner/sources/sqlite_image_pass.hpp"

#include <algorithm>
#include <iterator>

#include "scanner/model/image_id.hpp"
#include "scanner/sources/sqlite_image_reader.hpp"

namespace glance_audit::sources {

namespace {

// What passed of one part.
struct PassedImages {
    SqliteImagePass::Filter filter;
    bool utf8 = true;
    PassedRows rows;
    IdSum ids;
    std::vector<std::string> odd_ids;
};

// Arguments: the ID, the rowid (NULL where there is none), and deleted, deleted_at and status where plain live rows are
// not wanted. Every row passes here.
void row_wanted(sqlite3_context* context, int count, sqlite3_value** arguments) {
    auto& passed = *static_cast<PassedImages*>(sqlite3_user_data(context));
    if (sqlite3_value_type(arguments[1]) == SQLITE_NULL) {
        passed.rows.pass();
    } else {
        passed.rows.pass(sqlite3_value_int64(arguments[1]));
    }
    const std::string_view id = text_of(arguments[0], passed.utf8);
    passed.ids.add(id);
    if (passed.filter.collect_odd_ids && !ImageId::is_canonical(id)) passed.odd_ids.emplace_back(id);
    const bool plain_live = count > 2 && SqliteImageReader::is_plain_live(arguments + 2, passed.utf8);
    const bool asked_for = passed.filter.ids == nullptr || passed.filter.ids->contains(id);
    sqlite3_result_int(context, asked_for && !plain_live ? 1 : 0);
}

std::int64_t number(SqliteConnection& connection, const char* sql, std::int64_t otherwise) {
    SqliteStatement row(connection, sql);
    return row.step() && !row.is_null(0) ? row.integer(0) : otherwise;
}

}  // namespace

SqliteImagePass::SqliteImagePass(SqliteSnapshot& snapshot, WholeTables& tables, bool utf8)
    : snapshot_(snapshot), tables_(tables), utf8_(utf8), has_rowids_(tables.has_rowids("images")) {
    if (has_rowids_) cut();
}

void SqliteImagePass::cut() {
    first_ = number(snapshot_.main(), "SELECT min(rowid) FROM images", 0);
    last_ = number(snapshot_.main(), "SELECT max(rowid) FROM images", 0);
    // Rowids that an operator chose can be anything: a range too wide to cut is read in one part.
    if (first_ <= INT64_MIN / 4 || last_ >= INT64_MAX / 4 || first_ > last_) return;
    parts_ = snapshot_.parts();
    step_ = (last_ - first_) / static_cast<std::int64_t>(parts_) + 1;
}

SqliteImagePass::Seen SqliteImagePass::run(const std::string& select, std::string_view tells_plain_live,
                                           const Filter& filter,
                                           const std::function<void(std::size_t part, SqliteStatement& rows)>& drain) {
    std::string sql = "SELECT " + select + " FROM images NOT INDEXED WHERE row_wanted(id, ";
    sql += has_rowids_ ? "rowid" : "NULL";
    if (!tells_plain_live.empty()) sql.append(", ").append(tells_plain_live);
    sql += has_rowids_ ? ") AND rowid BETWEEN ?1 AND ?2" : ")";
    std::vector<PassedImages> passed(parts_);
    const ExpectedRows* expected = nullptr;
    // The index is read beside the parts of the table.
    snapshot_.run(parts_ + 1, [&](SqliteConnection& connection, std::size_t number) {
        if (number == 0) {
            expected = &tables_.expected(connection, "images");
            return;
        }
        const std::size_t part = number - 1;
        passed[part].filter = filter;
        passed[part].utf8 = utf8_;
        sqlite3_create_function(connection.get(), "row_wanted", -1, SQLITE_UTF8, &passed[part], row_wanted, nullptr,
                                nullptr);
        SqliteStatement rows(connection, sql);
        if (has_rowids_) {
            const std::int64_t begin = first_ + step_ * static_cast<std::int64_t>(part);
            rows.bind(1, begin);
            rows.bind(2, parts_ == 1 ? last_ : std::min(last_, begin + step_ - 1));
        }
        drain(part, rows);
    });
    PassedRows rows;
    Seen seen;
    for (PassedImages& part : passed) {
        rows.add(part.rows);
        seen.ids.add(part.ids);
        std::move(part.odd_ids.begin(), part.odd_ids.end(), std::back_inserter(seen.odd_ids));
    }
    std::sort(seen.odd_ids.begin(), seen.odd_ids.end());
    seen.rows = rows.rows();
    seen.proof = tables_.prove("images", rows, *expected);
    return seen;
}

}  // namespace glance_audit::sources
