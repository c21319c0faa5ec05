"""Every way of writing a dump says the same."""

import re

import hostile_texts
import reports_alike
from dumping import Files, mariadb_dump, postgres_dump, sqlite_dump
from world import expect

_REVISION = "wallaby_contract01"
_NAME = "dumped"
# With --compatible mariadb-dump falls back to latin1 and loses what is not.
_UTF8 = "--default-character-set=utf8mb4"

_MARIADB = [
    [], ["--skip-extended-insert"], ["--complete-insert"],
    ["--skip-quote-names"], ["--hex-blob"], ["--replace"], ["--insert-ignore"],
    ["--skip-comments"], ["--compact"], ["--compatible=ansi", _UTF8],
    ["--compatible=ansi", "--skip-comments", _UTF8],
    ["--skip-opt", "--skip-quote-names", "--complete-insert"],
    ["--add-drop-database", "--add-drop-trigger"], ["--no-autocommit"],
    ["--single-transaction", "--quick", "--order-by-primary"],
    ["--skip-dump-date"], ["--skip-tz-utc"], ["--net-buffer-length=4096"],
    ["--net-buffer-length=16777216", "--max-allowed-packet=1073741824"],
    ["--triggers", "--routines", "--events"], ["--skip-add-locks"],
    ["--no-create-info", "--complete-insert"], ["--skip-set-charset"],
    ["--delayed-insert"],
]
_POSTGRES = [
    [], ["--inserts"], ["--column-inserts"], ["--rows-per-insert=7"],
    ["--inserts", "--on-conflict-do-nothing"], ["--schema=public"],
    ["--create"], ["--clean", "--if-exists"], ["--data-only"],
    ["--section=data"], ["--quote-all-identifiers"],
    ["--inserts", "--quote-all-identifiers"], ["--disable-dollar-quoting"],
    ["--no-owner", "--no-privileges", "--no-comments"],
    ["--use-set-session-authorization"], ["--verbose"],
    ["--table=public.*"],
]


def tests(world):
    path = world.filled(_REVISION, _NAME + "_sqlite_only", rows=700)
    hostile_texts.add(path)
    path = world.level(path, _REVISION, _NAME)
    files = Files(world, "options", path)
    yield "the hostile names are among the findings", lambda: _hostile(files)
    for options in _MARIADB:
        yield f"mariadb-dump {' '.join(options)}", lambda options=options: (
            files.expect_same(files.scan(
                mariadb_dump(world.mariadb, *options, _NAME))))
    yield "mariadb-dump --databases", lambda: files.expect_same(
        files.scan(mariadb_dump(world.mariadb, "--databases", "mysql", _NAME,
                                "--skip-lock-tables")))
    for options in _POSTGRES:
        yield f"pg_dump {' '.join(options)}", lambda options=options: (
            files.expect_same(files.scan(
                postgres_dump(world.postgres, _NAME, *options))))
    for options in ([], ["--inserts"]):
        yield f"strings with backslashes {options}", lambda options=options: (
            files.expect_same(files.scan(postgres_dump(
                world.postgres, _NAME, *options,
                standard_conforming_strings="off"))))
    yield "another schema", lambda: _schema(world, files)
    yield "sqlite3 .dump", lambda: files.expect_same(
        files.scan(sqlite_dump(path)))
    for name, dump in _dumps(world).items():
        yield f"{name}: with a byte order mark", lambda dump=dump: (
            files.expect_same(files.scan(b"\xef\xbb\xbf" + dump)))
        yield f"{name}: with DOS line ends", lambda dump=dump: (
            files.expect_same(files.scan(dump.replace(b"\n", b"\r\n"))))
        yield f"{name}: versions", lambda dump=dump, name=name: _version(
            world, files, dump, name)
    for name, dump in _dumps(world).items():
        yield f"{name}: warnings above the dump", lambda dump=dump: (
            files.expect_same(files.scan(_WARNINGS + dump)))
        for said in _FAILURES:
            yield f"{name}: above the dump {said!r}", (
                lambda dump=dump, said=said: files.expect_incomplete(
                    files.scan(_WARNINGS + said + b"\n" + dump)))
    yield "a dump of MySQL", lambda: _of_mysql(files, mariadb_dump(world.mariadb, _NAME))
    yield "structure and rows in two dumps, one behind the other", lambda: (
        files.expect_same(files.scan(
            mariadb_dump(world.mariadb, "--no-data", _NAME)
            + mariadb_dump(world.mariadb, "--no-create-info", _NAME))))
    yield "the same dump twice in a file", lambda: files.expect_same(
        files.scan(mariadb_dump(world.mariadb, _NAME) * 2))


# What dumpers say to a backup job with 2>&1.
_WARNINGS = (
    b"mysqldump: [Warning] Using a password on the command line interface can"
    b" be insecure.\n"
    b"Warning: A partial dump from a server that has GTIDs will by default"
    b" include the GTIDs of all transactions\n"
    b"WARNING: --master-data is deprecated and will be removed\n"
    b"mariadb-dump: Deprecated program name, a warning.\n"
    b"pg_dump: warning: there are circular foreign-key constraints\n"
    b"pg_dump: detail: images\n"
    b"pg_dump: hint: You might not be able to restore the dump\n")
_FAILURES = (
    b"mysqldump: Couldn't execute 'SHOW FIELDS FROM `images`': Table"
    b" 'images' doesn't exist (1146)",
    b"mysqldump: Got error: 1045: \"Access denied\" when trying to connect",
    b"mariadb-dump: Error: 'Access denied; you need the PROCESS privilege'",
    b"pg_dump: error: query failed: ERROR:  permission denied for table",
    b"pg_dump: last built-in OID is 16383")


def _dumps(world):
    return {"mariadb": mariadb_dump(world.mariadb, _NAME),
            "postgresql": postgres_dump(world.postgres, _NAME)}


def _hostile(files):
    names = {finding["facts"].get("name")
             for finding in files.wanted.report["findings"]}
    missing = [text for text in hostile_texts.TEXTS if text not in names]
    expect(not missing, f"not found: {missing!r}")


def _schema(world, files):
    """Glance's tables need not be in `public`."""
    name = world.schema(world.postgres, _REVISION, "other_schema")
    world.load(world.postgres, _REVISION, "in_schema",
               world.sqlite(_NAME))
    world.postgres.run('ALTER SCHEMA public RENAME TO "Glance.1"',
                       database="in_schema")
    dump = postgres_dump(world.postgres, "in_schema")
    expect(b'"Glance.1".images' in dump and name, "the schema is not there")
    files.expect_same(files.scan(dump))


def _of_mysql(files, dump):
    version = re.compile(rb"-- Server version\t[^\n]*").sub(b"-- Server version\t8.0.36-0ubuntu0.22.04.1", dump)
    target = files.scan(version).report["targets"][0]
    expect((target["engine"], target["server_version"]) == ("mysql", "8.0.36-0ubuntu0.22.04.1"), f"{target}")


def _version(world, files, dump, engine):
    server = {"mariadb": world.mariadb, "postgresql": world.postgres}[engine]
    target = files.scan(dump).report["targets"][0]
    expect(target["engine"] == engine, f"engine: {target['engine']}")
    expect(target["server_version"].startswith(server.version()),
           f"server_version: {target['server_version']}")
    expect(reports_alike.normalised(files.wanted.out), "no report")
