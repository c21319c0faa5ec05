// Fuzzes the reader of rule files. An input is a rule file. A rule that is right is asked about rows of its subject
// that hold ordinary and hostile values, and its texts are written for them.
#include <array>
#include <deque>
#include <limits>
#include <variant>

#include "scanner/engine/cures.hpp"
#include "scanner/engine/rule_loader.hpp"
#include "scanner/engine/rule_set.hpp"
#include "scanner/model/batch.hpp"
#include "scanner/model/row_store.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace glance_audit;
using namespace glance_audit::engine;
using fuzz::require;

namespace {

constexpr Micros kNow = 1'767'323'045 * kSecond;
constexpr std::size_t kRows = 24;

constexpr std::array<std::string_view, 8> kTexts{"",
                                                 "public",
                                                 "0c2d4a5e-0000-4000-8000-00000000000a",
                                                 "ubuntu",
                                                 "' OR 1=1; --\\",
                                                 "\x1b[2J\n\x7f\xff{id}",
                                                 "golden-\xc3\xa4\xe2\x80\xae",
                                                 "3"};
constexpr std::array<std::int64_t, 6> kIntegers{
    0, 1, 180, -1, std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()};
constexpr std::array<Micros, 5> kTimes{kNow, 0, kNow - 200 * kDay, -62'135'596'800 * kSecond,
                                       253'402'300'799 * kSecond};

template <typename Items>
auto nth(const Items& items, std::size_t n) {
    return items[n % items.size()];
}

void set_fact(Batch& batch, const FactInfo& fact, std::size_t row, std::size_t n) {
    switch (fact.type) {
        case FactType::text: batch.set(fact.fact, row, nth(kTexts, n)); break;
        case FactType::word: batch.set(fact.fact, row, static_cast<std::int64_t>(n % fact.words.size())); break;
        case FactType::integer: batch.set(fact.fact, row, nth(kIntegers, n)); break;
        case FactType::time: batch.set(fact.fact, row, nth(kTimes, n)); break;
        case FactType::boolean: batch.set(fact.fact, row, static_cast<std::int64_t>(n % 2)); break;
    }
}

// Rows of one subject with all of its facts, as a batch and as what findings are written from.
struct Rows {
    explicit Rows(SubjectKind subject) : batch(subject) {
        FactSet known;
        for (const FactInfo& fact : all_facts()) {
            if (fact.subject == subject) known.insert(fact.fact);
        }
        batch.reset(known);
        store = RowStore(known);
        for (std::size_t n = 0; n < kRows; ++n) {
            const std::size_t row = batch.push(ImageId::parse(nth(kTexts, n)));
            for (const FactInfo& fact : all_facts()) {
                const std::size_t spread = n + static_cast<std::size_t>(fact.fact);
                if (fact.subject != subject) continue;
                batch.set_absent(fact.fact, row);
                if (n * spread % 5 != 1) set_fact(batch, fact, row, spread);
            }
            store.append(batch, row);
        }
    }

    KnownFacts numbers_of(std::size_t row) const {
        KnownFacts known;
        for (const FactInfo& fact : all_facts()) {
            if (fact.subject != batch.kind() || fact.type == FactType::text) continue;
            const Column& column = batch[fact.fact];
            known.push_back({fact.fact, column.present[row] != 0 ? std::optional(column.numbers[row]) : std::nullopt});
        }
        return known;
    }

    Batch batch;
    RowStore store;
};

const Rows& rows_of(SubjectKind subject) {
    static const std::deque<Rows> kAll = [] {
        std::deque<Rows> all;
        for (std::size_t kind = 0; kind < kSubjectNames.size(); ++kind) {
            all.emplace_back(static_cast<SubjectKind>(kind));
        }
        return all;
    }();
    return kAll[static_cast<std::size_t>(subject)];
}

void check_condition(const Condition& condition, const Rows& rows) {
    const Selection selected = condition.select(rows.batch, kNow);
    const Selection negated = Condition::negate(condition).select(rows.batch, kNow);
    require(selected == condition.select(rows.batch, kNow), "the same rows match twice");
    require(rows.batch.known().contains(condition.facts()), "only facts of the subject are tested");
    for (std::size_t row = 0; row < kRows; ++row) {
        require(selected[row] != negated[row], "a row matches, or else its negation");
        if (selected[row] != 0) {
            require(condition.can_match(rows.numbers_of(row), kNow), "what matches can match");
            require(condition.can_match({}, kNow), "what matches can match where nothing is known");
        }
    }
}

std::string expanded(const Template& text, const Rows& rows) {
    std::string out;
    for (std::uint32_t row = 0; row < kRows; ++row) text.expand(out, rows.store, row);
    return out;
}

void check_template(const Template& text, SubjectKind subject) {
    const auto again = Template::parse(text.source(), subject);
    require(std::holds_alternative<Template>(again), "a template's source is a template");
    const Rows& rows = rows_of(subject);
    require(expanded(text, rows) == expanded(std::get<Template>(again), rows), "the same text twice");
}

// Commands are pasted into shells and consoles: nothing in them may act on the way there.
void check_commands(const std::vector<CommandTemplate>& commands, SubjectKind subject) {
    for (const CommandTemplate& command : commands) {
        const std::string text = expanded(command.text, rows_of(subject));
        const bool printable = std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
        require(printable, "a command is printable");
    }
}

void check_commands(const Rule& rule) {
    for (const Engine engine : {Engine::sqlite, Engine::postgresql, Engine::mariadb}) {
        const CureCommands commands = cure_commands(rule.cure, engine);
        check_commands(commands.usual, rule.subject);
        check_commands(commands.unscrubbed, rule.subject);
    }
}

void check_rule(const Rule& rule) {
    const Rows& rows = rows_of(rule.subject);
    check_condition(rule.match, rows);
    for (const SeverityCase& one : rule.cases) {
        check_condition(one.when, rows);
        check_template(one.say, rule.subject);
    }
    check_template(rule.message, rule.subject);
    check_commands(rule);
    require(!rule.id.empty() && !rule.title.empty(), "a rule has an ID and a title");
    require(rule.facts().contains(rule.match.facts()), "a rule asks for the facts that it tests");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const RuleSet kBuiltIn = RuleSet::built_in();
    const text::SourceText source("rule.yaml", std::string(fuzz::text_of(data, size)));
    try {
        for (const Rule& rule : parse_rule_file(source, "rule.yaml", kBuiltIn.rules()).rules) check_rule(rule);
    } catch (const UsageError& error) {
        fuzz::check_error(error);
    }
    return 0;
}
