#!/usr/bin/python3
"""The scanner against an independent computation, on real Glance databases.

    glance_images.py BINARY [--seed N] [--rows N] [--work FOLDER]

Databases are made by the real glance-manage at every schema that matters
(glance_databases), filled with some thousands of random rows that work at the
borders (glance_rows), and judged twice: by the scanner, and in plain Python
from rows read with sqlite3. How the rules of the contract are read is written
down in glance_expectation, how a user's rules are in glance_user_rules. Then
come the states of a file on disk (glance_storage), rows that no Glance writes
(glance_malformed), and a writer at work during the scan (glance_writers).

Each (database, variant, rule) is one comparison, as is each other promise:
exit code, target, facts, order and sums, source unchanged, same bytes again,
and the report's JSON Schema. A failing one prints one line. The last line is
`N passed, N failed`; the exit code is 1 if anything failed.

`--work` keeps the empty databases for the next run.
"""

import argparse
import dataclasses
import json
import os
import sqlite3
import sys
import tempfile

import jsonschema

import glance_databases
import glance_expectation as expectation
import glance_malformed
import glance_plausibility
import glance_rows
import glance_storage
import glance_times as times
import glance_user_rules
import glance_writers
from amounts import amount
from glance_checks import (Tally, compare_facts, compare_findings,
                           compare_order_and_summary, compare_target)
from glance_scanner import Scanner

SCHEMA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..",
                      "reports", "report.schema.json")
NOW = times.from_rfc3339("2026-01-02T03:04:05Z")
ANOTHER_NOW = times.from_rfc3339("2025-09-24T10:11:12.345678Z")
AGES = (7, 30, 180)
ADMINS_ONLY = {"add_image": "role:admin", "context_is_admin": "role:admin"}


@dataclasses.dataclass(frozen=True)
class Case:
    """A database to make: a revision, and what is changed by hand after."""
    revision: str
    release: str | None = None  # the text of a settled revision's release
    legacy: int | None = None   # the version in a `migrate_version` table
    before_alembic: bool = False
    head: str | None = None     # what an early release wrote instead

    @property
    def name(self):
        parts = [self.head or self.revision]
        if self.legacy is not None:
            parts.append(f"migrate_version {self.legacy}" + (
                " alone" if self.before_alembic else ""))
        return " with ".join(parts)


@dataclasses.dataclass(frozen=True)
class Variant:
    """One way to scan: options, and what they mean for the expectation."""
    name: str
    now: int = NOW
    age_in_days: int | None = None  # None: the release's default
    admins_only: bool = False


CASES = (
    Case("liberty", "Liberty"),
    Case("mitaka02", "Mitaka–Newton"),
    Case("ocata_expand01"),
    Case("ocata_contract01", "Ocata"),
    Case("pike_contract01", "Pike"),
    Case("rocky_expand02"),
    Case("pike_contract01+rocky_expand02"),
    Case("rocky_contract02", "Rocky–Stein"),
    Case("rocky_contract02+wallaby_expand01"),
    Case("wallaby_contract01", "Wallaby–Zed"),
    Case("mitaka02", "Mitaka–Newton", legacy=44),
    Case("ocata_contract01", "Ocata", legacy=45),
)
# Looked at in the default way only, with fewer rows.
SMALL_CASES = (
    Case("liberty", "Liberty", legacy=42, before_alembic=True),
    Case("mitaka02", "Mitaka–Newton", legacy=44, before_alembic=True),
    Case("ocata_contract01", "Ocata", head="ocata01"),
    Case("pike_contract01", "Pike", head="pike01"),
    Case("queens_contract01", "Queens"),
    Case("train_contract01", "Train"),
    Case("ussuri_contract01", "Ussuri–Victoria"),
)
SMALL_ROWS = 300
DEFAULT = Variant("default")
VARIANTS = (
    Variant("age 0", age_in_days=0),
    Variant("age 7", age_in_days=7),
    Variant("another now", now=ANOTHER_NOW),
    Variant("another now, age 180", now=ANOTHER_NOW, age_in_days=180),
    Variant("admins only", admins_only=True),
)
USER_RULES_ON = ("mitaka02", "ocata_expand01", "wallaby_contract01")


