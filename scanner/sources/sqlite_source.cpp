#include "scanner/sources/sqlite_source.hpp"

#include <algorithm>
#include <cstdint>

#include "scanner/base/hex.hpp"
#include "scanner/base/join.hpp"
#include "scanner/db/sqlite/snapshot.hpp"
#include "scanner/sources/snapshot/source.hpp"
#include "scanner/sources/sqlite_image_reader.hpp"

namespace glance_audit::sources {
namespace {

// The 16 values of an ID's first digit, and what sorts before and after them: where a scan by ID is cut in parts.
constexpr std::string_view kFirstDigits = kHexDigits;

void is_canonical_uuid(sqlite3_context* context, int, sqlite3_value** arguments) {
    sqlite3_result_int(context, ImageId::is_canonical(text_of(arguments[0], false)) ? 1 : 0);
}

// What a scan passes, whether its rows are wanted or not.
struct Passed {
    std::uint64_t rows = 0;
    bool collect = false;
    bool utf8 = true;  // how the database stores text
    std::vector<std::string> odd_ids;
};

// Arguments: the ID, and deleted, deleted_at and status where plain live rows are not wanted. Every row passes here.
void row_wanted(sqlite3_context* context, int count, sqlite3_value** arguments) {
    auto& passed = *static_cast<Passed*>(sqlite3_user_data(context));
    ++passed.rows;
    if (passed.collect) {
        const std::string_view id = text_of(arguments[0], passed.utf8);
        if (!ImageId::is_canonical(id)) passed.odd_ids.emplace_back(id);
    }
    const bool plain_live = count > 1 && SqliteImageReader::is_plain_live(arguments + 1, passed.utf8);
    sqlite3_result_int(context, plain_live ? 0 : 1);
}

class SqliteSource final : public Source {
public:
    SqliteSource(const std::string& path, unsigned jobs) : path_(path), snapshot_(path, jobs) { read_catalogue(); }

    const DatabaseInfo& database() const override { return database_; }

    std::uint64_t estimate_images() override { return count_images(); }

    Outcome read_images(const ImageQuery& query, const std::function<void(Batch&)>& consume) override {
        const SqliteImageReader reader(query, database_, utf8_);
        if (!query.ids.empty() || !database_.has_rowid) return read_images_alone(reader, query, consume);
        const auto [first, last] = rowid_range();
        // Rowids that an operator chose can be anything: a range too wide to cut is read in one part.
        const bool narrow = first > INT64_MIN / 4 && last < INT64_MAX / 4;
        const std::size_t parts = narrow ? snapshot_.parts() : 1;
        const std::int64_t step = narrow ? (last - first) / static_cast<std::int64_t>(parts) + 1 : 0;
        std::vector<Outcome> outcomes(parts);
        std::vector<Passed> passed(parts);
        snapshot_.run(parts, [&, first = first, last = last](SqliteConnection& connection, std::size_t part) {
            watch(connection, query, passed[part]);
            SqliteStatement rows(connection, reader.sql());
            const std::int64_t begin = first + step * static_cast<std::int64_t>(part);
            rows.bind(1, begin);
            rows.bind(2, parts == 1 ? last : std::min(last, begin + step - 1));
            drain(reader, rows, outcomes[part], consume);
        });
        Outcome total = sum(outcomes);
        total.rows = finish(query, passed);
        return total;
    }

    std::vector<std::string> read_odd_ids() override {
        std::vector<std::vector<std::string>> found(kFirstDigits.size() + 1);
        snapshot_.run(found.size(), [&](SqliteConnection& connection, std::size_t part) {
            sqlite3_create_function(connection.get(), "is_canonical_uuid", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
                                    nullptr, is_canonical_uuid, nullptr, nullptr);
            std::string sql = "SELECT id FROM images WHERE NOT is_canonical_uuid(id)";
            if (part > 0) sql += " AND id >= '" + std::string(1, kFirstDigits[part - 1]) + "'";
            if (part < kFirstDigits.size()) sql += " AND id < '" + std::string(1, kFirstDigits[part]) + "'";
            SqliteStatement rows(connection, sql);
            while (rows.step()) found[part].emplace_back(rows.text(0));
        });
        std::vector<std::string> ids;
        for (auto& part : found) ids.insert(ids.end(), part.begin(), part.end());
        return ids;
    }

    std::vector<std::string> existing(std::span<const std::string> ids) override {
        SqliteStatement row(snapshot_.main(), "SELECT 1 FROM images WHERE id = ?1");
        std::vector<std::string> found;
        for (const std::string& id : ids) {
            row.reset();
            row.bind(1, id);
            if (row.step()) found.push_back(id);
        }
        return found;
    }

