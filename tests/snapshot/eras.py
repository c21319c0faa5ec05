"""Random databases of the real Glance at several schema revisions: the report
on the snapshot is the report on the source, byte for byte."""

import functools
import json
import os
import random
import threading

from amounts import amount
import glance_databases
import glance_rows
import glance_times as times
import glance_user_rules
from glance_database import edit
from program import NOW
from suite import Failed
from taking import (expect_same_bytes, expect_same_id, expect_same_report,
                    expect_same_table, take)

_ROWS = 500
_IDS = amount(3, 3, 12)
_LATER = "2026-03-04T05:06:07.891011Z"
# revision -> migrate_version, and whether Alembic's table is gone.
_ERAS = {
    "liberty": (42, True),
    "mitaka02": (44, False),
    "ocata_expand01": None,
    "pike_contract01+rocky_expand02": None,
    "rocky_contract02": None,
    "wallaby_contract01": None,
}
# Every variant on these, the first alone on the others; with --long, on all.
_IN_FULL = amount(["mitaka02"], ["mitaka02", "wallaby_contract01"], list(_ERAS))
_VARIANTS = {
    "default": [],
    "age 0": ["--age-in-days", "0"],
    "age 7": ["--age-in-days", "7"],
    "later": ["--now", _LATER],
    "Queens": ["--release", "Queens"],
    "2025.1, new defaults": ["--release", "2025.1", "--enforce-new-defaults",
                             "true"],
    "no release": ["--release", "none"],
    "held alone": ["--only", "ossn-0075/held-*"],
    "without twins": ["--skip", "ossn-0075/id-twins"],
    "orphans alone": ["--only", "ossn-0075/orphaned-children"],
    "one thread": ["--jobs", "1"],
    "four threads": ["--jobs", "4"],
}


def tests(program):
    databases = glance_databases.GlanceDatabases(program.new_folder())
    making = threading.Lock()
    for revision, legacy in _ERAS.items():
        made = functools.cache(functools.partial(
            _make, program, databases, making, revision, legacy))
        for name, options in _VARIANTS.items():
            if name != "default" and revision not in _IN_FULL:
                continue
            yield f"{revision}, {name}", lambda made=made, options=options: (
                expect_same_report(program, *made(), *options))
        yield f"{revision}, table", lambda made=made: expect_same_table(
            program, *made())
        yield f"{revision}, admins only", lambda made=made: _policy(
            program, *made())
        yield f"{revision}, rules of a user", lambda made=made: _user_rules(
            program, *made())
        yield f"{revision}, single IDs", lambda made=made: _single(
            program, *made())
        yield f"{revision}, a snapshot of the snapshot", (
            lambda made=made: _again(program, *made()))


def _make(program, databases, making, revision, legacy):
    """A filled database, and a snapshot of it."""
    database = program.new_folder() / "glance.sqlite"
    with making:
        databases.copy(revision, database)
    glance_rows.fill(os.fspath(database), seed=f"snapshot/{revision}",
                     rows=_ROWS, nows=[times.from_rfc3339(NOW)],
                     ages=(7, 30, 180))
    if legacy is not None:
        version, alone = legacy
        glance_databases.add_legacy_version(database, version,
                                            drop_alembic=alone)
    return database, take(program, database)


def _policy(program, database, snapshot):
    policy = program.new_folder() / "policy.json"
    policy.write_text(json.dumps({"add_image": "role:admin"}))
    expect_same_report(program, database, snapshot, "--policy", policy)


def _user_rules(program, database, snapshot):
    rules = program.new_folder()
    glance_user_rules.write_rules(os.fspath(rules))
    run = expect_same_report(program, database, snapshot, "--rules", rules,
                             "--only", "test/*")
    if not run.report["findings"]:
        raise Failed("there is nothing to compare")


def _single(program, database, snapshot):
    """Odd IDs, canonical ones, those of orphans, and one that nobody has."""
    ids = _texts(database, "SELECT CAST(id AS BLOB) FROM images")
    orphans = _texts(database, "SELECT CAST(image_id AS BLOB) FROM image_tags"
                     " WHERE image_id NOT IN (SELECT id FROM images)")
    chance = random.Random(75)
    for image_id in (*chance.sample(ids, _IDS), *chance.sample(orphans, 3),
                     b"my-image", b"My-Image", b"nobody-has-this"):
        expect_same_id(program, database, snapshot, image_id)


def _texts(database, sql):
    """IDs that can stand on a command line."""
    return [row[0] for row in edit(database, sql)
            if row[0] and b"\0" not in row[0] and row[0][:1] != b"-"]


def _again(program, database, snapshot):
    """The same bytes as the first, and so the same digest and findings; and
    so is a second one of the source."""
    again = take(program, snapshot)
    expect_same_bytes("file", again.read_bytes(), snapshot.read_bytes())
    second = take(program, database)
    expect_same_bytes("file", second.read_bytes(), snapshot.read_bytes())
