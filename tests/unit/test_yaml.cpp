#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/base/error.hpp"
#include "scanner/base/source_text.hpp"
#include "scanner/formats/yaml/json.hpp"
#include "scanner/formats/yaml/scalar.hpp"
#include "scanner/formats/yaml/yaml.hpp"
#include "tests/unit/catch.hpp"

namespace glance_audit::text {
namespace {

YamlNode parse(const std::string& text) { return parse_yaml(SourceText("policy.yaml", text)); }

UsageError failure_of(const std::string& text) {
    try {
        parse(text);
    } catch (const UsageError& error) {
        return error;
    }
    FAIL("this was read without an error: " << text.substr(0, 200));
    return {"", "", ""};
}

// "key: value" pairs of a map of scalars, as text.
std::vector<std::pair<std::string, std::string>> texts(const YamlNode& map) {
    std::vector<std::pair<std::string, std::string>> out;
    for (const auto& [key, value] : map.entries) out.emplace_back(key.text, value.text);
    return out;
}

using Texts = std::vector<std::pair<std::string, std::string>>;

TEST_CASE("plain scalars have the types of YAML 1.1") {
    const std::vector<std::pair<std::string, YamlType>> cases{{"yes", YamlType::boolean},
                                                              {"Off", YamlType::boolean},
                                                              {"y", YamlType::string},
                                                              {"tRUE", YamlType::string},
                                                              {"~", YamlType::null},
                                                              {"Null", YamlType::null},
                                                              {"0", YamlType::integer},
                                                              {"012", YamlType::integer},
                                                              {"08", YamlType::string},
                                                              {"0o7", YamlType::string},
                                                              {"0b101", YamlType::integer},
                                                              {"0x_F", YamlType::integer},
                                                              {"1_000", YamlType::integer},
                                                              {"_1", YamlType::string},
                                                              {"12:30", YamlType::integer},
                                                              {"12:60", YamlType::string},
                                                              {"12:30.5", YamlType::floating},
                                                              {"1.", YamlType::floating},
                                                              {".5", YamlType::floating},
                                                              {"-.5", YamlType::string},
                                                              {"1e5", YamlType::string},
                                                              {"1.0e+5", YamlType::floating},
                                                              {"1.0e5", YamlType::string},
                                                              {"-.inf", YamlType::floating},
                                                              {".nan", YamlType::floating},
                                                              {"-.nan", YamlType::string},
                                                              {"2001-01-01", YamlType::timestamp},
                                                              {"2001-1-1", YamlType::string},
                                                              {"role:admin", YamlType::string},
                                                              {"2001-12-14t21:59:43.10-05:00", YamlType::timestamp},
                                                              {"2001-1-1 2:59:43 Z", YamlType::timestamp}};
    for (const auto& [text, type] : cases) {
        INFO(text);
        CHECK(parse(text).type == type);
        CHECK(parse("'" + text + "'").type == YamlType::string);
    }
}

TEST_CASE("integers have the text of Python's str()") {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"012", "10"},
        {"-0b1_01", "-5"},
        {"0xffffffffffffffff", "18446744073709551615"},
        {"-0", "0"},
        {"190:20:30", "685230"},
        {"1_000", "1000"},
        {"+12:5", "725"},
        {"9" + std::string(40, '0'), "9" + std::string(40, '0')}};
    for (const auto& [text, number] : cases) CHECK(canonical_integer(text) == number);
    for (const char* const bad : {"0x10000000000000000", "1::2", "0b", "08", "1:2:3:4:5:6:7:8:9:10:11"}) {
        CHECK_FALSE(canonical_integer(bad));
    }
}

TEST_CASE("an empty file, or one of comments, is null") {
    for (const char* const text : {"", "\n\n", "# nothing\n", "---\n", "---\n...\n", "\xEF\xBB\xBF"}) {
        INFO(text);
        CHECK(parse(text).type == YamlType::null);
    }
}

TEST_CASE("an unquoted exclamation mark is null, as the author did not mean it") {
    const YamlNode root = parse("a: !\nb:\nc: '!'\n");
    CHECK(root.find("a")->type == YamlType::null);
    CHECK(root.find("b")->type == YamlType::null);
    CHECK(root.find("c")->text == "!");
}

TEST_CASE("every node knows its place, in code points and without the byte order mark") {
    const YamlNode root = parse("\xEF\xBB\xBF# c\né: {b: [x]}\n");
    const auto& [key, value] = root.entries.at(0);
    CHECK(key.place.line == 2);
    CHECK(key.place.column == 1);
    CHECK(value.place.column == 4);
    CHECK(value.find("b")->items.at(0).place.column == 9);
}

