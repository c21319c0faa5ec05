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

_SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM,
            signal.SIGUSR1, signal.SIGXCPU, signal.SIGPIPE]


def tests(program):
    for number in _SIGNALS:
        yield f"{number.name} while a lock is waited for", (
            lambda number=number: _broken_off(program, number))
    yield "SIGHUP where it is ignored, as under nohup", lambda: _ignored(
        program)
    yield "more reports than anybody writes", lambda: _many(program)
    yield "the reader of a report in a pipe leaves", lambda: _pipe_closed(
        program)
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
        _wait_until_open(path, process)
        process.send_signal(number)
        errors = process.communicate(timeout=20)[1]
    if process.returncode not in (-number, 128 + number):
        raise Failed(f"exit code {process.returncode}, {errors!r}")
    expect_equal("files", os.listdir(folder), ["report.json"])
    expect_equal("report", report.read_bytes(), b"yesterday's")


def _ignored(program):
    """It goes on to its end."""
    report = program.new_folder() / "report.json"
    path = build(program.new_folder())
    with writer.connected(path, "BEGIN EXCLUSIVE"):
        process = subprocess.Popen(
            ["nohup", program.binary, "scan", path, "--report",
             f"json={report}"], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _wait_until_open(path, process)
        process.send_signal(signal.SIGHUP)
    expect_equal("exit code", process.wait(timeout=30), 1)
    expect_equal("files", os.listdir(report.parent), ["report.json"])


def _many(program):
    folder = program.new_folder()
    path = build(program.new_folder())
    reports = [word for number in range(40)
               for word in ("--report", f"json={folder}/{number}.json")]
    with writer.connected(path, "BEGIN EXCLUSIVE"):
        process = program.start("scan", path, *reports)
        _wait_until_open(path, process)
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)
    expect_equal("exit code", process.returncode, -signal.SIGTERM)
    expect_equal("files", os.listdir(folder), [])


def _pipe_closed(program):
    """SIGPIPE, while the other report is not in its place yet."""
    folder = program.new_folder()
    pipe = program.new_folder() / "pipe"
    os.mkfifo(pipe)
    process = program.start("scan", build_many(program.new_folder(), 2000),
                            "--report", f"json={pipe}", "--report",
                            f"html={folder / 'report.html'}",
                            stderr=subprocess.PIPE)
    with open(pipe, "rb") as reader:
        reader.read(1)
    process.communicate(timeout=60)
    expect_equal("exit code", process.returncode, -signal.SIGPIPE)
    expect_equal("files", os.listdir(folder), [])


def _wait_until_open(database, process):
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