    Outcome read_members(const std::optional<std::string>& only_image,
                         const std::function<void(const MemberRow&)>& consume) override {
        // Snapshots of earlier versions have no column `member`.
        static constexpr std::array<std::string_view, 1> kProject{"member"};
        const bool has_project = !stored_columns("image_members", kProject).empty();
        SqliteStatement rows(snapshot_.main(), "SELECT image_id, deleted, deleted_at, " +
                                                   std::string(has_project ? "member" : "NULL") +
                                                   " FROM image_members WHERE " +
                                                   std::string(only_image ? "image_id = ?1" : "image_id IS NOT NULL"));
        if (only_image) rows.bind(1, *only_image);
        Outcome outcome;
        while (rows.step()) {
            ++outcome.rows;
            MemberRow member{ImageId::parse(rows.text(0)), rows.integer(1) != 0};
            if (!rows.is_null(3)) member.project = rows.text(3);
            if (!rows.is_null(2)) member.deleted_at = parse_stored_time(rows.text(2));
            if (!rows.is_integer(1)) {
                note_bad(outcome, member_row(rows), "deleted", rows.text(1), kNoBoolean);
            } else if (!rows.is_null(2) && !member.deleted_at) {
                note_bad(outcome, member_row(rows), "deleted_at", rows.text(2), kNoTime);
            } else {
                consume(member);
            }
        }
        snapshot_.file().check_unchanged();
        return outcome;
    }

    Outcome read_children(const ChildQuery& query, const std::function<void(const ImageId&)>& consume) override {
        const std::string table(query.table);
        std::string sql =
            (query.live_only ? "SELECT image_id, deleted FROM " : "SELECT image_id FROM ") + table + " WHERE ";
        sql += query.only_image ? "image_id = ?1" : "image_id IS NOT NULL";
        if (query.orphans_only) {
            sql += " AND NOT EXISTS (SELECT 1 FROM images WHERE images.id = " + table + ".image_id)";
        }
        SqliteStatement rows(snapshot_.main(), sql);
        if (query.only_image) rows.bind(1, *query.only_image);
        Outcome outcome;
        while (rows.step()) {
            ++outcome.rows;
            if (query.live_only && !is_live_child(table, rows, outcome)) continue;
            consume(ImageId::parse(rows.text(0)));
        }
        snapshot_.file().check_unchanged();
        return outcome;
    }

    std::vector<std::string_view> stored_columns(std::string_view table,
                                                 std::span<const std::string_view> wanted) override {
        std::vector<std::string_view> columns;
        SqliteStatement column(snapshot_.main(), "SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2");
        for (const std::string_view name : wanted) {
            column.reset();
            column.bind(1, table);
            column.bind(2, name);
            if (column.step()) columns.push_back(name);
        }
        return columns;
    }

    void read_stored(std::string_view table, std::span<const std::string_view> columns,
                     const std::function<void(StoredRow)>& consume) override {
        SqliteStatement rows(snapshot_.main(),
                             "SELECT " + joined(columns, ", ") + " FROM " + std::string(table) + " NOT INDEXED");
        std::vector<StoredValue> values(columns.size());
        std::uint64_t seen = 0;
        while (rows.step()) {
            ++seen;
            for (std::size_t i = 0; i < values.size(); ++i) values[i] = rows.stored(static_cast<int>(i));
            consume(values);
        }
        if (table == "images") check_seen(seen);
        snapshot_.file().check_unchanged();
    }

    SqliteSnapshot& connections() { return snapshot_; }

private:
    static bool is_live_child(const std::string& table, const SqliteStatement& row, Outcome& outcome) {
        if (row.is_integer(1)) return row.integer(1) == 0;
        note_bad(outcome, table + ", image_id = " + shown_value(row.text(0)), "deleted", row.text(1), kNoBoolean);
        return false;
    }

    static std::string member_row(const SqliteStatement& row) {
        return "image_members, image_id = " + shown_value(row.text(0));
    }

    void watch(SqliteConnection& connection, const ImageQuery& query, Passed& passed) const {
        passed.utf8 = utf8_;
        passed.collect = query.odd_ids != nullptr;
        sqlite3_create_function(connection.get(), "row_wanted", -1, SQLITE_UTF8, &passed, row_wanted, nullptr, nullptr);
    }

    // The rows passed.
    std::uint64_t finish(const ImageQuery& query, std::vector<Passed>& passed) {
        std::uint64_t seen = 0;
        for (Passed& part : passed) {
            seen += part.rows;
            if (query.odd_ids != nullptr)
                query.odd_ids->insert(query.odd_ids->end(), part.odd_ids.begin(), part.odd_ids.end());
        }
        if (query.odd_ids != nullptr) std::sort(query.odd_ids->begin(), query.odd_ids->end());
        check_seen(seen);
        return seen;
    }

    // Counted once: a snapshot does not change.
    std::uint64_t count_images() {
        if (!images_) {
            SqliteStatement count(snapshot_.main(), "SELECT count(*) FROM images");
            images_ = count.step() ? static_cast<std::uint64_t>(count.integer(0)) : 0;
        }
        return *images_;
    }

