// The later steps of one target's audit, between whose beginning and end targets can be compared.
#pragma once

#include "scanner/audit/target_work.hpp"

namespace glance_audit::app {

// Reads and judges the images, the database as a whole and the schedules, and closes the source. What cannot be read
// is recorded as coverage.
void audit_images(TargetWork& work);

}  // namespace glance_audit::app