TEST_CASE("texts are folded, unescaped and keep a hash mark that follows no blank") {
    const YamlNode root = parse("a: role:x#c\nb: one\n  two\nc: \"\\x41\\u00e9\\/\"\nd: 'it''s'\ne: |\n  x\n  y\n");
    CHECK(texts(root) == Texts{{"a", "role:x#c"}, {"b", "one two"}, {"c", "Aé/"}, {"d", "it's"}, {"e", "x\ny\n"}});
    CHECK(root.find("a")->plain);
    CHECK_FALSE(root.find("c")->plain);
}

TEST_CASE("of equal keys the last value stands in the first one's place in order") {
    CHECK(texts(parse("a: x\nb: y\na: z\n")) == Texts{{"a", "z"}, {"b", "y"}});
    CHECK(parse("a: x\nb: y\na: z\n").entries.at(0).first.place.line == 3);
    CHECK(parse("{1: a, 1.0: b, true: c, '1': d}").entries.size() == 2);
    std::string many;
    for (int i = 0; i < 200; ++i) many += "k" + std::to_string(i % 100) + ": v" + std::to_string(i) + "\n";
    const YamlNode root = parse(many);
    CHECK(root.entries.size() == 100);
    CHECK(root.find("k7")->text == "v107");
}

TEST_CASE("aliases stand for what they name, and merges lie under a map's own keys") {
    const YamlNode root = parse("a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\nc: {<<: [{x: 7}, *a]}\nd: *a\n");
    CHECK(texts(*root.find("b")) == Texts{{"x", "1"}, {"y", "3"}});
    CHECK(texts(*root.find("c")) == Texts{{"x", "7"}, {"y", "2"}});
    CHECK(texts(*root.find("d")) == Texts{{"x", "1"}, {"y", "2"}});
}

TEST_CASE("the tags of the safe loader are followed") {
    CHECK(parse("!!str 12").type == YamlType::string);
    CHECK(parse("!!int '012'").type == YamlType::integer);
    CHECK(parse("! '12'").type == YamlType::integer);
    CHECK(parse("!!binary aGVsbG8=").text == "hello");
    CHECK(parse("!!set {a, b}").type == YamlType::map);
    CHECK(parse("!!omap [a: 1]").items.at(0).items.at(1).text == "1");
    CHECK(parse("!!null x").type == YamlType::null);
}

TEST_CASE("what PyYAML refuses is refused, with a place and a hint") {
    const std::vector<std::pair<std::string, std::string>> cases{{"a: @\n", "policy.yaml:1:4"},
                                                                 {"a: b\n  c: d\n", "policy.yaml:2:4"},
                                                                 {"a: !foo bar", "policy.yaml:1:4"},
                                                                 {"a: =", "policy.yaml:1:4"},
                                                                 {"a: <<", "policy.yaml:1:4"},
                                                                 {"a: 2001-99-99", "policy.yaml:1:4"},
                                                                 {"a: !!int x", "policy.yaml:1:4"},
                                                                 {"a: !!seq x", "policy.yaml:1:4"},
                                                                 {"a: b\n---\nc: d\n", "policy.yaml:2:1"},
                                                                 {"a: *nowhere", "policy.yaml:1:4"},
                                                                 {"a: &x 1\nb: &x 2", "policy.yaml:2:4"},
                                                                 {"? [a]\n: b", "policy.yaml:1:3"},
                                                                 {"a: {<<: 1}", "policy.yaml:1:9"},
                                                                 {"a: &x [*x]", "policy.yaml:1:8"},
                                                                 {"a: {b", "policy.yaml:1:4"},
                                                                 {"a: \"b", "policy.yaml:1:4"},
                                                                 {"a: \x07", "policy.yaml:1:4"},
                                                                 {"a:\tb", "policy.yaml:1:3"},
                                                                 {"a: b\tor c", "policy.yaml:1:5"},
                                                                 {"\ta: b", "policy.yaml:1:1"},
                                                                 {"{a:\t'b'}", "policy.yaml:1:4"},
                                                                 {"{a: !, b: c}", "policy.yaml:1:5"},
                                                                 {"{a: b?c}", "policy.yaml:1:6"},
                                                                 {"a: |x\n  y", "policy.yaml:1:5"},
                                                                 {"a: \"\\q\"", "policy.yaml:1:5"},
                                                                 {"a: b: c", "policy.yaml:1:5"},
                                                                 {"a\nb: c", "policy.yaml:2:2"},
                                                                 {": a", "policy.yaml:1:1"},
                                                                 {"...", "policy.yaml:1:1"},
                                                                 {"a: ]", "policy.yaml:1:4"},
                                                                 {"%YAML 2.0\n---\n", "policy.yaml:1:1"},
                                                                 {"!e!x a", "policy.yaml:1:1"},
                                                                 {"a: \xFF", "policy.yaml:1:4"}};
    for (const auto& [text, where] : cases) {
        const UsageError error = failure_of(text);
        INFO(text << " | " << error.what());
        CHECK(error.where() == where);
        CHECK_FALSE(error.hint().empty());
        CHECK(error.excerpt().find('^') != std::string::npos);
    }
}

