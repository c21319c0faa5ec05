"""What must hold of every audit that could not be finished."""

import json
import pathlib
import urllib.parse

import jsonschema

from audit_program import PASSWORD
from world import expect

_SCHEMA = json.loads((pathlib.Path(__file__).resolve().parents[2] / "reports"
                      / "report.schema.json").read_text(encoding="utf-8"))
# Opening, or saying what is wrong, may take this long beyond the time-out.
GRACE_SECONDS = 10


def keys_of(report):
    """What tells findings apart. Not the fingerprints, which hold the URL;
    not the messages, which may count rows of tables that were not read."""
    return {(finding["rule"], finding["subject"]["id"], finding["severity"])
            for finding in report["findings"]}


def expect_incomplete(run, full, *words, within=GRACE_SECONDS):
    """Exit code 3 in time, a valid report with nothing in it that the report
    `full` has not, the gap named, the password nowhere; standard error says
    `words`. Returns the report."""
    expect(run.code == 3, "the exit code is not 3", run)
    expect(run.out, "there is no report", run)
    expect(run.seconds < within, f"it took longer than {within} s", run)
    expect_no_password(run)
    report = run.report
    jsonschema.validate(report, _SCHEMA)
    audit = report["audit"]
    expect((audit["complete"], audit["exit_code"]) == (False, 3),
           f"audit says {audit}", run)
    surplus = keys_of(report) - keys_of(full)
    expect(not surplus, f"findings that the full audit has not: "
           f"{sorted(surplus, key=repr)[:3]}", run)
    _expect_gap_named(run, report["targets"][0]["coverage"], full)
    for word in words:
        expect(word in run.errors, f"standard error does not say {word!r}",
               run)
    return report


def _expect_gap_named(run, coverage, full):
    """Everything that the full audit looked at was read or is named as not
    read; where not even the connection was had, that is what is named."""
    gaps = {part["what"]: part["error"] for part in coverage
            if not part["complete"]}
    expect(gaps and all(gaps.values()), f"no gap is named: {coverage}", run)
    missing = {part["what"] for part in full["targets"][0]["coverage"]} - {
        part["what"] for part in coverage}
    expect(not missing or "database" in gaps,
           f"neither read nor named: {sorted(missing)}; {coverage}", run)
    expect(any("(" in error for error in gaps.values()),
           f"nothing says what to do: {gaps}", run)


def expect_no_password(run, password=PASSWORD):
    for form in {password, urllib.parse.quote(password, safe=""),
                 urllib.parse.quote(password)}:
        for place in (run.out, run.err):
            expect(form.encode() not in place, "the password is shown", run)
