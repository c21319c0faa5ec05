#include "scanner/sources/sqlite_source.hpp"

#include <algorithm>
#include <cstdint>

#include "scanner/base/join.hpp"
#include "scanner/db/sqlite/snapshot.hpp"
#include "scanner/db/sqlite/whole_table.hpp"
#include "scanner/sources/snapshot/source.hpp"
#include "scanner/sources/sqlite_image_ids.hpp"
#include "scanner/sources/sqlite_image_pass.hpp"
#include "scanner/sources/sqlite_image_reader.hpp"

namespace glance_audit::sources {
namespace {

bool stores_utf8(SqliteConnection& connection) {
    SqliteStatement encoding(connection, "PRAGMA encoding");
    return encoding.step() && encoding.text(0) == "UTF-8";
}

class SqliteSource final : public Source {
public:
    SqliteSource(const std::string& path, unsigned jobs)
        : path_(path),
          snapshot_(path, jobs),
          tables_(snapshot_.main()),
          utf8_(stores_utf8(snapshot_.main())),
          ids_(snapshot_.main(), utf8_) {
        read_catalogue();
    }

    const DatabaseInfo& database() const override { return database_; }
    std::uint64_t estimate_images() override {
        SqliteStatement row(snapshot_.main(), "SELECT count(*) FROM images");
        return row.step() ? static_cast<std::uint64_t>(row.integer(0)) : 0;
    }

    Outcome read_images(const ImageQuery& query, const std::function<void(Batch&)>& consume) override {
        const SqliteImageReader reader(query, database_, utf8_);
        const std::unordered_set<std::string_view> ids(query.ids.begin(), query.ids.end());
        std::vector<Outcome> outcomes(pass().parts());
        auto seen = pass().run(
            reader.select(), reader.tells_plain_live(), {ids.empty() ? nullptr : &ids, query.odd_ids != nullptr},
            [&](std::size_t part, SqliteStatement& rows) { drain(reader, rows, outcomes[part], consume); });
        Outcome total = sum(outcomes);
        if (ids.empty()) total.rows = seen.rows;
        total.proof = seen.proof;
        ids_.note_table(seen.ids);
        if (query.odd_ids != nullptr) *query.odd_ids = std::move(seen.odd_ids);
        return total;
    }

    Outcome read_odd_ids(std::vector<std::string>& ids) override {
        const std::unordered_set<std::string_view> none;
        auto seen = pass().run("1", "", {&none, true}, [](std::size_t, SqliteStatement& rows) {
            while (rows.step()) continue;
        });
        ids_.note_table(seen.ids);
        ids = std::move(seen.odd_ids);
        return {ids.size(), 0, {}, seen.proof};
    }

    std::vector<std::string> existing(std::span<const std::string> ids) override {
        if (ids.empty()) return {};
        require_ids();
        return ids_.existing(ids);
    }

    Outcome read_members(const std::optional<std::string>& only_image,
                         const std::function<void(const MemberRow&)>& consume) override {
        // Snapshots of earlier versions have no column `member`.
        static constexpr std::array<std::string_view, 1> kProject{"member"};
        const std::string project = stored_columns("image_members", kProject).empty() ? "NULL" : "member";
        Outcome outcome;
        outcome.proof =
            read("image_members", "image_id, deleted, deleted_at, " + project, [&](const SqliteStatement& row) {
                if (only_image && row.text(0) != *only_image) return;
                ++outcome.rows;
                if (row.is_null(0)) return note_bad(outcome, "image_members", "image_id", {}, kNoImage);
                MemberRow member{ImageId::parse(row.text(0)), row.integer(1) != 0};
                if (!row.is_null(3)) member.project = row.text(3);
                if (!row.is_null(2)) member.deleted_at = parse_stored_time(row.text(2));
                if (!row.is_integer(1)) {
                    note_bad(outcome, member_row(row), "deleted", row.optional_text(1), kNoBoolean);
                } else if (!row.is_null(2) && !member.deleted_at) {
                    note_bad(outcome, member_row(row), "deleted_at", row.text(2), kNoTime);
                } else {
                    consume(member);
                }
            });
        return outcome;
    }

    Outcome read_children(const ChildQuery& query, const std::function<void(const ImageId&)>& consume) override {
        const std::string table(query.table);
        tables_.require_ordinary(table);
        std::string select = query.live_only ? "image_id, deleted" : "image_id";
        if (query.orphans_only && !tables_.is_empty(table)) {
            require_ids();
            select += ", " + ids_.exists_sql(table + ".image_id");
        }
        Outcome outcome;
        outcome.proof = read(table, select, [&](const SqliteStatement& row) {
            if (query.only_image && row.text(0) != *query.only_image) return;
            if (query.orphans_only && !row.is_null(0) && row.integer(1) != 0) return;
            ++outcome.rows;
            if (row.is_null(0)) return note_bad(outcome, table, "image_id", {}, kNoImage);
            if (query.live_only && !is_live_child(table, row, outcome)) return;
            consume(ImageId::parse(row.text(0)));
        });
        return outcome;
    }

