#include <string>
#include <utility>
#include <vector>

#include "scanner/policy/language/percent_format.hpp"
#include "scanner/policy/language/python_literal.hpp"
#include "scanner/policy/language/unicode.hpp"
#include "scanner/policy/language/value.hpp"
#include "scanner/formats/yaml/yaml.hpp"
#include "tests/unit/catch.hpp"

namespace glance_audit::policy {
namespace {

Value parse(const std::string& yaml) { return Value::from_yaml(text::parse_yaml(text::SourceText("value", yaml))); }

std::string str(const Value& value) {
    std::string buffer;
    return std::string(value.str(buffer));
}

// The text, or "missing key" or "raises".
std::string formatted(const std::string& format, const Value& target) {
    std::string buffer;
    const PercentFormat percent_format(format);
    const PercentFormat::Result result = percent_format.apply(target, buffer);
    if (result.outcome == PercentFormat::Outcome::missing_key) return "missing key";
    return result.outcome == PercentFormat::Outcome::raises ? "raises" : std::string(result.text);
}

// The str() of a literal, or "no literal" or "raises".
std::string literal(const std::string& text) {
    const PythonLiteral found = evaluate_python_literal(text);
    if (found.outcome == PythonLiteral::Outcome::no_literal) return "no literal";
    return found.outcome == PythonLiteral::Outcome::raises ? "raises" : found.str;
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
        {"!!binary aGk=", "b'hi'"},
        {"[1, 'it''s', ~, 1.0]", "[1, \"it's\", None, 1.0]"},
        {"{a: {b: [x]}, 1: y}", "{'a': {'b': ['x']}, 1: 'y'}"},
        {"[2001-01-01]", "[datetime.date(2001, 1, 1)]"},
        {"[2001-12-14t21:59:00.10-05:00]",
         "[datetime.datetime(2001, 12, 14, 21, 59, 0, 100000, "
         "tzinfo=datetime.timezone(datetime.timedelta(days=-1, seconds=68400)))]"},
        {"[\"\\n\\x07é\\u00ad\"]", "['\\n\\x07é\\xad']"}};
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

TEST_CASE("percent formats do what Python's do") {
    const Value target = parse("{x: p1, n: -17, f: 2.5, t: true, z: ~, l: [a], 'a(b)': y, é: 日本}");
    const std::vector<std::pair<std::string, std::string>> cases{
        {"plain", "plain"},
        {"%(x)s", "p1"},
        {"a%(x)sb%%", "ap1b%"},
        {"%(nope)s", "missing key"},
        {"%(x)r", "'p1'"},
        {"%(z)s %(t)s %(l)s", "None True ['a']"},
        {"%(x)5s|%(x)-5s|%(x).1s", "   p1|p1   |p"},
        {"%(é)4s%(é).1s", "  日本日"},
        {"%(é)a", "'\\u65e5\\u672c'"},
        {"%(a(b))s", "y"},
        {"%(n)d %(n)05d %(n)x %(n)#X %(t)+d", "-17 -0017 -11 -0X11 +1"},
        {"%(f)d %(f).2f %(f)e %(f)g", "2 2.50 2.500000e+00 2.5"},
        {"%(n)*d", "raises"},
        {"%(x)d", "raises"},
        {"%(f)x", "raises"},
        {"%", "raises"},
        {"50%", "raises"},
        {"%(x", "raises"},
        {"%(x)", "raises"},
        {"%(x)q", "raises"},
        {"%(x)%", "raises"},
        {"%(nope)s %", "missing key"},
        {"% %(nope)s", "raises"},
        {"%(n)999999999999999s", "raises"}};
    for (const auto& [format, wanted] : cases) {
        INFO(format);
        CHECK(formatted(format, target) == wanted);
    }
    CHECK(formatted("%s", parse("{a: 1}")) == "{'a': 1}");
    CHECK(formatted("%s%s", parse("{a: 1}")) == "raises");
}

TEST_CASE("literals are told from names and from mistakes") {
    const std::vector<std::pair<std::string, std::string>> cases{{"'Member'", "Member"},
                                                                 {"\"a\" 'b'", "ab"},
                                                                 {"r'\\x'", "\\x"},
                                                                 {"'\\x41\\u00e9\\n'", "Aé\n"},
                                                                 {"b'x'", "b'x'"},
                                                                 {"True", "True"},
                                                                 {"None", "None"},
                                                                 {"0x1F", "31"},
                                                                 {"1_000", "1000"},
                                                                 {"-5", "-5"},
                                                                 {"-0.0", "-0.0"},
                                                                 {"1e400", "inf"},
                                                                 {"1+2j", "(1+2j)"},
                                                                 {"2j", "2j"},
                                                                 {"(1,)", "(1,)"},
                                                                 {"[1, 'a', {}]", "[1, 'a', {}]"},
                                                                 {"{1, 1}", "{1}"},
                                                                 {"set()", "set()"},
                                                                 {"1,", "(1,)"},
                                                                 {"...", "Ellipsis"},
                                                                 {"user_id", "no literal"},
                                                                 {"user.id", "no literal"},
                                                                 {"os-x", "no literal"},
                                                                 {"f(a, *b, c=d, **e)", "no literal"},
                                                                 {"[x for x in y if z]", "no literal"},
                                                                 {"f'{x!r}'", "no literal"},
                                                                 {"ключ", "no literal"},
                                                                 {"--1", "no literal"},
                                                                 {"a#b", "no literal"},
                                                                 {"await x", "no literal"},
                                                                 {"\n1\n#c", "1"},
                                                                 {"\n1\n ", "raises"},
                                                                 {"\f 1", "raises"},
                                                                 {"", "raises"},
                                                                 {"1abc", "raises"},
                                                                 {"012", "raises"},
                                                                 {"a..b", "raises"},
                                                                 {"class", "raises"},
                                                                 {"'open", "raises"},
                                                                 {"a b", "raises"},
                                                                 {"f(a=1, b)", "raises"},
                                                                 {"[*a for a in b]", "raises"},
                                                                 {"f'{'", "raises"},
                                                                 {"{[]}", "raises"},
                                                                 {"'a' b'b'", "raises"},
                                                                 {"€", "raises"},
                                                                 {"(a", "raises"},
                                                                 {std::string(100'000, '('), "raises"},
                                                                 {std::string(100'000, '-') + "1", "raises"}};
    for (const auto& [text, wanted] : cases) {
        INFO(text.substr(0, 40));
        CHECK(literal(text) == wanted);
    }
}

TEST_CASE("lower() knows final sigmas, dotted capitals and what has no case") {
    CHECK(lower("ADMIN") == "admin");
    CHECK(lower("ÀÉÎ ЖЯ ΑΣ ΑΣΑ Σ") == "àéî жя ας ασα σ");
    CHECK(lower("İ") == "i\xCC\x87");
    CHECK(lower("ǅ日\xFF") == "ǆ日\xFF");
    CHECK(lower_equals("ADMIN", "admin"));
    CHECK_FALSE(lower_equals("ADMIN", "admi"));
    CHECK(lower_equals("É", "é"));
    CHECK_FALSE(lower_equals("admi", "admin"));
    CHECK_FALSE(lower_equals("admin", "ADMIN"));
    CHECK(lower_equals("\u212Aelvin", "kelvin"));  // the Kelvin sign: three bytes that become one
    CHECK(lower_equals("Aİ", "ai\xCC\x87"));       // two bytes that become three
    CHECK_FALSE(lower_equals("aİ", "ai"));
    CHECK(lower_equals("AΣ", "aς"));
    CHECK_FALSE(lower_equals("É", ""));
    CHECK(lower_equals("", ""));
}

}  // namespace
}  // namespace glance_audit::policy
