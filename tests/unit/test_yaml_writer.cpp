#include <string>

#include "scanner/formats/yaml/writer.hpp"
#include "scanner/formats/yaml/yaml.hpp"
#include "tests/unit/catch.hpp"

namespace glance_audit::text {
namespace {

std::string written(const std::string& text) {
    std::string out;
    append_yaml_string(out, text);
    return out;
}

TEST_CASE("text in quotes, with what YAML or a reader would misread escaped") {
    CHECK(written("role:admin") == "\"role:admin\"");
    CHECK(written("\"a\" \\ 'b'") == "\"\\\"a\\\" \\\\ 'b'\"");
    CHECK(written("a\nb\t") == "\"a\\x0Ab\\x09\"");
    CHECK(written("\xe2\x80\xae") == "\"\\u202E\"");
    CHECK(written("\xf3\xa0\x80\x81") == "\"\\U000E0001\"");
    CHECK(written("\xff") == "\"\xef\xbf\xbd\"");
    CHECK(written("\xc3\xa9") == "\"\xc3\xa9\"");
}

TEST_CASE("it is read back unchanged") {
    for (const std::string text :
         {"", " ", "a: b", "- x", "\x7f\xc2\x85", "\xef\xbf\xbe", "\xf0\x9f\x98\x80", "#c", "'", "%(x)s"}) {
        const YamlNode node = parse_yaml(SourceText("x", "k: " + written(text) + "\n"));
        REQUIRE(node.find("k") != nullptr);
        CHECK(node.find("k")->text == text);
    }
}

}  // namespace
}  // namespace glance_audit::text
