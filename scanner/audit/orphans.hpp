// Image IDs without a row, known from child rows alone.
#pragma once

#include "scanner/audit/target_work.hpp"

namespace glance_audit::app {

// Judges them as freed, and counts them.
void audit_orphans(TargetWork& work);

}  // namespace glance_audit::app
