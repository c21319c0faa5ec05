"""2,000 damaged dumps and tables of all three engines: whatever was damaged,
a complete audit has every row that the damage left alone.

A dump that lost whole rows and nothing else is the dump of another database;
so a row whose own line was damaged may be gone, or another. All others must
be there with all that is known of them, or the audit is incomplete.
"""

import csv
import io
import json
import re
import shutil
import sqlite3

from amounts import amount
from dumping import mariadb_dump, postgres_dump, sqlite_dump
from mutations import mutated
from suite import Failed
from world import started

_REVISION = "wallaby_contract01"
_IMAGES = 24
_TOGETHER = 10
_TABLES = ("images", "image_members", "image_properties", "image_tags",
           "image_locations", "alembic_version")
_UUID = re.compile(rb"[0-9a-f]{8}-0000-4000-8000-[0-9a-f]{12}")
_NAMES = ["plain", "it's", "a;b", "-- x", "/* y", "\\", "'); --", "\\N", "NULL",
          "INSERT INTO images", "ÄÖ", '"', "`", "a,b", "$$", "#"]
_RULE = """\
id: test/image
title: Every image
subject: image
severity: info
match: {state: {exists: true}}
message: "{id}|{name}|{owner}|{status}|{visibility}|{created_at}|{deleted_at}|{state}|{reach}|{checksum}|{os_hash_value}|{disk_format}"
why: It is a test.
remedy: None is needed.
"""
_COUNTS_RULE = """\
id: test/counts
title: Members and children
subject: image
severity: info
match: {state: {exists: true}}
message: "{members} members, {children} children, {locations} locations"
why: It is a test.
remedy: None is needed.
"""


def tests(program):
    folder = program.new_folder()
    rules = folder / "rules"
    rules.mkdir()
    (rules / "image.yaml").write_text(_RULE, encoding="utf-8")
    (rules / "counts.yaml").write_text(_COUNTS_RULE, encoding="utf-8")
    for name, (text, other, place) in _texts(program, folder).items():
        attempts = _Attempts(program, rules, name, text, other, place)
        for first in range(0, amount(10, 40, 260), _TOGETHER):
            yield (f"{name}: mutations {first} to {first + _TOGETHER - 1}",
                   lambda attempts=attempts, first=first: attempts.run(
                       range(first, first + _TOGETHER)))


class _Attempts:
    """On one text. `place`: the folder that the program is to be given with
    the text in it, and the name of the text's file there; without a folder
    the file itself is given."""

    def __init__(self, program, rules, name, text, other, place):
        self.program, self.rules, self.name = program, rules, name
        self.text, self.other, self.place = text, other, place
        self.lines = text.split(b"\n")
        code, self.wanted = self._audit(text)
        if code != 0 or len(self.wanted["test/image"]) != _IMAGES:
            raise Failed(f"{name}: undamaged it has exit code {code} and"
                         f" {len(self.wanted.get('test/image', []))} images")

    def run(self, numbers):
        for number in numbers:
            damage = mutated(self.text, f"{self.name}/{number}", self.other)
            code, found = self._audit(damage.text)
            if code not in (0, 3):
                raise Failed(f"{damage.what}: exit code {code}")
            # A table with fewer rows is another table: it has no mark of its end.
            if code == 0 and not (self.place[0] and damage.cut):
                self._expect_rows(damage, found)

    def _expect_rows(self, damage, found):
        touched = b"\n".join(self.lines[damage.touched.start:damage.touched.stop])
        exempt = {name.decode() for name in _UUID.findall(touched)}
        for rule, wanted in self.wanted.items():
            for image, message in wanted.items():
                now = found[rule].get(image)
                more = rule == "test/counts" and _is_no_less(now, message)
                if image in exempt or now == message or more:
                    continue
                raise Failed(f"{damage.what}: complete, although {image} is"
                             f" {now!r}, not {message!r}")

    def _audit(self, text):
        """The exit code, and by rule the message of each image."""
        kept, name = self.place
        folder = self.program.new_folder()
        if kept is not None:
            folder = shutil.copytree(kept, folder / "tables")
        (folder / name).write_bytes(text)
        run = self.program.scan_json(
            folder / name if kept is None else folder, "--rules", self.rules,
            "--fail-on", "never", promised=False)
        found = {"test/image": {}, "test/counts": {}}
        if run.code == 0:
            for finding in run.report["findings"]:
                if finding["rule"] in found:
                    found[finding["rule"]][finding["subject"]["id"]] = finding["message"]
        shutil.rmtree(folder)
        return run.code, found


