"""Running `glance-audit scan` and keeping what it left behind."""

import dataclasses
import hashlib
import json
import os
import subprocess

SCAN_TIMEOUT_SECONDS = 60


@dataclasses.dataclass
class Scan:
    """What one run of `glance-audit scan` left behind."""
    exit_code: int
    errors: str
    raw: bytes | None
    report: dict | None
    changed: str | None  # what is different in the database's folder
    told: bool = False

    def problem(self, wanted_exit_code=0):
        """Why nothing can be compared, or None; in full the first time."""
        if self.exit_code != wanted_exit_code:
            reason = f"exit code {self.exit_code}, wanted {wanted_exit_code}"
        elif self.report is None:
            reason = "no readable report"
        else:
            return None
        if not self.told:
            reason += f"; standard error: {self.errors[-400:]!r}"
        self.told = True
        return reason


class Scanner:
    """The program under test. Reports go to `folder`."""

    def __init__(self, binary, folder):
        self.binary = os.path.abspath(binary)
        self.folder = folder

    def scan(self, database, *options):
        """Scans a database that nobody writes to meanwhile, and notes in
        `changed` whether its folder is the same afterwards."""
        folder = os.path.dirname(database)
        before = state_of_folder(folder)
        scan = self.scan_busy(database, *options)
        scan.changed = difference(before, state_of_folder(folder))
        return scan

    def scan_busy(self, database, *options):
        """Scans a database that may change under the scanner."""
        target = os.path.join(self.folder, "report.json")
        if os.path.exists(target):
            os.remove(target)
        exit_code, errors = self._run(
            "scan", database, "--report", "json=" + target, "--fail-on",
            "never", "--no-progress", *options)
        raw, report = _read_report(target)
        return Scan(exit_code, errors, raw, report, None)

    def _run(self, *arguments):
        try:
            done = subprocess.run(
                [self.binary, *arguments], capture_output=True, check=False,
                timeout=SCAN_TIMEOUT_SECONDS)
        except OSError as error:
            return -1, f"cannot be run: {error}"
        except subprocess.TimeoutExpired:
            return -1, f"still running after {SCAN_TIMEOUT_SECONDS} s"
        return done.returncode, done.stderr.decode("utf-8", "replace")


def _read_report(path):
    try:
        with open(path, "rb") as file:
            raw = file.read()
    except OSError:
        return None, None
    try:
        return raw, json.loads(raw.decode("utf-8"))
    except ValueError:
        return raw, None


def state_of_folder(folder):
    """{file name: digest of its bytes}."""
    state = {}
    for entry in os.scandir(folder):
        with open(entry.path, "rb") as file:
            state[entry.name] = hashlib.sha256(file.read()).hexdigest()
    return state


def difference(before, after):
    """What changed between two states of a folder; None if nothing."""
    if before == after:
        return None
    parts = [f"{word} {sorted(names)}" for word, names in (
        ("new:", after.keys() - before.keys()),
        ("gone:", before.keys() - after.keys()),
        ("changed:", {name for name in before.keys() & after.keys()
                      if before[name] != after[name]})) if names]
    return "; ".join(parts)
