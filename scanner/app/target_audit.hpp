// The audit of one target, from its source to its findings.
#pragma once

#include <cstdint>

#include "scanner/app/audit.hpp"

namespace glance_audit::app {

// Fills result.targets[target] and appends what is found there. The result's rules must be described. What cannot
// be read is recorded as coverage; only UsageError is thrown.
void audit_target(const AuditRequest& request, AuditResult& result, std::uint16_t target, Progress& progress);

}  // namespace glance_audit::app
