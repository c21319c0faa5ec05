"""Snapshots that strangers made: their digest is right, and yet they are not
what the program writes. Refused in clear words, never a crash."""

import functools

import digest
from expect import expect_code, expect_incomplete
from glance_database import build, edit
from suite import Failed, expect_equal
from taking import take

_FACT = "UPDATE snapshot_facts SET value = {} WHERE name = '{}'"
_REFUSED = {
    "no images": "DROP TABLE images",
    "no facts": "DROP TABLE snapshot_facts",
    "a kind of schedule that is none": [
        "INSERT INTO snapshot_facts VALUES ('schedule_files', '1')",
        "INSERT INTO snapshot_schedules VALUES (99, 'n', 't', 'f', 1, 0, '', 1,"
        " 0, 0, 0, 0)"],
    "a schedule without numbers": [
        "INSERT INTO snapshot_facts VALUES ('schedule_files', '1')",
        "INSERT INTO snapshot_schedules VALUES (0, 'n', 't', 'f', 1, 0, '', 1,"
        " 0, 'many', 0, 0)"],
    "a number of files that is none": "INSERT INTO snapshot_facts VALUES"
                                      " ('schedule_files', 'x')",
    "no policies": "DROP TABLE snapshot_policies",
    "no coverage": "DROP TABLE snapshot_coverage",
    "no digest": "DELETE FROM snapshot_digest",
    "no table for the digest": "DROP TABLE snapshot_digest",
    "facts are empty": "DELETE FROM snapshot_facts",
    "an unknown engine": _FACT.format("'oracle'", "engine"),
    "an engine that is a number": _FACT.format("7", "engine"),
    "no target": _FACT.format("''", "target"),
    "a target that is NULL": _FACT.format("NULL", "target"),
    "no server version": _FACT.format("''", "server_version"),
    "a time that is none": _FACT.format("'yesterday'", "taken_at"),
    "redacted or not": _FACT.format("'perhaps'", "redacted"),
    "an unknown release": "INSERT INTO snapshot_facts VALUES ('release',"
                          " 'Zedd')",
    "two engines": "INSERT INTO snapshot_facts VALUES ('engine', 'sqlite')",
    "a switch that is a blob": "INSERT INTO snapshot_facts VALUES"
                               " ('enforce_new_defaults', x'ff')",
    "a million facts": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1"
                       " FROM n WHERE i < 20000) INSERT INTO snapshot_facts"
                       " SELECT 'image_column', i FROM n",
    "a policy that is no YAML": "UPDATE snapshot_policies SET text = '['",
    "a policy that is a blob": "UPDATE snapshot_policies SET text = x'00ff'",
    "a value beyond 16 MiB": "UPDATE snapshot_policies SET text ="
                             " zeroblob(20000000)",
    "a table without rowids": ["DROP TABLE image_tags", "CREATE TABLE"
                               " image_tags(image_id PRIMARY KEY) WITHOUT"
                               " ROWID"],
    "a computed column": ["DROP TABLE image_tags", "CREATE TABLE"
                          " image_tags(x, image_id AS (upper(x)))"],
    "a collation": ["DROP TABLE image_tags", "CREATE TABLE"
                    " image_tags(image_id COLLATE NOCASE)"],
    "a view in place of a table": ["DROP TABLE image_tags", "CREATE VIEW"
                                   " image_tags AS SELECT id AS image_id FROM"
                                   " images"],
    "a virtual table": ["DROP TABLE image_tags", "CREATE VIRTUAL TABLE"
                        " image_tags USING fts5(image_id)"],
    "images without an ID": ["DROP TABLE images", "CREATE TABLE images(name)",
                             "CREATE INDEX images_by_id ON images(name)"],
}
_INCOMPLETE = {
    "values that are no times": "UPDATE images SET deleted_at = 'x'",
    "an error without an end": "UPDATE snapshot_coverage SET error ="
                               " hex(zeroblob(1000000))",
    "escapes in an error": "UPDATE snapshot_coverage SET error = char(27) ||"
                           " '[2J' || char(10) || char(8238), hint = char(7)",
    "no revision": "DELETE FROM alembic_version",
    "no child tables": ["DROP TABLE image_tags", "DROP TABLE image_members"],
    "no coverage said": ["DELETE FROM snapshot_coverage",
                         "UPDATE images SET deleted = 'x'"],
}
_COMPLETE = {
    "a target that steers terminals": _FACT.format(
        "char(27) || '[2J' || char(8238) || '<script>' || char(10)",
        "target"),
    "a server version that does": _FACT.format("char(27) || '[2J'",
                                               "server_version"),
    "a policy with such a name": "UPDATE snapshot_policies SET name = char(27)"
                                 " || '</script>'",
    "no image": "DELETE FROM images",
    "another engine": _FACT.format("'mariadb'", "engine"),
}


def tests(program):
    made = functools.cache(functools.partial(_make, program))
    for name, statements in _REFUSED.items():
        yield name, lambda statements=statements: _refused(
            program, _changed(program, made(), statements))
    for name, statements in _INCOMPLETE.items():
        yield name, lambda statements=statements: _incomplete(
            program, _changed(program, made(), statements))
    for name, statements in _COMPLETE.items():
        yield name, lambda statements=statements: _complete(
            program, _changed(program, made(), statements))
    yield "the mark of a snapshot on a Glance database", lambda: _mark(program)
    yield "cut short at every tenth", lambda: _cut(program, made())


def _make(program):
    policy = program.new_folder() / "policy.yaml"
    policy.write_text('add_image: ""\n')
    return take(program, build(program.new_folder()), "--policy", policy)


def _changed(program, snapshot, statements):
    path = program.new_folder() / "stranger"
    path.write_bytes(snapshot.read_bytes())
    for statement in ([statements] if isinstance(statements, str)
                      else statements):
        edit(path, statement)
    tables = {row[0] for row in edit(path, "SELECT name FROM sqlite_master")}
    if "snapshot_digest" in tables:
        digest.seal(path)
    return path


def _refused(program, path):
    run = program.scan_json(path)
    expect_incomplete(run)
    expect_equal("coverage", [entry["what"] for entry in
                              run.report["targets"][0]["coverage"]],
                 ["database"])
    expect_code(program.run("snapshot", path, "-o", path.with_name("again")), 3)


def _incomplete(program, path):
    expect_incomplete(program.scan(path))
    expect_incomplete(program.scan_json(path))


def _complete(program, path):
    run = program.scan_json(path, "--report",
                            f"html={path.with_name('report.html')}")
    if run.code not in (0, 1):
        raise Failed(f"wanted a complete audit\n{run}")
    table = program.scan(path).text
    if "\x1b" in table or "\u202e" in table:
        raise Failed("the table steers the terminal")


def _mark(program):
    path = build(program.new_folder())
    edit(path, f"PRAGMA application_id = {0x47417553}")
    expect_incomplete(program.scan(path), "version 0")
    edit(path, "PRAGMA user_version = 1")
    expect_incomplete(program.scan(path), "glance-audit does not write snapshots like this one")


def _cut(program, snapshot):
    whole = snapshot.read_bytes()
    path = program.new_folder() / "cut"
    for tenth in range(1, 10):
        path.write_bytes(whole[:len(whole) * tenth // 10])
        expect_incomplete(program.scan(path))
