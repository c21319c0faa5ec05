#!/usr/bin/python3
"""What the scanner calls purgeable, the real Glance deletes, and nothing else.

    glance_purge.py BINARY [--seed N] [--rows N]

The real thing is `glance-manage db purge_images_table` (Debian 12: Zed,
25.1.0), run on copies of one database at `wallaby_contract01`: once with the
clock of the machine, and several times with Glance's own clock set, so that
rows lie on the cutoff to the microsecond. Compared are three sets of IDs: the
rows that Glance deletes, those that `glance_expectation` calls purgeable, and
those that the scanner reports for a rule `match: {purgeable: true}`.

Glance compares text in SQLite. A row without a fraction, whose second is that
of a cutoff without one, counts as earlier there although it is equal. No
clock here has a whole second, as good as no real one has.
"""

import argparse
import os
import shutil
import sqlite3
import sys
import tempfile
import time

import glance_databases
import glance_expectation as expectation
import glance_manage
import glance_rows
import glance_times as times
from amounts import amount
from glance_checks import Tally, compare_findings
from glance_scanner import Scanner

REVISION = "wallaby_contract01"
NOW = times.from_rfc3339("2026-01-02T03:04:05.678901Z")
AGES = (0, 7, 30, 180)

_RULE = """\
id: test/purgeable
title: A row that a purge deletes
subject: image
severity: [low]
match: {state: [live, held], purgeable: true}
message: "Image {id} can be purged."
why: To compare the scanner with the real purge.
remedy: None is needed.
cure: none
references: ["https://example.org/"]
"""


def run(tally, scanner, databases, folder, seed, rows):
    """All comparisons; `folder` is an empty one of the caller's."""
    rule = os.path.join(folder, "purgeable.yaml")
    with open(rule, "w", encoding="utf-8") as file:
        file.write(_RULE)
    os.mkdir(os.path.join(folder, "source"))
    database = databases.copy(
        REVISION, os.path.join(folder, "source", "glance.sqlite"))
    glance_rows.fill(database, seed=f"{seed}/purge", rows=rows, nows=[NOW],
                     ages=AGES)
    for age in AGES:
        _check(tally, scanner, database, rule, age, NOW)
    _check(tally, scanner, database, rule, 180, None)


def _delete_children(database):
    """Newer Glance switches SQLite's foreign keys on, and a purge of images
    then fails as a whole while any of them has child rows."""
    with sqlite3.connect(database) as connection:
        for table in ("image_properties", "image_tags", "image_locations",
                      "image_members"):
            connection.execute(f"DELETE FROM {table}")
    connection.close()


def _check(tally, scanner, database, rule, age, now):
    """Purges a copy at `now` (None: by the clock, with the command)."""
    purged = os.path.join(os.path.dirname(database) + f"-{age}-{now}",
                          "glance.sqlite")
    os.mkdir(os.path.dirname(purged))
    shutil.copyfile(database, purged)
    _delete_children(purged)
    name = f"real purge, age {age}, " + (
        "the machine's clock" if now is None else "clock set")
    earliest = now or _clock()
    glance_manage.run(glance_databases.sqlite_url(purged), "db",
                      "purge_images_table", "--age_in_days", age,
                      "--max_rows", "-1", clock=now)
    latest = now or _clock()

    world = expectation.load(database)
    left = expectation.load(purged).images
    deleted = world.images.keys() - left.keys()
    for moment in sorted({earliest, latest}):
        _compare(tally, scanner, name, database, rule, world, deleted, age,
                 moment)
    _check_purged(tally, scanner, name, purged, age, latest)


def _compare(tally, scanner, name, database, rule, world, deleted, age, now):
    cutoff = now - age * times.DAY
    computed = {image.id for image in world.images.values()
                if image.purgeable(cutoff)}
    tally.check(f"{name}, Python agrees",
                None if computed == deleted else
                f"only Glance: {sorted(deleted - computed)[:4]}, "
                f"only Python: {sorted(computed - deleted)[:4]}")
    doomed = sum(world.images[image_id].doomed for image_id in deleted)
    kept = len(world.images) - len(deleted)
    tally.check(f"{name}, there is something to see",
                None if doomed >= 5 and kept >= 5 else
                f"{len(deleted)} deleted, {doomed} live, {kept} kept")
    scan = scanner.scan(database, "--now", times.to_rfc3339(now),
                        "--age-in-days", str(age), "--rules", rule,
                        "--only", "test/*")
    tally.compare(f"{name}, the scanner agrees",
                  lambda: scan.problem() or compare_findings(
                      scan.report, "test/purgeable",
                      dict.fromkeys(deleted, "low")))


def _check_purged(tally, scanner, name, purged, age, now):
    """A database after its purge: orphans are left, nothing is purgeable."""
    world = expectation.load(purged)
    scan = scanner.scan(purged, "--now", times.to_rfc3339(now),
                        "--age-in-days", str(age))
    found = expectation.expected_findings(world, now, age)
    for rule, subjects in found.items():
        tally.compare(f"{name}, afterwards {rule}",
                      lambda: scan.problem() or compare_findings(
                          scan.report, rule, subjects))


def _clock():
    return time.time_ns() // 1000


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("binary", help="the glance-audit to test")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rows", type=int, default=amount(1000, 1000, 3000))
    options = parser.parse_args()
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="glance-purge-") as folder:
        databases = glance_databases.GlanceDatabases(
            os.path.join(folder, "empty"))
        work = os.path.join(folder, "work")
        os.mkdir(work)
        return tally.run(run, tally, Scanner(options.binary, folder),
                         databases, work, options.seed, options.rows)


if __name__ == "__main__":
    sys.exit(main())
