"""The table and the JSON report say the same, in the right order, and JSON is
as its schema says."""

import json
import re

import json_schema
from expect import expect_code
from glance_database import build, build_many, edit, uuid
from report_schema import SCHEMA
from suite import Failed, expect_equal

_SEVERITIES = ["critical", "high", "medium", "low", "info"]


def tests(program):
    for name, make in _DATABASES.items():
        yield f"{name}: the schema", lambda make=make: _schema(
            program, make(program))
        yield f"{name}: the same counts", lambda make=make: _counts(
            program, make(program))
        yield f"{name}: in order", lambda make=make: _order(
            program, make(program))
        yield f"{name}: the summary adds up", lambda make=make: _summary(
            program, make(program))
    yield "every finding has a fingerprint of its own", lambda: _fingerprints(
        program)
    yield "a fingerprint is the same for the same thing", lambda: _stable(
        program)


def _odd(program):
    """Twins, orphans and odd IDs, whose order is that of their bytes."""
    path = build(program.new_folder())
    for number, image_id in enumerate(("~", "B", "a", "", "\u00e9", "Z" * 40)):
        edit(path, "UPDATE images SET id = ? WHERE rowid = ?", image_id,
             number + 1)
    return [path]


def _incomplete(program):
    path = build(program.new_folder())
    edit(path, "UPDATE images SET deleted_at = 'x' WHERE id = ?", uuid(1))
    edit(path, "DROP TABLE image_tags")
    return [path, "/nonexistent.sqlite"]


_DATABASES = {
    "a small cloud": lambda program: [build(program.new_folder())],
    "no image": lambda program: [build(program.new_folder(), {})],
    "500 images": lambda program: [build_many(program.new_folder(), 500)],
    "odd IDs": _odd,
    "an incomplete audit": _incomplete,
    "two clouds": lambda program: [
        build(program.new_folder(), name="b.sqlite"),
        build(program.new_folder(), name="a.sqlite")],
}


def _report(program, sources, *options):
    run = program.scan_json(*sources, *options)
    return run.report


def _schema(program, sources):
    error = json_schema.error_of(_report(program, sources), SCHEMA)
    if error is not None:
        raise Failed(error)


def _counts(program, sources):
    report = _report(program, sources)
    table = program.scan(*sources).text
    (line,) = re.findall("^Findings: (.*)$", table, re.MULTILINE)
    expect_equal("findings", line, ", ".join(
        f"{report['summary'][severity]} {severity}"
        for severity in _SEVERITIES))
    groups = re.findall(r"^([A-Z]+)  .*  \(([a-z0-9./_-]+), (\d+)\)$", table,
                        re.MULTILINE)
    by_rule = {}
    for _, rule, count in groups:
        by_rule[rule] = by_rule.get(rule, 0) + int(count)
    expect_equal("by rule", by_rule, report["summary"]["by_rule"])
    _images(report, table)


def _images(report, table):
    lines = re.findall(
        r"images: (\d+) \((\d+) live, (\d+) held, of which (\d+) pinned\), "
        r"freed: (\d+)$", table, re.MULTILINE)
    # What could not be opened has no numbers to be shown.
    read = [target for target in report["targets"]
            if target["coverage"][0]["what"] != "database"]
    expect_equal("images", [tuple(map(int, line)) for line in lines], [
        tuple(target["images"][key] for key in (
            "total", "live", "held", "pinned", "freed")) for target in read])


def _order(program, sources):
    report = _report(program, sources)
    targets = [target["name"] for target in report["targets"]]

    def key(finding):
        return (_SEVERITIES.index(finding["severity"]), finding["rule"],
                targets.index(finding["target"]),
                finding["subject"]["id"].encode())

    keys = [key(finding) for finding in report["findings"]]
    expect_equal("order", keys, sorted(keys))
    rules = [rule["id"] for rule in report["rules"]]
    expect_equal("order of rules", rules, sorted(rules))


def _summary(program, sources):
    report = _report(program, sources)
    counted = {severity: 0 for severity in _SEVERITIES}
    by_rule = {}
    for finding in report["findings"]:
        counted[finding["severity"]] += 1
        by_rule[finding["rule"]] = by_rule.get(finding["rule"], 0) + 1
    expect_equal("by severity", {severity: report["summary"][severity]
                                 for severity in _SEVERITIES}, counted)
    expect_equal("by rule", report["summary"]["by_rule"], by_rule)
    known = {rule["id"] for rule in report["rules"]}
    expect_equal("findings of rules that are not listed",
                 sorted(set(by_rule) - known), [])


def _fingerprints(program):
    run = program.scan_json(build_many(program.new_folder(), 500),
                            "--fail-on", "never")
    expect_code(run, 0)
    prints = [finding["fingerprint"] for finding in run.report["findings"]]
    expect_equal("different fingerprints", len(set(prints)), len(prints))
    for text in prints:
        if not re.fullmatch("[0-9a-f]{32}", text):
            raise Failed(f"no fingerprint: {text!r}")


def _stable(program):
    """In another folder, at another time, with other rules beside it."""
    def prints(report):
        return {json.dumps([finding["rule"], finding["subject"]]):
                finding["fingerprint"] for finding in report["findings"]}

    first = prints(_report(program, [build(program.new_folder())]))
    run = program.run("scan", build(program.new_folder()), "--now",
                      "2026-01-03T00:00:00Z", "--report", "json", "--only",
                      "*/held-*")
    for subject, text in prints(run.report).items():
        expect_equal(subject, text, first[subject])
