#include <string>
#include <vector>

#include "scanner/formats/dump/values.hpp"
#include "tests/unit/catch.hpp"

using namespace glance_audit::sources;
using namespace std::string_literals;

namespace {

const Lexis kMariadb{Dialect::mariadb, true, false};
const Lexis kPostgres{Dialect::postgresql, false, false};
const Lexis kSqlite{Dialect::sqlite, false, false};

std::string shown(const Field& field) { return field ? "<" + std::string(*field) + ">" : "NULL"; }

std::string padded(std::string text) { return text + std::string(32, '\''); }

// The values of "(…)", each as <text> or NULL.
std::string values(const std::string& row, const Lexis& lexis, std::size_t columns) {
    const std::vector<std::string> names{"a", "b", "c", "d", "e", "f", "g", "h"};
    const std::vector<std::string_view> wanted(names.begin(), names.begin() + static_cast<long>(columns));
    const Slots slots({names.data(), columns}, wanted);
    const std::string text = padded(row);
    ValueParser parser;
    const char* behind = parser.parse_row(text.data(), text.data() + row.size(), lexis, slots);
    if (behind == nullptr) return "starved";
    std::string out;
    for (const Field& field : parser.fields()) out += shown(field);
    return out;
}

std::string value(const std::string& spelled, const Lexis& lexis) { return values("(" + spelled + ")", lexis, 1); }

}  // namespace

TEST_CASE("values of MariaDB's dumps") {
    CHECK(values("(1,'a',NULL,-1.5e+3)", kMariadb, 4) == "<1><a>NULL<-1.5e+3>");
    CHECK(value(R"('it''s \'x\' \"y\" \\ \0\b\n\r\t\Z\%\_\q')", kMariadb) ==
          "<it's 'x' \"y\" \\ \0\b\n\r\t\x1a\\%\\_q>"s);
    CHECK(value("_binary 'a\\'b'", kMariadb) == "<a'b>");
    CHECK(value("_utf8mb4'x'", kMariadb) == "<x>");
    CHECK(value("0x41C384", kMariadb) == "<A\xc3\x84>");
    CHECK(value("X'4142'", kMariadb) == "<AB>");
    CHECK(value("b'1'", kMariadb) == "<1>");
    CHECK(value("''", kMariadb) == "<>");
    CHECK(value("'),('", kMariadb) == "<),(>");
    CHECK(value("'a\\'", {Dialect::mariadb, false, false}) == "<a\\>");
}

TEST_CASE("values of PostgreSQL's dumps") {
    CHECK(values("('a\\', true, E'\\\\\\'\\n\\101\\x42\\u00c4\\U0001F702', NULL)", kPostgres, 4) ==
          "<a\\><true><\\'\nAB\xc3\x84\xf0\x9f\x9c\x82>NULL");
    CHECK(value("'a\nb''c'", kPostgres) == "<a\nb'c>");
}

TEST_CASE("values of sqlite3's dumps") {
    CHECK(value("replace(replace('a\\r\\nb','\\r',char(13)),'\\n',char(10))", kSqlite) == "<a\r\nb>");
    CHECK(value("unistr('a\\u000ab\\\\')", kSqlite) == "<a\nb\\>");
    CHECK(value("'a\nb'", kSqlite) == "<a\nb>");
    CHECK_THROWS_AS(value("random()", kSqlite), Malformed);
    CHECK_THROWS_AS(value("replace('a','a','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')", kMariadb), Malformed);
}

TEST_CASE("a row is never understood before it ends") {
    const std::string row = R"(('it''s','\\','a\'b',0x41,_binary 'x',NULL,-1.5))";
    const std::string whole = values(row, kMariadb, 7);
    for (std::size_t length = 1; length < row.size(); ++length) {
        CHECK(values(row.substr(0, length), kMariadb, 7) == "starved");
    }
    CHECK(whole == "<it's><\\><a'b><A><x>NULL<-1.5>");
}

TEST_CASE("what is no row is refused") {
    CHECK_THROWS_AS(values("(1,2)", kMariadb, 3), Malformed);
    CHECK_THROWS_AS(values("(1,2,3)", kMariadb, 2), Malformed);
    CHECK_THROWS_AS(values("(1 2)", kMariadb, 1), Malformed);
    CHECK_THROWS_AS(values("(;)", kMariadb, 1), Malformed);
    CHECK_THROWS_AS(values("(0x4)", kMariadb, 1), Malformed);
    CHECK_THROWS_AS(values("(Q'x')", kMariadb, 1), Malformed);
    CHECK_THROWS_AS(values("(now())", kMariadb, 1), Malformed);
}

TEST_CASE("lines of COPY") {
    const std::vector<std::string> names{"a", "b", "c"};
    const std::vector<std::string_view> wanted{"c", "a", "z"};
    const Slots slots(names, wanted);
    const auto line = [&](const std::string& text) {
        ValueParser parser;
        parser.parse_line(text, slots);
        std::string out;
        for (const Field& field : parser.fields()) out += shown(field);
        return out;
    };
    CHECK(line("1\t2\t3") == "<3><1>NULL");
    CHECK(line("\\N\t\\N\t\\\\N") == "<\\N>NULLNULL");
    CHECK(line("a\\tb\\n\\r\\v\\101\\x42\\q\\\\\t\t") == "<><a\tb\n\r\vABq\\>NULL");
    CHECK_THROWS_AS(line("1\t2"), Malformed);
    CHECK_THROWS_AS(line("1\t2\t3\t4"), Malformed);
    CHECK_THROWS_AS(line(""), Malformed);
}
