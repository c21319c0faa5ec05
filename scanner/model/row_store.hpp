// The subjects that matched a rule, row by row: what findings are written from.
//
// A finding is a few numbers and a row in here; its message, facts and commands become text only when a writer asks.
// Findings are written in another order than they are found, so a row's facts stand side by side in memory.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "scanner/model/batch.hpp"

namespace glance_audit {

class RowStore {
public:
    // Keeps no facts, IDs alone.
    RowStore() = default;
    // Keeps these facts of every row.
    explicit RowStore(FactSet facts);

    // A copy of one row of `batch`. Returns its number. Whatever else the batch knows is left behind.
    // Throws std::logic_error where the batch does not know a fact of the store. Where memory does not suffice, the
    // store is as it was.
    std::uint32_t append(const Batch& batch, std::size_t row);

    // Moves the rows of `other` behind those of this store, in their order. A fact that only one of them keeps is
    // absent in the rows of the other. `other` has no rows afterwards.
    void append(RowStore&& other);

    std::size_t size() const { return ids_.size(); }
    FactSet known() const { return known_; }
    const ImageId& id(std::uint32_t row) const { return ids_[row]; }
    // Views into the store; valid as long as it lives.
    FactValue value(Fact fact, std::uint32_t row) const;
    // Findings are written in another order than their rows were stored: asks for a row's memory ahead of time.
    void prefetch(std::uint32_t row) const {
        __builtin_prefetch(&ids_[row]);
        for (std::size_t cell = 0; cell < stride_; cell += 4) __builtin_prefetch(&cells_[row * stride_ + cell]);
    }

private:
    // A text, or a number with an empty text; absent where the text's data is null.
    struct Cell {
        const char* data = nullptr;
        std::int64_t number = 0;  // of a text: its length
    };

    void lay_out(FactSet known);
    // Makes room for the facts of `more` in every row.
    void widen(FactSet more);

    FactSet known_;
    struct Kept {
        Fact fact;
        bool is_text;
    };
    std::vector<Kept> kept_;                        // the known facts, in the order of their cells
    std::array<std::uint8_t, kFactCount> place_{};  // of a fact in a row, where it is known
    std::size_t stride_ = 0;
    std::vector<ImageId> ids_;
    std::vector<Cell> cells_;
    Arena arena_;
    std::vector<Arena> taken_;  // with the rows of other stores
};

}  // namespace glance_audit
