#include "scanner/engine/condition.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <cstring>

#include "scanner/base/ascii.hpp"

namespace glance_audit::engine {
namespace {

// The first `rows` that pass the test.
template <class Test>
Selection where(std::size_t rows, Test test) {
    Selection selected{};
    for (std::size_t row = 0; row < rows; ++row) selected[row] = test(row) ? 1 : 0;
    return selected;
}

}  // namespace

bool any_of(const Selection& rows) { return std::memchr(rows.data(), 1, rows.size()) != nullptr; }

Condition Condition::all(std::vector<Condition> parts) { return {Kind::all, std::move(parts)}; }
Condition Condition::any(std::vector<Condition> parts) { return {Kind::any, std::move(parts)}; }

Condition Condition::negate(Condition part) {
    std::vector<Condition> parts;
    parts.push_back(std::move(part));
    return {Kind::negate, std::move(parts)};
}

Condition Condition::one_of_numbers(Fact fact, std::vector<std::int64_t> numbers) {
    Condition condition(Kind::numbers, fact);
    condition.numbers_ = std::move(numbers);
    return condition;
}

Condition Condition::one_of_texts(Fact fact, std::vector<std::string> texts) {
    Condition condition(Kind::texts, fact);
    condition.texts_ = std::move(texts);
    return condition;
}

Condition Condition::range(Fact fact, std::optional<std::int64_t> least, std::optional<std::int64_t> most) {
    Condition condition(Kind::range, fact);
    condition.least_ = least;
    condition.most_ = most;
    return condition;
}

Condition Condition::before(Fact fact, Micros time) { return range(fact, std::nullopt, time - 1); }

Condition Condition::older_than(Fact fact, Micros age) {
    Condition condition(Kind::older_than, fact);
    condition.age_ = age;
    return condition;
}

Condition Condition::exists(Fact fact, bool wanted) {
    Condition condition(Kind::exists, fact);
    condition.wanted_ = wanted;
    return condition;
}

std::optional<Condition> Condition::matches(Fact fact, const std::string& pattern, std::string* error) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    auto compiled = std::make_shared<const re2::RE2>(pattern, options);
    if (!compiled->ok()) {
        *error = compiled->error();
        return std::nullopt;
    }
    Condition condition(Kind::matches, fact);
    condition.pattern_ = std::move(compiled);
    return condition;
}

FactSet Condition::facts() const {
    FactSet facts;
    if (kind_ > Kind::negate) facts.insert(fact_);
    for (const Condition& part : parts_) facts.insert(part.facts());
    return facts;
}

bool Condition::test_number(std::int64_t number, Micros now) const {
    switch (kind_) {
        case Kind::numbers: return std::find(numbers_.begin(), numbers_.end(), number) != numbers_.end();
        case Kind::range: return (!least_ || number >= *least_) && (!most_ || number <= *most_);
        case Kind::older_than: return number < now - age_;
        default: return false;
    }
}

Selection Condition::select_parts(const Batch& batch, Micros now) const {
    const bool all = kind_ == Kind::all;
    Selection selected = where(all ? batch.size() : 0, [](std::size_t) { return true; });
    for (const Condition& part : parts_) {
        if (all && !any_of(selected)) break;
        const Selection other = part.select(batch, now);
        for (std::size_t row = 0; row < kBatchRows; ++row) {
            selected[row] = static_cast<std::uint8_t>(all ? selected[row] & other[row] : selected[row] | other[row]);
        }
    }
    return selected;
}

Selection Condition::select(const Batch& batch, Micros now) const {
    if (kind_ == Kind::all || kind_ == Kind::any) return select_parts(batch, now);
    if (kind_ == Kind::negate) {
        const Selection inner = parts_.front().select(batch, now);
        return where(batch.size(), [&](std::size_t row) { return inner[row] == 0; });
    }
    const Column& column = batch[fact_];
    const std::uint8_t* const present = column.present.data();
    const auto numbers_where = [&](auto test) {
        return where(batch.size(), [&, numbers = column.numbers.data()](std::size_t row) {
            return present[row] != 0 && test(numbers[row]);
        });
    };
    const auto texts_where = [&](auto test) {
        return where(batch.size(), [&](std::size_t row) { return present[row] != 0 && test(column.texts[row]); });
    };
    switch (kind_) {
        case Kind::exists: return where(batch.size(), [&](std::size_t row) { return (present[row] != 0) == wanted_; });
        case Kind::texts:
            return texts_where([&](std::string_view text) {
                return std::any_of(texts_.begin(), texts_.end(),
                                   [&](const std::string& wanted) { return text::equal(text, wanted); });
            });
        case Kind::matches:
            return texts_where([&](std::string_view text) {
                return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *pattern_);
            });
        case Kind::numbers:
            if (numbers_.size() != 1) break;
            return numbers_where([only = numbers_.front()](std::int64_t number) { return number == only; });
        case Kind::older_than:
            return numbers_where([limit = now - age_](std::int64_t number) { return number < limit; });
        default: break;
    }
    return numbers_where([&](std::int64_t number) { return test_number(number, now); });
}

Condition::Truth Condition::combine(const KnownFacts& known, Micros now) const {
    const Truth decisive = kind_ == Kind::all ? Truth::no : Truth::yes;
    bool uncertain = false;
    for (const Condition& part : parts_) {
        const Truth truth = part.evaluate(known, now);
        if (truth == decisive) return decisive;
        uncertain |= truth == Truth::maybe;
    }
    if (uncertain) return Truth::maybe;
    return decisive == Truth::no ? Truth::yes : Truth::no;
}

Condition::Truth Condition::evaluate(const KnownFacts& known, Micros now) const {
    const auto truth = [](bool value) { return value ? Truth::yes : Truth::no; };
    if (kind_ == Kind::negate) {
        const Truth inner = parts_.front().evaluate(known, now);
        return inner == Truth::maybe ? Truth::maybe : truth(inner == Truth::no);
    }
    if (kind_ == Kind::all || kind_ == Kind::any) return combine(known, now);
    const auto found =
        std::find_if(known.begin(), known.end(), [&](const KnownFact& fact) { return fact.fact == fact_; });
    if (found == known.end()) return Truth::maybe;
    if (kind_ == Kind::exists) return truth(found->number.has_value() == wanted_);
    if (!found->number) return Truth::no;
    return truth(test_number(*found->number, now));
}

}  // namespace glance_audit::engine