    std::vector<std::string_view> stored_columns(std::string_view table,
                                                 std::span<const std::string_view> wanted) override {
        const std::vector<std::string> there = tables_.columns(table);
        std::vector<std::string_view> columns;
        std::copy_if(wanted.begin(), wanted.end(), std::back_inserter(columns),
                     [&](std::string_view name) { return std::find(there.begin(), there.end(), name) != there.end(); });
        return columns;
    }

    Proof read_stored(std::string_view table, std::span<const std::string_view> columns,
                      const std::function<void(StoredRow)>& consume) override {
        std::vector<StoredValue> values(columns.size());
        return read(table, joined(columns, ", "), [&](const SqliteStatement& row) {
            for (std::size_t i = 0; i < values.size(); ++i) values[i] = row.stored(static_cast<int>(i));
            consume(values);
        });
    }

    SqliteSnapshot& connections() { return snapshot_; }
    // The whole file was checked page by page.
    void note_checked() { tables_.note_checked(); }

private:
    static bool is_live_child(const std::string& table, const SqliteStatement& row, Outcome& outcome) {
        if (row.is_integer(1)) return row.integer(1) == 0;
        note_bad(outcome, table + ", image_id = " + shown_value(row.text(0)), "deleted", row.optional_text(1),
                 kNoBoolean);
        return false;
    }

    static std::string member_row(const SqliteStatement& row) {
        return "image_members, image_id = " + shown_value(row.text(0));
    }

    // All rows of a table.
    Proof read(std::string_view table, const std::string& select,
               const std::function<void(const SqliteStatement&)>& consume) {
        tables_.require_ordinary(table);
        const Proof proof = tables_.read(table, select, consume);
        snapshot_.file().check_unchanged();
        return proof;
    }

    // Where the table begins and ends may be damaged already: it is looked at when it is read.
    SqliteImagePass& pass() {
        if (!pass_) pass_.emplace(snapshot_, tables_, utf8_);
        return *pass_;
    }

    // What is looked up by ID needs a sound index, which is held against the IDs of the table.
    void require_ids() {
        std::vector<std::string> odd;
        if (!ids_.knows_table()) read_odd_ids(odd);
        ids_.require_sound();
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

    void read_catalogue() {
        database_.engine = Engine::sqlite;
        database_.server_version = sqlite3_libversion();
        if (!tables_.has("images")) {
            throw SourceError("there is no table 'images' in this database", path_,
                              tables_.has("instances") ? "this looks like Nova's database; name Glance's"
                                                       : "name a Glance database: the one in [database] connection");
        }
        tables_.require_ordinary("images");
        database_.image_columns = tables_.columns("images");
        check_image_columns(database_, path_);
        for (const std::string_view table : kChildTables) {
            if (tables_.has(table)) database_.child_tables.emplace_back(table);
        }
        read_revisions("alembic_version", "version_num",
                       [this](const SqliteStatement& row) { database_.alembic_revisions.emplace_back(row.text(0)); });
        std::sort(database_.alembic_revisions.begin(), database_.alembic_revisions.end());
        read_revisions("migrate_version", "repository_id, version", [this](const SqliteStatement& row) {
            if (row.text(0) == "Glance Migrations") database_.migrate_version = static_cast<int>(row.integer(1));
        });
    }

    // Without the revision the release is unknown: the audit goes on, and is incomplete.
    void read_revisions(const std::string& table, const std::string& select,
                        const std::function<void(const SqliteStatement&)>& consume) {
        try {
            if (tables_.has(table)) read(table, select, consume);
        } catch (const SourceError& error) {
            database_.unreadable.emplace_back(table, error);
        }
    }

    std::string path_;
    SqliteSnapshot snapshot_;
    WholeTables tables_;
    bool utf8_;
    SqliteImageIds ids_;
    std::optional<SqliteImagePass> pass_;
    DatabaseInfo database_;
};

}  // namespace

std::unique_ptr<Source> open_sqlite(const std::string& path, unsigned jobs) {
    auto source = std::make_unique<SqliteSource>(path, jobs);
    SqliteSource& rows = *source;
    if (!is_snapshot(rows.connections().main())) return source;
    auto snapshot = open_snapshot(std::move(source), rows.connections());
    rows.note_checked();
    return snapshot;
}

}  // namespace glance_audit::sources