TEST_CASE("a tab is fine in quotes, in a block and in a comment") {
    CHECK(parse("a: \"b\tc\" #\tx\nb: |\n  x\ty\n").find("b")->text == "x\ty\n");
}

// Texts that PyYAML takes and libyaml, or this program, does not: no one writes them, and an error lets no one in.
TEST_CASE("a few odd forms that PyYAML takes are errors") {
    for (const std::string text : {"{a:[x]}", "{a :{b: c}}", "{a:}", "{? a : b}", "[? a]", "{a: b, ?}",
                                   "%YAML 1.3\n---\na: b", "%FOO bar\n---\na: b", "\"\\ud800\"", "a\xEF\xBB\xBF: b",
                                   "a: b\xC2\x85", "a: \"\u2028\"", "# \u2029", "a: |\n  \tb"}) {
        INFO(text);
        failure_of(text);
    }
}

TEST_CASE("what libyaml takes and PyYAML refuses is refused") {
    for (const std::string text :
         {"a: |#c\n  b", "a: |\t\n  b", "[!!str, a]", "[!<tag:yaml.org,2002:str>, a]", "[a?b]", "[?, : d]", "a: b\t",
          "a: b\n\tc", "a: !!str\tb", "-\ta", "a: b\n\n\t# c\n", "---\ta", "[a,\tb]"}) {
        INFO(text);
        failure_of(text);
    }
}

TEST_CASE("what PyYAML takes is taken, odd as it may be") {
    CHECK(parse("{a: [x], b : {c: d}}").find("b")->find("c")->text == "d");
    CHECK(parse("%YAML 1.2  # c\n---\na: b").find("a")->text == "b");
    CHECK(parse("!<tag:yaml.org,2002:int> '7'").type == YamlType::integer);
    CHECK(parse("%TAG !e! tag:yaml.org,2002:\n--- !e!int '7'").type == YamlType::integer);
    CHECK(parse("a: b\n...\n...\n").find("a")->text == "b");
    CHECK(parse("{a: b#c, d: 'e?'}").find("a")->text == "b#c");
    CHECK(parse("&x ! '12'").type == YamlType::integer);
    CHECK(parse("? a\n? b\n: c").find("b")->text == "c");
    CHECK(parse("a:\n- b\n-\n- - c").find("a")->items.size() == 3);
    CHECK(parse("[a: b, d]").items.at(0).entries.at(0).first.text == "a");
    CHECK(parse("a: >+2\n   x\n  y\n\n").find("a")->text == " x\ny\n\n");
}

TEST_CASE("lines end as editors end them") {
    const YamlNode root = parse("a: b\r\ne: f\rg: h");
    CHECK(texts(root) == Texts{{"a", "b"}, {"e", "f"}, {"g", "h"}});
    CHECK(root.entries.at(1).first.place.line == 2);
    CHECK(root.entries.at(2).first.place.line == 3);
}

TEST_CASE("the items of a long list come one by one") {
    std::vector<std::string> found;
    const auto collect = [&](const std::string& text) {
        found.clear();
        for_each_yaml_item(SourceText("cases.yaml", text), [&](const YamlNode& item) { found.push_back(item.text); });
        return found;
    };
    CHECK(collect("- a\n- b\n") == std::vector<std::string>{"a", "b"});
    CHECK(collect("[&x a, *x]") == std::vector<std::string>{"a", "a"});
    CHECK(collect("# nothing").empty());
    CHECK_THROWS_AS(collect("a: b"), UsageError);
    CHECK_THROWS_AS(collect("- a\n---\n- b\n"), UsageError);
}

TEST_CASE("control characters are refused") {
    CHECK(std::string(failure_of(std::string("a: b\x07", 5)).what()).find("not valid YAML") == 0);
    CHECK(std::string(failure_of(std::string("a: b\0c", 6)).what()).find("not valid YAML") == 0);
}

