#include "scanner/sources/snapshot/taker.hpp"

#include <algorithm>

#include "scanner/base/digest.hpp"
#include "scanner/base/hex.hpp"
#include "scanner/base/join.hpp"
#include "scanner/db/sqlite/snapshot.hpp"
#include "scanner/sources/snapshot/digest.hpp"
#include "scanner/sources/snapshot/layout.hpp"
#include "scanner/sources/snapshot/schedules.hpp"
#include "scanner/sources/snapshot/writer.hpp"

namespace glance_audit::sources {
namespace {

constexpr unsigned kDigestJobs = 2;

StoredValue stored_text(std::string_view value) { return StoredValue::of(value); }

// Replaces names and projects by their hashes. NULL and '' stay what they are: they mean something of their own.
class Redaction {
public:
    Redaction(const std::string& key, std::span<const std::string_view> columns) : hmac_(key) {
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (columns[i] == "name" || columns[i] == "owner" || columns[i] == "member") secret_.push_back(i);
        }
        hashes_.resize(secret_.size());
        row_.resize(columns.size());
    }

    StoredRow of(StoredRow row) {
        std::copy(row.begin(), row.end(), row_.begin());
        for (std::size_t i = 0; i < secret_.size(); ++i) {
            StoredValue& value = row_[secret_[i]];
            if (value.kind == StoredValue::Kind::null || is_empty(value)) continue;
            hashes_[i] = hex(hmac_.of(as_text(value)));
            value = stored_text(hashes_[i]);
        }
        return row_;
    }

private:
    static bool is_text(const StoredValue& value) {
        return value.kind == StoredValue::Kind::text || value.kind == StoredValue::Kind::blob;
    }
    static bool is_empty(const StoredValue& value) { return is_text(value) && value.text.empty(); }
    static std::string as_text(const StoredValue& value) {
        if (is_text(value)) return std::string(value.text);
        return value.kind == StoredValue::Kind::integer ? std::to_string(value.integer) : std::to_string(value.real);
    }

    HmacSha256 hmac_;
    std::vector<std::size_t> secret_;
    std::vector<std::string> hashes_;
    std::vector<StoredValue> row_;
};

class Taker {
public:
    Taker(Source& source, const SnapshotRequest& request, const CopyProgress& progress)
        : source_(source), request_(request), progress_(progress), writer_(request.path, request.place) {}

    TakenSnapshot take() {
        copy_table("images", kSnapshotImageColumns);
        for (const std::string& table : source_.database().child_tables) {
            if (table == "image_members") {
                copy_table(table, kSnapshotMemberColumns);
            } else {
                copy_table(table, kSnapshotChildColumns);
            }
        }
        for (const auto& [name, error] : source_.database().unreadable) {
            taken_.tables.push_back({name, 0, error.what(), error.hint(), Proof::none});
        }
        write_revisions();
        write_facts();
        write_policies();
        sources::write_schedules(writer_, request_.info.schedules ? *request_.info.schedules : Schedules{});
        write_coverage();
        writer_.begin_table(kDigestTable, own_columns(kDigestTable));
        writer_.finish();
        SqliteSnapshot written(request_.path, kDigestJobs);
        taken_.digest = snapshot_digest(written);
        return std::move(taken_);
    }

    void seal(const std::string& digest) { writer_.seal(digest); }

private:
    void copy_table(const std::string& table, std::span<const std::string_view> wanted) {
        const std::vector<std::string_view> columns = source_.stored_columns(table, wanted);
        writer_.begin_table(table, joined(columns, ", "));
        Redaction redaction(request_.redact_key.value_or(""), columns);
        const bool redact = request_.redact_key && (table == "images" || table == "image_members");
        CopiedTable& copied = taken_.tables.emplace_back();
        copied.name = table;
        progress_.begin(table);
        try {
            copied.proof = source_.read_stored(table, columns, [&](StoredRow row) {
                writer_.add(redact ? redaction.of(row) : row);
                ++copied.rows;
                progress_.advance(1);
            });
        } catch (const SourceError& error) {
            copied.error = error.what();
            copied.hint = error.hint();
        }
    }

    void write_revisions() {
        const DatabaseInfo& database = source_.database();
        if (!database.alembic_revisions.empty()) {
            writer_.begin_table("alembic_version", "version_num");
            for (const std::string& revision : database.alembic_revisions) writer_.add({stored_text(revision)});
        }
        if (database.migrate_version) {
            writer_.begin_table("migrate_version", "repository_id, version");
            writer_.add({stored_text("Glance Migrations"), StoredValue::of(std::int64_t{*database.migrate_version})});
        }
    }

    void add_fact(std::string_view name, std::string_view value) {
        writer_.add({stored_text(name), stored_text(value)});
    }

    void write_facts() {
        const SnapshotInfo& info = request_.info;
        const DatabaseInfo& database = source_.database();
        writer_.begin_table("snapshot_facts", own_columns("snapshot_facts"));
        add_fact("target", info.target);
        add_fact("taken_at", to_rfc3339(info.taken_at));
        add_fact("tool_version", info.tool_version);
        add_fact("redacted", info.redacted ? "true" : "false");
        add_fact("engine", to_string(database.engine));
        add_fact("server_version", database.server_version);
        if (info.release) add_fact("release", *info.release);
        for (const PolicySwitch& one : kPolicySwitches) {
            if (const auto value = info.switches.*one.value) add_fact(one.name, *value ? "true" : "false");
        }
        if (const auto& rule = info.switches.policy_default_rule) add_fact("policy_default_rule", *rule);
        if (info.schedules) add_fact("schedule_files", std::to_string(info.schedules->files));
        if (info.policies) add_fact("has_policies", "true");
        if (info.without_policy_files) add_fact("without_policy_files", "true");
        for (const std::string& column : database.image_columns) add_fact("image_column", column);
        for (const CopiedTable& table : taken_.tables) {
            if (table.proof != Proof::none) add_fact(proof_fact(table.name), to_string(table.proof));
        }
    }

    void write_policies() {
        writer_.begin_table("snapshot_policies", own_columns("snapshot_policies"));
        if (!request_.info.policies) return;
        for (const auto& policy : *request_.info.policies) {
            writer_.add({stored_text(policy.name()), stored_text(policy.content())});
        }
    }

    void write_coverage() {
        writer_.begin_table("snapshot_coverage", own_columns("snapshot_coverage"));
        for (const CopiedTable& table : taken_.tables) {
            writer_.add({stored_text(table.name), stored_text(table.error), stored_text(table.hint)});
        }
    }

    Source& source_;
    const SnapshotRequest& request_;
    const CopyProgress& progress_;
    SnapshotWriter writer_;
    TakenSnapshot taken_;
};

}  // namespace

TakenSnapshot take_snapshot(Source& source, const SnapshotRequest& request, const CopyProgress& progress) {
    Taker taker(source, request, progress);
    TakenSnapshot taken = taker.take();  // closes what it read the file with, before more is written
    taker.seal(taken.digest);
    return taken;
}

}  // namespace glance_audit::sources
