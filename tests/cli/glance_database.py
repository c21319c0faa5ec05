"""Glance databases for the tests: Wallaby's schema in a SQLite file."""

import functools
import pathlib
import sqlite3
import tempfile

import glance_sample

LONG_AGO = "2024-06-01T00:00:00Z"       # purgeable at program.NOW
LATELY = "2025-12-20T00:00:00Z"         # not yet


def uuid(number):
    return f"{number:08x}-0000-4000-8000-{number:012x}"


def held(number, **columns):
    """A deleted public image that a purge takes."""
    return {"id": uuid(number), "name": f"image {number}",
            "visibility": "public", "deleted_at": LONG_AGO} | columns


def live(number, **columns):
    return {"id": uuid(number), "name": f"image {number}",
            "visibility": "private"} | columns


# Of every built-in finding on images one or two, and images without any.
SMALL = {
    "images": [
        held(1), held(2, deleted_at=LATELY), live(3), held(4),
        live(5, deleted=0, deleted_at=LONG_AGO),
        live(0xabcdef), live(0xabcdef, id=uuid(0xabcdef).upper()),
        held(6, deleted=1, deleted_at=None),
        held(7, visibility="shared"),
        live(8, deleted=1, status="active", deleted_at=LONG_AGO),
    ],
    "members": [{"image_id": uuid(7)}],
    "tags": [{"image_id": uuid(99)}],
}
SMALL_COUNTS = {"total": 10, "live": 4, "held": 6, "pinned": 1, "freed": 1}

# What finds every deleted image, severity and all left to the caller.
RULE = """\
id: {id}
title: A deleted image
subject: image
severity: {severity}
match: {{state: held}}
message: "Deleted image {{id}} ({{name}})"
why: It is a test.
remedy: None is needed.
"""


def build(folder, case=None, name="glance.sqlite"):
    """The path of a new database with the rows of `case`, else of SMALL."""
    path = folder / name
    if case is None:
        path.write_bytes(_small())
    else:
        glance_sample.build_database(case, path)
    return path


@functools.cache
def _small():
    """The bytes of the database that most tests want a copy of."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "glance.sqlite"
        glance_sample.build_database(SMALL, path)
        return path.read_bytes()


def build_many(folder, count, **columns):
    """`count` deleted images, most of them public, some shared, each with a
    tag and a member."""
    numbers = range(1, count + 1)
    shared = {"visibility": "shared"}
    return build(folder, {
        "images": [held(n, **(shared if n % 3 == 0 else {}), **columns)
                   for n in numbers],
        "tags": [{"image_id": uuid(n)} for n in numbers],
        "members": [{"image_id": uuid(n)} for n in numbers],
    })


def edit(path, sql, *parameters):
    """Runs one SQL statement against a database; returns its rows."""
    connection = sqlite3.connect(path)
    try:
        with connection:
            return connection.execute(sql, parameters).fetchall()
    finally:
        connection.close()


def write_rule(folder, rule_id="test/held", severity="high", name="rule.yaml"):
    path = folder / name
    path.write_text(RULE.format(id=rule_id, severity=severity),
                    encoding="utf-8")
    return path


def subjects(report):
    """{(rule, subject ID)} of the findings on images."""
    return {(finding["rule"], finding["subject"]["id"])
            for finding in report["findings"]
            if finding["subject"]["kind"] == "image"}
