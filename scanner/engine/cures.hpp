// The commands that mend a finding, for each cure and engine.
//
// pin:     deleted_at becomes NULL, so that no purge selects the row (`deleted_at < cutoff` is not true of NULL) while
//          it goes on blocking the ID. The undo command holds the old deleted_at. A pending_delete row is scrubbed
//          first: the scrubber passes over rows without a deleted_at (glance/scrubber.py), and its data would stay for
//          ever.
// reserve: an administrator creates an image with the freed ID and deletes it at once; the soft-deleted row blocks it,
//          and is pinned in turn, because a later purge would free the ID again.
// restore: what `glance-scrubber --restore` leaves undone (image_restore() in glance/db/sqlalchemy/api.py sets the
//          image's status and deleted alone): its deleted_at, and the child rows that were deleted with it.
// All were proven on a real Glance 25.1.0.
#pragma once

#include "scanner/engine/rule.hpp"
#include "scanner/model/audit_result.hpp"

namespace glance_audit::engine {

// Empty for Cure::none.
CureCommands cure_commands(Cure cure, Engine engine);

}  // namespace glance_audit::engine
