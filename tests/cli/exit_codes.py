"""0, 1, 2 or 3: every severity against every threshold, complete or not."""

import os

from expect import expect_code, expect_complete
from glance_database import build, edit, held, live, uuid, write_rule
from suite import Failed, expect_equal

_SEVERITIES = ["critical", "high", "medium", "low", "info"]
_VERDICTS = {0: "PASS", 1: "FAIL", 3: "INCOMPLETE"}


def tests(program):
    folder = program.new_folder()
    database = build(folder, {"images": [held(1), live(2)]})
    broken = build(program.new_folder(), {"images": [held(1), held(2)]})
    edit(broken, "UPDATE images SET deleted = 'x' WHERE id = ?", uuid(2))
    for severity in _SEVERITIES:
        rule = write_rule(folder, f"test/{severity}", severity,
                          f"{severity}.yaml")
        options = ["--rules", rule, "--only", f"test/{severity}"]
        for threshold in [*_SEVERITIES, "never"]:
            reached = threshold != "never" and (
                _SEVERITIES.index(severity) <= _SEVERITIES.index(threshold))
            yield f"{severity} with --fail-on {threshold}", (
                lambda options=options, threshold=threshold, reached=reached:
                _expect(program, [database, *options], threshold,
                        1 if reached else 0, 1))
            yield f"{severity} with --fail-on {threshold}, incomplete", (
                lambda options=options, threshold=threshold:
                _expect(program, [broken, *options], threshold, 3, 1))
    for threshold in [*_SEVERITIES, "never"]:
        yield f"nothing found with --fail-on {threshold}", (
            lambda threshold=threshold: _expect(
                program, [database, "--only", "*/id-twins"], threshold, 0, 0))
    yield "high is the threshold unless told otherwise", lambda: _default(
        program, database, folder)
    yield "the changed severity of a built-in rule counts", lambda: _changed(
        program, database)
    yield "no rule that is left out counts", lambda: _left_out(program)
    yield "rules left out are said in every report", lambda: _said(
        program, database)
    yield "a release that contradicts the schema", lambda: _contradicts(
        program, database)


def _expect(program, arguments, threshold, code, found):
    """The exit code, the JSON report and the table say the same."""
    options = [*arguments, "--fail-on", threshold]
    run = program.scan_json(*options)
    expect_code(run, code)
    expect_equal("audit", {key: run.report["audit"][key] for key in (
        "exit_code", "complete", "fail_on")}, {
            "exit_code": code, "complete": code != 3, "fail_on": threshold})
    expect_equal("findings", len(run.report["findings"]), found)
    table = program.scan(*options)
    expect_code(table, code)
    verdict = table.text.rstrip().splitlines()[-1]
    if not verdict.startswith(_VERDICTS[code]):
        raise Failed(f"exit code {code}, and yet {verdict!r}")


def _default(program, database, folder):
    for severity, code in (("high", 1), ("medium", 0)):
        run = program.scan(database, "--rules", folder / f"{severity}.yaml",
                           "--only", f"test/{severity}")
        expect_code(run, code)


def _changed(program, database):
    rule = "ossn-0075/held-public-purgeable"
    for severity, code in (("low", 0), ("critical", 1)):
        path = program.new_folder() / "change.yaml"
        path.write_text(f"id: {rule}\nseverity: {severity}\n", encoding="utf-8")
        run = program.scan_json(database, "--rules", path, "--only", rule)
        expect_code(run, code)
        expect_equal("severity", run.report["findings"][0]["severity"],
                     severity)
        expect_equal("severity of the rule",
                     run.report["rules"][0]["severity"], severity)


def _left_out(program):
    """--skip and --only leave findings out, and not what is counted."""
    database = os.fspath(build(program.new_folder()))
    whole = program.scan_json(database).report
    for options in (["--skip", "*/held-*", "--skip", "*/id-*"],
                    ["--only", "*/live-row-doomed"],
                    ["--only", "*/id-twins", "--only", "*/orphaned*"]):
        run = program.scan_json(database, *options)
        expect_complete(run)
        expect_equal(f"images with {options}", run.report["targets"][0]
                     ["images"], whole["targets"][0]["images"])
        rules = {rule["id"] for rule in run.report["rules"]}
        wanted = [finding for finding in whole["findings"]
                  if finding["rule"] in rules]
        expect_equal(f"findings with {options}", run.report["findings"], wanted)


def _said(program, database):
    every = len(program.scan_json(database).report["rules"])
    run = program.scan_json(database, "--only", "*/id-twins")
    expect_equal("rules", run.report["audit"]["rules"],
                 {"asked": 1, "left_out": every - 1})
    for report in ("table", "html"):
        run = program.run("scan", database, "--only", "*/id-twins", "--report",
                          report)
        expect_equal(f"said in {report}", f"1 of {every} asked" in
                     run.out.decode(), True)
        run = program.run("scan", database, "--report", report)
        expect_equal(f"of all rules in {report}", f"of {every} asked" in
                     run.out.decode(), False)


def _contradicts(program, database):
    for release, said in (("Liberty", True), ("Zed", False)):
        run = program.scan_json(database, "--release", release)
        expect_equal(f"a warning with {release}", "this schema is that of"
                     in run.errors, said)