class Suite:
    """One run: the tally, the scanner and a folder for everything it makes."""

    def __init__(self, options, folder):
        self.tally = Tally()
        self.folder = folder
        self.scanner = Scanner(options.binary, folder)
        self.databases = glance_databases.GlanceDatabases(
            options.work or os.path.join(folder, "empty"))
        self.seed = options.seed
        self.rows = options.rows
        self.validator = None
        self.policy = os.path.join(folder, "policy.json")
        with open(self.policy, "w", encoding="utf-8") as file:
            json.dump(ADMINS_ONLY, file)

    def run(self):
        self._load_schema()
        for case in amount(CASES[::5], CASES):
            database = self._make(case, self.rows)
            self._check_case(case, database, (DEFAULT, *VARIANTS))
        for case in amount(SMALL_CASES[:1], SMALL_CASES):
            self._check_case(case, self._make(case, SMALL_ROWS), (DEFAULT,))
        self._check_storage()
        self._check_writers()

    # Databases

    def _new_folder(self, name):
        folder = os.path.join(self.folder, name)
        os.mkdir(folder)
        return folder

    def _make(self, case, rows):
        """Makes and fills a case's database, alone in its folder."""
        database = os.path.join(self._new_folder(case.name), "glance.sqlite")
        self.databases.copy(case.revision, database)
        glance_rows.fill(database, seed=f"{self.seed}/{case.name}", rows=rows,
                         nows=[NOW, ANOTHER_NOW], ages=AGES)
        if case.legacy is not None:
            glance_databases.add_legacy_version(
                database, case.legacy, drop_alembic=case.before_alembic)
        if case.head is not None:
            connection = sqlite3.connect(database)
            with connection:
                connection.execute("UPDATE alembic_version SET version_num=?",
                                   (case.head,))
            connection.close()
        return database

    def _filled_wallaby(self, folder_name, rows):
        database = self.databases.copy(
            "wallaby_contract01",
            os.path.join(self._new_folder(folder_name), "glance.sqlite"))
        if rows:
            glance_rows.fill(database, seed=f"{self.seed}/{folder_name}",
                             rows=rows, nows=[NOW], ages=AGES)
        return database

    # Comparisons

    def _check_case(self, case, database, variants):
        world = expectation.load(database)
        age = expectation.default_age(glance_databases.heads_of(database))
        if case in CASES:
            for what, problem in glance_plausibility.check(
                    database, world, NOW, age):
                self.tally.check(f"{case.name}, enough to find: {what}",
                                 problem)
        for variant in variants:
            self._check_variant(case, database, world, variant, age)
        if case.name in USER_RULES_ON:
            self._check_user_rules(case, database, world, age)

    def _check_variant(self, case, database, world, variant, default_age):
        age = default_age if variant.age_in_days is None \
            else variant.age_in_days
        options = ["--now", times.to_rfc3339(variant.now)]
        if variant.age_in_days is not None:
            options += ["--age-in-days", str(age)]
        if variant.admins_only:
            options += ["--policy", self.policy]
        scan = self.scanner.scan(database, *options)
        name = f"{case.name}, {variant.name}"
        self.tally.check(f"{name}, exit code", scan.problem())
        self.tally.check(f"{name}, source unchanged", scan.changed)

        def compare(what, comparison, *arguments):
            self.tally.compare(f"{name}, {what}", lambda: scan.problem()
                               or comparison(scan.report, *arguments))

        found = expectation.expected_findings(
            world, variant.now, age, admins_only=variant.admins_only)
        for rule, subjects in found.items():
            compare(rule, compare_findings, rule, subjects)
        compare("facts", compare_facts, world, variant.now, age)
        compare("order and sums", compare_order_and_summary)
        compare("target", compare_target, database,
                self._wanted_target(case, database, world, age))
        compare("now", lambda report: None if times.from_rfc3339(
            report["audit"]["now"]) == variant.now else report["audit"]["now"])
        if variant is DEFAULT:
            compare("JSON Schema", self._invalid)
            self._check_same_bytes(name, database, options, scan)

    @staticmethod
    def _wanted_target(case, database, world, age):
        wanted = {"purge_age_days": age, "images": world.counts()}
        if not case.before_alembic:
            wanted["schema_revision"] = glance_databases.heads_of(database)
        if case.release is not None:
            wanted["release"] = case.release
        return wanted

    def _check_same_bytes(self, name, database, options, scan):
        for jobs in ("1", "2"):
            again = self.scanner.scan(database, *options, "--jobs", jobs)
            self.tally.check(
                f"{name}, the same bytes with --jobs {jobs}",
                scan.problem() or again.problem() or (
                    None if again.raw == scan.raw else "the reports differ"))

    def _load_schema(self):
        try:
            with open(SCHEMA, encoding="utf-8") as file:
                schema = json.load(file)
            kind = jsonschema.validators.validator_for(schema)
            kind.check_schema(schema)
        except (OSError, ValueError, jsonschema.SchemaError) as error:
            self.tally.check("reports/report.schema.json", error)
            return
        self.tally.check("reports/report.schema.json", None)
        self.validator = kind(schema)

    def _invalid(self, report):
        """The first violation of the JSON Schema; None if there is none."""
        if self.validator is None:
            return "there is no usable schema"
        try:
            error = next(self.validator.iter_errors(report), None)
        except jsonschema.RefResolutionError as unresolved:
            return f"the schema refers to what is not there: {unresolved}"
        return error and f"{error.json_path}: {error.message:.200}"

    def _check_user_rules(self, case, database, world, age):
        """All rules from one folder, then single files."""
        folder = self._new_folder(f"rules for {case.name}")
        paths = glance_user_rules.write_rules(folder)
        wanted = glance_user_rules.expected(world, NOW, age)
        self._compare_user_rules(case.name, database, folder, wanted)
        for rule in ("test/graded", "test/all-operators"):
            self._compare_user_rules(f"{case.name}, alone", database,
                                     paths[rule], {rule: wanted[rule]})

    def _compare_user_rules(self, name, database, path, wanted):
        scan = self.scanner.scan(database, "--now", times.to_rfc3339(NOW),
                                 "--rules", path, "--only", "test/*")
        for rule, subjects in wanted.items():
            self.tally.compare(
                f"{name}, {rule}", lambda: scan.problem()
                or (None if subjects else "nothing to find")
                or compare_findings(scan.report, rule, subjects))
        self.tally.compare(
            f"{name}, --only", lambda: scan.problem() or ", ".join(
                {finding["rule"] for finding in scan.report["findings"]}
                - wanted.keys()))

    def _check_storage(self):
        rows = min(self.rows, 1000)
        arguments = (NOW, 180)
        glance_storage.check_wal_at_rest(
            self.tally, self.scanner, self._filled_wallaby("wal", rows),
            *arguments)
        glance_storage.check_wal_with_commits(
            self.tally, self.scanner, self._filled_wallaby("commits", rows),
            *arguments)
        glance_storage.check_hot_journal(
            self.tally, self.scanner, self._filled_wallaby("hot", rows), NOW)
        glance_malformed.check(
            self.tally, self.scanner, self._filled_wallaby("malformed", rows),
            *arguments, self._invalid)

    def _check_writers(self):
        for journal_mode, reconnect in (
                ("wal", False), ("wal", True), ("delete", False)):
            glance_writers.check_concurrent_writer(
                self.tally, self.scanner, self._filled_wallaby(
                    f"{journal_mode} writer {reconnect}", 0),
                journal_mode, reconnect=reconnect)
        glance_writers.check_waits_for_lock(
            self.tally, self.scanner, self._filled_wallaby("lock", 0))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("binary", help="the glance-audit to test")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rows", type=int, default=amount(1000, 1500, 3000),
                        help="images in each database, 1000 or more")
    parser.add_argument("--work", help="folder to keep empty databases in")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="glance-images-") as folder:
        suite = Suite(options, folder)
        return suite.tally.run(suite.run)


if __name__ == "__main__":
    sys.exit(main())
