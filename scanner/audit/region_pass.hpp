// Targets beside each other: a first pass over the images of all of them, so that the second can say of an image what
// the others have under its ID. Both passes read the same snapshots.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "scanner/audit/target_work.hpp"
#include "scanner/base/keyed_digest.hpp"

namespace glance_audit::app {

using TargetWorks = std::vector<std::unique_ptr<TargetWork>>;

// Throws UsageError where owners are hashes in one target and names in another: every owner would be another one.
void check_comparable(const TargetWorks& works);

// The first pass over one target: fills work.regions. What cannot be read to its end is recorded as coverage, and no ID
// is called missing there.
void read_region(TargetWork& work, const KeyedDigest& digest);

// When all targets are read: the facts of all.
void compare_targets(const TargetWorks& works);

// When one target's second pass is over and others' may still run.
void finish_compared(TargetWork& work);

// In the second pass: keeps what the findings about other targets will say. One thread at a time; `stored` as from
// Evaluator::add_findings.
void note_compared(TargetWork& work, const Batch& batch, const std::vector<engine::Match>& matches,
                   const std::vector<std::uint32_t>& stored);

// After the second pass over all: gives the findings of one target their evidence from the others. Several threads may
// do that for different targets at once.
void add_region_evidence(const TargetWorks& works, std::size_t number);

}  // namespace glance_audit::app
