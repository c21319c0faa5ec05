"""On a terminal: colours and progress, unless they are not wanted."""

import os
import pty
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor

from expect import expect_code
from glance_database import build, edit, uuid
from program import NOW
from pty_reader import read_all
from suite import Failed, expect_equal

_STYLE = re.compile(rb"\x1b\[[0-9;]*m")
_PROGRESS = re.compile(rb"glance\.sqlite: [a-z_ ]+: [0-9]+")
# options and environment -> whether the table is coloured, on a terminal
_COLORS = [
    ([], {}, True), (["--color", "auto"], {}, True),
    (["--color", "never"], {}, False), (["--color", "always"], {}, True),
    ([], {"NO_COLOR": "1"}, False), ([], {"NO_COLOR": ""}, True),
    (["--color", "always"], {"NO_COLOR": "1"}, True),
    (["--color", "auto"], {"NO_COLOR": "1"}, False),
]


def tests(program):
    database = build(program.new_folder())
    for options, variables, colored in _COLORS:
        yield f"colours with {options} {variables}", (
            lambda options=options, variables=variables, colored=colored:
            _colored(program, database, options, variables, colored))
        yield f"colours of an error with {options} {variables}", (
            lambda options=options, variables=variables, colored=colored:
            _error_colored(program, options, variables, colored))
    yield "no colour into a pipe", lambda: expect_equal(
        "styles", _STYLE.search(program.scan(database).out), None)
    yield "colour into a pipe where it is wanted", lambda: expect_equal(
        "styles", _STYLE.search(program.scan(
            database, "--color", "always").out) is None, False)
    yield "never a colour in a file", lambda: _file(program, database)
    yield "never a colour in JSON", lambda: expect_equal(
        "styles", _STYLE.search(program.scan_json(
            database, "--color", "always").out), None)
    yield "progress on a terminal, wiped away at the end", lambda: _progress(
        program, database)
    for option in ("--no-progress", "-q"):
        yield f"no progress with {option}", lambda option=option: expect_equal(
            "standard error", _on_terminal(
                program, [database, option], "stderr")[1], b"")
    yield "progress does not run into an error", lambda: _error(program)
    yield "progress of a hostile file name", lambda: _hostile(program)
    for width in (20, 60, 100, 200):
        yield f"{width} columns", lambda width=width: _width(
            program, database, width)


def _on_terminal(program, arguments, *streams, variables=None, columns=100):
    """(exit code, what the terminal got, the other stream)."""
    ours, theirs = pty.openpty()
    subprocess.run(["stty", "cols", str(columns)], stdin=theirs, check=True)
    others = {stream: subprocess.PIPE for stream in ("stdout", "stderr")}
    process = subprocess.Popen(
        [program.binary, "scan", *arguments, "--now", NOW],
        env=program.environment(**variables or {}),
        **others | {stream: theirs for stream in streams})
    os.close(theirs)
    # A report is larger than a pipe: both are read at the same time.
    with ThreadPoolExecutor(1) as reader:
        other = reader.submit(lambda: b"".join(stream.read() for stream in (
            process.stdout, process.stderr) if stream is not None))
        got = read_all(ours)
        return process.wait(timeout=60), got, other.result()


def _colored(program, database, options, variables, colored):
    code, got, _ = _on_terminal(program, [database, *options], "stdout",
                                variables=variables)
    expect_equal("exit code", code, 1)
    expect_equal("coloured", _STYLE.search(got) is not None, colored)


def _error_colored(program, options, variables, colored):
    """Colours of messages follow the same wishes as those of the table."""
    code, got, _ = _on_terminal(
        program, ["/nonexistent.sqlite", *options], "stderr",
        variables=variables)
    expect_equal("exit code", code, 3)
    if not colored and _STYLE.search(got):
        raise Failed(f"a colour that was not wanted: {got!r}")


def _file(program, database):
    path = program.new_folder() / "report.txt"
    expect_code(program.scan(database, "--color", "always", "--report",
                             f"table={path}"), 1)
    expect_equal("styles", _STYLE.search(path.read_bytes()), None)


def _progress(program, database):
    code, got, out = _on_terminal(program, [database, "--report", "json"],
                                  "stderr")
    expect_equal("exit code", code, 1)
    if not _PROGRESS.search(got):
        raise Failed(f"no progress: {got!r}")
    expect_equal("what is left on the line", got.split(b"\r")[-1], b"\x1b[K")
    expect_equal("standard output begins", out[:1], b"{")


def _error(program):
    """The line of progress is wiped before the error is written."""
    path = build(program.new_folder())
    edit(path, "UPDATE images SET deleted_at = 'x' WHERE id = ?", uuid(1))
    _, got, _ = _on_terminal(program, [path], "stderr")
    lines = [line for line in re.split(rb"[\r\n]+|\x1b\[K", got)
             if b"error" in line]
    if not lines:
        raise Failed(f"no error: {got!r}")
    for line in lines:
        if not _STYLE.sub(b"", line).startswith(b"glance-audit: error: "):
            raise Failed(f"progress and error on one line: {line!r}")


def _hostile(program):
    path = build(program.new_folder())
    path = path.rename(path.with_name("\x1b]0;title\x07\u202e\n.sqlite"))
    _, got, _ = _on_terminal(program, [path], "stderr")
    for raw in (b"\x1b]", b"\x07", "\u202e".encode()):
        if raw in got:
            raise Failed(f"{raw!r} steers the terminal: {got!r}")


def _width(program, database, width):
    """The table keeps to the terminal, save where a word is longer."""
    _, got, _ = _on_terminal(program, [database, "--color", "never"], "stdout",
                             columns=width)
    for line in got.decode().splitlines():
        if line.startswith(("  \u2022 ", "    ", "  Remedy: ")):
            if len(line) > max(width, 40) and len(line.split()) > 3:
                raise Failed(f"{len(line)} columns of {width}: {line!r}")
