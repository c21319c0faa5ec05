#include "scanner/base/utf8.hpp"
#include "tests/unit/catch.hpp"

using namespace glance_audit;

namespace {
std::string repaired(std::string_view text) {
    std::string out;
    append_utf8(out, text);
    return out;
}
}  // namespace

TEST_CASE("bytes that are no UTF-8 are replaced one by one") {
    CHECK(repaired("gr\xC3\xBC\xC3\x9F") == "gr\xC3\xBC\xC3\x9F");
    CHECK(repaired("a\xff\xfe") == "a\xEF\xBF\xBD\xEF\xBF\xBD");
    CHECK(repaired("\xC0\xAF") == "\xEF\xBF\xBD\xEF\xBF\xBD");                  // overlong
    CHECK(repaired("\xED\xA0\x80") == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");  // surrogate
    CHECK(repaired("\xF4\x90\x80\x80").size() == 12);                           // beyond U+10FFFF
    CHECK(repaired("\xE2\x82") == "\xEF\xBF\xBD\xEF\xBF\xBD");                  // cut short
}

TEST_CASE("nothing a name holds acts on the terminal") {
    CHECK(visible("\x1b[31mred") == "<U+001B>[31mred");
    CHECK(visible("a\u202Eb") == "a<U+202E>b");
    CHECK(visible(std::string_view("a\0b", 3)) == "a<U+0000>b");
    CHECK(visible("\U000E0041") == "<U+E0041>");
    CHECK(visible("\u0085") == "<U+0085>");
    CHECK(visible("grün 日本") == "grün 日本");
}
