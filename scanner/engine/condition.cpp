#include "scanner/engine/condition.hpp"

#include <re2/re2.h>

#include <algorithm>

namespace glance_audit::engine {

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

bool Condition::test(const Column& column, std::size_t row, Micros now) const {
    const bool present = column.present[row] != 0;
    if (kind_ == Kind::exists) return present == wanted_;
    if (!present) return false;
    if (kind_ == Kind::texts) return std::find(texts_.begin(), texts_.end(), column.texts[row]) != texts_.end();
    if (kind_ == Kind::matches) {
        const std::string_view text = column.texts[row];
        return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *pattern_);
    }
    return test_number(column.numbers[row], now);
}

Selection Condition::select(const Batch& batch, Micros now) const {
    Selection selected;
    switch (kind_) {
        case Kind::all:
            selected.set();
            for (const Condition& part : parts_) {
                if (selected.any()) selected &= part.select(batch, now);
            }
            return selected;
        case Kind::any:
            for (const Condition& part : parts_) selected |= part.select(batch, now);
            return selected;
        case Kind::negate: return ~parts_.front().select(batch, now);
        default: break;
    }
    const Column& column = batch[fact_];
    for (std::size_t row = 0; row < batch.size(); ++row) {
        if (test(column, row, now)) selected.set(row);
    }
    return selected;
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
