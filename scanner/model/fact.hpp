// The table of facts: everything a rule can ask, a message can say and a report can show.
//
// To add a fact: one line in its subject's table, and its pure function in scanner/facts with a test. The rule checker,
// `rules show`, the JSON Schema of rules and the documentation follow. A line of scanner/model/facts/ is
//   FACT(subject, its name in Fact, its name in rules, FactType, "its meaning")
// with the list of its words behind that, if it has any.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/time.hpp"
#include "scanner/model/engine.hpp"

namespace glance_audit {

// What a rule and its findings are about.
enum class SubjectKind : std::uint8_t { image, policy, database, schedule, config };
inline constexpr std::array<std::string_view, 5> kSubjectNames{"image", "policy", "database", "schedule", "config"};
constexpr std::string_view to_string(SubjectKind kind) { return kSubjectNames[static_cast<std::size_t>(kind)]; }

// How a fact is held: text as a view; everything else as one int64.
enum class FactType : std::uint8_t {
    text,     // as stored
    word,     // one of `words`; the number is its index
    integer,  // a count, or days
    time,     // Micros
    boolean   // 0 or 1
};

enum class Fact : std::uint8_t {
#define FACT(subject, fact, ...) fact,
#include "scanner/model/facts/all.inc"
};
inline constexpr std::array kEveryFact{
#define FACT(subject, fact, ...) Fact::fact,
#include "scanner/model/facts/all.inc"
};
inline constexpr std::size_t kFactCount = kEveryFact.size();

// The words of the word facts, in the order of their lists in fact.cpp.
enum class State : std::uint8_t { live, held, freed };
enum class Reach : std::uint8_t { everyone, members, project };
enum class Identity : std::uint8_t { unknown, consistent, suspect, contradicted };
enum class ClaimableBy : std::uint8_t { anyone, members, custom, admins, nobody, unknown };
enum class Inconsistency : std::uint8_t { none, live_but_status_deleted, held_but_status_live, deleted_in_the_future };
enum class CheckFrom : std::uint8_t { release_default, file };
enum class Form : std::uint8_t { fine, no_value, quoted, unparsable, not_a_check };
enum class UsedBy : std::uint8_t { this_release, other_release, rules, nobody };
enum class LetsInMore : std::uint8_t { anyone, members, other_projects, named };
enum class ScheduleKind : std::uint8_t { crontab, script, systemd, kubernetes, ansible, compose, file };
enum class PurgeCommandKind : std::uint8_t { purge, purge_images_table, sql, unread };
enum class AgeFrom : std::uint8_t { given, release_default, unknown };
enum class ValueFrom : std::uint8_t { release_default, file, environment };

template <class Word>
constexpr std::int64_t number(Word word) {
    return static_cast<std::int64_t>(word);
}

struct FactInfo {
    Fact fact;
    SubjectKind subject;
    std::string_view name;
    FactType type;
    std::string_view meaning;                   // one line, for `rules show`, help and documentation
    std::span<const std::string_view> words{};  // word: the values; text: the known values, if it has any
};

// In the order of the enum.
std::span<const FactInfo> all_facts();
const FactInfo& info(Fact fact);
std::string_view type_name(FactType type);

// The fact of that name which `subject` has; nothing if there is none.
std::optional<Fact> find_fact(SubjectKind subject, std::string_view name);
std::vector<std::string_view> fact_names(SubjectKind subject);

// The fact that findings call a subject by; nothing for an image, which has its ID, and for a database.
std::optional<Fact> naming_fact(SubjectKind subject);

// The number of a word; the word must be one of the fact's.
std::int64_t word_value(Fact fact, std::string_view word);

// True where the words are releases, oldest first: then a test may ask for a range of them.
bool is_ordered(const FactInfo& fact);

// A set of facts.
class FactSet {
public:
    constexpr FactSet() = default;
    constexpr FactSet(std::initializer_list<Fact> facts) {
        for (const Fact fact : facts) insert(fact);
    }
    constexpr void insert(Fact fact) { words_[word(fact)] |= bit(fact); }
    constexpr void insert(FactSet other) {
        for (std::size_t i = 0; i < kWords; ++i) words_[i] |= other.words_[i];
    }
    constexpr void erase(Fact fact) { words_[word(fact)] &= ~bit(fact); }
    constexpr bool contains(Fact fact) const { return (words_[word(fact)] & bit(fact)) != 0; }
    constexpr bool contains(FactSet others) const {
        for (std::size_t i = 0; i < kWords; ++i) {
            if ((words_[i] & others.words_[i]) != others.words_[i]) return false;
        }
        return true;
    }
    constexpr bool intersects(FactSet other) const {
        for (std::size_t i = 0; i < kWords; ++i) {
            if ((words_[i] & other.words_[i]) != 0) return true;
        }
        return false;
    }
    constexpr bool empty() const { return *this == FactSet(); }
    constexpr bool operator==(const FactSet&) const = default;

private:
    static constexpr std::size_t kWords = (kFactCount + 63) / 64;
    static constexpr std::size_t word(Fact fact) { return static_cast<std::size_t>(fact) / 64; }
    static constexpr std::uint64_t bit(Fact fact) { return std::uint64_t{1} << (static_cast<unsigned>(fact) % 64); }
    std::array<std::uint64_t, kWords> words_{};
};

// All facts of a subject.
FactSet facts_of(SubjectKind subject);

// One fact of one subject. Absent where the world has none (NULL).
struct FactValue {
    FactType type = FactType::text;
    bool present = false;
    std::int64_t number = 0;
    std::string_view text{};  // of a text or a word; lives as long as what it was asked of
};

// As people and JSON see it: text and words as they are, times in RFC 3339, booleans as true and false; absent: "none".
void append_value(std::string& out, const FactValue& value);

// A group as it stands in a sentence: "open to …", "… may create images".
std::string_view in_words(ClaimableBy group);

// What a sentence says of the fact: a group in words, anything else as append_value does.
void append_in_sentence(std::string& out, Fact fact, const FactValue& value);

}  // namespace glance_audit
