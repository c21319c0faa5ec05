"""Schedules: which purges they run and when, what they would free, and which lines could not be read."""

import pathlib

import glance_database
from material import HERE, cases, expect_all_used, expect_report
from suite import Failed, expect_equal, expect_same_items

_EVERY = "field/schedule"
_RULE = """\
id: field/schedule
title: Every purge that is scheduled
subject: schedule
severity: info
match: {kind: {exists: true}}
message: "{schedule}"
why: It is a test.
remedy: None is needed.
show: [kind, when, user, command_line]
"""
# Deleted 580 and 13 days ago.
_IMAGES = {"images": [glance_database.held(1), glance_database.held(2, deleted_at=glance_database.LATELY)]}
_SCHEMAS = {"Newton": "mitaka02", "Wallaby": "wallaby_contract01"}


def tests(program):
    yield "all material is used", lambda: expect_all_used("schedules", 40)
    folder = program.new_folder()
    rule = folder / "rule.yaml"
    rule.write_text(_RULE, encoding="utf-8")
    databases = {release: glance_database.build(folder, {"schema": schema, **_of_era(schema)}, f"{release}.sqlite")
                 for release, schema in _SCHEMAS.items()}
    for name, where, case in cases("schedules"):
        yield name, lambda where=where, case=case: _check(program, databases, rule, where / case["path"], case)


def _of_era(schema):
    if schema != "mitaka02":
        return _IMAGES
    return {"images": [{key: value for key, value in image.items() if key != "visibility"} | {"is_public": 1}
                       for image in _IMAGES["images"]]}


def _check(program, databases, rule, path, case):
    purges, unread = case.get("purges", []), case.get("unread", [])
    exposing = [purge for purge in purges if purge["finding"] != "none"]
    run = program.scan_json(databases[case.get("release", "Wallaby")], "--cron", path, "--rules", rule,
                            "--only", _EVERY, "--only", "ossn-0075/scheduled-purge", "--only", "ossn-0075/unread-purge",
                            "--fail-on", "high")
    report = expect_report(run, 1 if any(purge["finding"] == "high" for purge in exposing) else 0)
    expect_same_items("purges", [_told(finding, path) for finding in _of(report, _EVERY)
                                 if finding["facts"]["kind"] != "file"], [_wanted(purge) for purge in purges])
    expect_same_items("what they free", [(*_place(finding, path), finding["severity"])
                                         for finding in _of(report, "ossn-0075/scheduled-purge")],
                      [(*_written_place(purge["at"]), purge["finding"]) for purge in exposing])
    expect_same_items("lines that could not be read",
                      [(*_place(finding, path), finding["severity"])
                       for finding in _of(report, "ossn-0075/unread-purge")],
                      [(*_written_place(place), "medium") for place in unread])
    _expect_coverage(report, path, purges or unread)


def _expect_coverage(report, path, found):
    """That nothing was found is said, with the number of files."""
    files = sum(1 for file in path.rglob("*") if file.is_file())
    coverage = next(entry for entry in report["targets"][0]["coverage"] if entry["what"] == "schedules")
    expect_equal("files", coverage["rows"], files)
    note = coverage.get("note") or ""
    wanted = "" if found else f"no purge found in {files} file{'' if files == 1 else 's'}"
    if note != wanted:
        raise Failed(f"the note is {note!r}, not {wanted!r}, of {path.relative_to(HERE)}")


def _of(report, rule):
    return [finding for finding in report["findings"] if finding["rule"] == rule]


def _place(finding, path):
    location = finding["location"]
    return str(pathlib.Path(location["file"]).relative_to(path)), location["line"]


def _written_place(place):
    """FILE:LINE"""
    file, line = place.rsplit(":", 1)
    return file, int(line)


def _told(finding, path):
    facts = finding["facts"]
    return (*_place(finding, path), facts["kind"], facts["when"], facts["user"] or "-", facts["command_line"])


def _wanted(purge):
    return (*_written_place(purge["at"]), purge["kind"], str(purge["when"]), purge.get("user", "-"), purge["runs"])
