#include <string>
#include <utility>
#include <vector>

#include "scanner/formats/yaml/yaml.hpp"
#include "scanner/policy/language/check_kind.hpp"
#include "scanner/policy/language/percent_format.hpp"
#include "scanner/policy/language/role_names.hpp"
#include "scanner/policy/language/value.hpp"
#include "tests/unit/catch.hpp"

namespace glance_audit::policy {
namespace {

Value parse(const std::string& yaml) { return Value::from_yaml(text::parse_yaml(text::SourceText("value", yaml))); }

// "unknown" where it is not known.
std::string str(const Value& value) {
    std::string buffer;
    return std::string(value.str(buffer).value_or("unknown"));
}

// The text, or "missing key", "raises" or "unknown".
std::string formatted(const std::string& format, const Value& target) {
    std::string buffer;
    const PercentFormat percent_format(format);
    const PercentFormat::Result result = percent_format.apply(target, buffer);
    switch (result.outcome) {
        case PercentFormat::Outcome::text: return std::string(result.text);
        case PercentFormat::Outcome::missing_key: return "missing key";
        case PercentFormat::Outcome::raises: return "raises";
        case PercentFormat::Outcome::unknown: break;
    }
    return "unknown";
}

// "literal" and its str(), "lookup" and its names, or "unusual".
std::string meaning(const std::string& text) {
    const CheckKind kind = read_check_kind(text);
    if (kind.meaning == CheckKind::Meaning::literal) return "literal " + kind.literal;
    if (kind.meaning == CheckKind::Meaning::unusual) return "unusual";
    std::string names = "lookup";
    for (const std::string& name : kind.path) names += " " + name;
    return names;
}

TEST_CASE("values have the str() of Python") {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"~", "None"},
        {"yes", "True"},
        {"012", "10"},
        {"1_000", "1000"},
        {"12:30", "750"},
        {"1.0e+16", "1e+16"},
        {".5", "0.5"},
        {".inf", "inf"},
        {"2001-1-1", "2001-1-1"},
        {"2001-01-01", "2001-01-01"},
        {"2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43.100000-05:00"},
        {"text", "text"},
        {"[1, 'it''s', ~, 1.0]", "[1, \"it's\", None, 1.0]"},
        {"{a: {b: [x]}, 1: y}", "{'a': {'b': ['x']}, 1: 'y'}"},
        {"[\"\\n\\r\\t\\\\\\x07\\x7f'\\\"\"]", "['\\n\\r\\t\\\\\\x07\\x7f\\'\"']"},
        {"[[], {}]", "[[], {}]"},
        {"é", "é"},
        {"!!binary aGk=", "unknown"},
        {"[é]", "unknown"},
        {"{é: 1}", "unknown"},
        {"[{a: 2001-01-01}]", "unknown"},
        {"[!!binary aGk=]", "unknown"}};
    for (const auto& [yaml, wanted] : cases) {
        INFO(yaml);
        CHECK(str(parse(yaml)) == wanted);
    }
}

TEST_CASE("truth is Python's") {
    for (const char* const yaml : {"~", "false", "0", "0.0", "-0.0", "''", "[]", "{}"})
        CHECK_FALSE(parse(yaml).is_true());
    for (const char* const yaml : {"true", "-1", "0.1", ".nan", "x", "[~]", "{a: ~}", "2001-01-01"})
        CHECK(parse(yaml).is_true());
}

TEST_CASE("a map is searched by text keys alone") {
    const Value map = parse("{1: a, '1': b, true: c}");
    CHECK(map.find("1")->text() == "b");
    CHECK(map.find("True") == nullptr);
    CHECK(parse("[1]").find("1") == nullptr);
}

TEST_CASE("keys that are alike at both ends, and empty ones, are told apart") {
    const Value map = parse("{user_id: a, urer_id: b, '': c, u: d, uu: e, ~: f, !!binary dXU=: g}");
    CHECK(map.find("user_id")->text() == "a");
    CHECK(map.find("urer_id")->text() == "b");
    CHECK(map.find("")->text() == "c");
    CHECK(map.find("u")->text() == "d");
    CHECK(map.find("uu")->text() == "e");
    CHECK(map.find("uver_id") == nullptr);
    CHECK(map.find("None") == nullptr);
}

TEST_CASE("a copy outlives what it was made from") {
    Value map = parse("{a: {b: [x]}}");
    const Value copy = *map.find("a");
    map = Value();
    CHECK(copy.find("b")->items().at(0).text() == "x");
    CHECK(map.items().empty());
}

