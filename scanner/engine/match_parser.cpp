#include "scanner/engine/match_parser.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "scanner/base/join.hpp"
#include "scanner/base/nearest.hpp"

namespace glance_audit::engine {
namespace {

using text::YamlNode;
using text::YamlType;

constexpr std::array<OperatorInfo, 8> kOperators{{
    {"not", "{not: project}", "the opposite of a value, a list or a test"},
    {"any", "{any: [{at_most: 1}, {at_least: 9}]}", "at least one of the tests holds"},
    {"at_least", "{at_least: 1}", "an integer, that number or more; a release, that one or a later one"},
    {"at_most", "{at_most: 10}", "an integer, that number or less; a release, that one or an earlier one"},
    {"before", "{before: 2026-01-02T03:04:05Z}", "a time earlier than that"},
    {"older_than", "{older_than: 30d}", "a time longer ago than that: s, m, h, d or w"},
    {"matches", "{matches: '^ubuntu'}", "a text in which the regular expression (RE2) finds something"},
    {"exists", "{exists: true}", "true: the fact has a value; false: it has none"},
}};

std::vector<std::string_view> operator_names() {
    std::vector<std::string_view> names;
    for (const OperatorInfo& op : kOperators) names.push_back(op.name);
    return names;
}

class MatchParser {
public:
    MatchParser(const text::SourceText& source, SubjectKind subject, Mistakes& mistakes)
        : source_(source), subject_(subject), mistakes_(mistakes) {}

    Condition parse(const YamlNode& node) const {
        Condition whole;
        attempt(mistakes_, [&] { whole = parse_map(node); });
        return whole;
    }

private:
    Condition parse_map(const YamlNode& node) const {
        if (!node.is(YamlType::map))
            fail(node, "a match is a map of facts, but this is " + type(node), "write fact: value");
        if (node.entries.empty()) fail(node, "an empty match would match everything", "test at least one fact");
        std::vector<Condition> parts;
        for (const auto& entry : node.entries) {
            attempt(mistakes_, [&] { parts.push_back(parse_entry(entry.first, entry.second)); });
        }
        return Condition::all(std::move(parts));
    }

    Condition parse_entry(const YamlNode& key, const YamlNode& value) const {
        if (key.text == "not") return Condition::negate(parse_map(value));
        if (key.text == "any") return parse_any(value, [&](const YamlNode& item) { return parse_map(item); });
        const auto fact = find_fact(subject_, key.text);
        if (!fact || !key.is(YamlType::string)) {
            const auto names = fact_names(subject_);
            fail(key, "no fact of " + with_article(subject_) + " is called '" + key.text + "'",
                 text::suggestion(key.text, names, names.size()));
        }
        return parse_value(info(*fact), value);
    }

    template <class Parse>
    Condition parse_any(const YamlNode& value, Parse parse) const {
        if (!value.is(YamlType::list) || value.items.empty()) {
            fail(value, "'any' takes a list, but this is " + type(value), "write any: [{…}, {…}]");
        }
        std::vector<Condition> parts;
        for (const YamlNode& item : value.items) attempt(mistakes_, [&] { parts.push_back(parse(item)); });
        return Condition::any(std::move(parts));
    }

    // A scalar, a list of scalars, or a map of operators that must all hold.
    Condition parse_value(const FactInfo& fact, const YamlNode& value) const {
        if (value.is(YamlType::list)) return parse_list(fact, value);
        if (!value.is(YamlType::map)) return parse_scalars(fact, {&value});
        if (value.entries.empty()) fail(value, "an empty test", "write one of: " + joined(operator_names(), ", "));
        std::vector<Condition> parts;
        for (const auto& entry : value.entries) {
            attempt(mistakes_, [&] { parts.push_back(parse_operator(fact, entry.first, entry.second)); });
        }
        return Condition::all(std::move(parts));
    }

