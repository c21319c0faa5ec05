"""Two reports in one file, or a report in the place of what the audit reads:
refused before anything is written."""

import os

from expect import expect_refused, state
from glance_database import build, write_rule
from suite import expect_equal

# How the same file can be named once more; in its folder.
_SAME_FILE = {
    "the same words": "report.json",
    "with a dot": "./report.json",
    "with two slashes": ".//report.json",
    "through its own folder": "below/../report.json",
    "the whole path": "{folder}/report.json",
    "through a link": "link.json",
    "through a link to the folder": "same/report.json",
}
# What a report must not replace; in the folder of the database.
_INPUTS = {
    "the source": "glance.sqlite",
    "the source by another path": "./below/../glance.sqlite",
    "the source through a link": "link.sqlite",
    "the source through another name of it": "hard.sqlite",
    "the source's journal": "glance.sqlite-journal",
    "the source's log": "glance.sqlite-wal",
    "the policy file": "policy.yaml",
    "the rule file": "rule.yaml",
}


def tests(program):
    for name, other in _SAME_FILE.items():
        yield f"one file twice: {name}", lambda other=other: _twice(
            program, other)
    for name, place in _INPUTS.items():
        yield f"no report in the place of {name}", lambda place=place: (
            _input_kept(program, place))


def _twice(program, other):
    folder = program.new_folder()
    (folder / "report.json").write_bytes(b"yesterday's")
    (folder / "below").mkdir()
    os.symlink("report.json", folder / "link.json")
    os.symlink(".", folder / "same")
    before = state(folder)
    run = program.scan(build(program.new_folder()), "--report",
                       "table=report.json", "--report",
                       f"json={other.format(folder=folder)}", cwd=folder)
    expect_refused(run, "--report", "same file")
    expect_equal("files", sorted(os.listdir(folder)),
                 sorted(name for name in before if name != "."))
    expect_equal("report", (folder / "report.json").read_bytes(),
                 b"yesterday's")


def _input_kept(program, place):
    """The worst that a slip of the hand could do: a report instead of the
    database it is about."""
    folder = program.new_folder()
    path = build(folder)
    (folder / "policy.yaml").write_bytes(b"{}\n")
    write_rule(folder)
    (folder / "below").mkdir()
    os.symlink("glance.sqlite", folder / "link.sqlite")
    os.link(path, folder / "hard.sqlite")
    before = state(folder)
    run = program.scan(path, "--policy", folder / "policy.yaml", "--rules",
                       folder / "rule.yaml", "--report", f"json={place}",
                       cwd=folder)
    expect_refused(run, "--report", place)
    del before["."]     # a temporary file may have been there for a moment
    after = state(folder)
    del after["."]
    expect_equal("files", after, before)
