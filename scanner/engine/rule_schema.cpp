#include "scanner/engine/rule_schema.hpp"

#include <span>
#include <vector>

#include <nlohmann/json.hpp>

#include "scanner/engine/rule_loader.hpp"

namespace glance_audit::engine {
namespace {

using Json = nlohmann::ordered_json;

Json described(std::string_view meaning, const Json& schema) {
    Json out{{"description", meaning}};
    out.update(schema);
    return out;
}

Json reference_to(const std::string& definition) { return {{"$ref", "#/definitions/" + definition}}; }

Json one_of(std::span<const std::string_view> words) {
    return {{"enum", std::vector<std::string_view>(words.begin(), words.end())}};
}

Json some_text() { return {{"type", "string"}, {"pattern", R"(\S)"}}; }

Json time() {
    return {{"type", "string"}, {"pattern", R"(^\d{4}-\d{2}-\d{2}([ Tt]|$))"}, {"description", "RFC 3339, or a date."}};
}

Json value_of(FactType type) {
    switch (type) {
        case FactType::integer: return {{"type", "integer"}};
        case FactType::boolean: return {{"type", "boolean"}};
        case FactType::time: return time();
        default: return {{"type", "string"}};
    }
}

// The tests that not every fact has; `value` is what it can be.
Json tests_of(FactType type, bool ordered, const Json& value) {
    if (ordered || type == FactType::integer) return {{"at_least", value}, {"at_most", value}};
    if (type == FactType::text) {
        return {
            {"matches", described("A regular expression (RE2), found anywhere in the text.", {{"type", "string"}})}};
    }
    if (type == FactType::time) {
        const Json age{{"type", "string"}, {"pattern", "^[0-9]+[smhdw]$"}};
        return {{"before", time()}, {"older_than", described("An age, such as 30d or 12h.", age)}};
    }
    return Json::object();
}

Json list_of(const Json& items) { return {{"type", "array"}, {"minItems", 1}, {"items", items}}; }

// A value, a list of values and tests, or tests of which all must hold. `name`: its definition, which it refers to.
Json condition(const std::string& name, const Json& value, Json tests) {
    const Json itself = reference_to(name);
    tests["not"] = itself;
    tests["any"] = list_of(itself);
    tests["exists"] = {{"type", "boolean"}};
    const Json map{{"type", "object"}, {"minProperties", 1}, {"additionalProperties", false}, {"properties", tests}};
    const Json test_in_list{{"type", "object"}, {"allOf", Json::array({itself})}};
    return {{"anyOf", Json::array({value, list_of({{"anyOf", Json::array({value, test_in_list})}}), map})}};
}

// Facts with words of their own have a definition of their own; the others share that of their type.
std::string definition_of(const FactInfo& fact) {
    if (fact.words.empty()) return std::string(type_name(fact.type));
    return std::string(to_string(fact.subject)) + "_" + std::string(fact.name);
}

Json match_of(SubjectKind subject) {
    const Json itself = reference_to(std::string(to_string(subject)) + "_match");
    Json properties;
    for (const FactInfo& fact : all_facts()) {
        if (fact.subject != subject) continue;
        const Json condition = reference_to(definition_of(fact));
        properties[std::string(fact.name)] = described(fact.meaning, {{"allOf", Json::array({condition})}});
    }
    properties["any"] = described("At least one of these must hold.", list_of(itself));
    properties["not"] = described("This must not hold.", {{"allOf", Json::array({itself})}});
    return {{"type", "object"}, {"minProperties", 1}, {"additionalProperties", false}, {"properties", properties}};
}

std::string alternatives(std::span<const std::string_view> words) {
    std::string out;
    for (const std::string_view word : words) out.append(out.empty() ? "" : "|").append(word);
    return out;
}

Json template_of(SubjectKind subject) {
    const std::string fact =
        R"(\{()" + alternatives(fact_names(subject)) + R"()(\|()" + alternatives(kQuotingNames) + R"())?\})";
    return {{"type", "string"}, {"pattern", R"(^([^{}]|\{\{|\}\}|)" + fact + ")*$"}};
}

Json definitions() {
    Json out;
    for (std::size_t i = 0; i < kSubjectNames.size(); ++i) {
        const std::string name(kSubjectNames[i]);
        out[name + "_match"] = match_of(static_cast<SubjectKind>(i));
        out[name + "_template"] = template_of(static_cast<SubjectKind>(i));
    }
    for (const FactInfo& fact : all_facts()) {
        const std::string name = definition_of(fact);
        if (out.contains(name)) continue;
        const Json value = fact.words.empty() ? value_of(fact.type) : one_of(fact.words);
        out[name] = condition(name, value, tests_of(fact.type, is_ordered(fact), value));
    }
    return out;
}

// What needs no knowledge of the subject.
Json properties() {
    const Json severity = one_of(kSeverityNames);
    const Json last_or_case{{"anyOf", Json::array({severity, {{"type", "object"}}})}};
    const Json cases{{"type", "array"}, {"minItems", 1}, {"contains", severity}, {"items", last_or_case}};
    const Json id{{"type", "string"}, {"pattern", "^[a-z0-9._-]+/[a-z0-9._-]+$"}};
    return {
        {"id", described("Folder and file name, without the ending.", id)},
        {"title", described("What was found, in half a line.", some_text())},
        {"subject", described("What the rule is about.", one_of(kSubjectNames))},
        {"severity", described("A word; or cases, of which the first that applies holds, and a word for the rest.",
                               {{"anyOf", Json::array({severity, cases})}})},
        {"match", {{"description", "The facts that make a finding."}}},
        {"message", {{"description", "One finding in a sentence or two: text with facts in braces."}}},
        {"why", described("The risk, for someone who has not heard of it.", some_text())},
        {"remedy", described("What to do, in the right order.", some_text())},
        {"cure", described("Which commands the report prints.", one_of(kCureNames))},
        {"references", described("Where to read more.", {{"type", "array"}, {"items", some_text()}})},
        {"show", {{"description", "Facts for the report, beside those that match, severity and message name."}}},
    };
}

Json severity_case(const Json& match, const Json& message) {
    const Json properties{
        {"when", described("As in match.", {{"allOf", Json::array({match})}})},
        {"is", one_of(kSeverityNames)},
        {"say", described("Added to the message where this applies.", {{"allOf", Json::array({message})}})}};
    return {{"required", Json::array({"when", "is"})}, {"additionalProperties", false}, {"properties", properties}};
}

// What a rule of this subject may say.
Json of_subject(SubjectKind subject) {
    const std::string name(to_string(subject));
    const Json match = reference_to(name + "_match");
    const Json message = reference_to(name + "_template");
    const Json items{{"if", {{"type", "object"}}}, {"then", severity_case(match, message)}};
    Json properties{{"severity", {{"items", items}}},
                    {"match", match},
                    {"message", message},
                    {"show", {{"type", "array"}, {"items", one_of(fact_names(subject))}}}};
    if (subject != SubjectKind::image) properties["cure"] = {{"const", to_string(Cure::none)}};
    const Json asked{{"properties", {{"subject", {{"const", name}}}}}, {"required", Json::array({"subject"})}};
    return {{"if", asked}, {"then", {{"properties", properties}}}};
}

// A file of these two keys alone gives a known rule another severity.
Json changes_a_severity() { return {{"required", Json::array({"id", "severity"})}, {"maxProperties", 2}}; }

Json whole_rule() {
    Json required = Json::array();
    for (const RuleKey& key : rule_keys()) {
        if (key.required) required.push_back(key.name);
    }
    Json of_subjects = Json::array();
    for (std::size_t i = 0; i < kSubjectNames.size(); ++i)
        of_subjects.push_back(of_subject(static_cast<SubjectKind>(i)));
    return {{"required", required}, {"allOf", of_subjects}};
}

}  // namespace

std::string rule_schema() {
    const Json schema{{"$schema", "http://json-schema.org/draft-07/schema#"},
                      {"title", "A rule of glance-audit"},
                      {"description", "Which facts are a risk, how bad, and what to do."},
                      {"type", "object"},
                      {"additionalProperties", false},
                      {"properties", properties()},
                      {"if", changes_a_severity()},
                      {"else", whole_rule()},
                      {"definitions", definitions()}};
    return schema.dump(2) + "\n";
}

}  // namespace glance_audit::engine
