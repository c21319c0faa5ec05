"""Databases whose layout is unusual and whose rows are not: every row counts,
or the audit says it is incomplete."""

import os
import sqlite3

from expect import expect_code, expect_complete, expect_incomplete
from glance_database import (SMALL_COUNTS, build, build_many, edit, subjects)
from suite import Failed, expect_equal, expect_same_items

_LEAST, _MOST = -2 ** 63, 2 ** 63 - 1
_ROWIDS = {
    "the first and the last possible": [_LEAST, _MOST],
    "the last possible": [_MOST],
    "the first possible": [_LEAST],
    "half of all apart": [-2 ** 62, 2 ** 62],
    "negative": [-1, -2, -3],
}


def tests(program):
    wanted = program.scan_json(os.fspath(build(program.new_folder()))).report
    for name, make in (("without rowid", _without_rowid),
                       ("UTF-16LE", lambda path: _encoded(path, "UTF-16le")),
                       ("UTF-16BE", lambda path: _encoded(path, "UTF-16be")),
                       ("pages of 512 bytes", lambda path: _paged(path, 512)),
                       ("pages of 64 KiB", lambda path: _paged(path, 65536)),
                       ("auto-vacuum", _auto_vacuumed),
                       ("names quoted in the schema", _quoted)):
        yield name, lambda make=make: _same(program, make, wanted)
    for name, rowids in _ROWIDS.items():
        for jobs in ("1", "2", "4", "256"):
            yield f"rowids: {name}, {jobs} threads", (
                lambda rowids=rowids, jobs=jobs: _same(
                    program, lambda path: _renumbered(path, rowids), wanted,
                    "--jobs", jobs))
    for alias in ("rowid", "oid", "_rowid_"):
        yield f"a column called {alias}", lambda alias=alias: _same(
            program, lambda path: _with_column(path, alias), wanted)
    yield "no image at all", lambda: _empty(program)
    for name, sql in (("no table of revisions", "DROP TABLE alembic_version; DROP TABLE IF EXISTS migrate_version"),
                      ("no revision", "DELETE FROM alembic_version; DROP TABLE IF EXISTS migrate_version")):
        yield name, lambda sql=sql: _without_revision(program, sql)
    for table in ("image_members", "image_tags", "image_properties", "image_locations"):
        yield f"{table}: a row without its image", lambda table=table: _without_image(program, table)


def _same(program, change, wanted, *options):
    """The same facts in another layout: the same findings and counts."""
    path = build(program.new_folder())
    change(path)
    run = program.scan_json(os.fspath(path), *options)
    if run.code == 3:
        raise Failed(f"every row can be read\n{run}")
    expect_same_items("findings", subjects(run.report), subjects(wanted))
    expect_equal("images", run.report["targets"][0]["images"], SMALL_COUNTS)


def _without_revision(program, sql):
    """What depends on the release cannot be judged; who names it can have the rest."""
    path = build(program.new_folder())
    connection = sqlite3.connect(path)
    connection.executescript(sql)
    connection.close()
    expect_incomplete(program.scan(path), "nothing says whose schema this is", "--release")
    expect_complete(program.scan_json(os.fspath(path), "--release", "Wallaby"))


def _without_image(program, table):
    path = build(program.new_folder())
    columns = [row[1] for row in edit(path, f"PRAGMA table_info({table})")]
    edit(path, f"CREATE TABLE other ({', '.join(columns)})")
    edit(path, "INSERT INTO other (image_id, deleted) VALUES (NULL, 0)")
    edit(path, f"DROP TABLE {table}")
    edit(path, f"ALTER TABLE other RENAME TO {table}")
    expect_incomplete(program.scan(path), f"{table}: image_id is NULL, and no such row is without its image")


def _schema_of(path, table):
    return edit(path, "SELECT sql FROM sqlite_master WHERE name = ?",
                table)[0][0]


def _replace_in_schema(path, table, old, new):
    """Makes `table` anew with another CREATE TABLE."""
    sql = _schema_of(path, table)
    edit(path, f"ALTER TABLE {table} RENAME TO before")
    edit(path, sql.replace(old, new))
    edit(path, f"INSERT INTO {table} SELECT * FROM before")
    edit(path, "DROP TABLE before")


def _without_rowid(path):
    sql = _schema_of(path, "images")
    _replace_in_schema(path, "images", sql, sql + " WITHOUT ROWID")


def _quoted(path):
    for style in ('"status" ', "[owner] ", "`visibility` "):
        _replace_in_schema(path, "images", style.strip('"[]` ') + " ", style)


def _encoded(path, encoding):
    statements = "\n".join(_dump(path))
    path.unlink()
    connection = sqlite3.connect(path)
    connection.executescript(f"PRAGMA encoding = '{encoding}';\n{statements}")
    expect_equal("encoding", connection.execute(
        "PRAGMA encoding").fetchone()[0], encoding)
    connection.close()


def _dump(path):
    connection = sqlite3.connect(path)
    lines = list(connection.iterdump())
    connection.close()
    return lines


def _vacuum(path, pragma):
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(pragma)
    connection.execute("VACUUM")
    connection.close()


def _paged(path, size):
    _vacuum(path, f"PRAGMA page_size = {size}")


def _auto_vacuumed(path):
    _vacuum(path, "PRAGMA auto_vacuum = FULL")


def _renumbered(path, rowids):
    for number, rowid in enumerate(rowids, 1):
        edit(path, "UPDATE images SET rowid = ? WHERE rowid = ?", rowid, number)


def _with_column(path, name):
    edit(path, f"ALTER TABLE images ADD COLUMN {name} INTEGER")


def _empty(program):
    run = program.scan_json(os.fspath(build_many(program.new_folder(), 0)))
    expect_code(run, 0)
    expect_equal("findings", subjects(run.report), set())
