"""A scan that is broken off leaves nothing behind: no temporary file, and the
report of yesterday as it was."""

import os
import signal
import subprocess
import time

import writer
from expect import expect_code
from glance_database import build, build_many
from suite import Failed, expect_equal

_SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


def tests(program):
    for number in _SIGNALS:
        yield f"{number.name} while a lock is waited for", (
            lambda number=number: _broken_off(program, number))
    yield "the reader of a table leaves", lambda: _reader_leaves(
        program, "table")
    yield "the reader of JSON leaves", lambda: _reader_leaves(program, "json")
    yield "the reader of a list of rules leaves", lambda: _rules_list(program)


def _broken_off(program, number):
    folder = program.new_folder()
    report = folder / "report.json"
    report.write_bytes(b"yesterday's")
    path = build(program.new_folder())
    with writer.connected(path, "BEGIN EXCLUSIVE"):
        process = program.start("scan", path, "--report", f"json={report}",
                                stderr=subprocess.PIPE)
        _wait_until_open(folder, path, process)
        process.send_signal(number)
        errors = process.communicate(timeout=20)[1]
    if process.returncode not in (-number, 128 + number):
        raise Failed(f"exit code {process.returncode}, {errors!r}")
    expect_equal("files", os.listdir(folder), ["report.json"])
    expect_equal("report", report.read_bytes(), b"yesterday's")


def _wait_until_open(folder, database, process):
    """Until the scan has the database open, and so its report."""
    files = f"/proc/{process.pid}/fd"
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if any(_leads_to(f"{files}/{name}", database)
               for name in os.listdir(files)):
            return
        time.sleep(0.01)
    raise Failed("the scan does not open the database")


def _leads_to(link, path):
    try:
        return os.readlink(link) == os.fspath(path)
    except FileNotFoundError:
        return False


def _reader_leaves(program, form):
    """`| head -n 1`: no complaint, and the report in the file is whole."""
    folder = program.new_folder()
    database = build_many(program.new_folder(), 2000)
    code, errors = _read_one_byte(program, [
        "scan", database, "--report", form, "--report",
        f"html={folder / 'report.html'}"])
    if code not in (-signal.SIGPIPE, 1):
        raise Failed(f"exit code {code}")
    expect_equal("standard error", errors, b"")
    expect_equal("files", os.listdir(folder), ["report.html"])
    if not (folder / "report.html").read_bytes().rstrip().endswith(b"</html>"):
        raise Failed("the report in the file is not whole")


def _rules_list(program):
    expect_code(program.run("rules", "list"), 0)
    code, errors = _read_one_byte(program, ["rules", "list", "--report",
                                            "json"])
    if code not in (-signal.SIGPIPE, 0):
        raise Failed(f"exit code {code}")
    expect_equal("standard error", errors, b"")


def _read_one_byte(program, arguments):
    process = program.start(*arguments, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE)
    process.stdout.read(1)
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    return process.wait(timeout=60), errors
