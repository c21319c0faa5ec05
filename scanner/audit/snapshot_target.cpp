#include "scanner/audit/snapshot_target.hpp"

#include "scanner/base/error.hpp"
#include "scanner/policy/rules/policy.hpp"

namespace glance_audit::app {

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

void adopt_snapshot(const sources::SnapshotInfo& snapshot, TargetRequest& target, TargetResult& result) {
    policy::PolicySelection& policies = target.policies;
    if (policies.paths.empty()) {
        check_policies(snapshot);
        policies.texts = snapshot.policies;
        policies.without_files = policies.without_files || snapshot.without_policy_files;
    }
    policies.switches = policies.switches.or_else(snapshot.switches);
    if (target.schedules == nullptr) target.schedules = snapshot.schedules;
    if (!target.release) target.release = snapshot.release;
    result.snapshot = SnapshotMark{snapshot.taken_at, snapshot.tool_version, snapshot.redacted, snapshot.digest};
}

}  // namespace glance_audit::app
