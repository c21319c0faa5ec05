"""What could not be read when the snapshot was taken is missing in its audit
too: it never looks better than its source."""

import os
import sqlite3

from expect import expect_code, expect_incomplete
from glance_database import build, build_many, edit
from suite import Failed, expect_equal
from taking import expect_same_report, refuse, take

_PAGE = 4096


def tests(program):
    yield "a source that is not there", lambda: expect_incomplete(
        refuse(program, "/nonexistent.sqlite"), "no such file")
    yield "a source that is no database", lambda: _no_database(program)
    yield "a table of images that breaks off", lambda: _broken(
        program, "images")
    yield "a table of members that breaks off", lambda: _broken(
        program, "image_members")
    yield "a snapshot of such a snapshot", lambda: _again(program)
    yield "a child table that is missing", lambda: _missing(program)


def _no_database(program):
    path = program.new_folder() / "glance.sqlite"
    path.write_bytes(b"x" * 5000)
    expect_incomplete(refuse(program, path), "not a SQLite database")


def _damaged(program, table):
    """The last leaf of the table is overwritten by noise."""
    path = build_many(program.new_folder(), 3000)
    connection = sqlite3.connect(path)
    page = connection.execute(
        "SELECT max(pageno) FROM dbstat WHERE name = ? AND pagetype = 'leaf'",
        (table,)).fetchone()[0]
    connection.close()
    with open(path, "r+b") as file:
        file.seek((page - 1) * _PAGE)
        file.write(b"\xa5" * _PAGE)
    return path


def _broken(program, table):
    path = _damaged(program, table)
    wanted = program.scan_json(path)
    expect_incomplete(wanted)
    snapshot = take(program, path, code=3)
    got = program.scan_json(snapshot)
    expect_incomplete(got, table)
    rows = edit(snapshot, f"SELECT count(*) FROM {table}")[0][0]
    if not 0 < rows < 3000:
        raise Failed(f"{rows} rows were read before it broke off")
    coverage = {entry["what"]: entry["complete"] for entry in
                got.report["targets"][0]["coverage"]}
    expect_equal(f"{table} complete", coverage[table], False)
    orphans = [finding["subject"]["id"] for finding in got.report["findings"]
               if finding["rule"] == "ossn-0075/orphaned-children"]
    expect_equal("orphans of images that were not read", orphans, [])


def _again(program):
    snapshot = take(program, _damaged(program, "image_members"), code=3)
    again = take(program, snapshot, code=3)
    one, other = program.scan_json(snapshot), program.scan_json(again)
    expect_code(other, 3)
    expect_equal("findings", other.report["findings"], one.report["findings"])


def _missing(program):
    path = build(program.new_folder())
    edit(path, "DROP TABLE image_tags")
    snapshot = take(program, os.fspath(path))
    expect_code(expect_same_report(program, path, snapshot), 3)
