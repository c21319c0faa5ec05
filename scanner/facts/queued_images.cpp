#include "scanner/facts/queued_images.hpp"

namespace glance_audit::facts {

void QueuedImages::count(const Batch& batch) {
    const Column& status = batch[Fact::status];
    const Column& owner = batch[Fact::owner];
    for (std::size_t row = 0; row < batch.size(); ++row) {
        if (batch.deleted[row] != 0 || status.present[row] == 0 || status.texts[row] != "queued") continue;
        if (owner.present[row] == 0) {
            ++without_owner_;
            continue;
        }
        const auto found = by_owner_.find(owner.texts[row]);
        if (found != by_owner_.end()) {
            ++found->second;
        } else {
            by_owner_.emplace(owner.texts[row], 1);
        }
    }
}

QueuedImages::Most QueuedImages::most() const {
    Most most{without_owner_, std::nullopt};
    for (const auto& [owner, images] : by_owner_) {
        if (images > most.images || (images == most.images && !most.owner)) most = {images, owner};
    }
    return most;
}

}  // namespace glance_audit::facts
