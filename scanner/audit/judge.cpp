#include "scanner/audit/judge.hpp"

namespace glance_audit::app {

void judge(engine::Evaluator& evaluator, AuditResult& result, const Batch& batch, const facts::Locations& locations) {
    auto& extras = result.extras[static_cast<std::size_t>(batch.kind())];
    const auto& stored = evaluator.add_findings(batch, evaluator.match(batch));
    for (std::size_t row = 0; row < stored.size(); ++row) {
        if (stored[row] == engine::Evaluator::kNotStored || !locations[row]) continue;
        extras[stored[row]].location = locations[row];
    }
}

}  // namespace glance_audit::app
