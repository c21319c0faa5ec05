"""A snapshot that was changed after it was taken is refused."""

import functools
import random
import sqlite3

import digest
from amounts import amount
from expect import expect_code, expect_incomplete
from glance_database import build, build_many, edit
from suite import Failed, expect_equal
from taking import take

_TABLES = {
    "images": "name", "image_members": "deleted", "image_properties": "deleted",
    "image_tags": "image_id", "image_locations": "image_id",
    "alembic_version": "version_num", "migrate_version": "version",
    "snapshot_facts": "value", "snapshot_policies": "text",
    "snapshot_coverage": "hint", "snapshot_digest": "sha256",
}
_SCHEMA = {
    "a trigger": "CREATE TRIGGER t AFTER INSERT ON images BEGIN"
                 " DELETE FROM images; END",
    "a view": "CREATE VIEW v AS SELECT * FROM images",
    "a table": "CREATE TABLE more(x)",
    "an index": "CREATE INDEX i ON images(name)",
    "a column": "ALTER TABLE images ADD COLUMN more",
    "a missing index": "DROP INDEX images_by_id",
    "statistics": "ANALYZE",
}
_FLIPS = amount(20, 50, 150)


def tests(program):
    made = functools.cache(functools.partial(_make, program))
    yield "the digest is what its documentation says", lambda: expect_equal(
        "digest", digest.of(made()),
        edit(made(), "SELECT sha256 FROM snapshot_digest")[0][0])
    yield "the report names it", lambda: _named(program, made())
    for table, column in _TABLES.items():
        for name, sql in (
                ("another value", f"UPDATE {table} SET {column} ="
                                  " coalesce(substr(hex(zeroblob(32)), 1, 64),"
                                  " '') WHERE rowid = 1"),
                ("another type", f"UPDATE {table} SET {column} ="
                                 f" CAST({column} AS BLOB) WHERE rowid = 1"),
                ("the first row gone", f"DELETE FROM {table} WHERE rowid = 1"),
                ("one row more", f"INSERT INTO {table} SELECT * FROM {table}"
                                 " WHERE rowid = 1"),
                ("a gap", f"UPDATE {table} SET rowid = 1000000 WHERE rowid ="
                          " 1")):
            if _matters(table, name):
                yield f"{table}: {name}", lambda sql=sql: _refused(
                    program, made(), sql)
    for name, sql in _SCHEMA.items():
        if name != "a missing index":
            yield f"schema: {name}", lambda sql=sql: _refused(
                program, made(), sql)
    yield "schema: without the index", lambda: _without_index(program, made())
    for name, sql in (("none", "PRAGMA application_id = 0"), ("another", "PRAGMA application_id = 1197962579"),
                      ("none, and public images are gone",
                       "PRAGMA application_id = 0; DELETE FROM images WHERE visibility = 'public'"),
                      ("none, and no digest", "PRAGMA application_id = 0; DROP TABLE snapshot_digest")):
        yield f"its mark: {name}", lambda sql=sql: _unmarked(program, made(), sql)
    yield "a later version", lambda: _later_version(program, made())
    yield "other pages, the same content", lambda: _vacuumed(program, made())
    yield f"{_FLIPS} changed bytes", lambda: _flipped(program, made())


def _matters(table, change):
    """The digest itself is a text that is looked at once."""
    return table != "snapshot_digest" or change in (
        "another value", "the first row gone")


def _make(program):
    path = build_many(program.new_folder(), 60)
    for table in ("image_properties", "image_locations"):
        edit(path, f"DELETE FROM {table}")
    edit(path, "INSERT INTO image_properties (image_id, name, value,"
         " created_at, deleted) VALUES ('x', 'n', 'v', '2024-01-01', 1)")
    edit(path, "INSERT INTO image_locations (image_id, value, created_at,"
         " deleted, meta_data, status) VALUES ('x', 'v', '2024-01-01', 1, '',"
         " 'active')")
    edit(path, "CREATE TABLE migrate_version (repository_id, version)")
    edit(path, "INSERT INTO migrate_version VALUES ('Glance Migrations', 45)")
    policy = program.new_folder() / "policy.yaml"
    policy.write_text('add_image: "role:admin"\n')
    return take(program, path, "--policy", policy)


def _copy(program, snapshot):
    path = program.new_folder() / "copy"
    path.write_bytes(snapshot.read_bytes())
    return path


def _refused(program, snapshot, sql):
    path = _copy(program, snapshot)
    before = path.read_bytes()
    edit(path, sql)
    if path.read_bytes() == before:
        raise Failed("the change changes nothing")
    run = program.scan_json(path)
    expect_incomplete(run)
    expect_equal("findings on images", [
        finding for finding in run.report["findings"]
        if finding["subject"]["kind"] == "image"], [])
    if "take a new snapshot" not in run.errors:
        raise Failed(f"it does not say what to do\n{run}")
    expect_code(program.run("snapshot", path, "-o", path.with_name("again")), 3)


def _named(program, snapshot):
    mark = program.scan_json(snapshot).report["targets"][0]["snapshot"]
    expect_equal("digest", mark["digest"], digest.of(snapshot))


def _unmarked(program, snapshot, sql):
    path = _copy(program, snapshot)
    connection = sqlite3.connect(path)
    connection.executescript(sql)
    connection.close()
    expect_incomplete(program.scan(path), "says no longer that it is one")


def _without_index(program, snapshot):
    path = _copy(program, snapshot)
    edit(path, "DROP INDEX images_by_id")
    got, wanted = program.scan_json(path), program.scan_json(snapshot)
    expect_equal("exit code", got.code, wanted.code)
    expect_equal("findings", got.report["findings"], wanted.report["findings"])


def _later_version(program, snapshot):
    path = _copy(program, snapshot)
    edit(path, "PRAGMA user_version = 2")
    expect_incomplete(program.scan(path), "version 2", "newer glance-audit")


def _vacuumed(program, snapshot):
    path = _copy(program, snapshot)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA page_size = 1024")
    connection.execute("VACUUM")
    connection.close()
    expect_equal("report", program.scan_json(path).out,
                 program.scan_json(snapshot).out)


def _flipped(program, snapshot):
    """Refused, or it stood where it says nothing: the same report."""
    chance = random.Random(75)
    whole = snapshot.read_bytes()
    wanted = program.scan_json(snapshot).out
    path = program.new_folder() / "copy"
    unnoticed = 0
    for _ in range(_FLIPS):
        content = bytearray(whole)
        place = chance.randrange(len(content))
        content[place] ^= chance.randrange(1, 256)
        path.write_bytes(content)
        run = program.scan_json(path)
        if run.code == 3:
            continue
        unnoticed += 1
        if run.out != wanted and run.report["targets"][0].get("snapshot"):
            raise Failed(f"byte {place}: another report, and no word of it")
    if unnoticed == _FLIPS:
        raise Failed("no change was noticed")
