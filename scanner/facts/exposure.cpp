#include "scanner/facts/exposure.hpp"

#include <algorithm>

namespace glance_audit::facts {

void ExposedImages::add(const Batch& batch) {
    const Column& deleted_at = batch[Fact::deleted_at];
    const Column& reach = batch[Fact::reach];
    const Column& references = batch[Fact::references];
    for (std::size_t row = 0; row < batch.size(); ++row) {
        const auto reached = static_cast<Reach>(reach.numbers[row]);
        if (!exposed(batch.deleted[row] != 0, deleted_at.present[row] != 0, reached, references.numbers[row])) continue;
        deleted_at_.push_back(deleted_at.numbers[row]);
    }
}

void ExposedImages::sort() { std::sort(deleted_at_.begin(), deleted_at_.end()); }

ExposedImages::Freed ExposedImages::freed_by(Micros now, std::int64_t age_days) const {
    if (age_days >= now / kDay) return {};
    const auto kept = std::lower_bound(deleted_at_.begin(), deleted_at_.end(), now - age_days * kDay);
    return {kept - deleted_at_.begin(), deleted_at_.end() - kept};
}

}  // namespace glance_audit::facts