TEST_CASE("endless nesting, alias bombs and huge numbers end in an error") {
    for (const char bracket : {'[', '{'}) {
        CHECK(std::string(failure_of(std::string(100'000, bracket)).what()).find("levels deep") != std::string::npos);
    }
    std::string bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\n";
    for (char name = 'b'; name < 'm'; ++name) {
        const std::string before(1, static_cast<char>(name - 1));
        bomb += std::string(1, name) + ": &" + name + " [*" + before;
        for (int i = 0; i < 9; ++i) bomb += ",*" + before;
        bomb += "]\n";
    }
    CHECK(std::string(failure_of(bomb).what()) == "the aliases make the file too large");
    CHECK(std::string(failure_of("a: " + std::string(5000, '9')).what()).find("not an integer that can be read") !=
          std::string::npos);
}

TEST_CASE("an alias bomb of merges or of text ends in an error") {
    std::string merges = "a0: &a0 {k: v}\n";
    for (int i = 1; i < 40; ++i) {
        const std::string last = "*a" + std::to_string(i - 1);
        merges += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " {<<: [" + last + ", " + last + ", " + last +
                  "]}\n";
    }
    CHECK(std::string(failure_of(merges).what()).find("the merges make more than") == 0);
    std::string text = "a: &a " + std::string(1 << 20, 'x') + "\nb: [*a";
    for (int i = 0; i < 100; ++i) text += ", *a";
    CHECK(std::string(failure_of(text + "]").what()) == "the aliases make the file too large");
}

// What json.loads makes of a text: its type and text, or nothing.
std::optional<std::pair<YamlType, std::string>> json(const std::string& text) {
    const std::optional<YamlNode> node = parse_json(SourceText("policy.json", text));
    if (!node) return std::nullopt;
    return std::pair(node->type, node->text);
}

TEST_CASE("JSON is what Python's json.loads takes") {
    CHECK(json(" 1e5\t") == std::pair(YamlType::floating, std::string("1e5")));
    CHECK(json("NaN") == std::pair(YamlType::floating, std::string("NaN")));
    CHECK(json("-Infinity") == std::pair(YamlType::floating, std::string("-Infinity")));
    CHECK(json("\"NaN \\\"\"") == std::pair(YamlType::string, std::string("NaN \"")));
    CHECK(json("99999999999999999999") == std::pair(YamlType::integer, std::string("99999999999999999999")));
    CHECK(json("null") == std::pair(YamlType::null, std::string("null")));
    CHECK(json("\"\\ud83d\\ude00\\/\"") == std::pair(YamlType::string, std::string("😀/")));
    CHECK(json("\"\x7f\"") == std::pair(YamlType::string, std::string("\x7f")));
    for (const char* const text : {"",
                                   "01",
                                   "1.",
                                   ".5",
                                   "+1",
                                   "[1,]",
                                   "{'a': 1}",
                                   "\"a\tb\"",
                                   "\"\\x\"",
                                   "\"open",
                                   "nul",
                                   "1 2",
                                   "\xEF\xBB\xBF"
                                   "1",
                                   "\"\xFF\"",
                                   "{\"a\" 1}",
                                   "-",
                                   "[1 2]",
                                   "-NaN",
                                   "1NaN",
                                   "NaNa",
                                   "1e999",
                                   "\"\\ud800\""}) {
        INFO(text);
        CHECK_FALSE(json(text));
    }
    CHECK_FALSE(json(std::string("1\0", 2)));
    CHECK_FALSE(json(std::string(5000, '9')));
    CHECK_FALSE(json(std::string(100'000, '[')));
}

TEST_CASE("a number that is too large for JSON is no text either") {
    for (const char* const text : {"{\"a\": 1E400}", "1e999"}) {
        INFO(text);
        CHECK_THROWS_AS(parse_json_or_yaml(SourceText("policy.json", text)), UsageError);
    }
    CHECK(parse_json_or_yaml(SourceText("policy.json", "{a: NaN}")).find("a")->is(YamlType::string));
}

TEST_CASE("nodes of JSON know their places, and of equal keys the last one stands") {
    const std::optional<YamlNode> root = parse_json(SourceText("x", "{\"a\": 1,\r\n \"é\":\t[2, \"b\"],\r\"a\": 3}"));
    REQUIRE(root);
    CHECK(texts(*root) == Texts{{"a", "3"}, {"é", ""}});
    CHECK(root->entries[0].first.place.line == 3);
    CHECK(root->entries[1].second.items[1].place.line == 2);
    CHECK(root->entries[1].second.items[1].place.column == 11);
    REQUIRE(root->replaced.size() == 1);
    CHECK(root->replaced[0].second.text == "1");
}

}  // namespace
}  // namespace glance_audit::text
