"""The material of a subject, and what is expected of it."""

import pathlib

import glance_sample
from suite import Failed, expect_equal

HERE = pathlib.Path(__file__).resolve().parent


def cases(subject):
    """(name, folder, entry) of each entry of each expected.yaml; every file of the material belongs to one."""
    for index in sorted((HERE / subject).glob("*/expected.yaml")):
        entries = glance_sample.load(index)
        yield from ((f"{index.parent.name}/{name}", index.parent, {"path": name, **entry})
                    for name, entry in entries.items())


def expect_all_used(subject, least):
    """No material lies there that nothing is expected of, and there is as much as was promised."""
    named = {}
    for _, folder, entry in cases(subject):
        named.setdefault(folder, set()).add(pathlib.PurePath(entry["path"]).parts[0])
    for folder, names in named.items():
        there = {path.name for path in folder.iterdir() if path.name != "expected.yaml"}
        expect_equal(f"what lies in {folder}", there, names)
    count = sum(1 for _ in cases(subject))
    if count < least:
        raise Failed(f"{count} cases of {subject}, not {least}")


def expect_report(run, code, *, complete=True):
    """The report of a run that ended with `code`."""
    if run.code != code:
        raise Failed(f"wanted exit code {code}\n{run}\n{run.text[:3000]}")
    report = run.report
    expect_equal("complete", report["audit"]["complete"], complete)
    return report
