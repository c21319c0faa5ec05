#include "scanner/audit/image_pass.hpp"

#include "scanner/audit/image_indexes.hpp"
#include "scanner/audit/region_pass.hpp"
#include "scanner/facts/lifecycle.hpp"

namespace glance_audit::app {
namespace {

using sources::Outcome;
using sources::Rows;

// What follows for a plain live row (sources/plain_live.hpp) before it is read. Rows that cannot match are not read.
constexpr bool kDeleted = false;
constexpr std::optional<Micros> kDeletedAt;
const engine::KnownFacts kPlainLive{
    {Fact::state, number(facts::state(kDeleted))},
    {Fact::deleted_at, kDeletedAt},
    {Fact::purgeable_on, facts::purgeable_on(kDeletedAt, 0)},
    {Fact::pinned, facts::pinned(kDeleted, kDeletedAt)},
    {Fact::purgeable, facts::purgeable(kDeletedAt, 0, 0)},
    {Fact::doomed, facts::doomed(kDeleted, kDeletedAt)},
    {Fact::twins, 0},  // those that have twins are judged a second time
    {Fact::inconsistency, number(facts::inconsistency(kDeleted, "active", kDeletedAt, 0))},
};

class ImagePass {
public:
    explicit ImagePass(TargetWork& work) : work_(work) {}

    void run() {
        const auto outcome = work_.attempt("images", [&] { return work_.request.only_id ? read_one() : read_all(); });
        if (outcome) work_.bad_images = outcome->bad_rows;
        count(outcome ? outcome->rows : consumed_);
    }

private:
    Outcome read_one() { return stream({work_.wanted, Rows::all, {&*work_.request.only_id, 1}, nullptr}); }

    Outcome read_all() {
        work_.reading.begin(work_.target().name + ": images", work_.source->estimate_images());
        std::vector<std::string> odd;
        const bool twins_matter = work_.wanted.contains(Fact::twins);
        const Rows rows = work_.may_match(kPlainLive) ? Rows::all : Rows::all_but_plain_live;
        const Outcome outcome = stream({work_.wanted, rows, {}, twins_matter ? &odd : nullptr});
        find_twins(work_, odd);
        judge_twins_again();
        return outcome;
    }

    // A scan tells which IDs have twins only when it is over. Few images have any: their rows are read and judged a
    // second time, now that their twins are known.
    void judge_twins_again() {
        const std::vector<std::string> twins = work_.context.twins.twins();
        if (twins.empty()) return;
        work_.evaluator.forget(twins);
        counting_ = false;
        stream({work_.wanted, Rows::all, twins, nullptr});
    }

    Outcome stream(const sources::ImageQuery& query) {
        return work_.source->read_images(query, [&](Batch& batch) {
            facts::derive(batch, work_.wanted, work_.context);
            const auto matches = work_.evaluator.match(batch);
            const std::lock_guard lock(consuming_);
            if (counting_) count_held(batch);
            if (counting_ && work_.counts_queued) work_.queued.count(batch);
            if (counting_) consumed_ += batch.size();
            const auto& stored = work_.evaluator.add_findings(batch, matches);
            if (work_.request.only_id) work_.look_up(batch);
            if (work_.compares()) note_compared(work_, batch, matches, stored);
            if (!work_.context.twins.empty()) add_twin_evidence(batch, stored);
            work_.reading.advance(batch.size());
        });
    }

    void count_held(const Batch& batch) {
        work_.schedules.count(batch);
        ImageCounts& images = work_.target().images;
        for (std::size_t row = 0; row < batch.size(); ++row) {
            if (batch.deleted[row] == 0) continue;
            ++images.held;
            if (batch[Fact::deleted_at].present[row] == 0) ++images.pinned;
        }
    }

    void add_twin_evidence(const Batch& batch, const std::vector<std::uint32_t>& stored) {
        for (std::size_t row = 0; row < stored.size(); ++row) {
            if (stored[row] == engine::Evaluator::kNotStored) continue;
            for (std::string& twin : work_.context.twins.twins_of(batch.ids[row])) {
                work_.extras(SubjectKind::image, stored[row])
                    .evidence.push_back({work_.target().name, "images", std::move(twin), {}});
            }
        }
    }

    // rows: of the table; where reading broke off, those that had come by then.
    void count(std::uint64_t rows) {
        ImageCounts& images = work_.target().images;
        images.total = work_.request.only_id ? work_.result.looked_up.size() : rows;
        const std::uint64_t others = images.held + work_.bad_images;
        images.live = images.total > others ? images.total - others : 0;
    }

    TargetWork& work_;
    bool counting_ = true;  // in the first reading alone
    std::uint64_t consumed_ = 0;
    std::mutex consuming_;  // several threads may bring batches
};

}  // namespace

void read_images(TargetWork& work) { ImagePass(work).run(); }

}  // namespace glance_audit::app
