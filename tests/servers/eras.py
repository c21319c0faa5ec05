"""The same rows in every era's schema give the same report on every engine."""

import json
import pathlib
import re
import sqlite3

import reports_alike
import shared_rows
from audit_program import url
from amounts import amount
from world import expect, expect_none

# Every schema that matters to a reader; those a rolling upgrade rests in too.
REVISIONS = (
    "liberty", "mitaka02", "ocata_expand01", "ocata_contract01",
    "pike_contract01", "queens_contract01", "rocky_expand02",
    "pike_contract01+rocky_expand02", "rocky_contract02", "train_contract01",
    "ussuri_contract01", "rocky_contract02+wallaby_expand01",
    "wallaby_contract01",
)
_CHOSEN = amount(("mitaka02", "wallaby_contract01"), REVISIONS)
# Every variant on these, the first alone on the others.
IN_FULL = amount((), ("mitaka02", "ocata_expand01", "wallaby_contract01"))
# Rules that ask for facts no built-in rule asks for without a configuration.
MORE_FACTS = str(pathlib.Path(__file__).with_name("more_facts"))
VARIANTS = (
    (), ("--age-in-days", "0"), ("--age-in-days", "7", "--jobs", "1"),
    ("--jobs", "2"), ("--only", "ossn-0075/held*"), ("--skip", "*orphan*"),
    ("--only", "ossn-0075/id-twins"), ("--release", "ocata"),
    ("--only", "ossn-0075/live-row-doomed"),
    ("--rules", MORE_FACTS, "--only", "test/*"),
)


def tests(world):
    yield "reports that differ are told apart", _told_apart
    for revision in _CHOSEN:
        yield revision, lambda revision=revision: _era(world, revision)
    yield "remedies work", lambda: _remedies(world)
    yield "migrate_version", lambda: _migrate_version(world)


def name_of(revision):
    return revision.replace("+", "_and_")


def _told_apart():
    """The comparison can fail: in a name, a number, a missing finding."""
    report = {"targets": [{"name": "t", "engine": "sqlite",
                           "server_version": "1", "images": {"total": 1}}],
              "findings": [{"fingerprint": "ab", "target": "t",
                            "message": "m", "remedy": {"commands": [
                                {"kind": "sql", "text": "a\"b"}]}}]}
    one = json.dumps(report)
    same = one.replace("sqlite", "mariadb").replace('\\"b', '\\"c').replace(
        '"t"', '"u"').replace('"ab"', '"cd"')
    expect_none(reports_alike.difference(one.encode(), same.encode()))
    for was, becomes in (('"m"', '"n"'), (': 1}', ': 2}'),
                         ('"sql"', '"shell"')):
        other = one.replace(was, becomes).encode()
        expect(one.encode() != other, f"{was} is not in the report")
        expect(reports_alike.difference(one.encode(), other),
               f"{was} for {becomes} is not found")


def _era(world, revision):
    name = name_of(revision)
    path = world.filled(revision, f"{name}_exact")
    world.load(world.postgres, revision, f"{name}_exact", path)
    variants = VARIANTS if revision in IN_FULL else VARIANTS[:1]
    compare(world, path, f"{name}_exact", [world.postgres], variants)
    level = world.level(path, revision, name)
    kept = [len(shared_rows.rows_of(file, "images")[1])
            for file in (path, level)]
    expect(kept[1] >= 700 and kept[1] >= 0.7 * kept[0],
           f"of {kept[0]} images only {kept[1]} are compared")
    compare(world, level, name, world.servers, variants)


def compare(world, path, name, servers, variants=VARIANTS):
    """Scans SQLite and `servers` in every variant."""
    for server in servers:
        expect_none(shared_rows.differences(server, name, path))
    for variant in variants:
        wanted = world.program.scan(path, *variant)
        expect(wanted.code == 0, "SQLite is not read", wanted)
        for server in servers:
            run = world.program.scan(url(server, name), *variant)
            expect(run.code == 0, f"{server.engine} is not read", run)
            problem = reports_alike.difference(wanted.out, run.out)
            expect(problem is None,
                   f"{server.engine}, {' '.join(variant) or 'default'}: "
                   f"{problem}")
            _check_target(server, name, run)
        if not variant:
            expect(len(wanted.report["findings"]) > 200,
                   "there is too little to find")


def _check_target(server, name, run):
    target = run.report["targets"][0]
    expect(target["engine"] == server.engine, f"engine: {target}")
    number = str(server.version())
    expect(target["server_version"].startswith(number),
           f"server_version {target['server_version']}, wanted {number}")
    expect(name in target["name"], f"the name is {target['name']}")


# The SQL of the remedies


def _remedies(world):
    """Each engine takes its own SQL: it changes the one row it names."""
    revision, name = "wallaby_contract01", "remedies"
    path = world.everywhere(revision, name)
    for server in world.servers:
        run = world.program.scan(url(server, name))
        tried = 0
        for finding in run.report["findings"]:
            for command in finding["remedy"]["commands"]:
                if command["kind"] == "sql" and \
                        finding["facts"].get("state") == "held":
                    _try_remedy(server, name, finding["subject"]["id"],
                                command["text"])
                    tried += 1
        expect(tried > 50, f"{server.engine}: {tried} remedies only")
    expect(path.exists(), "gone")


def _try_remedy(server, database, image_id, statement):
    connection = server.connect(database)
    try:
        with connection.cursor() as cursor:
            cursor.execute("START TRANSACTION")
            # Parameters are not passed, so % stays as it is.
            cursor.execute(statement)
            changed = cursor.rowcount
            cursor.execute("SELECT count(*) FROM images WHERE id = %s AND"
                           " deleted_at IS NULL", (image_id,))
            nulls = cursor.fetchone()[0]
            cursor.execute("ROLLBACK")
    finally:
        connection.close()
    expect((changed, nulls) == (1, 1),
           f"{server.engine}: {statement} changed {changed} rows, "
           f"{nulls} of them {image_id!r}")


# Before Alembic


def _migrate_version(world):
    """The table of sqlalchemy-migrate alone, and beside alembic_version."""
    made = ("CREATE TABLE migrate_version (repository_id VARCHAR(250) NOT"
            " NULL, repository_path TEXT, version INTEGER,"
            " PRIMARY KEY (repository_id))",
            "INSERT INTO migrate_version VALUES"
            " ('Glance Migrations', '/repo', 44)")
    path = world.everywhere("mitaka02", "migrate", rows=700)
    for statements in (made, ("DROP TABLE alembic_version",)):
        connection = sqlite3.connect(path)
        with connection:
            for statement in statements:
                connection.execute(statement)
        connection.close()
        wanted = world.program.scan(path)
        for server in world.servers:
            server.run(*statements, database="migrate")
            run = world.program.scan(url(server, "migrate"))
            expect_none(reports_alike.difference(wanted.out, run.out))
    expect(re.search("migrate_version 44", wanted.out.decode()),
           "the version is not told", wanted)
