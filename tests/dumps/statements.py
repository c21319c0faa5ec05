"""Statements, lines and bytes beside the rows: what is known to be harmless
leaves a dump whole; anything else makes the audit incomplete, with its line."""

import sqlite3

from dumping import Files, mariadb_dump, postgres_dump, sqlite_dump
from world import expect

_REVISION = "wallaby_contract01"
_NAME = "statements"
_ID = "00000000-7e57-4000-8000-000000000001"
_END = {"mariadb": b"/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;",
        "postgresql": b"--\n-- PostgreSQL database dump complete",
        "sqlite": b"COMMIT;"}

# Behind the rows of Glance's tables; {0}: one of these tables.
_CHANGES = {
    "mariadb": [
        "UPDATE {0} SET deleted = 0;", "DELETE FROM {0} WHERE id = '1';",
        "TRUNCATE {0};", "TRUNCATE TABLE glance.{0};",
        "ALTER TABLE {0} DROP COLUMN deleted_at;",
        "ALTER TABLE {0} ADD PRIMARY KEY (id), RENAME COLUMN owner TO o;",
        "ALTER TABLE {0} MODIFY id char(3);", "ALTER TABLE {0} ADD x int;",
        "RENAME TABLE {0} TO other;", "RENAME TABLE other TO {0};",
        "LOAD DATA INFILE '/x' INTO TABLE {0};",
        "INSERT INTO {0} SET id = '1';",
        "INSERT INTO {0} SELECT * FROM other;",
        "REPLACE INTO {0} SELECT * FROM other;",
        "DELETE a FROM {0} AS a JOIN b ON a.id = b.id;",
        "DROP TABLE other, {0};", "DROP TABLE IF EXISTS {0};",
        "CREATE TABLE other AS SELECT * FROM {0};",
        "CREATE TABLE merged (id int) ENGINE=MERGE UNION=({0});",
    ],
    "postgresql": [
        "UPDATE public.{0} SET deleted = false;", "TRUNCATE TABLE ONLY public.{0};",
        "DELETE FROM ONLY public.{0};", "COPY public.{0} FROM '/x';",
        "ALTER TABLE ONLY public.{0} ATTACH PARTITION public.x DEFAULT;",
        "ALTER TABLE public.x INHERIT public.{0};",
        "ALTER TABLE public.{0} RENAME TO x;",
        "ALTER TABLE public.{0} ALTER COLUMN id TYPE integer;",
        "CREATE TABLE public.x (a int) INHERITS (public.{0});",
        "DROP TABLE public.{0} CASCADE;", "DROP SCHEMA public CASCADE;",
        "WITH x AS (DELETE FROM {0} RETURNING *) SELECT 1;",
        "INSERT INTO public.{0} SELECT * FROM x;",
    ],
    "sqlite": [
        "UPDATE {0} SET deleted=0;", "DELETE FROM {0};", "DROP TABLE {0};",
        "ALTER TABLE {0} RENAME TO x;", "INSERT INTO {0} SELECT * FROM x;",
        "CREATE TABLE x AS SELECT * FROM {0};",
    ],
}

