#include "scanner/facts/exposure.hpp"
#include "tests/unit/catch.hpp"

using namespace glance_audit;
using facts::exposed;
using facts::ExposedImages;

namespace {

constexpr Micros kNow = 20'000 * kDay;

// A batch of one held public image for each time.
Batch deleted_at(std::initializer_list<Micros> times) {
    Batch batch(SubjectKind::image);
    batch.reset(facts::kExposureFacts);
    for (const Micros time : times) {
        const std::size_t row = batch.push();
        batch.deleted[row] = 1;
        batch.set(Fact::deleted_at, row, time);
        batch.set(Fact::reach, row, number(Reach::everyone));
        batch.set(Fact::references, row, 0);
    }
    return batch;
}

}  // namespace

TEST_CASE("held images that others could use, or name, are exposed") {
    CHECK(exposed(true, true, Reach::everyone, 0));
    CHECK(exposed(true, true, Reach::members, 0));
    CHECK(exposed(true, true, Reach::project, 1));
    CHECK_FALSE(exposed(true, true, Reach::project, 0));
    CHECK_FALSE(exposed(true, false, Reach::everyone, 5));  // pinned
    CHECK_FALSE(exposed(false, true, Reach::everyone, 5));  // live, though doomed
}

TEST_CASE("exposed images are counted for any age, to the microsecond") {
    ExposedImages images;
    images.add(deleted_at({kNow - 10 * kDay, kNow - 30 * kDay, kNow + kDay}));
    images.add(deleted_at({kNow - 30 * kDay - 1, kNow}));
    images.sort();
    CHECK(images.freed_by(kNow, 30).now == 1);
    CHECK(images.freed_by(kNow, 30).later == 4);
    CHECK(images.freed_by(kNow, 29).now == 2);
    CHECK(images.freed_by(kNow, 0).now == 3);
    CHECK(images.freed_by(kNow, 0).later == 2);
    CHECK(images.freed_by(kNow, 19'999).now == 0);
    CHECK(images.freed_by(kNow, 19'999).later == 5);
}

TEST_CASE("an age that glance-manage refuses frees nothing") {
    ExposedImages images;
    images.add(deleted_at({0, kNow - kDay}));
    images.sort();
    for (const std::int64_t age : {std::int64_t{20'000}, std::int64_t{1} << 40, INT64_MAX}) {
        CHECK(images.freed_by(kNow, age).now == 0);
        CHECK(images.freed_by(kNow, age).later == 0);
    }
}
