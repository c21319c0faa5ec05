// A target whose source is a snapshot: what the snapshot says of it counts.
#pragma once

#include "scanner/audit/audit.hpp"

namespace glance_audit::app {

// Throws SourceError where the policies in the snapshot, if any, cannot be read.
void check_policies(const sources::SnapshotInfo& snapshot);

// Marks the result, and completes the request by the policies, the schedules, the release and the switches of the
// snapshot where the request has none of its own. Throws as check_policies().
void adopt_snapshot(const sources::SnapshotInfo& snapshot, TargetRequest& target, TargetResult& result);

}  // namespace glance_audit::app
