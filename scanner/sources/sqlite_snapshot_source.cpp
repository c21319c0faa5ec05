#include "scanner/sources/sqlite_snapshot_source.hpp"

#include "scanner/sources/snapshot_layout.hpp"
#include "scanner/sources/sqlite_snapshot_contents.hpp"
#include "scanner/sources/sqlite_snapshot_digest.hpp"

namespace glance_audit::sources {
namespace {

std::int64_t pragma(SqliteConnection& connection, const char* name) {
    SqliteStatement row(connection, std::string("PRAGMA ") + name);
    return row.step() ? row.integer(0) : 0;
}

class SnapshotSource final : public Source {
public:
    SnapshotSource(std::unique_ptr<Source> rows, SnapshotContents contents)
        : rows_(std::move(rows)), contents_(std::move(contents)), database_(rows_->database()) {
        database_.engine = contents_.engine;
        database_.server_version = contents_.server_version;
        database_.image_columns = contents_.image_columns;
    }

    const DatabaseInfo& database() const override { return database_; }
    const SnapshotInfo* snapshot() const override { return &contents_.info; }

    std::uint64_t count_images() override {
        const CopiedTable* images = contents_.find_table("images");
        return rows_->count_images() + (images != nullptr ? images->bad_rows : 0);
    }

    Outcome read_images(const ImageQuery& query, const std::function<void(Batch&)>& consume) override {
        return completed("images", rows_->read_images(query, consume));
    }

    std::vector<std::string> read_odd_ids() override { return rows_->read_odd_ids(); }

    std::vector<std::string> existing(std::span<const std::string> ids) override { return rows_->existing(ids); }

    Outcome read_members(const std::optional<std::string>& only_image,
                         const std::function<void(const MemberRow&)>& consume) override {
        return completed("image_members", rows_->read_members(only_image, consume));
    }

    Outcome read_children(const ChildQuery& query, const std::function<void(const ImageId&)>& consume) override {
        // Without all images nobody can say which rows have none.
        if (query.orphans_only) completed("images", {});
        return completed(query.table, rows_->read_children(query, consume));
    }

    std::vector<std::string> stored_columns(std::string_view table, std::span<const std::string_view> wanted) override {
        return rows_->stored_columns(table, wanted);
    }

    Outcome read_stored(std::string_view table, std::span<const std::string> columns,
                        const std::function<void(StoredRow)>& consume) override {
        return completed(table, rows_->read_stored(table, columns, consume));
    }

private:
    // What was missed when the snapshot was taken is missed now.
    Outcome completed(std::string_view table, Outcome outcome) const {
        const CopiedTable* copied = contents_.find_table(table);
        if (copied == nullptr) return outcome;
        if (!copied->error.empty()) throw SourceError(copied->error, {}, copied->hint);
        outcome.rows += copied->bad_rows;
        if (outcome.bad_rows == 0) outcome.first_bad = copied->first_bad;
        outcome.bad_rows += copied->bad_rows;
        return outcome;
    }

    std::unique_ptr<Source> rows_;
    SnapshotContents contents_;
    DatabaseInfo database_;
};

}  // namespace

bool is_snapshot(SqliteConnection& connection) { return pragma(connection, "application_id") == kSnapshotMark; }

std::unique_ptr<Source> open_snapshot(std::unique_ptr<Source> rows, SqliteSnapshot& connections) {
    const std::string& path = connections.file().path();
    const std::int64_t version = pragma(connections.main(), "user_version");
    if (version != kSnapshotVersion) {
        throw SourceError("this is a snapshot of version " + std::to_string(version) + "; this program reads version " +
                              std::to_string(kSnapshotVersion),
                          path, "audit it with a newer glance-audit");
    }
    check_layout(connections.main());
    SnapshotContents contents = read_contents(connections.main());
    if (snapshot_digest(connections) != contents.info.digest) {
        throw SourceError("the snapshot was changed after it was taken: its content and its digest differ", path,
                          "take a new snapshot, or copy the original once more");
    }
    return std::make_unique<SnapshotSource>(std::move(rows), std::move(contents));
}

std::optional<std::string> snapshot_target(const std::string& path) {
    if (!bears_mark(path)) return std::nullopt;
    try {
        SqliteSnapshot connections(path, 1);
        check_layout(connections.main());
        return read_contents(connections.main()).info.target;
    } catch (const SourceError&) {
        return std::nullopt;  // the audit opens it too, and says what is wrong
    }
}

}  // namespace glance_audit::sources
