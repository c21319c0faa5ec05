// The audit of one target, from its source to its findings, in steps between which targets can be compared.
#pragma once

#include "scanner/audit/target_work.hpp"

namespace glance_audit::app {

// Opens the source, starts its snapshot, and judges policies and configuration. A source that cannot be opened is
// recorded as coverage. Throws UsageError: no such kind of source, a policy that cannot be read; no other step does.
void begin_audit(TargetWork& work, const sources::OpenOptions& open);

// Reads and judges the images and the database as a whole, and closes the source. What cannot be read is recorded as
// coverage.
void audit_images(TargetWork& work);

}  // namespace glance_audit::app
