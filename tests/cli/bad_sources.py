"""A SOURCE that is no Glance database: exit code 3, and what to do about it."""

import os
import sqlite3

import json_schema
from expect import expect_incomplete, expect_refused, expect_words
from glance_database import build, edit
from report_schema import SCHEMA
from suite import Failed, expect_equal

# Every release from Kilo on has these, and what is said of an image needs them.
_COLUMNS = ["id", "name", "status", "created_at", "deleted_at", "deleted",
            "owner", "visibility"]
_CHILDREN = ["image_members", "image_properties", "image_tags",
             "image_locations"]


def tests(program):
    for name, (make, words) in _NO_DATABASES.items():
        yield name, lambda make=make, words=words: _refuses(
            program, make(program.new_folder()), *words)
    for column in _COLUMNS:
        yield f"images without {column}", lambda column=column: _refuses(
            program, _without_column(program.new_folder(), column), column,
            "images")
    for table in _CHILDREN:
        yield f"no table {table}", lambda table=table: _child_table_missing(
            program, table)
    yield "a file that may not be read", lambda: _no_permission(
        program, lambda path: path.chmod(0))
    yield "a folder that may not be entered", lambda: _no_permission(
        program, lambda path: path.parent.chmod(0))
    yield "no name at all", lambda: _no_name(program)


def _text_file(folder):
    return _write(folder, b"[database]\nconnection = sqlite:////x\n" * 99)


def _write(folder, content):
    path = folder / "glance.sqlite"
    path.write_bytes(content)
    return path


def _loop(folder):
    os.symlink("b", folder / "a")
    os.symlink("a", folder / "b")
    return folder / "a"


def _fifo(folder):
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


def _with_tables(folder, *statements):
    path = folder / "other.sqlite"
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return path


def _view(folder):
    path = build(folder)
    edit(path, "ALTER TABLE images RENAME TO stored_images")
    edit(path, "CREATE VIEW images AS SELECT * FROM stored_images")
    return path


def _beyond_a_file(folder):
    return build(folder) / "glance.sqlite"


# name -> (what makes it, what is said of it)
_NO_DATABASES = {
    "a text file": (_text_file, ["not a SQLite database", "connection"]),
    "an empty file": (lambda folder: _write(folder, b""), ["empty"]),
    "a header and no more": (
        lambda folder: _write(folder, b"SQLite format 3\0"), ["SQLite"]),
    "a directory": (lambda folder: folder, ["directory"]),
    "a missing file": (lambda folder: folder / "no.sqlite", ["no such file"]),
    "a path that goes through a file": (_beyond_a_file, ["irectory"]),
    "a name that is too long": (
        lambda folder: folder / ("x" * 5000), ["too long"]),
    "a circle of links": (_loop, ["links"]),
    "a pipe": (_fifo, ["not a regular file"]),
    "a device": (lambda folder: "/dev/zero", ["not a regular file"]),
    "a database without tables": (
        lambda folder: _with_tables(folder, "PRAGMA user_version = 1"),
        ["no table 'images'"]),
    "a database with other tables": (
        lambda folder: _with_tables(folder, "CREATE TABLE picture(id)"),
        ["no table 'images'", "[database] connection"]),
    "Nova's database": (
        lambda folder: _with_tables(folder, "CREATE TABLE instances(uuid)"),
        ["no table 'images'", "Nova"]),
    "images as a view": (_view, ["images"]),
    "images with none of its columns": (
        lambda folder: _with_tables(folder, "CREATE TABLE images(a, b)"),
        ["images", "column"]),
}


def _refuses(program, source, *words):
    """Three commands say it; the report says it too, and finds nothing."""
    path = os.fspath(source)
    run = program.scan_json(path)
    expect_incomplete(run, path, *words)
    error = json_schema.error_of(run.report, SCHEMA)
    if error is not None:
        raise Failed(error)
    _expect_nothing_said(run.report, words)
    table = program.scan(path)
    expect_incomplete(table, path, *words)
    if "INCOMPLETE" not in table.text or "PASS" in table.text:
        raise Failed(f"the table does not say so: {table.text!r}")
    expect_incomplete(program.run("id", "x", path), path, *words)


def _expect_nothing_said(report, words):
    expect_equal("audit", (report["audit"]["complete"],
                           report["audit"]["exit_code"]), (False, 3))
    expect_equal("findings on images", [
        finding for finding in report["findings"]
        if finding["subject"]["kind"] == "image"], [])
    (target,) = report["targets"]
    errors = " ".join(entry["error"] for entry in target["coverage"]
                      if not entry["complete"])
    for word in words:
        if word not in errors:
            raise Failed(f"the report does not say {word!r}: {errors!r}")


def _without_column(folder, column):
    path = build(folder, {})
    edit(path, "ALTER TABLE images RENAME TO whole")
    columns = [row[1] for row in edit(path, "PRAGMA table_info(whole)")]
    columns.remove(column)
    edit(path, f"CREATE TABLE images ({', '.join(columns)})")
    return path


def _child_table_missing(program, table):
    """The images are judged all the same."""
    path = build(program.new_folder())
    edit(path, f"DROP TABLE {table}")
    run = program.scan_json(os.fspath(path))
    expect_incomplete(run, f"no table '{table}'")
    expect_equal("findings of held public images",
                 run.report["summary"]["by_rule"].get(
                     "ossn-0075/held-public-purgeable"), 2)


def _no_permission(program, forbid):
    path = build(program.new_folder())
    forbid(path)
    run = program.scan_as_nobody(path)
    path.parent.chmod(0o755)
    expect_incomplete(run, os.fspath(path), "Permission denied")


def _no_name(program):
    run = program.scan("")
    expect_refused(run, "SOURCE")
    expect_words(run, "empty")
