// What a purge of a given age frees of what others may still name.
#pragma once

#include <cstdint>
#include <vector>

#include "scanner/model/batch.hpp"

namespace glance_audit::facts {

// The facts that tell whether an image is exposed.
inline constexpr FactSet kExposureFacts{Fact::deleted_at, Fact::reach, Fact::references};

// Held, not pinned, and named by a rule on held images: others could use it, or consumers name it.
constexpr bool exposed(bool deleted, bool has_deleted_at, Reach reach, std::int64_t references) {
    return deleted && has_deleted_at && (reach != Reach::project || references > 0);
}

// How many exposed images a purge frees, for any age. 8 bytes an exposed image.
class ExposedImages {
public:
    // The batch must know kExposureFacts.
    void add(const Batch& batch);
    // After the last add(), before the first question.
    void sort();

    struct Freed {
        std::int64_t now = 0;
        std::int64_t later = 0;  // once they are old enough
    };
    // age_days: 0 or more. An age that reaches back beyond 1970 frees nothing, because glance-manage refuses it.
    Freed freed_by(Micros now, std::int64_t age_days) const;

private:
    std::vector<Micros> deleted_at_;
};

}  // namespace glance_audit::facts