def _is_no_less(found, wanted):
    """Counts may be larger: rows that were added are no loss."""
    return found is not None and all(int(one) >= int(other) for one, other in zip(
        re.findall(r"\d+", found), re.findall(r"\d+", wanted)))


def _texts(program, folder):
    """Of each kind: the text, one that it may be joined with, its place."""
    with started(program.binary) as world:
        paths = {name: _fill(world, name, images)
                 for name, images in (("whole", _IMAGES), ("less", 5))}
        dumps = {name: {
            "mariadb-dump": mariadb_dump(world.mariadb, name),
            "mariadb-dump, a row a statement": mariadb_dump(
                world.mariadb, "--skip-extended-insert", name),
            "pg_dump": postgres_dump(world.postgres, name),
            "pg_dump --inserts": postgres_dump(world.postgres, name, "--inserts"),
            "sqlite3 .dump": sqlite_dump(path)} for name, path in paths.items()}
        texts = {kind: (text, dumps["less"][kind], (None, "dump.sql"))
                 for kind, text in dumps["whole"].items()}
        for suffix, write in (("csv", _csv), ("ndjson", _ndjson)):
            kept = folder / suffix
            kept.mkdir()
            for table in _TABLES:
                (kept / f"{table}.{suffix}").write_bytes(write(paths["whole"], table))
            for table in ("images", "image_members"):
                name = f"{table}.{suffix}"
                texts[name] = ((kept / name).read_bytes(),
                               write(paths["less"], table), (kept, name))
    return texts


def _fill(world, name, images):
    path = world.empty(_REVISION, name)
    connection = sqlite3.connect(path)
    with connection:
        for number in range(images):
            _insert(connection, "images", _image(number))
            child = {"image_id": _uuid(number), "created_at": "2024-01-01 00:00:00",
                     "deleted": number % 2}
            _insert(connection, "image_members", child | {
                "member": f"m{number}", "can_share": 0, "status": "accepted",
                "deleted_at": "2024-05-01 00:00:00" if number % 2 else None})
            _insert(connection, "image_tags", child | {"value": "v'1"})
            _insert(connection, "image_properties", child | {"name": "n", "value": "v"})
            _insert(connection, "image_locations", child | {
                "value": "file:///x", "meta_data": "{}", "status": "active"})
    connection.close()
    for server in world.servers:
        world.load(server, _REVISION, name, path)
    return path


def _uuid(number):
    return f"{number * 0x9e3779b1 % 2 ** 32:08x}-0000-4000-8000-{number:012x}"


def _image(number):
    deleted = number % 2
    return {"id": _uuid(number), "name": _NAMES[number % len(_NAMES)],
            "owner": f"p{number % 3}", "status": "deleted" if deleted else "active",
            "visibility": ("public", "private", "shared")[number % 3],
            "created_at": "2024-01-01 00:00:00", "deleted": deleted,
            "deleted_at": f"2024-05-01 00:00:{number:02}" if deleted and number % 4 == 1 else None,
            "checksum": f"{number:032x}", "os_hash_algo": "sha512",
            "os_hash_value": f"{number:0128x}", "disk_format": "qcow2",
            "min_disk": 0, "min_ram": 0, "protected": 0, "os_hidden": 0}


def _insert(connection, table, row):
    connection.execute(
        f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
        list(row.values()))


def _rows(path, table):
    connection = sqlite3.connect(path)
    try:
        cursor = connection.execute(f"SELECT * FROM {table}")
        return [column[0] for column in cursor.description], cursor.fetchall()
    finally:
        connection.close()


def _csv(path, table):
    names, rows = _rows(path, table)
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([names, *rows])
    return out.getvalue().encode()


def _ndjson(path, table):
    names, rows = _rows(path, table)
    return "".join(json.dumps(dict(zip(names, row))) + "\n" for row in rows).encode()
