#include "scanner/audit/region_pass.hpp"

#include <algorithm>
#include <array>

#include "scanner/base/error.hpp"

namespace glance_audit::app {
namespace {

constexpr std::array<Fact, 4> kCompared{Fact::owner, Fact::checksum, Fact::os_hash_algo, Fact::os_hash_value};

std::string_view text_at(const Batch& batch, Fact fact, std::size_t row) {
    const Column& column = batch[fact];
    return column.present[row] != 0 ? column.texts[row] : std::string_view();
}

facts::ImageDigests digests_at(const Batch& batch, std::size_t row, const KeyedDigest& digest) {
    return facts::digests_of(text_at(batch, Fact::owner, row), text_at(batch, Fact::checksum, row),
                             text_at(batch, Fact::os_hash_algo, row), text_at(batch, Fact::os_hash_value, row), digest);
}

const RowStore& images(const TargetWork& work) {
    return work.result.rows[static_cast<std::size_t>(SubjectKind::image)];
}

// What a target says of an image. No owner is said, too: it can be all the difference.
std::vector<std::pair<std::string, std::string>> says(const TargetWork& work, std::uint32_t row) {
    std::vector<std::pair<std::string, std::string>> all;
    for (const Fact fact : kCompared) {
        const FactValue value = images(work).value(fact, row);
        if (!value.present && fact != Fact::owner) continue;
        append_value(all.emplace_back(info(fact).name, "").second, value);
    }
    return all;
}

// The order of note_compared's rows follows the threads; this one does not.
void sort_by_id(const TargetWork& work, std::vector<std::uint32_t>& rows) {
    std::sort(rows.begin(), rows.end(), [&](std::uint32_t a, std::uint32_t b) {
        const ImageId& first = images(work).id(a);
        const ImageId& second = images(work).id(b);
        return first == second ? says(work, a) < says(work, b) : first < second;
    });
}

// What `other` says of an image that conflicts with one here; nothing where it broke off before its row.
std::vector<std::pair<std::string, std::string>> says_of(const TargetWork& other, const ImageId& id) {
    const auto row = std::lower_bound(
        other.beside.compared.begin(), other.beside.compared.end(), id,
        [&](std::uint32_t number, const ImageId& wanted) { return images(other).id(number) < wanted; });
    if (row == other.beside.compared.end() || images(other).id(*row) != id) return {};
    return says(other, *row);
}

void remember(std::vector<std::uint32_t>& rows, const engine::Match& match, const std::vector<std::uint32_t>& stored) {
    for (std::size_t row = 0; row < stored.size(); ++row) {
        if (match.rows[row]) rows.push_back(stored[row]);
    }
}

void forget_repeated(std::vector<std::uint32_t>& rows) {
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
}

}  // namespace

void check_comparable(const TargetWorks& works) {
    const TargetWork* hashed = nullptr;
    const TargetWork* plain = nullptr;
    for (const auto& work : works) {
        if (!work->opened.source || !work->plan.wanted.contains(Fact::conflicts)) continue;
        const TargetResult& target = work->result.targets.front();
        (target.snapshot && target.snapshot->redacted ? hashed : plain) = work.get();
    }
    if (hashed == nullptr || plain == nullptr) return;
    throw UsageError("'" + hashed->result.targets.front().name + "' is redacted and '" +
                         plain->result.targets.front().name + "' is not: their owners cannot be compared",
                     {}, "redact all of them with the same key, or add --skip ossn-0075/cross-region-conflict");
}

void read_region(TargetWork& work, const KeyedDigest& digest) {
    if (!work.opened.source) return;
    std::span<const std::string> ids;
    if (work.request.only_id) ids = {&*work.request.only_id, 1};
    FactSet columns;
    if (work.plan.wanted.contains(Fact::conflicts)) columns = {kCompared[0], kCompared[1], kCompared[2], kCompared[3]};
    std::mutex adding;
    const auto outcome = work.recorder.attempt("images, beside other targets", [&] {
        return work.source().read_images({columns, sources::Rows::all, ids, nullptr}, [&](Batch& batch) {
            std::array<facts::ImageDigests, kBatchRows> digests{};
            for (std::size_t row = 0; row < batch.size() && !columns.empty(); ++row) {
                digests[row] = digests_at(batch, row, digest);
            }
            const std::lock_guard lock(adding);
            for (std::size_t row = 0; row < batch.size(); ++row) work.beside.regions.add(batch.ids[row], digests[row]);
            work.recorder.reading.advance(batch.size());
        });
    });
    work.beside.regions.finish(outcome && outcome->bad_rows == 0);
}

void compare_targets(const TargetWorks& works) {
    std::vector<facts::RegionIndex*> regions;
    for (const auto& work : works) {
        regions.push_back(&work->beside.regions);
        work->context.regions = &work->beside.regions;
    }
    facts::compare_regions(regions);
}

void note_compared(TargetWork& work, const Batch& batch, const std::vector<engine::Match>& matches,
                   const std::vector<std::uint32_t>& stored) {
    if (work.plan.wanted.contains(Fact::conflicts)) {
        const Column& conflicts = batch[Fact::conflicts];
        RowStore& store = work.result.rows[static_cast<std::size_t>(SubjectKind::image)];
        for (std::size_t row = 0; row < batch.size(); ++row) {
            if (conflicts.present[row] == 0 || conflicts.numbers[row] == 0) continue;
            const bool kept = stored[row] != engine::Evaluator::kNotStored;
            work.beside.compared.push_back(kept ? stored[row] : store.append(batch, row));
        }
    }
    for (const engine::Match& match : matches) {
        const FactSet tested = work.request.rules.rules()[match.rule].match.facts();
        if (tested.contains(Fact::conflicts)) remember(work.beside.tell_conflicts, match, stored);
        if (tested.contains(Fact::missing_in)) remember(work.beside.tell_missing, match, stored);
    }
}

void finish_compared(TargetWork& work) {
    sort_by_id(work, work.beside.compared);
    forget_repeated(work.beside.tell_conflicts);
    forget_repeated(work.beside.tell_missing);
}

void add_region_evidence(const TargetWorks& works, std::size_t number) {
    TargetWork& work = *works[number];
    const auto tell = [&](const std::vector<std::uint32_t>& rows, const auto& evidence_of) {
        for (const std::uint32_t row : rows) {
            const ImageId& id = images(work).id(row);
            for (const auto& other : works) {
                if (other.get() == &work) continue;
                if (auto evidence = evidence_of(*other, id))
                    work.extras(SubjectKind::image, row).evidence.push_back(std::move(*evidence));
            }
        }
    };
    tell(work.beside.tell_conflicts, [&](const TargetWork& other, const ImageId& id) -> std::optional<Evidence> {
        if (!work.beside.regions.conflicts(id, other.beside.regions)) return std::nullopt;
        return Evidence{other.result.targets.front().name, "images", id.text(), says_of(other, id)};
    });
    tell(work.beside.tell_missing, [&](const TargetWork& other, const ImageId& id) -> std::optional<Evidence> {
        if (!other.beside.regions.complete() || other.beside.regions.contains(id)) return std::nullopt;
        return Evidence{other.result.targets.front().name, "images", id.text(), {{"rows", "0"}}};
    });
}

}  // namespace glance_audit::app
