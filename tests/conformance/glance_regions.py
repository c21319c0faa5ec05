#!/usr/bin/python3
"""The cross-region rules against an independent computation.

    glance_regions.py BINARY [--seed N] [--rounds N] [--work FOLDER]

Each round makes two to five regions (glance_region_rows) and compares what
the rules say of them with glance_region_expectation: as they are, beside a
broken one, with a damaged one, and with rows that cannot be understood.

Compared are the rows found, the counts, and the evidence from each of the
other targets, word by word. `--work` keeps the empty databases.
"""

import argparse
import json
import os
import random
import shutil
import sqlite3
import sys
import tempfile

import glance_databases
import glance_times as times
from amounts import amount
from glance_checks import Tally
from glance_region_expectation import (CLAIMABLE, CONFLICT, Region, collapsed,
                                       expected, read_region)
from glance_region_rows import NOW, ROWS, RegionMaker
from glance_scanner import Scanner


class Suite:
    def __init__(self, options, folder):
        self.tally = Tally()
        self.folder = folder
        self.options = options
        self.scanner = Scanner(options.binary, folder)
        self.rng = random.Random(options.seed)
        self.maker = RegionMaker(glance_databases.GlanceDatabases(
            options.work or os.path.join(folder, "empty")), self.rng)
        self.found = {CONFLICT: 0, CLAIMABLE: 0}

    def run(self):
        for number in range(self.options.rounds):
            folder = os.path.join(self.folder, f"round {number}")
            os.mkdir(folder)
            self._check_round(number, folder, 2 + number % 4)
        for rule, count in self.found.items():
            self.tally.check(f"enough to find of {rule}",
                             None if count > 100 else f"{count} findings")
            print(f"figure: {rule}: {count} findings compared")

    def _check_round(self, number, folder, count):
        paths = self.maker.make(folder, count)
        regions = [read_region(_name(path), path) for path in paths]
        self._check(f"round {number}, {count} regions", folder, paths,
                    regions, 0)
        broken = os.path.join(folder, "broken.sqlite")
        with open(broken, "wb") as file:
            file.write(b"no database")
        self._check(f"round {number}, one region broken", folder,
                    [*paths, broken],
                    [*regions, Region("broken", {}, complete=False)], 3)
        self._check_damaged(f"round {number}, one region damaged", folder,
                            paths, regions)
        bad_ids = self._spoil(paths[-1], regions[-1])
        regions[-1] = read_region(_name(paths[-1]), paths[-1], bad_ids)
        self._check(f"round {number}, rows of one region unreadable", folder,
                    paths, regions, 3)

    def _spoil(self, path, region):
        """Makes a few rows impossible to understand; returns their IDs."""
        bad_ids = self.rng.sample(sorted(region.rows), 5)
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA ignore_check_constraints = ON")
        with connection:
            for image_id in bad_ids:
                connection.execute("UPDATE images SET deleted = 'maybe' WHERE"
                                   " CAST(id AS BLOB) = ?", (image_id,))
        connection.close()
        return bad_ids

    def _check_damaged(self, name, folder, paths, regions):
        """What was read of a damaged file is anybody's guess, but nothing may
        be said that is not true, nor that an ID is missing there."""
        damaged = os.path.join(folder, "damaged.sqlite")
        shutil.copyfile(paths[-1], damaged)
        _damage(damaged, sorted(regions[-1].rows)[ROWS // 2])
        scan = self.scanner.scan_busy(
            "--targets=" + self._targets(folder, [*paths[:-1], damaged]),
            "--now", times.to_rfc3339(NOW))
        regions = [*regions[:-1], Region("damaged", regions[-1].rows,
                                         complete=False)]
        for rule, wanted in expected(regions).items():
            self.tally.compare(
                f"{name}, {rule}", lambda rule=rule, wanted=wanted:
                scan.problem(3) or _compare_least(
                    scan.report, rule, wanted,
                    anything=len(regions) == 2))

    @staticmethod
    def _targets(folder, paths):
        """A targets file, which is JSON and so YAML."""
        targets = os.path.join(folder, "targets.yaml")
        with open(targets, "w", encoding="utf-8") as file:
            json.dump({"targets": [
                {"name": _name(path), "source": os.path.basename(path)}
                for path in paths]}, file)
        return targets

    def _check(self, name, folder, paths, regions, exit_code):
        targets = self._targets(folder, paths)
        scans = [self.scanner.scan_busy(
            f"--targets={targets}", "--now", times.to_rfc3339(NOW), "--jobs",
            str(jobs)) for jobs in (1, 2, 3)]
        self.tally.check(f"{name}, exit code", scans[0].problem(exit_code))
        for scan in scans[1:]:
            self.tally.check(f"{name}, the same bytes", None if scan.raw
                             == scans[0].raw else "the reports differ")
        for rule, wanted in expected(regions).items():
            self.found[rule] += len(wanted)
            self.tally.compare(
                f"{name}, {rule}", lambda rule=rule, wanted=wanted:
                scans[0].problem(exit_code)
                or _compare(scans[0].report, rule, wanted))


def _name(path):
    return os.path.basename(path).removesuffix(".sqlite")


def _damage(path, image_id):
    """Makes the pages with this row, and its child rows, unreadable."""
    with open(path, "r+b") as file:
        content = file.read()
        page_size = int.from_bytes(content[16:18], "big")
        page_size = 65536 if page_size == 1 else page_size
        leaf_of_table = b"\x0d"
        pages = [page for page in range(page_size, len(content), page_size)
                 if content[page:page + 1] == leaf_of_table
                 and image_id in content[page:page + page_size]]
        for page in pages:
            file.seek(page)
            file.write(b"\xff" * 8)


def _compare(report, rule, wanted):
    found = _found(report, rule)
    missing = sorted(wanted.keys() - found.keys())
    more = sorted(found.keys() - wanted.keys())
    if missing or more:
        return (f"missing {len(missing)}: {missing[:3]}; not expected "
                f"{len(more)}: {more[:3]}")
    wrong = [(subject, found[subject], wanted[subject]) for subject in wanted
             if found[subject] != wanted[subject]]
    return f"{len(wrong)} told wrongly: {wrong[:2]}" if wrong else None


def _compare_least(report, rule, wanted, *, anything):
    """As _compare, where some may be missing; all if `anything`: of two
    regions one may have broken off at its first row."""
    found = _found(report, rule)
    if not found and not anything:
        return "nothing found"
    wrong = [(subject, told) for subject, told in found.items()
             if subject not in wanted or told[0] > wanted[subject][0]
             or not all(piece in wanted[subject][1] or not piece[1]
                        for piece in told[1])]
    return f"{len(wrong)} not true: {wrong[:2]}" if wrong else None


def _found(report, rule):
    """{(target, ID): (count, [(other target, says)])} of a report."""
    fact = "conflicts" if rule == CONFLICT else "missing_in"
    found = {}
    for finding in report["findings"]:
        if finding["rule"] != rule:
            continue
        subject = (finding["target"],
                   collapsed(finding["subject"]["id"]))
        if subject in found:
            raise ValueError(f"found twice: {subject}")
        found[subject] = (finding["facts"][fact], _evidence(finding, rule))
    return found


def _evidence(finding, rule):
    """Of this rule: a row can have evidence of several rules."""
    evidence = []
    for piece in finding["evidence"]:
        if piece["source"] == finding["target"] or (
                rule == CLAIMABLE) != (piece["says"] == {"rows": "0"}):
            continue
        if piece["what"] != "images" or piece["key"] \
                != finding["subject"]["id"]:
            raise ValueError(f"odd evidence: {piece}")
        evidence.append((piece["source"], {
            name: collapsed(value)
            for name, value in piece["says"].items()}))
    return evidence


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("binary", help="the glance-audit to test")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=amount(1, 4, 12))
    parser.add_argument("--work", help="folder to keep empty databases in")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="glance-regions-") as folder:
        suite = Suite(options, folder)
        return suite.tally.run(suite.run)


if __name__ == "__main__":
    sys.exit(main())
