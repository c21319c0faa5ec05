"""Asks `glance-audit policy test` for decisions."""

import json
import os
import subprocess
import tempfile

_ANY = "deny"  # what a case expects matters not: the decision is read


class ProgramFailed(Exception):
    """It ended otherwise than a test does: the code, and what it said."""


def decisions(binary, cases, *options):
    """The decisions of `cases` (without "expect"), in their order. Raises ProgramFailed.

    A case with a policy of its own, be it empty, may ask for an action that nobody knows.
    """
    return decisions_of_text(binary, "".join(json.dumps({"policy": {}, **case, "expect": _ANY}) + "\n"
                                             for case in cases), *options)


def decisions_of_text(binary, cases, *options):
    """The same of the content of a file of cases."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "cases")
        with open(path, "w", encoding="utf-8") as out:
            out.write(cases)
        run = subprocess.run([binary, "policy", "test", path, "--report", "json", *options], capture_output=True)
    if run.returncode not in (0, 1):
        raise ProgramFailed(f"exit code {run.returncode}: {run.stderr.decode(errors='replace')}")
    return [result["decision"] for result in json.loads(run.stdout)["cases"]]
