#include "scanner/sources/snapshot/source.hpp"

#include <algorithm>
#include <unordered_set>

#include "scanner/base/ascii.hpp"
#include "scanner/sources/files/image_ids.hpp"
#include "scanner/sources/snapshot/contents.hpp"
#include "scanner/sources/snapshot/digest.hpp"
#include "scanner/sources/snapshot/layout.hpp"

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
        for (const CopiedTable& table : contents_.tables) {
            if (!table.error.empty() && !is_copied(table.name)) {
                database_.unreadable.push_back({table.name, SourceError(table.error, {}, table.hint)});
            }
        }
    }

    const DatabaseInfo& database() const override { return database_; }
    const SnapshotInfo* snapshot() const override { return &contents_.info; }
    std::uint64_t estimate_images() override { return rows_->estimate_images(); }

    Outcome read_images(const ImageQuery& query, const std::function<void(Batch&)>& consume) override {
        Outcome outcome = rows_->read_images(query, consume);
        require_whole("images");
        return as_taken("images", std::move(outcome));
    }

    Outcome read_odd_ids(std::vector<std::string>& ids) override {
        return as_taken("images", rows_->read_odd_ids(ids));
    }

    std::vector<std::string> existing(std::span<const std::string> ids) override { return rows_->existing(ids); }

    Outcome read_members(const std::optional<std::string>& only_image,
                         const std::function<void(const MemberRow&)>& consume) override {
        Outcome outcome = rows_->read_members(only_image, consume);
        require_whole("image_members");
        return as_taken("image_members", std::move(outcome));
    }

    Outcome read_children(const ChildQuery& query, const std::function<void(const ImageId&)>& consume) override {
        if (!query.orphans_only) {
            Outcome outcome = rows_->read_children(query, consume);
            require_whole(query.table);
            return as_taken(query.table, std::move(outcome));
        }
        require_whole("images");  // without all images nobody can say which rows have none
        Outcome outcome = read_orphans(query, consume);
        require_whole(query.table);
        return as_taken(query.table, std::move(outcome));
    }

    std::vector<std::string_view> stored_columns(std::string_view table,
                                                 std::span<const std::string_view> wanted) override {
        return rows_->stored_columns(table, wanted);
    }

    Proof read_stored(std::string_view table, std::span<const std::string_view> columns,
                      const std::function<void(StoredRow)>& consume) override {
        const Proof proof = rows_->read_stored(table, columns, consume);
        require_whole(table);
        return proof_of(table, proof);
    }

private:
    static bool is_copied(std::string_view table) {
        return table == "images" || std::find(kChildTables.begin(), kChildTables.end(), table) != kChildTables.end();
    }

    // The snapshot is whole, by its digest: it has all that the source was proven to have.
    Proof proof_of(std::string_view table, Proof of_snapshot) const {
        const CopiedTable* copied = contents_.find_table(table);
        return copied != nullptr && copied->proof != Proof::none ? copied->proof : of_snapshot;
    }
    Outcome as_taken(std::string_view table, Outcome outcome) const {
        outcome.proof = proof_of(table, outcome.proof);
        return outcome;
    }

    // What was missed when the snapshot was taken is missed now.
    void require_whole(std::string_view table) const {
        const CopiedTable* copied = contents_.find_table(table);
        if (copied != nullptr && !copied->error.empty()) throw SourceError(copied->error, {}, copied->hint);
    }

    // SQLite tells upper from lower case, and not every server does: there a row whose image has the other case is no
    // orphan.
    Outcome read_orphans(const ChildQuery& query, const std::function<void(const ImageId&)>& consume) {
        const bool any_case = compares_in_any_case(database_.engine);
        if (any_case && !odd_in_lower_case_) remember_odd_ids();
        std::uint64_t orphans = 0;
        Outcome outcome = rows_->read_children(query, [&](const ImageId& id) {
            if (any_case && has_image_in_any_case(id)) return;
            ++orphans;
            consume(id);
        });
        outcome.rows = orphans;
        return outcome;
    }

    void remember_odd_ids() {
        odd_in_lower_case_.emplace();
        std::vector<std::string> odd;
        rows_->read_odd_ids(odd);
        for (const std::string& id : odd) odd_in_lower_case_->insert(text::to_lower(id));
    }

    bool has_image_in_any_case(const ImageId& id) {
        const std::string lower = text::to_lower(id.text());
        return odd_in_lower_case_->count(lower) > 0 || !rows_->existing({&lower, 1}).empty();
    }

    std::unique_ptr<Source> rows_;
    SnapshotContents contents_;
    DatabaseInfo database_;
    std::optional<std::unordered_set<std::string>> odd_in_lower_case_;  // of images; filled when it is asked for
};

}  // namespace

bool is_snapshot(SqliteConnection& connection) {
    if (pragma(connection, "application_id") == kSnapshotMark) return true;
    SqliteStatement row(connection, "SELECT 1 FROM sqlite_master WHERE name LIKE 'snapshot!_%' ESCAPE '!'");
    if (!row.step()) return false;
    throw SourceError("this is a snapshot that was changed after it was taken: it says no longer that it is one",
                      connection.path(), "take a new snapshot");
}

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
