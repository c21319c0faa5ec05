"""Values that no Glance writes, in rows of an otherwise good database.

A row that cannot be understood makes the audit incomplete: it is named, with
the column and the value, and all other rows are judged as ever.
"""

import os
import sqlite3

from expect import expect_complete, expect_incomplete
from glance_database import build, edit, subjects, uuid
from suite import expect_equal, expect_same_items

_NO_TIMES = ["yesterday", "", "2025-02-30 00:00:00", "2025-13-01 00:00:00",
             "2025-01-01 25:00:00", "0000-00-00 25:00:00", 17, -1, 2 ** 62,
             1.5e300, b"\x00\xff\x1b[31m", b"", "9" * 100_000, "\x1b[31m\u202e"]
_NO_BOOLEANS = ["maybe", "", "true", b"\x01", b"", 0.5]
_NO_VISIBILITIES = ["pubic", "PUBLIC", "public ", "", "everyone", b"public",
                    b"\xff", b""]
_NUMBER = uuid(1)       # a deleted public image in glance_database.SMALL


def tests(program):
    whole = subjects(program.scan_json(os.fspath(
        build(program.new_folder()))).report)
    for column, values in (("deleted_at", _NO_TIMES),
                           ("created_at", _NO_TIMES),
                           ("deleted", _NO_BOOLEANS),
                           ("visibility", _NO_VISIBILITIES)):
        for value in values:
            yield f"images.{column} = {_short(value)}", (
                lambda column=column, value=value: _image(
                    program, column, value, whole))
    for column in ("visibility", "status", "deleted", "id"):
        yield f"images.{column} = NULL", lambda column=column: (
            _null(program, column, whole))
    for column, values in (("deleted_at", _NO_TIMES),
                           ("deleted", _NO_BOOLEANS)):
        for value in values:
            yield f"image_members.{column} = {_short(value)}", (
                lambda column=column, value=value: _member(
                    program, column, value))
    for column in ("name", "owner", "status"):
        for value in (5, 1.5, b"\x00\xff", "", "\x00"):
            yield f"images.{column} = {_short(value)}", (
                lambda column=column, value=value: _any_text(
                    program, column, value))
    yield "two rows that cannot be understood are both counted", (
        lambda: _counted(program))
    yield "a name of 17 MB", lambda: _huge(program, "name")
    yield "an ID of 17 MB", lambda: _huge(program, "id")


def _short(value):
    text = repr(value)
    return text if len(text) < 50 else f"{text[:40]}… ({len(text)} long)"


# No built-in rule asks for created_at, and what no rule asks for is not read.
_ASKS_FOR_CREATION = """\
id: test/created
title: Asks for the time of creation
subject: image
severity: low
match: {created_at: {before: 1900-01-01}}
message: "{id}"
why: It is a test.
remedy: None.
"""


def _reading(program, column):
    if column != "created_at":
        return ()
    rule = program.new_folder() / "created.yaml"
    rule.write_text(_ASKS_FOR_CREATION, encoding="utf-8")
    return ("--rules", os.fspath(rule))


def _image(program, column, value, whole):
    path = build(program.new_folder())
    edit(path, f"UPDATE images SET {column} = ? WHERE id = ?", value, _NUMBER)
    run = program.scan_json(os.fspath(path), *_reading(program, column))
    expect_incomplete(run, f"'{_NUMBER}'", column, "1 row ")
    expect_same_items("findings of the others", subjects(run.report),
                      {found for found in whole if found[1] != _NUMBER})


def _null(program, column, whole):
    """What is not there is not known: never private, live or pinned."""
    path = build(program.new_folder())
    # The table forbids it; a hostile file does not.
    script = ("PRAGMA writable_schema = ON", "UPDATE sqlite_master SET sql ="
              " replace(sql, ' NOT NULL', '') WHERE name = 'images'")
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in script:
        connection.execute(statement)
    connection.close()
    edit(path, f"UPDATE images SET {column} = NULL WHERE id = ?", _NUMBER)
    run = program.scan_json(os.fspath(path))
    expect_incomplete(run, f"{column} is NULL", "1 row ")
    expect_equal("a finding on it", {found for found in subjects(run.report)
                                     if found[1] == _NUMBER} - {
                                         ("ossn-0075/orphaned-children",
                                          _NUMBER)}, set())
    expect_same_items("findings of the others", {
        found for found in subjects(run.report) if found[1] != _NUMBER},
        {found for found in whole if found[1] != _NUMBER})


def _member(program, column, value):
    path = build(program.new_folder())
    # The table forbids such a value; a hostile file does not.
    edit(path, "CREATE TABLE loose AS SELECT * FROM image_members")
    edit(path, "DROP TABLE image_members")
    edit(path, "ALTER TABLE loose RENAME TO image_members")
    edit(path, f"UPDATE image_members SET {column} = ?", value)
    run = program.scan_json(os.fspath(path))
    expect_incomplete(run, "image_members", f"'{uuid(7)}'", column)


def _any_text(program, column, value):
    """Whatever stands there is text: the row is judged by what it says."""
    path = build(program.new_folder())
    edit(path, f"UPDATE images SET {column} = ? WHERE id = ?", value, _NUMBER)
    run = program.scan_json(os.fspath(path))
    expect_complete(run)
    expect_equal("the row is judged", (
        "ossn-0075/held-public-purgeable", _NUMBER) in subjects(run.report),
        True)


def _counted(program):
    path = build(program.new_folder())
    edit(path, "UPDATE images SET deleted_at = 'x' WHERE id IN (?, ?)",
         uuid(1), uuid(4))
    run = program.scan_json(os.fspath(path))
    expect_incomplete(run, "2 rows")
    images = run.report["targets"][0]["images"]
    expect_equal("live images", images["live"], 4)


def _huge(program, column):
    path = build(program.new_folder())
    edit(path, f"UPDATE images SET {column} = ? WHERE id = ?", "x" * 17_000_000,
         _NUMBER)
    run = program.scan_json(os.fspath(path))
    expect_incomplete(run, "16 MiB")
    path.unlink()
