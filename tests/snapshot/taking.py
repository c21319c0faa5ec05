"""Takes snapshots, and holds their audits against those of the source."""

import re

from expect import expect_code
from program import NOW
from suite import Failed, expect_equal

# The one key that only the report on a snapshot has.
_MARK = re.compile(rb', "snapshot": \{"taken_at": "[^"]*", "tool_version": '
                   rb'"[^"]*", "redacted": (?:true|false), "digest": '
                   rb'"[0-9a-f]{64}"\}')
_NOT_SAID = re.compile(rb"  from a snapshot taken at [^\n]*\n")


def take(program, source, *options, code=0, name="glance.snapshot", **settings):
    """The path of a new snapshot of `source`, alone in its folder."""
    path = program.new_folder() / name
    run = program.run("snapshot", source, "-o", path, "--now", NOW, *options,
                      **settings)
    expect_code(run, code)
    return path


def refuse(program, source, *options, **settings):
    """A snapshot that is refused, and leaves nothing."""
    folder = program.new_folder()
    run = program.run("snapshot", source, "-o", folder / "s", *options,
                      **settings)
    expect_equal("files", list(folder.iterdir()), [])
    return run


def expect_same_report(program, source, snapshot, *options, taken_with=()):
    """The same bytes and exit code, scanned with the same options; the source
    with `taken_with` too, which the snapshot remembers."""
    if "--now" not in options:
        options = [*options, "--now", NOW]
    wanted = program.run("scan", source, *taken_with, *options, "--report",
                         "json")
    got = program.run("scan", snapshot, *options, "--report", "json")
    expect_equal("exit code", got.code, wanted.code)
    report, marks = _MARK.subn(b"", got.out)
    expect_equal("marks of a snapshot", marks, 1)
    expect_same_bytes("report", report, wanted.out)
    return wanted


def expect_same_table(program, source, snapshot, *options):
    wanted = program.scan(source, *options)
    got = program.scan(snapshot, *options)
    expect_same_bytes("table", _NOT_SAID.sub(b"", got.out), wanted.out)


def expect_same_id(program, source, snapshot, image_id):
    for form in ("table", "json"):
        options = ["--now", NOW, "--report", form]
        wanted = program.run("id", image_id, source, *options)
        got = program.run("id", image_id, snapshot, *options)
        expect_equal("exit code", got.code, wanted.code)
        expect_same_bytes(f"id {image_id!r}, {form}", got.out, wanted.out)


def expect_same_bytes(what, got, wanted):
    if got == wanted:
        return
    for number, (one, other) in enumerate(
            zip(got.split(b"\n"), wanted.split(b"\n")), 1):
        if one != other:
            raise Failed(f"{what}, line {number}: got {one[:300]!r}, wanted "
                         f"{other[:300]!r}")
    raise Failed(f"{what}: {len(got)} bytes, wanted {len(wanted)}")
