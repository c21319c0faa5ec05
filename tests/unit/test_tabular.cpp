#include <string>
#include <vector>

#include "scanner/base/error.hpp"
#include "scanner/formats/tabular_file.hpp"
#include "scanner/sources/files/image_ids.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/text_folder.hpp"

using namespace glance_audit;
using namespace glance_audit::sources;
using namespace std::string_literals;

namespace {

// The columns id and b of every row: "<1>NULL\n".
std::string rows(const std::string& content) {
    const TextFolder folder;
    TabularFile file(folder.write("images", content), "id");
    const std::vector<std::string_view> wanted{"id", "b"};
    std::string out;
    file.read(wanted, [&](std::span<const Field> row) {
        for (const Field& field : row) out += field ? "<" + std::string(*field) + ">" : "NULL";
        out += "\n";
    });
    return out;
}

}  // namespace

TEST_CASE("CSV as RFC 4180 has it") {
    CHECK(rows("id,b\n1,x\n") == "<1><x>\n");
    CHECK(rows("\xef\xbb\xbfid,b\r\n1,\r\n2,\"\"\r\n3,\\N\r\n") == "<1>NULL\n<2><>\n<3>NULL\n");
    CHECK(rows("b,c,\"id\"\n\"a,\"\"b\"\"\r\nc\",,\" 1\"\n") == "< 1><a,\"b\"\r\nc>\n");
    CHECK(rows("id;b\n1;x,y\n") == "<1><x,y>\n");
    CHECK(rows("id,c\n1,x\n") == "<1>NULL\n");
    CHECK_THROWS_AS(rows("id,b\n1\n"), SourceError);
    CHECK_THROWS_AS(rows("id,b\n1,2,3\n"), SourceError);
    CHECK_THROWS_AS(rows("id,b\n1,2"), SourceError);
    CHECK_THROWS_AS(rows("id,b\n1,\"2\n"), SourceError);
    CHECK_THROWS_AS(rows("id,b\n1,\"2\"x\n"), SourceError);
    CHECK_THROWS_AS(rows("id,id\n1,2\n"), SourceError);
    CHECK_THROWS_AS(rows("a,b\n1,2\n"), SourceError);
    CHECK_THROWS_AS(rows("id,b"), SourceError);
}

TEST_CASE("what mysql --batch prints") {
    CHECK(rows("id\tb\n1\tNULL\n2\ta\\tb\\n\\\\\\0\"\n") == "<1>NULL\n<2><a\tb\n\\\0\">\n"s);
}

TEST_CASE("one JSON object a line") {
    CHECK(rows("{\"id\":\"1\",\"b\":null}\n{\"b\": true, \"id\": 2}\r\n") == "<1>NULL\n<2><true>\n");
    CHECK(rows("{\"id\":\"\\u00c4\\ud83d\\udf02\\n\\/\",\"c\":{\"b\":[\"}\\\"\"]},\"b\":-1.5e3}\n") ==
          "<\xc3\x84\xf0\x9f\x9c\x82\n/><-1.5e3>\n");
    CHECK(rows("{\"id\":18446744073709551616,\"b\":9223372036854775807}\n{\"id\":0.10,\"b\":null}\n") ==
          "<18446744073709551616><9223372036854775807>\n<0.10>NULL\n");
    for (const char* bad : {"{",
                            "{\"id\":1,}",
                            "{\"id\" 1}",
                            "{\"id\":1}x",
                            "{\"id\":yes}",
                            "{\"id\":\"\\x\"}",
                            "{\"id\":\"\\u12\"}",
                            "{\"id\":[1}",
                            "[1]",
                            "",
                            "{id:1}",
                            "{\"id\":}",
                            "{\"id\":\"\\ud800\"}",
                            "{\"id\":\"\xff\"}",
                            "{\"id\":NaN}",
                            "{\"id\":1e999}",
                            "{\"id\":01}",
                            "{\"id\":1,\"id\":1}",
                            "{\"id\":[1]}",
                            "{\"id\":{}}",
                            "{\"c\":[1,]}",
                            "{\"id\":1}{}"}) {
        CHECK_THROWS_AS(rows("{\"id\":\"1\"}\n" + std::string(bad) + "\n"), SourceError);
    }
    CHECK_THROWS_AS(rows("{\"id\":1}\0\n"s), SourceError);
    CHECK_THROWS_AS(rows("{\"id\":1,\"c\":" + std::string(100, '[') + std::string(100, ']') + "}\n"), SourceError);
    CHECK(rows("{\"id\":1,\"c\":" + std::string(99, '[') + std::string(99, ']') + "}\n") == "<1>NULL\n");
}

TEST_CASE("objects without a key of the first one, or with one more, are no rows of its table") {
    CHECK_THROWS_AS(rows("{\"id\":1,\"b\":2}\n{\"id\":2}\n"), SourceError);
    CHECK_THROWS_AS(rows("{\"id\":1,\"c\":2}\n{\"id\":2,\"b\":2}\n"), SourceError);
    CHECK_THROWS_AS(rows("{\"id\":1}\n{\"id\":2,\"b\":null}\n"), SourceError);
    CHECK(rows("{\"id\":1,\"b\":2}\n{\"b\":null,\"id\":2}\n") == "<1><2>\n<2>NULL\n");
}

TEST_CASE("a byte of value 0 in a table") {
    CHECK_THROWS_AS(rows("id,b\n1,x\0y\n"s), SourceError);
    CHECK_THROWS_AS(rows("id\tb\n1\tx\n\0\n"s), SourceError);
}

TEST_CASE("IDs of a whole table") {
    ImageIds ids;
    for (const char* id : {"ffffffff-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000001",
                           "ABCDEF00-0000-4000-8000-000000000001", "odd", ""}) {
        ids.add(id);
    }
    ids.finish();
    CHECK(ids.size() == 5);
    CHECK(ids.twice().empty());
    CHECK(ids.odd() == std::vector<std::string>{"", "ABCDEF00-0000-4000-8000-000000000001", "odd"});
    CHECK(ids.contains(ImageId::parse("ffffffff-0000-4000-8000-000000000001")));
    CHECK(ids.contains(ImageId::parse("")));
    CHECK_FALSE(ids.contains(ImageId::parse("ffffffff-0000-4000-8000-000000000002")));
    CHECK_FALSE(ids.contains(ImageId::parse("abcdef00-0000-4000-8000-000000000001")));
    CHECK(ids.contains_any_case(ImageId::parse("abcdef00-0000-4000-8000-000000000001")));
    CHECK(ids.contains_any_case(ImageId::parse("FFFFFFFF-0000-4000-8000-000000000001")));
    CHECK(ids.contains_any_case(ImageId::parse("ODD")));
    CHECK_FALSE(ids.contains_any_case(ImageId::parse("even")));
}

TEST_CASE("an ID that is there twice is named") {
    ImageIds ids;
    for (int i = 0; i < 2; ++i) ids.add("12345678-9abc-4def-8012-3456789abcde");
    ids.finish();
    CHECK(ids.twice() == "12345678-9abc-4def-8012-3456789abcde");
}
