"""--cron: schedules that purge, ones that cannot be read, and hostile ones."""

import os
import pathlib

from expect import (expect_code, expect_complete, expect_incomplete,
                    expect_no_words, expect_refused, visible)
from glance_database import build
from suite import Failed, expect_equal

_ENTRY = "17 3 * * * root glance-manage db purge_images_table\n"
_RULE = "ossn-0075/scheduled-purge"
_JOB = """\
kind: CronJob
metadata: {name: purge}
spec:
  schedule: '@daily'
  jobTemplate:
    spec:
      template:
        spec:
          containers:
          - args: [db, purge_images_table]
"""
# A file below the folder that --cron names, and what is in it: none of them
# may end the program, take long, or hide the entry beside it.
_HOSTILE = {
    "a huge line": ("a", b"* * * * * " + b"x" * 9_000_000 + b" purge"),
    "a huge number of lines": ("a", b"* * * * * y purge\n" * 400_000),
    "NUL bytes": ("a", b"\0* * * * *\0glance-manage\0db\0purge\0" * 1000),
    "noise": ("a", bytes(range(256)) * 4000),
    "nothing": ("a", b""),
    "quotes that never close": ("a", b"* * * * * '\"`$(purge" * 50_000),
    "substitutions in each other": (
        "a", b"* * * * * " + b"$(" * 50_000 + b"purge" + b")" * 50_000),
    "shells in each other": (
        "a", b"* * * * * " + b"bash -c \"purge " * 50_000),
    "variables that double": (
        "a.sh", b"#!/bin/sh\nA=xxxxxxxx\n" + b"A=$A$A\n" * 2000
        + b"purge $A\n" * 2000),
    "here-documents": ("a.sh", b"#!/bin/sh\npurge <<A <<B <<C\n" * 20_000),
    "a unit that starts itself": (
        "a.timer", b"[Timer]\nUnit=a.timer\nOnCalendar=purge\n"),
    "an age beyond all numbers": (
        "a", b"* * * * * glance-manage db purge " + b"9" * 10_000),
}
_BAD_YAML = {
    "deep": b"purge: " + b"[" * 100_000,
    "an alias bomb": b"a: &a [purge,purge]\n" + b"".join(
        b"%c: &%c [%s]\n" % (name, name, b",".join([b"*%c" % (name - 1)] * 9))
        for name in b"bcdefghijk"),
    "a template": b"kind: CronJob\nmetadata: {{ .Values.meta }}\n",
    "a bracket that is not closed": b"kind: [CronJob\n",
}


def tests(program):
    yield "a schedule is a finding with its place", lambda: _found(program)
    yield "every target is held against it", lambda: _two_targets(program)
    yield "no schedule, no word", lambda: _silent(program)
    yield "files without a purge", lambda: _no_purge(program)
    yield "a rule of one's own on schedules", lambda: _own_rule(program)
    yield "a missing path", lambda: _refused(
        program, program.new_folder() / "crontab", "no such file")
    yield "a missing path beside one of such a name", lambda: _near(program)
    yield "an empty path", lambda: expect_refused(
        program.scan(build(program.new_folder()), "--cron", ""), "--cron")
    yield "no path", lambda: expect_refused(
        program.run("scan", build(program.new_folder()), "--cron"), "--cron",
        "value")
    yield "a pipe", lambda: _refused(program, _pipe(program), "regular file")
    yield "a circle of links", lambda: _refused(
        program, _loop(program) / "a", "link")
    yield "a timer without its service", lambda: _refused(
        program, _file(program, "x.timer", b"[Timer]\n"), "service")
    for name, content in _BAD_YAML.items():
        yield f"YAML that is named: {name}", lambda content=content: _refused(
            program, _file(program, "jobs.yaml", content), "jobs.yaml")
        yield f"YAML in a folder: {name}", lambda content=content: _incomplete(
            program, _file(program, "jobs.yaml", content).parent, "jobs.yaml")
    yield "links in a folder that lead in a circle", lambda: _incomplete(
        program, _loop(program), "link")
    yield "a folder that contains itself", lambda: _itself(program)
    yield "a file without permission", lambda: _forbidden(program)
    for name, (file, content) in _HOSTILE.items():
        yield f"hostile: {name}", lambda file=file, content=content: _hostile(
            program, _file(program, file, content).parent)
    yield "names that steer terminals", lambda: _steering(program)
    yield "no password is repeated", lambda: _no_password(program)
    yield "no report in the place of a crontab", lambda: _kept(program)


