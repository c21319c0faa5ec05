#include <array>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <string_view>

#include "scanner/base/error.hpp"
#include "scanner/base/nearest.hpp"
#include "scanner/base/python_number.hpp"
#include "scanner/base/source_text.hpp"
#include "scanner/base/utf8.hpp"
#include "tests/unit/catch.hpp"

namespace glance_audit::text {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 4> kActions{"add_image", "get_image", "publicize_image", "communitize_image"};

// A directory of its own that is gone at the end of the test.
class Folder {
public:
    Folder() : path_(fs::temp_directory_path() / fs::path("glance-audit-text-" + std::to_string(++count_))) {
        fs::remove_all(path_);
        fs::create_directories(path_);
    }
    ~Folder() { fs::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    fs::path write(const std::string& name, const std::string& content) const {
        std::ofstream(path_ / name, std::ios::binary) << content;
        return path_ / name;
    }
    const fs::path& path() const { return path_; }

private:
    static inline int count_ = 0;
    fs::path path_;
};

UsageError failure_of_reading(const fs::path& path, std::size_t max_bytes = SourceText::kMaxBytes) {
    try {
        SourceText::read(path, max_bytes);
    } catch (const UsageError& error) {
        return error;
    }
    FAIL("reading did not fail");
    return {"", "", ""};
}

TEST_CASE("the nearest word is found across a missing, a wrong, an added and a swapped letter") {
    CHECK(nearest("ad_image", kActions) == "add_image");
    CHECK(nearest("add_imoge", kActions) == "add_image");
    CHECK(nearest("add_imagee", kActions) == "add_image");
    CHECK(nearest("add_iamge", kActions) == "add_image");
    CHECK(nearest("PUBLICIZE_IMAGE", kActions) == "publicize_image");
}

TEST_CASE("a word too far from every candidate has no nearest one") {
    CHECK(nearest("delete", kActions).empty());
    CHECK(nearest("", kActions).empty());
    CHECK(nearest(std::string(100'000, 'a'), kActions).empty());
}

TEST_CASE("a suggestion names the nearest word, or lists the known ones") {
    CHECK(suggestion("add_imge", kActions) == "did you mean 'add_image'?");
    CHECK(suggestion("xyz", kActions, 2) == "one of add_image, get_image, …");
    CHECK(suggestion("xyz", {}).empty());
}

TEST_CASE("an excerpt shows the line and a caret under the column") {
    const SourceText source("policy.yaml", "a: b\nadd_image: @\r\nc: d\n");
    CHECK(source.excerpt({2, 12}) == "add_image: @\n           ^");
    CHECK(source.excerpt({1, 0}) == "a: b");
    CHECK(source.excerpt({0, 0}).empty());
    CHECK(source.excerpt({9, 1}) == "\n^");
}

TEST_CASE("columns count code points, and the caret stands right under wide characters and after a byte order mark") {
    CHECK(SourceText("x", "é: x").excerpt({1, 2}) == "é: x\n ^");
    CHECK(SourceText("x", "日: x").excerpt({1, 2}) == "日: x\n  ^");
    CHECK(SourceText("x", "\xEF\xBB\xBFk: x").excerpt({1, 2}) == "k: x\n ^");
}

TEST_CASE("an excerpt cannot steer a terminal") {
    CHECK(SourceText("x", "a\x1b[31m\x07").excerpt({1, 0}) == "a?[31m?");
    CHECK(SourceText("x",
                     "a\xE2\x80\xAE"
                     "b\xff")
              .excerpt({1, 0}) == "a?b?");
    CHECK(SourceText("x", "\ta").excerpt({1, 2}) == " a\n ^");
}

TEST_CASE("a long line is cut round the caret") {
    const SourceText source("x", std::string(500, 'a') + "!" + std::string(500, 'b'));
    const std::string excerpt = source.excerpt({1, 501});
    CHECK(excerpt.find("…a") == 0);
    CHECK(excerpt.find("b…\n") != std::string::npos);
    const std::string shown = excerpt.substr(std::string("…").size(), excerpt.find('\n'));
    CHECK(excerpt.size() - excerpt.rfind('\n') - 2 == shown.find('!') + 1);
}

TEST_CASE("an error carries name, line, column, excerpt and hint") {
    const UsageError error = SourceText("p.yaml", "a: @").error("wrong", {1, 4}, "quote it");
    CHECK(error.where() == "p.yaml:1:4");
    CHECK(error.excerpt() == "a: @\n   ^");
    CHECK(error.hint() == "quote it");
    CHECK(SourceText("p.yaml", "").where({}) == "p.yaml");
    CHECK(SourceText("p.yaml", "").where({3, 0}) == "p.yaml:3");
}

TEST_CASE("an error in a template says that it is one") {
    for (const char* const text : {"a: {{ b }}", "{% if a %}\nb: c\n", "{{- if .Values.a }}", "x = {{a}}"}) {
        CHECK(SourceText("t", text).error("wrong", {1, 1}, "quote it").hint() == kTemplateHint);
    }
    for (const char* const text : {"a: {b: {c: d}}", "}} {{", "100 %}", "{%"}) {
        CHECK(SourceText("t", text).error("wrong", {1, 1}, "quote it").hint() == "quote it");
    }
}

TEST_CASE("a file is read whole and byte for byte") {
    const Folder folder;
    const std::string content = std::string("a\r\n\0b", 5) + std::string(200'000, 'x');
    CHECK(SourceText::read(folder.write("a.yaml", content)).content() == content);
    CHECK(SourceText::read(folder.write("empty", "")).content().empty());
}

TEST_CASE("a file that cannot be read says why and what to do") {
    const Folder folder;
    folder.write("policy.yaml", "a: b");
    const UsageError missing = failure_of_reading(folder.path() / "polcy.yaml");
    CHECK(std::string(missing.what()) == "there is no such file");
    CHECK(missing.hint() == "did you mean '" + (folder.path() / "policy.yaml").string() + "'?");
    CHECK(std::string(failure_of_reading(folder.path()).what()) == "this is a directory, where a file is needed");
    fs::create_symlink("loop", folder.path() / "loop");
    CHECK(std::string(failure_of_reading(folder.path() / "loop").what()).find("form a loop") != std::string::npos);
    CHECK(std::string(failure_of_reading("/dev/zero").what()) == "this is not a regular file");
}

TEST_CASE("a file beyond the limit is refused") {
    const Folder folder;
    const fs::path path = folder.write("big", std::string(1000, 'x'));
    CHECK(std::string(failure_of_reading(path, 999).what()) == "the file is larger than 999 bytes");
    CHECK(SourceText::read(path, 1000).content().size() == 1000);
}

TEST_CASE("UTF-8 is decoded strictly") {
    CHECK(code_point_at("é", 0).value == 0xE9);
    CHECK(code_point_at("\xF0\x9F\x98\x80", 0).value == 0x1F600);
    for (const std::string_view broken : {"\xC0\x80", "\xF4\x90\x80\x80", "\x80", "\xE2\x82", "\xFF"}) {
        CHECK_FALSE(code_point_at(broken, 0).valid);
        CHECK(code_point_at(broken, 0).size == 1);
    }
    CHECK_FALSE(code_point_at("\xED\xA0\x80", 0).valid);
    CHECK(code_point_at("\xED\xA0\x80", 0).size == 3);
    CHECK(code_point_at("", 0).size == 0);
    CHECK(find_invalid_utf8("aé\xFFz") == 3);
    CHECK(find_invalid_utf8("aéz") == std::string_view::npos);
}

TEST_CASE("code points are written as UTF-8, surrogates too") {
    std::string out;
    for (const char32_t point : {U'a', U'é', U'日', U'😀'}) append_code_point(out, point);
    CHECK(out == "aé日😀");
    std::string lone;
    append_code_point(lone, 0xD800);
    CHECK(lone == "\xED\xA0\x80");
}

TEST_CASE("whole numbers of any size turn into decimal digits") {
    CHECK(decimal_digits("0012") == "12");
    CHECK(decimal_digits(" 000\n") == "0");
    CHECK(decimal_digits(std::string(4300, '9')) == std::string(4300, '9'));
    for (const char* const bad : {"", "a", "1_0", "-1", "1 2"}) CHECK_FALSE(decimal_digits(bad));
    CHECK_FALSE(decimal_digits(std::string(4301, '9')));
}

TEST_CASE("floats are read and written as Python does") {
    CHECK(parse_float("1.") == 1.0);
    CHECK(parse_float("-.5") == -0.5);
    CHECK(parse_float("1e999") == std::numeric_limits<double>::infinity());
    CHECK(parse_float("1e-999") == 0.0);
    CHECK(parse_float("-Infinity") == -std::numeric_limits<double>::infinity());
    CHECK_FALSE(parse_float("1x"));
    CHECK_FALSE(parse_float(""));
    CHECK_FALSE(parse_float("--1"));
    CHECK_FALSE(parse_float("0x10"));
    CHECK_FALSE(parse_float("nan(1)"));
    CHECK(float_repr(1.0) == "1.0");
    CHECK(float_repr(1e16) == "1e+16");
    CHECK(float_repr(123456789012345.6) == "123456789012345.6");
    CHECK(float_repr(1e-5) == "1e-05");
    CHECK(float_repr(0.0001) == "0.0001");
    CHECK(float_repr(-0.0) == "-0.0");
}

}  // namespace
}  // namespace glance_audit::text
