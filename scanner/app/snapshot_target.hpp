// A target whose source is a snapshot: what the snapshot says of it counts.
#pragma once

#include "scanner/app/audit.hpp"

namespace glance_audit::app {

// Marks the result, and completes the request by the policies, the release and the switch of the snapshot where the
// request has none of its own. Throws SourceError where the policies in the snapshot cannot be read.
void adopt_snapshot(const sources::SnapshotInfo& snapshot, TargetRequest& target, TargetResult& result);

}  // namespace glance_audit::app
