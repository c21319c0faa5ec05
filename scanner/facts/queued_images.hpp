// Who has how many images without data: OSSN-0057 and OSSN-0076 are about a user who floods the table with them.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "scanner/model/batch.hpp"

namespace glance_audit::facts {

class QueuedImages {
public:
    // Counts the live rows with status queued by their owner. The batch must hold status and owner.
    void count(const Batch& batch);

    struct Most {
        std::int64_t images = 0;
        std::optional<std::string> owner;  // nothing: images without an owner, or none at all
    };
    // The owner of the most; of several with as many, the first in the order of bytes.
    Most most() const;

private:
    // A tree and not a hash table: strangers choose how owners are called in some clouds.
    std::map<std::string, std::int64_t, std::less<>> by_owner_;
    std::int64_t without_owner_ = 0;
};

}  // namespace glance_audit::facts
