#include "scanner/facts/queued_images.hpp"
#include "tests/unit/catch.hpp"

using namespace glance_audit;
using facts::QueuedImages;

namespace {

struct Row {
    const char* status;
    const char* owner;  // nullptr: NULL
    bool deleted = false;
};

Batch batch_of(std::initializer_list<Row> rows) {
    Batch batch(SubjectKind::image);
    batch.reset({Fact::status, Fact::owner});
    for (const Row& row : rows) {
        const std::size_t at = batch.push();
        batch.deleted[at] = row.deleted ? 1 : 0;
        batch.set(Fact::status, at, row.status);
        if (row.owner != nullptr) {
            batch.set(Fact::owner, at, row.owner);
        } else {
            batch.set_absent(Fact::owner, at);
        }
    }
    return batch;
}

}  // namespace

TEST_CASE("live queued images are counted by their owner") {
    QueuedImages queued;
    CHECK(queued.most().images == 0);
    CHECK_FALSE(queued.most().owner);
    queued.count(batch_of({{"queued", "a"}, {"queued", "b"}, {"active", "a"}, {"queued", "a", true}}));
    queued.count(batch_of({{"queued", "b"}}));
    CHECK(queued.most().images == 2);
    CHECK(queued.most().owner == "b");
}

TEST_CASE("of several owners with as many the first in the order of bytes counts") {
    QueuedImages queued;
    queued.count(batch_of({{"queued", "b"}, {"queued", "a"}, {"queued", nullptr}}));
    CHECK(queued.most().images == 1);
    CHECK(queued.most().owner == "a");
}

TEST_CASE("images without an owner are one group") {
    QueuedImages queued;
    queued.count(batch_of({{"queued", "a"}, {"queued", nullptr}, {"queued", nullptr}}));
    CHECK(queued.most().images == 2);
    CHECK_FALSE(queued.most().owner);
}
