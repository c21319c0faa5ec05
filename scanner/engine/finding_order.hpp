// The order in which reports name findings.
#pragma once

#include "scanner/model/audit_result.hpp"

namespace glance_audit::engine {

// Sorts the findings by severity, rule ID, target and subject ID.
void sort_findings(AuditResult& result);

}  // namespace glance_audit::engine