def _file(program, name, content):
    path = program.new_folder() / name
    path.write_bytes(content)
    return path


def _scan(program, path, *options, **settings):
    return program.scan_json(build(program.new_folder()), "--cron", path,
                             "--only", _RULE, *options, **settings)


def _found(program):
    folder = program.new_folder()
    (folder / "cron.d").mkdir()
    crontab = folder / "cron.d" / "glance"
    crontab.write_text("# purge\n" + _ENTRY, encoding="utf-8")
    (folder / "jobs.yaml").write_text(_JOB, encoding="utf-8")
    run = _scan(program, folder)
    expect_code(run, 1)
    places = [(finding["subject"]["kind"], finding["location"],
               finding["facts"]["kind"], finding["facts"]["when"])
              for finding in run.report["findings"]]
    expect_equal("findings", places, [
        ("schedule", {"file": str(crontab), "line": 2}, "crontab",
         "17 3 * * *"),
        ("schedule", {"file": str(folder / "jobs.yaml"), "line": 10},
         "kubernetes", "@daily")])
    coverage = run.report["targets"][0]["coverage"]
    expect_equal("coverage", [entry for entry in coverage
                              if entry["what"] == "schedules"],
                 [{"what": "schedules", "rows": 2, "complete": True,
                   "proof": "listed", "error": None}])
    # Two public images and a shared one are old enough, one is not.
    expect_equal("counts", [(finding["facts"]["exposed"],
                             finding["facts"]["exposed_later"])
                            for finding in run.report["findings"]],
                 [(3, 1), (3, 1)])


def _two_targets(program):
    folder = program.new_folder()
    empty = build(folder, {"images": []}, "empty.sqlite")
    run = program.scan_json(build(folder), empty, "--cron",
                            _file(program, "glance", _ENTRY.encode()),
                            "--only", _RULE)
    expect_equal("targets", [finding["target"]
                             for finding in run.report["findings"]],
                 ["glance.sqlite"])
    for target in run.report["targets"]:
        expect_equal("schedules are covered", "schedules" in [
            entry["what"] for entry in target["coverage"]], True)


def _silent(program):
    run = program.scan_json(build(program.new_folder()))
    if b"schedules" in run.out.replace(b"the schedules", b""):
        coverage = run.report["targets"][0]["coverage"]
        expect_equal("coverage", [entry for entry in coverage
                                  if entry["what"] == "schedules"], [])
    expect_equal("findings", [finding for finding in run.report["findings"]
                              if finding["subject"]["kind"] == "schedule"], [])


def _no_purge(program):
    """That nothing was found is said, with the number of files."""
    folder = _file(program, "crontab", b"* * * * * true\n").parent
    (folder / "other").write_bytes(b"* * * * * false\n")
    database = build(program.new_folder())
    run = program.scan_json(database, "--cron", folder)
    coverage = {entry["what"]: entry
                for entry in run.report["targets"][0]["coverage"]}
    expect_equal("the note", coverage["schedules"]["note"],
                 "no purge found in 2 files")
    table = program.run("scan", database, "--cron", folder)
    if "schedules: no purge found in 2 files" not in table.out.decode():
        raise Failed(f"not said: {table}")


def _own_rule(program):
    rule = _file(program, "rule.yaml", b"""\
id: test/root
title: A purge as root
subject: schedule
severity: low
match: {user: root, age_from: default, max_rows: {at_most: 100}}
message: "{schedule} runs as {user}."
why: It is a test.
remedy: Run it as glance.
""")
    run = program.scan_json(
        build(program.new_folder()), "--rules", rule, "--only", "test/root",
        "--cron", _file(program, "glance", _ENTRY.encode()
                        + b"0 1 * * * glance glance-manage db purge 3\n"))
    expect_complete(run)
    expect_equal("findings", len(run.report["findings"]), 1)
    if "root" not in run.report["findings"][0]["message"]:
        raise Failed(f"no user in {run.report['findings']}")


