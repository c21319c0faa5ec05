#include "scanner/audit/open_target.hpp"

#include <algorithm>

#include "scanner/base/error.hpp"
#include "scanner/base/join.hpp"
#include "scanner/policy/rules/policy.hpp"

namespace glance_audit::app {
namespace {

// What the snapshot says counts where the request is silent.
void adopt(const sources::SnapshotInfo& snapshot, TargetRequest& target) {
    policy::PolicySelection& policies = target.policies;
    if (policies.paths.empty()) {
        check_policies(snapshot);
        policies.texts = snapshot.policies;
        policies.without_files = policies.without_files || snapshot.without_policy_files;
    }
    policies.switches = policies.switches.or_else(snapshot.switches);
    if (!target.release) target.release = snapshot.release;
}

void adopt_schedules(const sources::SnapshotInfo& snapshot, TargetRequest& target, Recorder& recorder) {
    if (target.schedules != nullptr || snapshot.schedules == nullptr) return;
    target.schedules = snapshot.schedules;
    for (const SourceError& error : target.schedules->failures) {
        recorder.log_error(error.where() + ": " + error.what() + " (" + error.hint() + ")");
    }
}

void open(OpenedTarget& opened, const AuditRequest& request, const sources::OpenOptions& options, TargetResult& result,
          Recorder& recorder) {
    try {
        auto source = sources::open_source(opened.asked.source, options);
        if (const sources::SnapshotInfo* const snapshot = source->snapshot()) {
            adopt(*snapshot, opened.asked);
            if (!request.only_id) adopt_schedules(*snapshot, opened.asked, recorder);
            result.snapshot =
                SnapshotMark{snapshot->taken_at, snapshot->tool_version, snapshot->redacted, snapshot->digest};
        }
        sources::refuse_older_schema(source->database(), result.name);
        opened.source = std::move(source);
        for (const auto& [what, error] : opened.source->database().unreadable) recorder.note_failure(what, 0, error);
    } catch (const SourceError& error) {
        recorder.note_failure("database", 0, error);
    }
}

// Warns where the release that was named never had the schema.
sources::ReleaseRange range_of(const sources::DatabaseInfo& database, const TargetRequest& asked,
                               const std::string& target, Recorder& recorder) {
    sources::ReleaseRange range = sources::release_range(database);
    if (range.releases.empty() && !range.revisions.empty() && !asked.release) {
        recorder.log_warning(target + ": no release that is known has this schema (" + joined(range.revisions, ", ") +
                             "); it is judged by its columns, and --release says which policies hold");
    }
    if (!asked.release || *asked.release == "none") return range;
    auto named = sources::release_named(*asked.release);
    if (!range.releases.empty() &&
        std::find_first_of(range.releases.begin(), range.releases.end(), named->releases.begin(),
                           named->releases.end()) == range.releases.end()) {
        recorder.log_warning(target + ": this schema is that of " + range.text + ", and the release named is " +
                             named->text + ": the audit goes by the one named");
    }
    named->revisions = std::move(range.revisions);
    return std::move(*named);
}

// What depends on the release cannot be judged without one. A table of revisions that could not be read was named.
void require_revision(const OpenedTarget& opened, Recorder& recorder) {
    if (!opened.range.revisions.empty() || opened.asked.release) return;
    const auto& unreadable = opened.source->database().unreadable;
    const bool named = std::any_of(unreadable.begin(), unreadable.end(), [](const auto& table) {
        const auto& revisions = sources::kRevisionTables;
        return std::find(revisions.begin(), revisions.end(), table.first) != revisions.end();
    });
    if (named) return;
    recorder.note_failure("alembic_version", 0,
                          SourceError("nothing says whose schema this is: neither alembic_version nor "
                                      "migrate_version has a row",
                                      {}, "audit the whole database, or name the release with --release"));
}

}  // namespace

std::vector<std::string> OpenedTarget::policy_releases() const {
    if (asked.release == "none") return {};
    return {range.releases.begin(), range.releases.end()};
}

OpenedTarget open_target(const AuditRequest& request, const TargetRequest& asked, const sources::OpenOptions& options,
                         TargetResult& result, Recorder& recorder) {
    OpenedTarget opened{.asked = asked, .source = nullptr, .range = {}};
    open(opened, request, options, result, recorder);
    sources::DatabaseInfo unknown;
    unknown.engine = sources::likely_engine(asked.source);
    const sources::DatabaseInfo& database = opened.source ? opened.source->database() : unknown;
    opened.range = range_of(database, opened.asked, result.name, recorder);
    if (opened.source) require_revision(opened, recorder);
    const auto& age_days = opened.asked.age_days ? opened.asked.age_days : request.age_days;
    opened.age_days = age_days.value_or(opened.range.purge_age_days);
    result.engine = database.engine;
    result.server_version = database.server_version;
    result.schema_revision = opened.range.revisions;
    result.release = opened.range.text;
    result.purge_age_days = opened.age_days;
    return opened;
}

// They were read when the snapshot was taken: if they cannot be read now, the file is at fault and not the command
// line.
void check_policies(const sources::SnapshotInfo& snapshot) {
    if (!snapshot.policies) return;
    try {
        policy::Policy::load({.switches = snapshot.switches, .texts = snapshot.policies});
    } catch (const UsageError& error) {
        throw SourceError(std::string("a policy in the snapshot cannot be read: ") + error.what(), error.where(),
                          "name the policy files with --policy, or take a new snapshot", error.excerpt());
    }
}

}  // namespace glance_audit::app
