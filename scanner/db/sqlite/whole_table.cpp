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

// What SQLite counts by: the smallest index that has an entry for every row, else the table. It adds up what the pages
// say of themselves, and reads no entry.
constexpr std::string_view kCount = "SELECT count(*) FROM ";

bool counts_by_index(SqliteConnection& connection, const std::string& table) {
    constexpr int kDetail = 3;
    SqliteStatement plan(connection, "EXPLAIN QUERY PLAN " + std::string(kCount) + table);
    return plan.step() && plan.text(kDetail).find(" INDEX ") != std::string_view::npos;
}

std::uint64_t count_of(SqliteConnection& connection, const std::string& table) {
    SqliteStatement row(connection, std::string(kCount) + table);
    return row.step() ? static_cast<std::uint64_t>(row.integer(0)) : 0;
}

std::string quoted_name(std::string_view name) {
    std::string out = "\"";
    for (const char c : name) out += c == '"' ? "\"\"" : std::string(1, c);
    return out + '"';
}

}  // namespace

// Every one at first; whenever there are too many, every second of them goes.
void PassedRows::sample(std::int64_t rowid) {
    constexpr std::size_t kMostSamples = 128;
    if (samples_.size() == kMostSamples) {
        for (std::size_t i = 0; i < kMostSamples / 2; ++i) samples_[i] = samples_[2 * i];
        samples_.resize(kMostSamples / 2);
        sample_step_ *= 2;
    }
    samples_.push_back(rowid);
    next_sample_ += sample_step_;
}

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
    if (passed.rows() != expected.rows) {
        fail(name + " shows " + std::to_string(passed.rows()) + " rows, its index " + std::to_string(expected.rows));
    }
    if (!passed.in_order()) fail("rows of " + name + " are out of order");
    check_samples(table, passed);
    return expected.proof;
}

// Pages of one table in place of another's can have as many rows, even with the same rowids.
void WholeTables::check_samples(std::string_view table, const PassedRows& passed) const {
    const std::string name(table);
    const std::string column = table == "images" ? "id" : "image_id";
    const std::string index = index_on(connection_, table, column);
    if (passed.samples().empty() || index.empty()) return;
    SqliteStatement row(connection_, "SELECT 1 FROM (SELECT " + column + " AS key FROM " + name +
                                         " NOT INDEXED WHERE rowid = ?1) AS one, " + name + " AS entry INDEXED BY " +
                                         index + " WHERE entry." + column + " IS one.key AND entry.rowid = ?1");
    for (const std::int64_t rowid : passed.samples()) {
        row.reset();
        row.bind(1, rowid);
        if (!row.step()) fail("a row of the table '" + name + "' is not in its index");
    }
}

std::string WholeTables::index_on(SqliteConnection& connection, std::string_view table, std::string_view column) {
    SqliteStatement row(connection,
                        "SELECT name FROM pragma_index_list(?1) AS list WHERE partial = 0 AND EXISTS (SELECT 1 FROM "
                        "pragma_index_xinfo(list.name) WHERE seqno = 0 AND name = ?2 AND coll = 'BINARY' AND NOT "
                        "\"desc\") ORDER BY origin = 'pk' DESC");
    row.bind(1, table);
    row.bind(2, column);
    return row.step() ? quoted_name(row.text(0)) : "";
}

const ExpectedRows& WholeTables::expected(SqliteConnection& connection, std::string_view table) {
    const auto known = expected_.find(table);
    if (known != expected_.end()) return known->second;
    const std::string name(table);
    const bool by_index = has_rowids(connection, table) && counts_by_index(connection, name);
    if (!by_index && !checked_) check_pages(connection, table);
    return expected_.emplace(table, ExpectedRows{count_of(connection, name), by_index ? Proof::index : Proof::count})
        .first->second;
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
