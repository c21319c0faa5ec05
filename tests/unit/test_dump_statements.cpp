#include <string>
#include <vector>

#include "scanner/formats/dump/statements.hpp"
#include "scanner/formats/text/text_file.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/text_folder.hpp"

using namespace glance_audit;
using namespace glance_audit::sources;

namespace {

const Lexis kMariadb{Dialect::mariadb, true, false};
const Lexis kPostgres{Dialect::postgresql, false, false};

// Each row on a line: "table: a|b".
std::string rows_of(const std::string& path, const Lexis& lexis, std::size_t chunk, bool read) {
    const TextFile file(path);
    DumpStatements statements(file, 0, file.end(), lexis, chunk);
    std::string out;
    std::vector<std::string> columns{"a", "b"};
    for (const Statement* next = &statements.next(); next->kind != Statement::Kind::end; next = &statements.next()) {
        if (next->kind == Statement::Kind::comment) out += next->text + "\n";
        if (next->kind == Statement::Kind::use) out += "use " + next->text + "\n";
        if (next->kind == Statement::Kind::create_table) columns = next->columns;
        if (next->kind != Statement::Kind::rows) continue;
        const std::string name = next->schema + "." + next->table + ": ";
        out += name + "\n";
        if (!read) continue;
        const std::vector<std::string>& named = next->columns.empty() ? columns : next->columns;
        const std::vector<std::string_view> wanted(named.begin(), named.end());
        statements.read_rows(Slots(named, wanted), [&](std::span<const Field> row) {
            for (const Field& field : row) out += std::string(field.value_or("NULL")) + "|";
            out += "\n";
        });
    }
    return out;
}

// The same, however little is in memory at a time; and skipping rows finds the same statements as reading them.
std::string rows(const std::string& dump, const Lexis& lexis) {
    const TextFolder folder;
    const std::string path = folder.write("dump.sql", dump);
    const std::string whole = rows_of(path, lexis, TextWindow::kChunk, true);
    const std::string skipped = rows_of(path, lexis, TextWindow::kChunk, false);
    for (std::size_t chunk = 1; chunk < 100; ++chunk) {
        CHECK(rows_of(path, lexis, chunk, true) == whole);
        CHECK(rows_of(path, lexis, chunk, false) == skipped);
    }
    return whole;
}

}  // namespace

TEST_CASE("statements of MariaDB's dumps") {
    const std::string dump = R"(/*M!999999\- enable the sandbox mode */
-- MariaDB dump 10.19
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
USE `glance`;
DROP TABLE IF EXISTS `t`;
CREATE TABLE `t` (
  `a` varchar(3) NOT NULL DEFAULT 'x,`y`',
  `b` enum('a','b') /*!50606 STORAGE DISK */,
  PRIMARY KEY (`a`), KEY `ix` (`b`)
) ENGINE=InnoDB COMMENT='a;b';
INSERT INTO `t` VALUES ('1','it\'s; -- no comment'),
('2','/* no comment */'); # a comment
INSERT INTO `t` VALUES ('3','\\');
INSERT  IGNORE INTO `other` (`b`, `a`) VALUES (1,2);
DELIMITER ;;
/*!50003 CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW BEGIN
INSERT INTO t VALUES ('hidden; in a trigger', 1); -- it's
END */;;
DELIMITER ;
-- Dump completed
)";
    CHECK(rows(dump, kMariadb) ==
          "/*M!999999\\- enable the sandbox mode \n-- MariaDB dump 10.19\nuse glance\n.t: \n1|it's; -- no "
          "comment|\n2|/* no comment */|\n"
          "# a comment\n.t: \n3|\\|\n.other: \n1|2|\n-- Dump completed\n");
}

TEST_CASE("statements of PostgreSQL's dumps") {
    const std::string dump = R"(-- PostgreSQL database dump
\restrict abc
SET standard_conforming_strings = on;
CREATE FUNCTION public.f() RETURNS void AS $tag$ INSERT INTO t VALUES ('x'); $$ ' $tag$;
COMMENT ON TABLE public.t IS E'it\'s; a comment';
/* outer /* inner */ ; ' */
CREATE TABLE public.t (
    "a" character varying(36) NOT NULL,
    b text DEFAULT 'x\'::text,
    CONSTRAINT c CHECK ((a > ''))
);
COPY public.t (a, b) FROM stdin;
1	a\\b\nc
2	\N
\\.	x;'
\.

INSERT INTO public."T" (b, a) OVERRIDING SYSTEM VALUE VALUES ('a\', E'b\''), ('
-- PostgreSQL database dump complete
', NULL) ON CONFLICT DO NOTHING;
\connect "other"
-- PostgreSQL database dump complete
)";
    CHECK(rows(dump, kPostgres) ==
          "-- PostgreSQL database dump\n/* outer /* inner \npublic.t: \n1|a\\b\nc|\n2|NULL|\n\\.|x;'|\npublic.T: "
          "\na\\|b'|\n"
          "\n-- PostgreSQL database dump complete\n|NULL|\nuse \"other\"\n-- PostgreSQL database dump complete\n");
}

TEST_CASE("settings change how strings are read") {
    CHECK(rows("SET sql_mode='NO_BACKSLASH_ESCAPES';\nINSERT INTO t VALUES ('a\\','b');\n"
               "SET sql_mode=@saved;\nINSERT INTO t VALUES ('a\\'','b');\n",
               kMariadb) == ".t: \na\\|b|\n.t: \na'|b|\n");
    CHECK(rows("SET standard_conforming_strings = off;\nINSERT INTO t VALUES ('a\\'', 'b');\n", kPostgres) ==
          ".t: \na'|b|\n");
}

TEST_CASE("a dump that ends in the middle of a statement is broken") {
    const std::string dump = "INSERT INTO `t` VALUES ('1','it\\'s'),\n('2','x');";
    const TextFolder folder;
    for (std::size_t length = 1; length < dump.size(); ++length) {
        const std::string path = folder.write("dump.sql", dump.substr(0, length));
        CHECK_THROWS_AS(rows_of(path, kMariadb, TextWindow::kChunk, true), DumpBroken);
        CHECK_THROWS_AS(rows_of(path, kMariadb, 7, false), DumpBroken);
    }
}