TEST_CASE("percent formats do what Python's do, or are unknown") {
    const Value target = parse("{x: p1, n: -17, t: true, z: ~, l: [a], é: 日本, '': empty, o: [é]}");
    const std::vector<std::pair<std::string, std::string>> cases{{"plain", "plain"},
                                                                 {"%(x)s", "p1"},
                                                                 {"%(é)s", "日本"},
                                                                 {"%()s", "empty"},
                                                                 {"a%(x)sb%%%(n)s", "ap1b%-17"},
                                                                 {"%(z)s %(t)s %(l)s", "None True ['a']"},
                                                                 {"%%", "%"},
                                                                 {"50%%", "50%"},
                                                                 {"%%(x)s", "%(x)s"},
                                                                 {"%(nope)s", "missing key"},
                                                                 {"%", "raises"},
                                                                 {"50%", "raises"},
                                                                 {"%(x)s%", "raises"},
                                                                 {"%%%", "raises"},
                                                                 {"%(nope)s %", "missing key"},
                                                                 {"%(o)s", "unknown"},
                                                                 {"%(x)s%(o)s", "unknown"},
                                                                 {"%(x", "unknown"},
                                                                 {"%(x)", "unknown"},
                                                                 {"%(x)q", "unknown"},
                                                                 {"%(x)d", "unknown"},
                                                                 {"%(x)5s", "unknown"},
                                                                 {"%(nope)r", "unknown"},
                                                                 {"%(a(b))s", "unknown"},
                                                                 {"%s", "unknown"},
                                                                 {"%x", "unknown"},
                                                                 {"50% x", "unknown"}};
    for (const auto& [format, wanted] : cases) {
        INFO(format);
        CHECK(formatted(format, target) == wanted);
    }
    CHECK(PercentFormat("plain").is_literal());
    for (const char* const format : {"%", "%%", "%(x)s", "%d"}) CHECK_FALSE(PercentFormat(format).is_literal());
    CHECK(PercentFormat("%d").is_unusual());
    CHECK_FALSE(PercentFormat("50%").is_unusual());
}

TEST_CASE("kinds are names, literals, or unusual") {
    const std::vector<std::pair<std::string, std::string>> cases{{"user_id", "lookup user_id"},
                                                                 {"token.project.id", "lookup token project id"},
                                                                 {"_x9.None_", "lookup _x9 None_"},
                                                                 {"true", "lookup true"},
                                                                 {"inf", "lookup inf"},
                                                                 {"None", "literal None"},
                                                                 {"True", "literal True"},
                                                                 {"False", "literal False"},
                                                                 {"'Member'", "literal Member"},
                                                                 {"\"it's\"", "literal it's"},
                                                                 {"''", "literal "},
                                                                 {"'é'", "literal é"},
                                                                 {"0", "literal 0"},
                                                                 {"00", "literal 0"},
                                                                 {"1000", "literal 1000"},
                                                                 {"-5", "literal -5"},
                                                                 {"+5", "literal 5"},
                                                                 {"-0", "literal 0"},
                                                                 {"1.50", "literal 1.5"},
                                                                 {"-0.0", "literal -0.0"},
                                                                 {"012.5", "literal 12.5"},
                                                                 {"1e3", "literal 1000.0"},
                                                                 {"1e400", "literal inf"}};
    for (const auto& [text, wanted] : cases) {
        INFO(text);
        CHECK(meaning(text) == wanted);
    }
    for (const char* const text :
         {"",     "012", "--1",  "-",   "1-1", "1e",     ".",      "1_000",   "0x1F",   "1+2j",   "1abc",
          "a..b", ".a",  "a.",   "a b", " a",  "class",  "a.None", "os-x",    "ключ",   "[1]",    "...",
          "b'x'", "'a",  "'a\"", "'",   "a'b", "'a\\n'", "'a''b'", "'''a'''", "'a\nb'", "'\xFF'", "f'x'"}) {
        INFO(text);
        CHECK(meaning(text) == "unusual");
    }
    CHECK(meaning(std::string("'\0'", 3)) == "unusual");
    CHECK(meaning(std::string(5000, '1')) == "unusual");
    std::string deep = "a";
    for (std::size_t i = 1; i < kMaxKindNames; ++i) deep += ".a";
    CHECK(read_check_kind(deep).path.size() == kMaxKindNames);
    CHECK(meaning(deep + ".a") == "unusual");
}

TEST_CASE("roles are compared in lower case, and beyond ASCII not for certain") {
    CHECK(same_role("ADMIN", "admin") == SameRole::yes);
    CHECK(same_role("ADMIN", "admi") == SameRole::no);
    CHECK(same_role("admi", "admin") == SameRole::no);
    CHECK(same_role("", "") == SameRole::yes);
    CHECK(same_role("Admén", role_in_lower_case("adMén")) == SameRole::yes);
    CHECK(same_role("É", role_in_lower_case("é")) == SameRole::unknown);
    CHECK(same_role("É", "") == SameRole::no);
    CHECK(same_role("e", "é") == SameRole::no);
    CHECK(same_role("\u212Aelvin", "kelvin") == SameRole::yes);  // the Kelvin sign
    CHECK(same_role("kelvin", role_in_lower_case("\u212AEL\u212A\u212A")) == SameRole::no);
    CHECK(same_role("kk", role_in_lower_case("\u212A\u212A")) == SameRole::yes);
    CHECK(same_role("\xFF", "\xFF") == SameRole::yes);
}

}  // namespace
}  // namespace glance_audit::policy