    // Any-of: values, tests, or both.
    Condition parse_list(const FactInfo& fact, const YamlNode& list) const {
        if (list.items.empty()) fail(list, "an empty list matches nothing", "name at least one value");
        std::vector<const YamlNode*> scalars;
        std::vector<Condition> parts;
        for (const YamlNode& item : list.items) {
            if (item.is(YamlType::map)) {
                attempt(mistakes_, [&] { parts.push_back(parse_value(fact, item)); });
            } else {
                scalars.push_back(&item);
            }
        }
        if (!scalars.empty()) parts.push_back(parse_scalars(fact, scalars));
        return Condition::any(std::move(parts));
    }

    Condition parse_scalars(const FactInfo& fact, const std::vector<const YamlNode*>& nodes) const {
        std::vector<std::string> texts;
        std::vector<std::int64_t> numbers;
        for (const YamlNode* node : nodes) {
            attempt(mistakes_, [&] {
                if (fact.type == FactType::text) {
                    texts.push_back(parse_text(fact, *node));
                } else {
                    numbers.push_back(parse_number(fact, *node));
                }
            });
        }
        return fact.type == FactType::text ? Condition::one_of_texts(fact.fact, std::move(texts))
                                           : Condition::one_of_numbers(fact.fact, std::move(numbers));
    }

    std::string parse_text(const FactInfo& fact, const YamlNode& node) const {
        if (!node.is(YamlType::string)) fail_type(fact, node, "quote it if text is meant");
        if (!fact.words.empty()) check_word(fact, node);
        return node.text;
    }

    std::int64_t parse_number(const FactInfo& fact, const YamlNode& node) const {
        switch (fact.type) {
            case FactType::word:
                if (!node.is(YamlType::string)) fail_type(fact, node, "one of " + joined(fact.words, ", "));
                check_word(fact, node);
                return word_value(fact.fact, node.text);
            case FactType::boolean:
                if (!node.is(YamlType::boolean)) fail_type(fact, node, "write true or false");
                return truthy(node.text);
            case FactType::time: return parse_time_node(fact, node);
            default: return parse_integer(fact, node);
        }
    }

    void check_word(const FactInfo& fact, const YamlNode& node) const {
        if (std::find(fact.words.begin(), fact.words.end(), node.text) != fact.words.end()) return;
        fail(node, "'" + node.text + "' is not a value of " + std::string(fact.name),
             text::suggestion(node.text, fact.words, 99));
    }

    std::int64_t parse_integer(const FactInfo& fact, const YamlNode& node) const {
        std::int64_t number = 0;
        const char* end = node.text.data() + node.text.size();
        const auto [at, error] = std::from_chars(node.text.data(), end, number);
        if (!node.is(YamlType::integer)) fail_type(fact, node, "write a whole number");
        if (at != end || error != std::errc()) {
            fail(node, "'" + node.text + "' is too large, or not written in decimal digits",
                 "write a whole number below 2^63");
        }
        return number;
    }

    Micros parse_time_node(const FactInfo& fact, const YamlNode& node) const {
        const bool may_be = node.is(YamlType::timestamp) || node.is(YamlType::string);
        const auto time = may_be ? parse_time(node.text) : std::nullopt;
        if (!time) fail_type(fact, node, "write a time such as 2026-01-02T03:04:05Z, or a date");
        return *time;
    }

    Micros parse_age(const YamlNode& node) const {
        static constexpr std::array<std::pair<char, Micros>, 5> kUnits{
            {{'s', kSecond}, {'m', 60 * kSecond}, {'h', 3600 * kSecond}, {'d', kDay}, {'w', 7 * kDay}}};
        std::int64_t number = 0;
        const char* end = node.text.data() + node.text.size();
        const auto [at, error] = std::from_chars(node.text.data(), end, number);
        for (const auto& [unit, size] : kUnits) {
            if (error == std::errc() && at + 1 == end && *at == unit && number >= 0 && number <= 1'000'000) {
                return number * size;
            }
        }
        fail(node, "'" + node.text + "' is not an age", "write a whole number and s, m, h, d or w, such as 30d");
    }

