#include "scanner/db/sqlite/whole_table.hpp"

#include <algorithm>

namespace glance_audit::sources {
namespace {

constexpr int kMostComplaints = 100;  // SQLite's own limit: with so many it stops

// The catalogue's own name, in every release of SQLite.
constexpr std::string_view kCatalogue = "sqlite_master";

// "*** in database main ***\nTree 2 page 3: …\nTree 2 page 4: …": the first thing that is wrong.
std::string first_line(std::string_view complaint) {
    if (complaint.starts_with("***")) complaint.remove_prefix(std::min(complaint.find('\n'), complaint.size() - 1) + 1);
    return std::string(complaint.substr(0, complaint.find('\n')));
}

void pass_rowid(sqlite3_context* context, int, sqlite3_value** arguments) {
    static_cast<PassedRows*>(sqlite3_user_data(context))->pass(sqlite3_value_int64(arguments[0]));
}
void end_of_rowids(sqlite3_context* context) { sqlite3_result_null(context); }

// By the smallest index that has an entry for every row; which is what SQLite takes where no other column is asked for.
PassedRows rowids_of_index(SqliteConnection& connection, const std::string& table) {
    PassedRows rows;
    sqlite3_create_function(connection.get(), "pass_rowid", 1, SQLITE_UTF8, &rows, nullptr, pass_rowid, end_of_rowids);
    SqliteStatement row(connection, "SELECT pass_rowid(rowid) FROM " + table);
    row.step();
    return rows;
}

bool is_covered_by_index(SqliteConnection& connection, const std::string& table) {
    constexpr int kDetail = 3;
    SqliteStatement plan(connection, "EXPLAIN QUERY PLAN SELECT sum(rowid) FROM " + table);
    return plan.step() && plan.text(kDetail).find(" INDEX ") != std::string_view::npos;
}

// All that can be said of a table that is read in one way alone, and whose pages were checked.
PassedRows count_of(SqliteConnection& connection, const std::string& table) {
    PassedRows rows;
    SqliteStatement row(connection, "SELECT 1 FROM " + table + " NOT INDEXED");
    while (row.step()) rows.pass();
    return rows;
}

}  // namespace

// Which tables and indexes there are is read from a table as well, and a row of it can be lost like any other.
WholeTables::WholeTables(SqliteConnection& connection) : connection_(connection) {
    check_pages(connection, kCatalogue);
}

bool WholeTables::has(std::string_view name) {
    SqliteStatement row(connection_, "SELECT 1 FROM sqlite_master WHERE name = ?1 COLLATE NOCASE");
    row.bind(1, name);
    return row.step();
}

void WholeTables::require_ordinary(std::string_view table) {
    const auto refuse = [&](const std::string& what) {
        throw SourceError("'" + std::string(table) + "' " + what, connection_.path(),
                          "audit Glance's own tables, as Glance makes them");
    };
    SqliteStatement kind(connection_, "SELECT type FROM pragma_table_list WHERE schema = 'main' AND name = ?1");
    kind.bind(1, table);
    const bool found = kind.step();
    if (!found || kind.text(0) != "table")
        refuse("is a " + (found ? std::string(kind.text(0)) : "thing") + ", which may show less than a table holds");
    SqliteStatement computed(connection_, "SELECT name FROM pragma_table_xinfo(?1) WHERE hidden <> 0");
    computed.bind(1, table);
    if (computed.step()) refuse("has a computed column, '" + std::string(computed.text(0)) + "'");
}

std::vector<std::string> WholeTables::columns(std::string_view table) {
    std::vector<std::string> names;
    SqliteStatement column(connection_, "SELECT name FROM pragma_table_info(?1)");
    column.bind(1, table);
    while (column.step()) names.emplace_back(column.text(0));
    return names;
}

bool WholeTables::has_rowids(SqliteConnection& connection, std::string_view table) {
    SqliteStatement without(connection,
                            "SELECT wr OR EXISTS (SELECT 1 FROM pragma_table_info(?1) WHERE name = 'rowid' COLLATE "
                            "NOCASE) FROM pragma_table_list WHERE schema = 'main' AND name = ?1");
    without.bind(1, table);
    return without.step() && without.integer(0) == 0;
}

Proof WholeTables::read(std::string_view table, const std::string& select,
                        const std::function<void(const SqliteStatement&)>& consume) {
    const bool has_rowid = has_rowids(table);
    SqliteStatement row(connection_, "SELECT " + select + (has_rowid ? ", rowid" : "") + " FROM " + std::string(table) +
                                         " NOT INDEXED");
    const int rowid = row.columns() - 1;
    PassedRows passed;
    while (row.step()) {
        has_rowid ? passed.pass(row.integer(rowid)) : passed.pass();
        consume(row);
    }
    return prove(table, passed, expected(connection_, table));
}

Proof WholeTables::prove(std::string_view table, const PassedRows& passed, const ExpectedRows& expected) const {
    const std::string name = "the table '" + std::string(table) + "'";
    const PassedRows& rows = expected.rows;
    if (passed.rows() != rows.rows()) {
        fail(name + " shows " + std::to_string(passed.rows()) + " rows, its index " + std::to_string(rows.rows()));
    }
    if (!passed.in_order()) fail("rows of " + name + " are out of order");
    if (expected.proof == Proof::index && !passed.alike(rows)) fail(name + " shows other rows than its index");
    return expected.proof;
}

const ExpectedRows& WholeTables::expected(SqliteConnection& connection, std::string_view table) {
    const auto known = expected_.find(table);
    if (known != expected_.end()) return known->second;
    const std::string name(table);
    ExpectedRows found;
    if (has_rowids(connection, table) && is_covered_by_index(connection, name)) {
        found = {rowids_of_index(connection, name), Proof::index};
    } else {
        if (!checked_) check_pages(connection, table);
        found = {count_of(connection, name), Proof::count};
    }
    return expected_.emplace(table, found).first->second;
}

// A NULL where the schema allows none is no damage: whoever reads the row says what it makes of it.
void WholeTables::check_pages(SqliteConnection& connection, std::string_view table) const {
    SqliteStatement complaint(connection, "PRAGMA integrity_check(" + std::string(table) + ")");
    int harmless = 0;
    while (complaint.step()) {
        if (complaint.text(0) == "ok") return;
        if (!complaint.text(0).starts_with("NULL value in ") || ++harmless == kMostComplaints) {
            fail(first_line(complaint.text(0)));
        }
    }
}

void WholeTables::fail(const std::string& what) const {
    throw SourceError("the file is damaged: " + what, connection_.path(),
                      "check it with PRAGMA integrity_check, and audit a good copy");
}

}  // namespace glance_audit::sources
