#include "scanner/model/row_store.hpp"

#include <iterator>
#include <stdexcept>
#include <utility>

namespace glance_audit {

RowStore::RowStore(FactSet facts) { lay_out(facts); }

std::uint32_t RowStore::append(const Batch& batch, std::size_t row) {
    if (!batch.known().contains(known_)) throw std::logic_error("a batch lacks a fact that its findings are told with");
    const auto number = static_cast<std::uint32_t>(ids_.size());
    cells_.resize(number * stride_);  // without those of a row that memory did not suffice for
    for (const Kept& kept : kept_) {
        const Column& from = batch[kept.fact];
        if (from.present[row] == 0) {
            cells_.emplace_back();
        } else if (kept.is_text) {
            const std::string_view text = arena_.copy(from.texts[row]);
            cells_.push_back({text.data(), static_cast<std::int64_t>(text.size())});
        } else {
            cells_.push_back({"", from.numbers[row]});
        }
    }
    ids_.push_back(arena_.copy(batch.ids[row]));
    return number;
}

void RowStore::append(RowStore&& other) {
    if (other.ids_.empty()) return;
    if (ids_.empty()) {
        *this = std::exchange(other, RowStore());
        return;
    }
    widen(other.known_);
    other.widen(known_);
    cells_.resize(ids_.size() * stride_);
    other.cells_.resize(other.ids_.size() * stride_);
    ids_.insert(ids_.end(), other.ids_.begin(), other.ids_.end());
    cells_.insert(cells_.end(), other.cells_.begin(), other.cells_.end());
    taken_.push_back(std::move(other.arena_));
    taken_.insert(taken_.end(), std::make_move_iterator(other.taken_.begin()),
                  std::make_move_iterator(other.taken_.end()));
    other = RowStore();
}

void RowStore::lay_out(FactSet known) {
    known_ = known;
    kept_.clear();
    for (const FactInfo& fact : all_facts()) {
        if (!known_.contains(fact.fact)) continue;
        place_[static_cast<std::size_t>(fact.fact)] = static_cast<std::uint8_t>(kept_.size());
        kept_.push_back({fact.fact, fact.type == FactType::text});
    }
    stride_ = kept_.size();
}

void RowStore::widen(FactSet more) {
    if (known_.contains(more)) return;
    const FactSet had = known_;
    const auto old_place = place_;
    const std::size_t old_stride = stride_;
    const std::vector<Cell> old = std::move(cells_);
    more.insert(had);
    lay_out(more);
    cells_.assign(ids_.size() * stride_, {});
    for (const FactInfo& fact : all_facts()) {
        if (!had.contains(fact.fact)) continue;
        const auto number = static_cast<std::size_t>(fact.fact);
        for (std::size_t row = 0; row < ids_.size(); ++row) {
            cells_[row * stride_ + place_[number]] = old[row * old_stride + old_place[number]];
        }
    }
}

FactValue RowStore::value(Fact fact, std::uint32_t row) const {
    const FactInfo& about = info(fact);
    FactValue value{about.type};
    if (!known_.contains(fact)) return value;
    const Cell& cell = cells_[row * stride_ + place_[static_cast<std::size_t>(fact)]];
    value.present = cell.data != nullptr;
    if (!value.present) return value;
    if (about.type == FactType::text) {
        value.text = {cell.data, static_cast<std::size_t>(cell.number)};
    } else {
        value.number = cell.number;
        if (about.type == FactType::word) value.text = about.words[static_cast<std::size_t>(value.number)];
    }
    return value;
}

}  // namespace glance_audit
