"""Counts comparisons and tells the ones that fail."""

import collections
import json
import multiprocessing
import sys

_SHOWN = 40


class Tally:
    def __init__(self):
        self.passed = 0
        self.failed = 0
        self.decided = collections.Counter()
        sys.stdout.reconfigure(errors="backslashreplace")

    def check(self, name, problem):
        """`problem`: None or "" if it holds, else what is wrong."""
        if not problem:
            self.passed += 1
            return
        self.failed += 1
        if self.failed <= _SHOWN:
            print(f"FAILED {name}: {problem}", flush=True)

    def compare(self, name, cases, expected, decided):
        """Decisions, case by case."""
        missing = len(expected) != len(decided) and f"{len(expected)} and {len(decided)}"
        self.check(f"{name}: as many cases as answers", missing)
        for case, wanted, got in zip(cases, expected, decided):
            self.decided[wanted] += 1
            differs = got not in wanted.split(" or ")
            self.check(name, differs and f"oslo.policy: {wanted}, glance-audit: {got}, for {json.dumps(case)}")

    def add(self, other):
        """What another one has counted."""
        self.passed += other.passed
        self.failed += other.failed
        self.decided.update(other.decided)

    def add_parts(self, check, tasks, jobs):
        """`check(task)`, in `jobs` processes, returns a tally of its own."""
        with multiprocessing.get_context("fork").Pool(jobs) as pool:
            for part in pool.imap_unordered(check, tasks):
                self.add(part)

    def finish(self):
        """Prints the last line; the exit code."""
        counts = ", ".join(f"{count} {decision}" for decision, count in sorted(self.decided.items()))
        if counts:
            print(f"figure: {sum(self.decided.values())} decisions compared: {counts}")
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed else 0
