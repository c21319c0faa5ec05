"""A cloud in SQLite files of several layouts, and what a report on a damaged copy may differ in.

Every kind of row is there, and one rule makes every row of every table count.
"""

import os
import pathlib
import sqlite3

from expect import expect_complete
from glance_database import LATELY, LONG_AGO, build, uuid
from suite import Failed, expect_equal

IMAGES = 240
_PURGED = range(90, 150)
_VISIBILITIES = ("public", "private", "shared", "community")
_TABLES = ("images", "image_members", "image_properties", "image_tags", "image_locations")
# Of Glance's own, those that the samples' schemas leave out.
_INDEXES = tuple((table, "image_id") for table in _TABLES[1:]) + tuple((table, "deleted") for table in _TABLES if table != "image_tags")
_RULE = """\
id: test/everything
title: An image
subject: image
severity: low
match: {state: [live, held, freed]}
message: >-
  {state} {name} {owner} {status} {visibility} {created_at} {deleted_at} {checksum} {disk_format}, members {members},
  children {children}, locations {locations}, twins {twins}.
why: It is a test.
remedy: None is needed.
"""


def make(folder, page_size=4096, auto_vacuum="NONE", indexes=_INDEXES):
    """The bytes of a database. Its unused pages are full of old rows of every table."""
    path = build(folder, {
        "images": [_image(number) for number in range(1, IMAGES + 1)],
        "members": [{"image_id": uuid(n), "member": f"project-{m}"} for n in range(3, IMAGES + 1, 4) for m in (1, 2)],
        "properties": [{"image_id": uuid(n), "name": f"p{m}", "value": "v" * (2500 if n % 13 == m == 1 else 9)}
                       for n in range(1, IMAGES + 1, 2) for m in range(2)],
        "tags": [{"image_id": uuid(n)} for n in range(1, IMAGES + 1, 3)],
        "locations": [{"image_id": uuid(n), "value": f"file:///{n}/{m}"}
                      for n in range(1, IMAGES + 1) for m in range(n % 3)],
    })
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript(
        "".join(f"CREATE INDEX ix_{table}_{column} ON {table}({column});" for table, column in indexes)
        + f"PRAGMA secure_delete = OFF; PRAGMA page_size = {page_size}; PRAGMA auto_vacuum = {auto_vacuum}; VACUUM;"
        + "".join(f"CREATE TABLE old_{table} AS SELECT * FROM {table}; CREATE INDEX old_{table}_index ON old_{table}"
                  f"({'id' if table == 'images' else 'image_id'});" for table in _TABLES)
        + f"DELETE FROM images WHERE rowid BETWEEN {_PURGED.start} AND {_PURGED.stop};"
        + "".join(f"DROP TABLE old_{table};" for table in _TABLES))
    connection.close()
    content = path.read_bytes()
    path.unlink()
    return content


def _image(number):
    """A tenth has an ID in capitals, beside one in small letters."""
    deleted = number % 2 == 0
    return {"id": uuid(0xabc000 + number - 1).upper() if number % 10 == 0 else
            uuid(0xabc000 + number) if number % 10 == 9 else uuid(number),
            "name": f"image {number} " + "n" * (240 if number % 17 == 0 else 0),
            "owner": None if number % 19 == 0 else f"project-{number % 5}",
            "visibility": _VISIBILITIES[number // 2 % 4], "checksum": f"{number:032x}",
            **({"deleted_at": LONG_AGO if number % 4 == 0 else LATELY} if deleted else {})}


def ids_of(content, rows):
    """The image IDs that rows, as (table, rowid), are about."""
    connection = sqlite3.connect(":memory:")
    connection.deserialize(content)
    found = set()
    for table, rowid in rows:
        if table not in _TABLES:
            continue
        column = "id" if table == "images" else "image_id"
        found |= set(connection.execute(f"SELECT {column} FROM {table} WHERE rowid = ?", (rowid,)).fetchone())
    connection.close()
    return found


class Cloud:
    """Scans, and compares with the scan of the undamaged file."""

    def __init__(self, program, content):
        self.program = program
        self.content = content
        self.rule = program.new_folder() / "everything.yaml"
        self.rule.write_text(_RULE, encoding="utf-8")
        self._wanted = {}

    def _options(self, every_row):
        return ("--rules", os.fspath(self.rule)) if every_row else ()

    def wanted(self, every_row):
        if every_row not in self._wanted:
            run = self._scan(self.content, (), every_row)
            expect_complete(run)
            self._wanted[every_row] = run.report
        return self._wanted[every_row]

    def _scan(self, content, beside, every_row):
        folder = self.program.new_folder()
        path = folder / "glance.sqlite"
        path.write_bytes(content)
        for suffix, bytes_beside in beside:
            pathlib.Path(f"{path}{suffix}").write_bytes(bytes_beside)
        run = self.program.scan_json(os.fspath(path), *self._options(every_row))
        for file in folder.iterdir():
            file.unlink()
        return run

    def attempt(self, content, beside=(), every_row=True, touched=()):
        """Raises where a damaged copy gets a complete audit that lacks something. `touched`: the IDs of rows whose own
        values were changed, so that other things may be true of them."""
        run = self._scan(content, beside, every_row)
        if run.code == 3:
            return
        expect_complete(run)
        wanted = self.wanted(every_row)
        lost = {what: said for what, said in _findings(wanted).items()
                if what[2] not in touched and (touched == () or what[1] == "image")}
        got = _findings(run.report)
        for what, said in lost.items():
            if got.get(what) != said:
                raise Failed(f"complete, and of {what} it says {got.get(what)!r}, not {said!r}\n{run}")
        surplus = [what for what in got.keys() - _findings(wanted).keys() if what[2] not in touched]
        if len({what[2] for what in surplus}) > 2 * len(touched):
            raise Failed(f"complete, and it adds {sorted(surplus)[:3]}\n{run}")
        expect_equal("images", run.report["targets"][0]["images"]["total"],
                     wanted["targets"][0]["images"]["total"])


def _findings(report):
    return {(finding["rule"], finding["subject"]["kind"], finding["subject"]["id"]): finding["message"]
            for finding in report["findings"]}