_UNKNOWN = {
    "mariadb": [
        "INSRT INTO images VALUES ('1');", "SOURCE more.sql",
        "CALL fill_images();", "PREPARE x FROM 'DELETE FROM images';",
        "mysqldump: Error 2013: Lost connection to MySQL server during query"
        " when dumping table `images` at row: 5",
        "mysqldump: Got error: 1290", "ERROR 1045 (28000): Access denied",
        "-- INSERT INTO `images` VALUES ('1');", "-- INSERT IGNORE INTO `images` VALUES ('1');",
        "-- REPLACE INTO `images` VALUES ('1');", "-- ('1','2'),", "-- " + "x" * 300 + " INSERT INTO `images` VALUES (1);",
        "/* INSERT INTO `images` VALUES ('1'); */", "\\. more.sql", "\\! date",
        "INSERT INTO `imagfs` VALUES ('1');", "Killed", "<p>gateway</p>",
        "UNLOCK TABLES\nINSERT INTO `images` VALUES ('1');",
        "SET NAMES gbk;", "ROLLBACK;", "\0", "\x01", "é;", "'x';", ");",
        "SET time_zone='+00:00'\nINSERT INTO `images` VALUES ('1');",
        "LOCK TABLES `x` \n-- MariaDB dump 10.19\nUNLOCK TABLES;",
        "DELIMITER ;;\nINSERT INTO `images` VALUES ('1');;\nDELIMITER ;",
    ],
    "postgresql": [
        "pg_dump: error: query failed: ERROR:  permission denied", "\\i x.sql",
        "pg_dump: error: Dumping the contents of table \"images\" failed",
        "--COPY public.images FROM stdin;", "DROP OWNED BY glance;",
        "/*" + "x" * 300 + " COPY public.images (id) FROM stdin;\n1\n\\.\n*/", "SET row_security = on;",
        "-- INSERT INTO public.images VALUES ('1');", "SELECT fill();",
        "DO $$ BEGIN DELETE FROM images; END $$;", "CALL fill();",
        "COPY public.imagfs (id) FROM stdin;\n1\n\\.\n", "\\copy x from y",
        "COPY publjc.image_members (id) FROM stdin;\n1\n\\.\n",
        "ALTER TABLE public.x OWNER TO \n--\n-- PostgreSQL database dump\n--\n"
        "\nSET statement_timeout = 0;",
        "SET client_encoding = 'SJIS';", "1\t2\t3", "\\.",
    ],
    "sqlite": [
        "ROLLBACK; -- due to errors", "INSRT INTO images VALUES('1');",
        "/****** CORRUPTION ERROR *******/", "INSERT INTO Imagfs VALUES('1');",
        "/**** ERROR: (11) database disk image is malformed *****/",
        "Error: near line 5: disk I/O error", ".read x.sql",
        "PRAGMA foreign_keys=OFF\nINSERT INTO images VALUES('1');",
    ],
}

_HARMLESS = {
    "mariadb": [
        "UPDATE other SET a = 1;", "INSERT INTO other SELECT * FROM another;",
        "GRANT INSERT, SELECT ON `glance`.`images` TO `x`@`%`;", ";", "# x",
        "/*!40000 ALTER TABLE `images` DISABLE KEYS */;", "FLUSH TABLES;",
        "ALTER TABLE `images` ADD PRIMARY KEY (`id`), ADD KEY `x` (`owner`);",
        "ALTER TABLE `image_tags` MODIFY `id` int(11) NOT NULL AUTO_INCREMENT,"
        " AUTO_INCREMENT=12;", "DELIMITER $$\nCREATE DEFINER=`a`@`b` PROCEDURE"
        " x() BEGIN DELETE FROM images; END $$\nDELIMITER ;",
        "CREATE VIEW v AS SELECT 1 AS `id`;", "/*!50001 DROP VIEW v*/;",
        "CREATE VIEW v AS SELECT id FROM images;", "START TRANSACTION;COMMIT;",
        "CHANGE MASTER TO MASTER_LOG_FILE='x', MASTER_LOG_POS=1;",
        "CREATE TABLE x (a int); INSERT INTO x VALUES (1,0x00,_binary 0x41);",
        "DO SETVAL(`s`, 1, 0);", "ALTER DATABASE `g` CHARACTER SET utf8;",
    ],
    "postgresql": [
        "ALTER TABLE public.images OWNER TO glance;", "BEGIN;", "COMMIT;",
        "ALTER TABLE ONLY public.images ADD CONSTRAINT x CHECK (id <> ';');",
        "ALTER TABLE public.images ENABLE ROW LEVEL SECURITY;", "ANALYZE;",
        "ALTER TABLE ONLY public.images ALTER COLUMN id SET DEFAULT 'x';",
        "CREATE FUNCTION f() RETURNS void LANGUAGE sql BEGIN ATOMIC\n INSERT"
        " INTO x VALUES (1);\n DELETE FROM images;\nEND;",
        "CREATE FUNCTION f() RETURNS trigger AS $_$ BEGIN DELETE FROM images;"
        " END; $_$ LANGUAGE plpgsql;", "COMMENT ON TABLE images IS 'a;b';",
        "CREATE RULE r AS ON INSERT TO x DO INSTEAD INSERT INTO y VALUES (1);",
        "GRANT INSERT ON TABLE public.images TO glance;", "\\restrict abc",
        "SELECT pg_catalog.setval('public.x_id_seq', 5, true);",
        "SECURITY LABEL FOR selinux ON TABLE images IS 'x';", "\\unrestrict a",
        "CREATE TABLE public.x (); COPY public.x  FROM stdin;\n\\.\n",
        "REFRESH MATERIALIZED VIEW public.v;", "UPDATE x SET a = E'\\';b';",
    ],
    "sqlite": [
        "PRAGMA writable_schema=OFF;", "ANALYZE sqlite_schema;",
        "CREATE TRIGGER t BEFORE INSERT ON images BEGIN SELECT CASE WHEN 1"
        " THEN RAISE(ABORT, 'x;') END; DELETE FROM images; END;",
        "INSERT INTO sqlite_sequence VALUES('image_tags',5);",
        "DELETE FROM sqlite_sequence;", "CREATE INDEX i ON images(owner);",
        "CREATE VIEW v AS SELECT * FROM images;",
    ],
}