def _refused(program, path, *words):
    run = _scan(program, path, timeout=30)
    expect_refused(run, os.fspath(path), *words)
    expect_equal("standard output", run.out, b"")


def _near(program):
    path = _file(program, "crontab", b"")
    _refused(program, path.with_name("crontb"), "did you mean", "crontab")


def _pipe(program):
    path = program.new_folder() / "crontab"
    os.mkfifo(path)
    return path


def _loop(program):
    folder = program.new_folder()
    os.symlink("b", folder / "a")
    os.symlink("a", folder / "b")
    return folder


def _incomplete(program, folder, *words):
    """What is beside it is found all the same."""
    (folder / "glance").write_text(_ENTRY, encoding="utf-8")
    run = _scan(program, folder, timeout=30)
    expect_incomplete(run, *words)
    expect_equal("findings", len(run.report["findings"]), 1)
    coverage = [entry for entry in run.report["targets"][0]["coverage"]
                if entry["what"] == "schedules"]
    expect_equal("complete", [entry["complete"] for entry in coverage],
                 [False])
    for word in words:
        if word not in coverage[0]["error"]:
            raise Failed(f"no {word!r} in {coverage}")


def _itself(program):
    folder = _file(program, "glance", _ENTRY.encode()).parent
    os.symlink(folder, folder / "again")
    os.symlink("/", folder / "everything")
    run = _scan(program, folder, timeout=30)
    expect_code(run, 1)
    expect_equal("findings", len(run.report["findings"]), 1)


def _forbidden(program):
    folder = _file(program, "secret", b"").parent
    (folder / "secret").chmod(0)
    (folder / "below").mkdir(mode=0o700)
    (folder / "glance").write_text(_ENTRY, encoding="utf-8")
    database = build(program.new_folder())
    database.chmod(0o644)
    run = program.scan_as_nobody(database, "--cron", folder, "--only", _RULE,
                                 "--report", "json")
    if os.geteuid() == 0:
        expect_incomplete(run, "below", "secret", "permission")
        expect_equal("findings", len(run.report["findings"]), 1)


def _hostile(program, folder):
    (folder / "glance").write_text(_ENTRY, encoding="utf-8")
    run = _scan(program, folder, timeout=30)
    expect_complete(run)
    own = [finding for finding in run.report["findings"]
           if finding["location"]["file"] == str(folder / "glance")]
    expect_equal("the entry beside it", len(own), 1)


def _steering(program):
    folder = program.new_folder() / "a\x1b[31m\u202e<b>'\"&"
    folder.mkdir()
    (folder / "x\n\x07y").write_text(
        _ENTRY.replace("17 3 * * *", "@\x1b[2J<script>"), encoding="utf-8")
    page = program.new_folder() / "report.html"
    run = program.scan(build(program.new_folder()), "--cron", folder,
                       "--only", _RULE, "--report", "table",
                       "--report", f"html={page}")
    expect_code(run, 1)
    if not visible(run.text):
        raise Failed(f"it steers the terminal: {run.text!r}")
    written = pathlib.Path(page).read_text(encoding="utf-8")
    if "<script>root" in written or "\x1b" in written:
        raise Failed("the page holds what a crontab says as it is")


def _no_password(program):
    crontab = _file(program, "glance", b"""\
OS_PASSWORD=hush1
0 1 * * * PGPASSWORD=hush2 glance-manage --x=hush3 db purge_images_table $hush4 --age_in_days=$(echo hush5)
""")
    run = _scan(program, crontab)
    expect_code(run, 1)
    expect_no_words(run, "hush")


def _kept(program):
    crontab = _file(program, "glance", _ENTRY.encode())
    run = program.scan(build(program.new_folder()), "--cron", crontab,
                       "--report", f"json={crontab}")
    expect_refused(run, "--report")
    expect_equal("crontab", crontab.read_bytes(), _ENTRY.encode())
