// The commands that mend a finding, for each cure and engine.
//
// pin:     deleted_at becomes NULL, so that no purge selects the row (`deleted_at < cutoff` is not true of NULL) while
//          it goes on blocking the ID. The undo command holds the old deleted_at.
// reserve: an administrator creates an image with the freed ID and deletes it at once; the soft-deleted row blocks it,
//          and is pinned in turn, because a later purge would free the ID again.
// Both were proven on a real Glance 25.1.0.
#pragma once

#include <vector>

#include "scanner/engine/rule.hpp"
#include "scanner/model/audit_result.hpp"

namespace glance_audit::engine {

// Empty for Cure::none.
std::vector<CommandTemplate> cure_commands(Cure cure, Engine engine);

}  // namespace glance_audit::engine
