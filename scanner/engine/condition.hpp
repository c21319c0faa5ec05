// The compiled form of a rule's `match`: a tree of tests over the columns of a batch.
//
// A test of an absent fact is false, whatever it tests, save {exists: false}; `not` negates that.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/model/batch.hpp"

namespace re2 {
class RE2;
}

namespace glance_audit::engine {

// Rows of a batch: 1 for each that is selected, a byte each, so that the loops over them are the machine's own.
using Selection = std::array<std::uint8_t, kBatchRows>;

bool any_of(const Selection& rows);

// What is known of a kind of row before any is read. A fact that is not listed can be anything.
struct KnownFact {
    Fact fact;
    std::optional<std::int64_t> number;  // nothing: known to be absent
};
using KnownFacts = std::vector<KnownFact>;

class Condition {
public:
    // Everything matches.
    Condition() = default;

    static Condition all(std::vector<Condition> parts);
    static Condition any(std::vector<Condition> parts);
    static Condition negate(Condition part);

    static Condition one_of_numbers(Fact fact, std::vector<std::int64_t> numbers);
    static Condition one_of_texts(Fact fact, std::vector<std::string> texts);
    // Inclusive; nothing: no bound.
    static Condition range(Fact fact, std::optional<std::int64_t> least, std::optional<std::int64_t> most);
    static Condition before(Fact fact, Micros time);
    static Condition older_than(Fact fact, Micros age);  // before now - age
    static Condition exists(Fact fact, bool wanted);
    // Unanchored, RE2's syntax. Nothing and *error if the pattern is no regular expression.
    static std::optional<Condition> matches(Fact fact, const std::string& pattern, std::string* error);

    // The facts that are tested.
    FactSet facts() const;

    // The rows of the batch that match; none beyond its size. The batch must hold facts().
    Selection select(const Batch& batch, Micros now) const;

    // False only if no row that agrees with `known` can match.
    bool can_match(const KnownFacts& known, Micros now) const { return evaluate(known, now) != Truth::no; }

private:
    enum class Kind : std::uint8_t { all, any, negate, numbers, texts, range, older_than, exists, matches };
    enum class Truth : std::uint8_t { no, yes, maybe };

    Condition(Kind kind, std::vector<Condition> parts) : kind_(kind), parts_(std::move(parts)) {}
    Condition(Kind kind, Fact fact) : kind_(kind), fact_(fact) {}

    Selection select_parts(const Batch& batch, Micros now) const;
    bool test_number(std::int64_t number, Micros now) const;
    Truth evaluate(const KnownFacts& known, Micros now) const;
    Truth combine(const KnownFacts& known, Micros now) const;

    Kind kind_ = Kind::all;
    Fact fact_ = Fact::id;
    std::vector<Condition> parts_;  // all, any, negate
    std::vector<std::int64_t> numbers_;
    std::vector<std::string> texts_;
    std::optional<std::int64_t> least_;
    std::optional<std::int64_t> most_;
    Micros age_ = 0;
    bool wanted_ = true;
    std::shared_ptr<const re2::RE2> pattern_;
};

}  // namespace glance_audit::engine