    // A damaged page can hide rows without an error. The index of the IDs is another tree than the table: both must
    // hold the same number of rows.
    void check_seen(std::uint64_t seen) {
        const std::uint64_t indexed = count_images();
        if (seen == indexed) return;
        throw SourceError("the file is damaged: the table 'images' shows " + std::to_string(seen) +
                              " rows, its index " + std::to_string(indexed),
                          path_, "check it with PRAGMA integrity_check, and audit a good copy");
    }

    static Outcome sum(const std::vector<Outcome>& outcomes) {
        Outcome total;
        for (const Outcome& outcome : outcomes) {
            total.rows += outcome.rows;
            if (total.bad_rows == 0) total.first_bad = outcome.first_bad;
            total.bad_rows += outcome.bad_rows;
        }
        return total;
    }

    // Steps to the end of `rows`, in batches.
    static void drain(const SqliteImageReader& reader, SqliteStatement& rows, Outcome& outcome,
                      const std::function<void(Batch&)>& consume) {
        Batch batch(SubjectKind::image);
        batch.reset(reader.known());
        while (rows.step()) {
            reader.read(rows, batch, outcome);
            if (!batch.full()) continue;
            consume(batch);
            batch.reset(reader.known());
        }
        if (batch.size() > 0) consume(batch);
    }

    Outcome read_images_alone(const SqliteImageReader& reader, const ImageQuery& query,
                              const std::function<void(Batch&)>& consume) {
        Outcome outcome;
        std::vector<Passed> passed(1);
        watch(snapshot_.main(), query, passed.front());
        SqliteStatement rows(snapshot_.main(), reader.sql());
        if (query.ids.empty()) {
            drain(reader, rows, outcome, consume);
            outcome.rows = finish(query, passed);
        }
        for (const std::string& id : query.ids) {
            rows.reset();
            rows.bind(1, id);
            drain(reader, rows, outcome, consume);
        }
        snapshot_.file().check_unchanged();
        return outcome;
    }

    std::pair<std::int64_t, std::int64_t> rowid_range() {
        SqliteStatement first(snapshot_.main(), "SELECT min(rowid) FROM images");
        SqliteStatement last(snapshot_.main(), "SELECT max(rowid) FROM images");
        return {first.step() ? first.integer(0) : 0, last.step() ? last.integer(0) : 0};
    }

    bool has_table(std::string_view name) {
        SqliteStatement row(snapshot_.main(), "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1");
        row.bind(1, name);
        return row.step();
    }

    void read_catalogue() {
        database_.engine = Engine::sqlite;
        database_.server_version = sqlite3_libversion();
        if (!has_table("images")) {
            throw SourceError("there is no table 'images' in this database", path_,
                              has_table("instances") ? "this looks like Nova's database; name Glance's"
                                                     : "name a Glance database: the one in [database] connection");
        }
        SqliteStatement columns(snapshot_.main(), "SELECT name FROM pragma_table_info('images')");
        while (columns.step()) database_.image_columns.emplace_back(columns.text(0));
        check_image_columns(database_, path_);
        SqliteStatement without_rowid(snapshot_.main(),
                                      "SELECT wr FROM pragma_table_list('images') WHERE schema = 'main'");
        database_.has_rowid = without_rowid.step() && without_rowid.integer(0) == 0 && !database_.has_column("rowid");
        SqliteStatement encoding(snapshot_.main(), "PRAGMA encoding");
        utf8_ = encoding.step() && encoding.text(0) == "UTF-8";
        for (const std::string_view table : kChildTables) {
            if (has_table(table)) database_.child_tables.emplace_back(table);
        }
        read_revisions();
    }

    void read_revisions() {
        if (has_table("alembic_version")) {
            SqliteStatement rows(snapshot_.main(), "SELECT version_num FROM alembic_version ORDER BY version_num");
            while (rows.step()) database_.alembic_revisions.emplace_back(rows.text(0));
        }
        if (has_table("migrate_version")) {
            SqliteStatement rows(snapshot_.main(),
                                 "SELECT version FROM migrate_version WHERE repository_id = 'Glance Migrations'");
            if (rows.step()) database_.migrate_version = static_cast<int>(rows.integer(0));
        }
    }

    std::string path_;
    SqliteSnapshot snapshot_;
    DatabaseInfo database_;
    std::optional<std::uint64_t> images_;
    bool utf8_ = true;
};

}  // namespace

std::unique_ptr<Source> open_sqlite(const std::string& path, unsigned jobs) {
    auto source = std::make_unique<SqliteSource>(path, jobs);
    SqliteSnapshot& connections = source->connections();
    if (is_snapshot(connections.main())) return open_snapshot(std::move(source), connections);
    return source;
}

}  // namespace glance_audit::sources
