// Rows of facts that stand in files become findings that say where.
#pragma once

#include "scanner/engine/evaluator.hpp"
#include "scanner/facts/located.hpp"

namespace glance_audit::app {

// Appends the findings of a batch to `result`, the evaluator's own, each with the location of its row.
void judge(engine::Evaluator& evaluator, AuditResult& result, const Batch& batch, const facts::Locations& locations);

}  // namespace glance_audit::app