    Condition parse_operator(const FactInfo& fact, const YamlNode& key, const YamlNode& operand) const {
        const std::string& op = key.text;
        if (op == "not") return Condition::negate(parse_value(fact, operand));
        if (op == "any") return parse_any(operand, [&](const YamlNode& item) { return parse_value(fact, item); });
        if (op == "exists") return parse_exists(fact, operand);
        if (op == "at_least" || op == "at_most") return parse_bound(fact, key, operand);
        if (op == "before" || op == "older_than") {
            need(fact, key, fact.type == FactType::time, "a time");
            return op == "before" ? Condition::before(fact.fact, parse_time_node(fact, operand))
                                  : Condition::older_than(fact.fact, parse_age(operand));
        }
        if (op == "matches") return parse_matches(fact, key, operand);
        fail(key, "there is no test '" + op + "'", text::suggestion(op, operator_names()));
    }

    Condition parse_exists(const FactInfo& fact, const YamlNode& operand) const {
        if (!operand.is(YamlType::boolean))
            fail(operand, "'exists' takes true or false", "exists: true asks for a value, exists: false for none");
        return Condition::exists(fact.fact, truthy(operand.text) != 0);
    }

    Condition parse_bound(const FactInfo& fact, const YamlNode& key, const YamlNode& operand) const {
        need(fact, key, fact.type == FactType::integer || is_ordered(fact), "an integer or a release");
        const std::int64_t bound = parse_number(fact, operand);
        return key.text == "at_least" ? Condition::range(fact.fact, bound, std::nullopt)
                                      : Condition::range(fact.fact, std::nullopt, bound);
    }

    Condition parse_matches(const FactInfo& fact, const YamlNode& key, const YamlNode& operand) const {
        need(fact, key, fact.type == FactType::text, "text");
        if (!operand.is(YamlType::string))
            fail(operand, "a regular expression is text, but this is " + type(operand), "quote it");
        std::string error;
        auto condition = Condition::matches(fact.fact, operand.text, &error);
        if (!condition)
            fail(operand, "this is not a regular expression: " + error, "see the RE2 syntax; quote with '…'");
        return *condition;
    }

    void need(const FactInfo& fact, const YamlNode& key, bool fits, std::string_view wanted) const {
        if (fits) return;
        fail(key,
             "'" + key.text + "' tests " + std::string(wanted) + ", and " + std::string(fact.name) + " is " +
                 with_article(fact.type),
             fact.words.empty() ? tests_of(fact.type) : "name one of its values: " + joined(fact.words, ", "));
    }

    [[noreturn]] void fail_type(const FactInfo& fact, const YamlNode& node, const std::string& hint) const {
        std::string what = std::string(fact.name) + " is " + with_article(fact.type) + ", and this is " + type(node);
        if (node.is(YamlType::null)) fail(node, what, "to ask for a fact without a value, write {exists: false}");
        fail(node, what, hint);
    }

    [[noreturn]] void fail(const YamlNode& node, const std::string& what, const std::string& hint) const {
        throw source_.error(what, node.place, hint);
    }

    static std::string tests_of(FactType type) {
        switch (type) {
            case FactType::integer: return "use a number, a list, at_least or at_most";
            case FactType::time: return "use before or older_than";
            case FactType::boolean: return "write true or false";
            default: return "use a text, a list or matches";
        }
    }

    static int truthy(std::string_view text) {
        return text == "true" || text == "True" || text == "TRUE" || text == "yes" || text == "Yes" || text == "YES" ||
                       text == "on" || text == "On" || text == "ON"
                   ? 1
                   : 0;
    }
    static std::string type(const YamlNode& node) { return text::type_name(node.type); }
    static std::string with_article(FactType type) {
        return (type == FactType::integer ? "an " : type == FactType::text ? "" : "a ") + std::string(type_name(type));
    }
    static std::string with_article(SubjectKind kind) {
        return (kind == SubjectKind::image ? "an " : "a ") + std::string(to_string(kind));
    }

    const text::SourceText& source_;
    SubjectKind subject_;
    Mistakes& mistakes_;
};

}  // namespace

Condition parse_match(const text::SourceText& source, const text::YamlNode& node, SubjectKind subject,
                      Mistakes& mistakes) {
    return MatchParser(source, subject, mistakes).parse(node);
}

std::span<const OperatorInfo> operators() { return kOperators; }

}  // namespace glance_audit::engine
