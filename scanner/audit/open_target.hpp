// The first step of a target's audit: its source is opened, and what is known of it before any row is read.
#pragma once

#include <memory>

#include "scanner/audit/audit.hpp"
#include "scanner/audit/recorder.hpp"
#include "scanner/glance/release_range.hpp"
#include "scanner/sources/source.hpp"

namespace glance_audit::app {

struct OpenedTarget {
    TargetRequest asked;                      // where it is silent, a snapshot's own policies, schedules and options
    std::unique_ptr<sources::Source> source;  // nullptr: it could not be opened
    sources::ReleaseRange range;              // of the schema, or the release that was named
    int age_days = 0;                         // asked for, else the default of what frees image rows

    // The releases whose defaults may lie under the policy files; none with --release none.
    std::vector<std::string> policy_releases() const;
};

// Describes the database in `result`. A source that cannot be opened is recorded as coverage. Throws UsageError where
// the SOURCE names no known kind of source.
OpenedTarget open_target(const AuditRequest& request, const TargetRequest& asked, const sources::OpenOptions& options,
                         TargetResult& result, Recorder& recorder);

// Throws SourceError where the policies in the snapshot, if any, cannot be read.
void check_policies(const sources::SnapshotInfo& snapshot);

}  // namespace glance_audit::app
