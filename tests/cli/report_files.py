"""Reports in files: there whole or not at all."""

import json
import os
import re
import stat

from expect import expect_code
from glance_database import build
from suite import Failed, expect_equal, expect_same_items

_BROKEN_USE = {
    "an unknown format": ["--report", "pdf"],
    "an unknown rule": ["--only", "nope"],
    "a time that is none": ["--now", "x"],
    "a place that cannot be written": ["--report", "table=/dev/full"],
    "a missing rule file": ["--rules", "/nonexistent.yaml"],
    "a folder that is missing": ["--report", "table=/nonexistent/x"],
}


def tests(program):
    yield "a new file", lambda: _written(program)
    yield "an existing file is replaced as a whole", lambda: _replaced(program)
    yield "a source that cannot be read is reported too", lambda: (
        _incomplete(program))
    for name, options in _BROKEN_USE.items():
        yield f"an existing file stays: {name}", lambda options=options: (
            _kept(program, options))
    yield "three formats from one run", lambda: _formats(program)
    for name in _formats_of(program):
        yield f"{name} is for its owner alone", lambda name=name: _mode(
            program, name)
    yield "the longest possible name", lambda: _named(program, "x" * 255)
    for name in ("--help", "a b", "'", "\n", "\udcff", "a=b", "--"):
        yield f"the name {name!r}", lambda name=name: _named(program, name)


def _formats_of(program):
    """Those that --help lists."""
    return re.search(r"A report: ([^.]*)\.", " ".join(
        program.run("scan", "--help").text.split()))[1].split(", ")


def _read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def _written(program):
    folder = program.new_folder()
    run = program.scan(build(program.new_folder()), "--report",
                       f"json={folder / 'report.json'}")
    expect_code(run, 1)
    expect_equal("standard output", run.out, b"")
    expect_equal("files", os.listdir(folder), ["report.json"])
    expect_equal("exit code in it", _read(folder / "report.json")["audit"]
                 ["exit_code"], 1)


def _replaced(program):
    """Somebody reads the old one meanwhile, to its end."""
    folder = program.new_folder()
    path = folder / "report.json"
    path.write_bytes(b"x" * 10 ** 6)
    with open(path, "rb") as reader:
        program.scan(build(program.new_folder()), "--report", f"json={path}")
        _read(path)
        expect_equal("the old file's size", len(reader.read()), 10 ** 6)
    expect_equal("files", os.listdir(folder), ["report.json"])


def _incomplete(program):
    path = program.new_folder() / "report.json"
    run = program.scan("/nonexistent.sqlite", "--report", f"json={path}")
    expect_code(run, 3)
    expect_equal("complete", _read(path)["audit"]["complete"], False)


def _kept(program, options):
    folder = program.new_folder()
    path = folder / "report.json"
    path.write_bytes(b"yesterday's")
    run = program.run("scan", build(program.new_folder()), "--report",
                      f"json={path}", *options)
    expect_code(run, 2)
    expect_equal("report", path.read_bytes(), b"yesterday's")
    expect_equal("files", os.listdir(folder), ["report.json"])


def _formats(program):
    folder = program.new_folder()
    run = program.scan(
        build(program.new_folder()), "--report", f"json={folder}/a.json",
        "--report", f"html={folder}/b.html", "--report", "table")
    expect_code(run, 1)
    expect_same_items("files", os.listdir(folder), ["a.json", "b.html"])
    findings = _read(folder / "a.json")["findings"]
    html = (folder / "b.html").read_text(encoding="utf-8")
    for finding in findings:
        for text in (run.text, html):
            if finding["subject"]["id"] not in text:
                raise Failed(f"one format lacks {finding['subject']}")


def _mode(program, name):
    """Whatever umask leaves, and whatever was there: it names images, owners
    and policies."""
    database = build(program.new_folder())
    for mask in (0o022, 0o077, 0):
        path = program.new_folder() / "report"
        for _ in range(2):
            program.scan(database, "--report", f"{name}={path}", umask=mask)
            expect_equal("mode", oct(stat.S_IMODE(path.stat().st_mode)),
                         oct(0o600))
            path.chmod(0o644)


def _named(program, name):
    folder = program.new_folder()
    run = program.scan(build(program.new_folder()), "--report", f"json={name}",
                       cwd=folder)
    expect_code(run, 1)
    expect_equal("files", os.listdir(folder), [name])
    _read(folder / name)
