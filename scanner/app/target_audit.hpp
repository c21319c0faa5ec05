// The audit of one target, from its source to its findings.
#pragma once

#include <cstdint>
#include <string>

#include "scanner/app/audit.hpp"

namespace glance_audit::app {

// Fills result.targets[target] and appends what is found in `source`. The result's rules must be described. What cannot
// be read is recorded as coverage; only UsageError is thrown.
void audit_target(const AuditRequest& request, AuditResult& result, std::uint16_t target, const std::string& source,
                  Progress& progress);

}  // namespace glance_audit::app
