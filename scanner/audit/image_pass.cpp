#include "scanner/audit/image_pass.hpp"

#include <mutex>

#include "scanner/audit/image_indexes.hpp"
#include "scanner/audit/region_pass.hpp"

namespace glance_audit::app {
namespace {

using sources::Outcome;
using sources::Rows;

class ImagePass {
public:
    explicit ImagePass(TargetWork& work) : work_(work) {}

    void run() {
        const auto outcome =
            work_.recorder.attempt("images", [&] { return work_.request.only_id ? read_one() : read_all(); });
        set_counts(outcome ? outcome->rows : consumed_, outcome ? outcome->bad_rows : 0);
    }

private:
    Outcome read_one() {
        return count_and_judge({work_.plan.wanted, Rows::all, {&*work_.request.only_id, 1}, nullptr});
    }

    Outcome read_all() {
        work_.recorder.reading.begin(work_.target().name + ": images", work_.source().estimate_images());
        std::vector<std::string> odd;
        const bool twins_matter = work_.plan.wanted.contains(Fact::twins);
        Outcome outcome = count_and_judge({work_.plan.wanted, work_.plan.rows, {}, twins_matter ? &odd : nullptr});
        find_twins(work_, odd);
        judge_twins_again();
        return outcome;
    }

    Outcome count_and_judge(const sources::ImageQuery& query) {
        return judge_rows(query, [&](const Batch& batch) {
            count_held(batch);
            if (work_.plan.counts_queued) work_.queued.count(batch);
            consumed_ += batch.size();
        });
    }

    // A scan tells which IDs have twins only when it is over. Few images have any: their rows are read and judged a
    // second time, now that their twins are known.
    void judge_twins_again() {
        const std::vector<std::string> twins = work_.context.twins.twins();
        if (twins.empty()) return;
        work_.evaluator.forget(twins);
        judge_rows({work_.plan.wanted, Rows::all, twins, nullptr}, [](const Batch&) {});
    }

    // Appends the findings of the rows that the query names. `count` sees each batch with its facts, one at a time.
    template <class Count>
    Outcome judge_rows(const sources::ImageQuery& query, Count count) {
        return work_.source().read_images(query, [&](Batch& batch) {
            facts::derive(batch, work_.plan.wanted, work_.context);
            const auto matches = work_.evaluator.match(batch);
            const std::lock_guard lock(consuming_);
            count(batch);
            const auto& stored = work_.evaluator.add_findings(batch, matches);
            if (work_.request.only_id) work_.look_up(batch);
            if (work_.plan.compares) note_compared(work_, batch, matches, stored);
            if (!work_.context.twins.empty()) add_twin_evidence(batch, stored);
            work_.recorder.reading.advance(batch.size());
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

    // rows: of the table; where reading broke off, those that had come by then. bad_rows: could not be understood.
    void set_counts(std::uint64_t rows, std::uint64_t bad_rows) {
        ImageCounts& images = work_.target().images;
        images.total = work_.request.only_id ? work_.result.looked_up.size() : rows;
        const std::uint64_t others = images.held + bad_rows;
        images.live = images.total > others ? images.total - others : 0;
    }

    TargetWork& work_;
    std::uint64_t consumed_ = 0;
    std::mutex consuming_;  // several threads may bring batches
};

}  // namespace

void read_images(TargetWork& work) { ImagePass(work).run(); }

}  // namespace glance_audit::app
