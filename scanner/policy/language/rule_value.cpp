// The value of a rule in a policy file: a check string, or the older list of lists.
#include <string>
#include <utility>
#include <vector>

#include "scanner/base/utf8.hpp"
#include "scanner/policy/language/check_builder.hpp"
#include "scanner/policy/language/check_parser.hpp"
#include "scanner/policy/language/value.hpp"

namespace glance_audit::policy {

namespace {

using Index = CheckTreeBuilder::Index;
using Kind = CheckNode::Kind;

// What stands in place of a check string where nothing is asked for.
std::string no_value(const text::YamlNode& value) {
    switch (value.type) {
        case text::YamlType::list: return "an empty list";
        case text::YamlType::map: return "an empty map";
        case text::YamlType::boolean: return "the truth value false";
        case text::YamlType::integer:
        case text::YamlType::floating: return "the number 0";
        case text::YamlType::binary: return "an empty binary";
        default: return "null";
    }
}

CheckTree allow_all(const text::YamlNode& value) {
    CheckTreeBuilder builder;
    builder.note(Form::no_value, no_value(value));
    return builder.finish(builder.leaf(Kind::allow));
}

// The older form: an OR of ANDs of single checks. A map counts as the list of its keys, bytes as a list of numbers.
class ListParser {
public:
    explicit ListParser(const text::SourceText& source) : source_(source) {}

    CheckTree parse(const text::YamlNode& value) {
        std::vector<Index> alternatives;
        for (const text::YamlNode& item : elements(value)) {
            if (!is_true(item)) continue;
            alternatives.push_back(conjunction(item));
        }
        if (alternatives.empty()) builder_.note(Form::unparsable, "the list holds no check");
        return builder_.finish(joined(Kind::any, std::move(alternatives)));
    }

private:
    Index joined(Kind kind, std::vector<Index> operands) {
        if (operands.empty()) return builder_.leaf(Kind::deny);
        return operands.size() == 1 ? operands.front() : builder_.group(kind, std::move(operands));
    }

    // A bare string is a list of one. What is no string in the inner list is a check that denies.
    Index conjunction(const text::YamlNode& item) {
        if (item.is(text::YamlType::string)) return builder_.check(item.text);
        std::vector<Index> operands;
        for (const text::YamlNode& check : elements(item)) {
            const bool is_text = check.is(text::YamlType::string);
            if (!is_text) builder_.note(Form::not_a_check, std::string(text::type_name(check.type)) + " is not text");
            operands.push_back(is_text ? builder_.check(check.text) : builder_.leaf(Kind::deny));
        }
        return joined(Kind::all, std::move(operands));
    }

    std::vector<text::YamlNode> elements(const text::YamlNode& value) const {
        if (value.is(text::YamlType::list)) return value.items;
        std::vector<text::YamlNode> out;
        if (value.is(text::YamlType::map)) {
            for (const auto& [key, unused] : value.entries) out.push_back(key);
        } else if (value.is(text::YamlType::binary)) {
            for (const char byte : value.text) out.push_back(number(value.place, static_cast<unsigned char>(byte)));
        } else {
            refuse(value);
        }
        return out;
    }

    static text::YamlNode number(text::Place place, unsigned value) {
        text::YamlNode out;
        out.type = text::YamlType::integer;
        out.place = place;
        out.text = std::to_string(value);
        return out;
    }

    [[noreturn]] void refuse(const text::YamlNode& value) const {
        throw source_.error(
            std::string("a rule is a check string, but this is ") + text::type_name(value.type), value.place,
            value.plain ? "put it in quotes: \"" + shortened(value.text) + "\"" : "write a check string");
    }

    const text::SourceText& source_;
    CheckTreeBuilder builder_;
};

}  // namespace

CheckTree parse_rule(const text::SourceText& source, const text::YamlNode& value) {
    if (!value.is(text::YamlType::string)) {
        return is_true(value) ? ListParser(source).parse(value) : allow_all(value);
    }
    try {
        return parse_check_string(value.text);
    } catch (const NestedTooDeep& error) {
        throw source.error(std::string("this check string is ") + error.what(), value.place, "write it flatter");
    }
}

}  // namespace glance_audit::policy
