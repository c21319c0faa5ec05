// The pass over `images`: every row gets its facts and is judged.
#pragma once

#include "scanner/audit/target_work.hpp"

namespace glance_audit::app {

// The indexes of work.context must be there (image_indexes.hpp). Counts live, held and pinned rows, too.
void read_images(TargetWork& work);

}  // namespace glance_audit::app
