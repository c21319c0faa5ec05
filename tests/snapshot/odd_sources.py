"""Sources that are unusual: layouts, encodings, and values that no Glance
writes. The snapshot holds them as they are."""

import json
import sqlite3

from amounts import amount
from expect import expect_code
from glance_database import build, edit, held, live, uuid
from suite import Failed
from taking import expect_same_id, expect_same_report, take

_TIMES = ["", "garbage", "2025-13-01 00:00:00", "2025-01-01T00:00:00Z",
          "2025-01-01 00:00:00.1234567890123", "2025-01-01 00:00:00+02:00",
          "0000-00-00 00:00:00", "2025-01-01\u0000", 0, -1, 2 ** 63 - 1,
          1e300, b"\x00\xff", b"", "9" * 100_000]
_FLAGS = [2, -1, 0.5, "yes", "", b"\x01"]
_VISIBILITIES = ["PUBLIC", "", "public ", 1, b"public"]
_TEXTS = [0, 1.5, -2 ** 63, b"\xff\x00", b""]
_MALFORMED = ([("deleted_at", value) for value in _TIMES]
              + [("created_at", value) for value in _TIMES]
              + [("deleted", value) for value in _FLAGS]
              + [("visibility", value) for value in _VISIBILITIES]
              + [(column, value) for column in ("status", "owner", "name")
                 for value in _TEXTS])


def tests(program):
    for name, change in (("UTF-16", _utf16), ("without rowid", _without_rowid),
                         ("a rowid that is the last possible", _last_rowid),
                         ("a write-ahead log", _wal),
                         ("no child tables", _no_children),
                         ("columns of its own", _more_columns),
                         ("no image", lambda path: edit(
                             path, "DELETE FROM images"))):
        yield name, lambda change=change: _same(program, change)
    yield "two rows of one ID", lambda: _doubles(program)
    for column in sorted({column for column, _ in _MALFORMED}):
        yield f"values that no Glance writes in {column}", (
            lambda column=column: _malformed(program, column))
    yield "a dump of SQLite", lambda: _dump(program)
    yield "tables in NDJSON", lambda: _ndjson(program)
    yield "a NULL as an ID", lambda: _null_id(program)
    yield "fractions of a second", lambda: _fractions(program)


def _same(program, change):
    path = build(program.new_folder())
    change(path)
    snapshot = take(program, path)
    expect_same_report(program, path, snapshot)
    expect_same_id(program, path, snapshot, uuid(1))


def _dump(program):
    path = build(program.new_folder())
    dump = program.new_folder() / "glance.sql"
    connection = sqlite3.connect(path)
    dump.write_text("\n".join(connection.iterdump()) + "\n",
                    encoding="utf-8")
    connection.close()
    expect_same_report(program, dump, take(program, dump))


def _ndjson(program):
    """Of images alone: their children are missing here and there."""
    path = build(program.new_folder())
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    table = program.new_folder() / "images.ndjson"
    table.write_text("".join(
        json.dumps(dict(row)) + "\n" for row in connection.execute(
            "SELECT * FROM images")), encoding="utf-8")
    connection.close()
    run = expect_same_report(program, table, take(program, table))
    expect_code(run, 3)


def _utf16(path):
    source = sqlite3.connect(path)
    statements = "\n".join(source.iterdump())
    source.close()
    path.unlink()
    connection = sqlite3.connect(path)
    connection.executescript(f"PRAGMA encoding = 'UTF-16le';\n{statements}")
    connection.close()
    edit(path, "UPDATE images SET name = '\U0001f4bf \u4ed8\u5e33'")


def _remake_images(path, change):
    sql = edit(path, "SELECT sql FROM sqlite_master WHERE name = 'images'")
    edit(path, "ALTER TABLE images RENAME TO before")
    edit(path, change(sql[0][0]))
    edit(path, "INSERT INTO images SELECT * FROM before")
    edit(path, "DROP TABLE before")


def _without_rowid(path):
    _remake_images(path, lambda sql: sql + " WITHOUT ROWID")


def _doubles(program):
    """A table without a key, a copy that somebody made by hand."""
    path = build(program.new_folder())
    columns = [row[1] for row in edit(path, "PRAGMA table_info(images)")]
    _remake_images(path, lambda sql: f"CREATE TABLE images "
                                     f"({', '.join(columns)})")
    edit(path, "INSERT INTO images SELECT * FROM images WHERE deleted = 1")
    expect_same_report(program, path, take(program, path))


def _last_rowid(path):
    edit(path, f"UPDATE images SET rowid = {2 ** 63 - 1} WHERE id = ?",
         uuid(1))


def _wal(path):
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()


def _no_children(path):
    for table in ("image_members", "image_tags"):
        edit(path, f"DROP TABLE {table}")


def _more_columns(path):
    edit(path, "ALTER TABLE images ADD COLUMN \"of'its own\" BLOB")
    edit(path, "ALTER TABLE image_tags ADD COLUMN note TEXT DEFAULT 'x'")


def _malformed(program, column):
    """All of the column at once, and one by one: the same rows are bad, and
    the same one is named first."""
    values = [value for name, value in _MALFORMED if name == column]
    for chosen in [values, *([value] for value in values)]:
        path = build(program.new_folder())
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA ignore_check_constraints = ON")
        with connection:
            for number, value in enumerate(chosen, 1):
                _set(connection, column, uuid(number), value)
        connection.close()
        snapshot = take(program, path)
        expect_same_report(program, path, snapshot)
        if len(chosen) > 1 or amount(False, False, True):
            expect_same_report(program, path, snapshot, "--only",
                               "ossn-0075/held-*")
            expect_same_id(program, path, snapshot, uuid(1))


def _set(connection, column, image_id, value):
    connection.execute(f"UPDATE images SET {column} = ? WHERE id = ?",
                       (value, image_id))
    if column in ("deleted_at", "deleted"):
        connection.execute(
            "INSERT INTO image_members (image_id, member, can_share,"
            " created_at, deleted, deleted_at) VALUES (?, 'm', 0,"
            " '2024-01-01', 1, '2024-01-01')", (image_id,))
        connection.execute(f"UPDATE image_members SET {column} = ? WHERE"
                           " image_id = ?", (value, image_id))


def _null_id(program):
    path = build(program.new_folder())
    _remake_images(path, lambda sql: sql.replace("NOT NULL", "").replace(
        "PRIMARY KEY (id)", "CHECK (1)"))
    edit(path, "UPDATE images SET id = NULL WHERE id = ?", uuid(1))
    if edit(path, "SELECT count(*) FROM images WHERE id IS NULL") != [(1,)]:
        raise Failed("there is no NULL to look for")
    run = expect_same_report(program, path, take(program, path))
    expect_code(run, 3)


def _fractions(program):
    """A microsecond before and after the cutoff of 180 days."""
    path = build(program.new_folder(), {"images": [held(1), held(2), live(3)]})
    for number, stamp in ((1, "2025-07-06 03:04:04.999999"),
                          (2, "2025-07-06 03:04:05.000001")):
        edit(path, "UPDATE images SET deleted_at = ? WHERE id = ?", stamp,
             uuid(number))
    run = expect_same_report(program, path, take(program, path))
    rules = {finding["rule"] for finding in run.report["findings"]
             if finding["subject"]["kind"] == "image"}
    if rules != {"ossn-0075/held-public", "ossn-0075/held-public-purgeable"}:
        raise Failed(f"the cutoff does not lie between them: {rules}")
