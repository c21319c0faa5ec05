// Which texts the page's script can make itself from a rule's templates, byte for byte as AuditResult makes them.
//
// The script knows how plain ASCII is quoted for SQL and for a shell, no more; and a browser never sees bytes that are
// no UTF-8. Where either would matter the text goes into the page as a whole.
#pragma once

#include <vector>

#include "scanner/model/audit_result.hpp"

namespace glance_audit::reports::html {

bool script_can_make_message(const AuditResult& result, const Finding& finding);
bool script_can_make_commands(const AuditResult& result, const Finding& finding);

}  // namespace glance_audit::reports::html
