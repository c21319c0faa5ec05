// Up to 2048 subjects as columns: how rows travel from a source through the facts to the rules.
//
// A source fills the stored columns that were asked for; scanner/facts adds the derived ones in place. Nothing is
// allocated per row: texts are views into the batch's arena (or of static storage) and live until the next reset().
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/model/arena.hpp"
#include "scanner/model/fact.hpp"
#include "scanner/model/image_id.hpp"

namespace glance_audit {

inline constexpr std::size_t kBatchRows = 2048;

struct Column {
    std::vector<std::uint8_t> present;    // 0: NULL
    std::vector<std::int64_t> numbers;    // word, integer, time, boolean
    std::vector<std::string_view> texts;  // text
};

class Batch {
public:
    explicit Batch(SubjectKind kind) : kind_(kind) {}

    SubjectKind kind() const { return kind_; }
    std::size_t size() const { return size_; }
    bool full() const { return size_ == kBatchRows; }
    FactSet known() const { return known_; }
    Arena& arena() { return arena_; }

    // Empties the batch and says which facts its columns will hold.
    void reset(FactSet known) {
        arena_.clear();
        size_ = 0;
        known_ = {};
        for (const FactInfo& fact : all_facts()) {
            if (known.contains(fact.fact)) add(fact.fact);
        }
    }

    // Makes room for one more fact; what it holds is set by the caller, row by row.
    Column& add(Fact fact) {
        Column& column = columns_[static_cast<std::size_t>(fact)];
        column.present.resize(kBatchRows);
        if (info(fact).type == FactType::text) {
            column.texts.resize(kBatchRows);
        } else {
            column.numbers.resize(kBatchRows);
        }
        known_.insert(fact);
        return column;
    }

    // Appends a row and returns its number. The batch must not be full.
    std::size_t push(const ImageId& id = {}) {
        ids[size_] = id;
        return size_++;
    }

    // Takes the last row back.
    void pop() { --size_; }

    Column& operator[](Fact fact) { return columns_[static_cast<std::size_t>(fact)]; }
    const Column& operator[](Fact fact) const { return columns_[static_cast<std::size_t>(fact)]; }

    void set(Fact fact, std::size_t row, std::int64_t number) {
        Column& column = (*this)[fact];
        column.present[row] = 1;
        column.numbers[row] = number;
    }
    void set(Fact fact, std::size_t row, std::string_view text) {
        Column& column = (*this)[fact];
        column.present[row] = 1;
        column.texts[row] = text;
    }
    void set_absent(Fact fact, std::size_t row) { (*this)[fact].present[row] = 0; }

    // Nothing: absent. A text is copied.
    template <class Number>
    void set_number(Fact fact, std::size_t row, const std::optional<Number>& value) {
        value ? set(fact, row, static_cast<std::int64_t>(*value)) : set_absent(fact, row);
    }
    void set_text(Fact fact, std::size_t row, const std::optional<std::string>& value) {
        value ? set(fact, row, arena_.copy(*value)) : set_absent(fact, row);
    }

    // Stored, but no facts themselves. deleted: 0 or 1. is_public: 0, 1, or -1 where NULL or no such column.
    std::vector<ImageId> ids = std::vector<ImageId>(kBatchRows);
    std::vector<std::uint8_t> deleted = std::vector<std::uint8_t>(kBatchRows);
    std::vector<std::int8_t> is_public = std::vector<std::int8_t>(kBatchRows);

private:
    SubjectKind kind_;
    std::size_t size_ = 0;
    FactSet known_;
    Arena arena_;
    std::array<Column, kFactCount> columns_;
};

}  // namespace glance_audit