def tests(world):
    path = world.everywhere(_REVISION, _NAME, rows=200)
    files = Files(world, _NAME, path)
    dumps = {"mariadb": mariadb_dump(world.mariadb, _NAME),
             "postgresql": postgres_dump(world.postgres, _NAME),
             "sqlite": sqlite_dump(path)}
    for engine, dump in dumps.items():
        for text in _HARMLESS[engine]:
            yield f"{engine}: {text}", lambda dump=dump, engine=engine, \
                text=text: files.expect_same(
                    files.scan(_with(dump, engine, text)))
        named = [change.format(table) for change in _CHANGES[engine]
                 for table in ("images", "image_members")]
        if engine != "mariadb":     # its tables are files
            named += [change.format(table.upper()) for change in ("DELETE FROM {0};", "UPDATE {0} SET deleted = NULL;",
                                                                  "DROP TABLE {0};", "INSERT INTO {0} SELECT 1;")
                      for table in ("images", "image_members")]
        for text in _UNKNOWN[engine] + named:
            yield f"{engine}: {text!r}", lambda dump=dump, engine=engine, \
                text=text: _incomplete(files, dump, engine, text)
    yield "changes before the rows", lambda: files.expect_same(files.scan(
        dumps["mariadb"].replace(
            b"INSERT INTO `images`", b"DELETE FROM images;TRUNCATE images;"
            b"UPDATE images SET a = 1;\nINSERT INTO `images`", 1)))
    yield "an INSERT that lacks a column in rows without CREATE TABLE", (
        lambda: _fewer_columns(world, files))
    yield "NULL as visibility", lambda: _no_visibility(world, files)


def _with(dump, engine, text):
    at = dump.rindex(_END[engine])
    return dump[:at] + b"\n" + text.encode() + b"\n" + dump[at:]


def _incomplete(files, dump, engine, text):
    run = files.scan(_with(dump, engine, text))
    line = dump.count(b"\n", 0, dump.rindex(_END[engine])) + 2
    files.expect_incomplete(run)
    expect(any(f"dump.sql:{line + more}" in run.errors
               for more in range(text.count("\n") + 2)),
           f"line {line} is not named", run)
    expect(_images(run) == _images(files.wanted) or "DROP" in text,
           "not all images were read", run)


def _images(run):
    return {(finding["rule"], finding["subject"]["id"])
            for finding in run.report["findings"]
            if finding["rule"].startswith("ossn-0075/held-public")}


def _fewer_columns(world, files):
    dump = mariadb_dump(world.mariadb, "--no-create-info", "--complete-insert",
                        "--skip-extended-insert", _NAME)
    files.expect_same(files.scan(dump))
    row = (f"INSERT INTO `images` (`id`, `status`, `deleted`) VALUES ('{_ID}',"
           f"'deleted',1);\n").encode()
    at = dump.rindex(b"INSERT INTO `images`")
    files.expect_incomplete(files.scan(dump[:at] + row + dump[at:]),
                            "the columns of these rows")


def _no_visibility(world, files):
    """Neither private nor public."""
    path = world.empty("ocata_expand01", "no_visibility")
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(
            "INSERT INTO images (id, name, status, created_at, deleted_at,"
            " deleted, min_disk, min_ram, protected, owner) VALUES (?, 'x',"
            " 'deleted', '2024-01-01', '2024-01-01', 1, 0, 0, 0, 'p')", [_ID])
    connection.close()
    for run in (world.program.scan(path), files.scan(sqlite_dump(path))):
        files.expect_incomplete(run, _ID, "visibility is NULL")
