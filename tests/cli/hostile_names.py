"""Names, owners and file names that strangers chose: no report and no message
lets them steer a terminal, end a script or pass for a formula."""

import json
import os

from expect import expect_code, visible
from glance_database import build, edit, held, uuid
from suite import Failed, expect_equal

_NAMES = [
    "</script><script>alert(1)</script>", "<!--", "]]>", "&lt;", "=cmd()",
    "@SUM(1)", "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x9b31m", "\r\nPASS",
    "\u202egpj.exe", "\u2066\u2069", "\u200bzero", "\ufeffbom", "\x00",
    "a\x00b", "\x7f", "\u2028line", "\U000e0041tag", "\ud7ff\ue000",
    "{id}", "%s%s%n", "\\u0000", "\"", "'", "\\", "x" * 100_000,
    "\u65e5\u672c\u8a9e" * 300,
]
_INVALID = [b"bad\xffbyte", b"\xc3", b"half\xe2\x82", b"\xed\xa0\x80",
            b"\xf4\x90\x80\x80", b"\xc0\xaf"]


def tests(program):
    for name in _NAMES:
        yield f"the name {name[:30]!r}", lambda name=name: _named(
            program, name.encode(), name)
    for name in _INVALID:
        yield f"the name {name!r}", lambda name=name: _named(program, name)
    yield "a database whose file name steers terminals", (
        lambda: _file_name(program))
    yield "a missing file whose name steers terminals", lambda: expect_code(
        program.scan("no\x1b[31m\nsuch\u202efile"), 3)
    yield "a schema that steers terminals", lambda: _schema(program)
    yield "options that steer terminals", lambda: _options(program)


def _named(program, stored, name=None):
    path = build(program.new_folder(), {"images": [held(1), held(2)]})
    for column in ("name", "owner"):
        edit(path, f"UPDATE images SET {column} = CAST(? AS TEXT) WHERE id = ?",
             stored, uuid(1))
    _expect_harmless_table(program.scan(os.fspath(path)))
    run = program.scan_json(os.fspath(path))
    _expect_harmless_json(run)
    facts = next(finding["facts"] for finding in run.report["findings"]
                 if finding["subject"]["id"] == uuid(1))
    if name is not None:
        expect_equal("owner", facts["owner"], name)
    elif "\ufffd" not in facts["owner"]:
        raise Failed(f"invalid bytes pass for {facts['owner']!r}")


def _expect_harmless_table(run):
    expect_code(run, 1)
    if not visible(run.text):
        raise Failed(f"the table steers the terminal: {run.text!r}"[:2000])
    if len(run.out) > 20_000:
        raise Failed(f"a name fills the screen: {len(run.out)} bytes")


def _expect_harmless_json(run):
    expect_code(run, 1)
    if not visible(run.text):
        raise Failed(f"raw characters in JSON: {run.text!r}"[:2000])
    for raw in ("</", "<!", "]]>"):
        if raw in run.text:
            raise Failed(f"{raw!r} in JSON ends a script or a section")
    json.loads(run.text)


def _file_name(program):
    name = "\x1b[31m<script>\n\u202e\udcff.sqlite"
    path = build(program.new_folder()).rename(program.new_folder() / name)
    expect_code(program.scan(os.fspath(path), "--report", "json=/dev/null"), 1)
    _expect_harmless_table(program.scan(os.fspath(path)))
    _expect_harmless_json(program.scan_json(os.fspath(path)))
    path.write_bytes(b"no database")
    expect_code(program.scan(os.fspath(path)), 3)


def _schema(program):
    """SQLite's own message repeats what stands in a broken schema."""
    path = build(program.new_folder())
    content = path.read_bytes()
    damaged = content.replace(b"value VARCHAR(255)",
                              b"\x1b[31m\xff\n VAR(((", 1)
    expect_equal("the schema was changed", damaged != content, True)
    path.write_bytes(damaged)
    expect_code(program.scan(os.fspath(path)), 3)


def _options(program):
    path = os.fspath(build(program.new_folder()))
    evil = "\x1b[31m\u202ex"
    for option in ("--now", "--age-in-days", "--fail-on", "--color",
                   "--release", "--only", "--skip", "--report", "--rules",
                   "--policy", "--jobs", "--no-such-option"):
        expect_code(program.run("scan", path, option, evil), 2)
    expect_code(program.run(evil), 2)
    expect_code(program.run("rules", "show", evil), 2)
