"""Comparing a report with an expectation.

Every comparison is counted once by a `Tally` and, if it fails, told in one
line. The `compare_*` functions return what is wrong, or None or "".
"""

import collections
import os
import re
import sqlite3
import sys

import glance_times as times
from glance_databases import GlanceFailed
from glance_expectation import SEVERITIES

SEVERITY_ORDER = ("critical", "high", "medium", "low", "info")
_SHOWN = 4  # IDs shown of each kind in a failing line
# A run of undecodable bytes may be repaired with one U+FFFD or with several.
_REPAIRED = re.compile("\ufffd+")


class Tally:
    """Counts comparisons; prints the failing ones."""

    def __init__(self):
        self.passed = 0
        self.failed = 0
        sys.stdout.reconfigure(errors="backslashreplace")

    def check(self, name, problem):
        """`problem`: None or "" if it holds, else what is wrong."""
        if not problem:
            self.passed += 1
            return True
        self.failed += 1
        line = str(problem).replace("\n", "\\n")
        print(f"FAILED {name}: {line}", flush=True)
        return False

    def compare(self, name, comparison, *arguments):
        """Checks what a comparison returns; a report without the promised
        shape fails it rather than ending the run."""
        try:
            problem = comparison(*arguments)
        except (LookupError, TypeError, AttributeError, ValueError) as error:
            problem = f"the report lacks its shape: {error!r}"
        return self.check(name, problem)

    def run(self, suite, *arguments):
        """Runs a whole suite to its last line; returns the exit code. What a
        suite itself cannot do, such as making a database, is a failure."""
        try:
            suite(*arguments)
        except (GlanceFailed, RuntimeError, OSError, sqlite3.Error) as error:
            self.check("the suite came to its end", repr(error))
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        return 0 if self.failed == 0 and self.passed else 1


def compare_findings(report, rule, expected):
    """Compares one rule's subjects and severities; returns what is wrong."""
    found = [finding for finding in report["findings"]
             if finding["rule"] == rule]
    counted = collections.Counter(finding["subject"]["id"]
                                  for finding in found)
    severities = {finding["subject"]["id"]: finding["severity"]
                  for finding in found}
    problems = [
        _listed("missing", expected.keys() - severities.keys()),
        _listed("not expected", severities.keys() - expected.keys()),
        _listed("found twice", [subject for subject, count in counted.items()
                                if count > 1]),
        _listed("wrong severity", [
            f"{subject} is {severities[subject]}, not {severity}"
            for subject, severity in expected.items()
            if severities.get(subject, severity) != severity]),
        _listed("wrong kind of subject", [
            finding["subject"] for finding in found
            if finding["subject"]["kind"] != "image"]),
    ]
    wrong = "; ".join(filter(None, problems))
    return f"{len(expected)} expected, {len(found)} found; {wrong}" if wrong \
        else None


def _listed(what, things):
    things = sorted(things, key=repr)
    if not things:
        return None
    shown = ", ".join(repr(str(thing)[:100]) for thing in things[:_SHOWN])
    more = f" and {len(things) - _SHOWN} more" if len(things) > _SHOWN else ""
    return f"{what} ({len(things)}): {shown}{more}"


def compare_facts(report, world, now, age_in_days):
    """Compares the facts that findings carry; returns what is wrong.

    A fact may be left out of a finding, but not all of them everywhere.
    """
    compared, wrong = 0, []
    for finding in report["findings"]:
        if finding["rule"] not in SEVERITIES:
            continue
        image_id = finding["subject"]["id"]
        wanted = _wanted_facts(world, image_id, now, age_in_days)
        for fact, value in finding["facts"].items():
            if fact not in wanted:
                continue
            compared += 1
            if not _same_fact(fact, value, wanted[fact]):
                wrong.append(f"{finding['rule']} {image_id}: {fact} is "
                             f"{value!r:.80}, not {wanted[fact]!r:.80}")
    if not compared:
        return "no finding carries a fact that can be compared"
    return _listed("wrong facts", wrong)


def _wanted_facts(world, image_id, now, age_in_days):
    if image_id in world.orphans:
        return {"state": "freed", "children": world.orphans[image_id]}
    image = world.images.get(image_id)
    if image is None:
        return {}
    wanted = {
        "id": image_id, "state": image.state, "reach": image.reach,
        "visibility": image.visibility, "members": image.members,
        "children": image.children, "twins": image.twins,
        "owner": image.owner, "name": image.name, "status": image.status,
        "pinned": image.pinned, "doomed": image.doomed,
        "purgeable": image.purgeable(now - age_in_days * times.DAY),
        "created_at": image.created_at, "deleted_at": image.deleted_at,
    }
    if image.deleted_at is None:
        wanted["purgeable_on"] = None
    elif image.deleted_at + age_in_days * times.DAY <= times.LATEST:
        wanted["purgeable_on"] = image.deleted_at + age_in_days * times.DAY
    return wanted


def _same_fact(fact, value, wanted):
    if wanted is None or value is None:
        return value is wanted
    if fact in ("created_at", "deleted_at", "purgeable_on"):
        try:
            return times.from_rfc3339(value) == wanted
        except ValueError:
            return False
    if isinstance(wanted, str):
        return isinstance(value, str) and (
            _REPAIRED.sub("\ufffd", value) == _REPAIRED.sub("\ufffd", wanted))
    return type(value) is type(wanted) and value == wanted


def compare_order_and_summary(report):
    """The report agrees with itself: order, sums, fingerprints, exit code."""
    findings, summary = report["findings"], report["summary"]
    keys = [(SEVERITY_ORDER.index(finding["severity"]), finding["rule"],
             finding["target"] or "",
             finding["subject"]["id"].encode("utf-8", "surrogatepass"))
            for finding in findings]
    for earlier, later in zip(keys, keys[1:]):
        if later < earlier:
            return f"not sorted: {later} follows {earlier}"
    by_rule = collections.Counter(finding["rule"] for finding in findings)
    if +collections.Counter(summary["by_rule"]) != by_rule:
        return f"by_rule is {summary['by_rule']}, the findings are {by_rule}"
    by_severity = collections.Counter(finding["severity"]
                                      for finding in findings)
    for severity in SEVERITY_ORDER:
        if summary[severity] != by_severity[severity]:
            return (f"{severity} is {summary[severity]} in the summary, but "
                    f"{by_severity[severity]} findings")
    if len({finding["fingerprint"] for finding in findings}) != len(findings):
        return "two findings have one fingerprint"
    audit = report["audit"]
    if (audit["exit_code"], audit["complete"]) != (0, True):
        return f"audit says {audit}"
    return None


def compare_target(report, database, wanted):
    """Compares the single target with {key: value}; returns what is wrong."""
    if len(report["targets"]) != 1:
        return f"{len(report['targets'])} targets"
    target = report["targets"][0]
    wanted = {"engine": "sqlite", "name": os.path.basename(database), **wanted}
    wrong = []
    for key, value in wanted.items():
        told = target.get(key)
        if key == "schema_revision":
            told, value = sorted(told or []), sorted(value)
        if key == "images":
            told = {name: told.get(name) for name in value}
        if told != value:
            wrong.append(f"{key} is {told!r}, not {value!r}")
    others = {finding["target"] for finding in report["findings"]
              if finding["rule"] in SEVERITIES} - {target["name"]}
    if others:
        wrong.append(f"findings of other targets: {sorted(others)}")
    return "; ".join(wrong)
