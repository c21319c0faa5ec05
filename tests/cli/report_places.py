"""Places for a report that are no ordinary files, or no places at all."""

import json
import os
import stat
import subprocess

from expect import (expect_code, expect_no_words, expect_refused,
                    expect_same_state, state)
from glance_database import build
from program import NOBODY
from suite import Failed, expect_equal


_ID = "00000000-0000-4000-8000-000000000000"


def tests(program):
    for name, (place, words) in _NO_PLACES.items():
        yield name, lambda place=place, words=words: _refused(
            program, place, words)
        if name != "a full disk":
            yield f"{name}: before anything is read", (
                lambda place=place: _refused_at_once(program, place))
    for command in (["scan", "{}"], ["scan", "{}", "--report", "json"],
                    ["id", _ID, "{}"], ["id", _ID, "{}", "--report", "json"],
                    ["rules", "list"], ["rules", "list", "--report", "json"],
                    ["rules", "show", "ossn-0075/held-public"],
                    ["rules", "validate", "{rule}"], ["--help"],
                    ["scan", "--help"], ["--version"]):
        yield f"a full disk: {' '.join(command)}", lambda command=command: (
            _full_disk(program, command))
    yield "/dev/null", lambda: expect_code(program.scan(
        build(program.new_folder()), "--report", "json=/dev/null"), 1)
    yield "a named pipe", lambda: _named_pipe(program)
    yield "a named pipe without a reader", lambda: _lonely_pipe(program)
    yield "/dev/stdout, which is a pipe", lambda: _stdout_pipe(program)
    yield "/dev/stdout, which is a file that goes on", lambda: _stdout_file(
        program)
    yield "/dev/stdout and standard output", lambda: expect_refused(
        program.scan(build(program.new_folder()), "--report",
                     "json=/dev/stdout", "--report", "table"),
        "standard output")
    yield "a link to a file", lambda: _link(program, exists=True)
    yield "a link to a file that is not there yet", lambda: _link(
        program, exists=False)
    yield "a link that leads nowhere", lambda: _broken_link(
        program, "nowhere/report.json")
    yield "a circle of links", lambda: _broken_link(program, "report.json")
    yield "a folder that may not be written", lambda: _no_permission(
        program, lambda folder: folder.chmod(0o555))
    yield "a file that may not be written", lambda: _no_permission(
        program, lambda folder: (folder / "report.json").chmod(0o444))
    for place in ("/dev/fd/{}", "/proc/self/fd/{}"):
        yield f"a descriptor that is open: {place}", lambda place=place: (
            _descriptor(program, place))
    yield "a descriptor that is not", lambda: expect_refused(
        program.scan(build(program.new_folder()), "--report",
                     "json=/dev/fd/77"), "/dev/fd/77", "Bad file descriptor")
    yield "a disk", lambda: _disk(program)


# name -> (place, what is said)
_NO_PLACES = {
    "a folder": ("{folder}", "directory"),
    "a missing folder": ("{folder}/no/report.json", "No such file"),
    "a file in the place of a folder": ("{folder}/file/report.json",
                                        "Not a directory"),
    "a full disk": ("/dev/full", "No space left"),
    "no name": ("", "no file name"),
    "a name that is too long": ("{folder}/" + "x" * 256, "too long"),
    "a folder of the kernel": ("/proc/report.json", "/proc"),
}


def _refused(program, place, words):
    folder = program.new_folder()
    (folder / "file").touch()
    run = program.scan(build(program.new_folder()), "--report",
                       f"json={place.format(folder=folder)}")
    expect_refused(run, place.format(folder=folder) or "--report", words)
    expect_equal("files", os.listdir(folder), ["file"])


def _refused_at_once(program, place):
    """Nobody waits for hours to be told; so the source does not matter."""
    folder = program.new_folder()
    (folder / "file").touch()
    run = program.scan("/nonexistent.sqlite", "--report",
                       f"json={place.format(folder=folder)}")
    expect_refused(run)
    expect_no_words(run, "/nonexistent.sqlite")


def _full_disk(program, command):
    """What could not be written must not look like a success."""
    folder = program.new_folder()
    database = build(folder)
    rule = folder / "rule.yaml"
    rule.write_text("id: ossn-0075/held-public\nseverity: low\n",
                    encoding="utf-8")
    words = [word.format(database, rule=rule) for word in command]
    with open("/dev/full", "wb") as full:
        run = program.run(*words, stdout=full)
    expect_refused(run, "standard output", "cannot be written")
    if "nothing was left half-written" in run.errors:
        raise Failed("nobody can know that of standard output")


def _lonely_pipe(program):
    path = program.new_folder() / "pipe"
    os.mkfifo(path)
    expect_refused(program.scan(build(program.new_folder()), "--report", f"json={path}"), "nobody reads from this pipe",
                   os.fspath(path))


def _named_pipe(program):
    """It is written to; it is not replaced by a file."""
    path = program.new_folder() / "pipe"
    os.mkfifo(path)
    with subprocess.Popen(["cat", path], stdout=subprocess.PIPE) as reader:
        run = program.scan(build(program.new_folder()), "--report",
                           f"json={path}")
        content = reader.communicate(timeout=20)[0]
    expect_code(run, 1)
    expect_equal("exit code in it", json.loads(content)["audit"]["exit_code"],
                 1)
    expect_equal("still a pipe", path.is_fifo(), True)


def _stdout_pipe(program):
    run = program.scan(build(program.new_folder()), "--report",
                       "json=/dev/stdout")
    expect_code(run, 1)
    expect_equal("exit code in it", run.report["audit"]["exit_code"], 1)


def _stdout_file(program):
    """What a script wrote before and writes behind it stays."""
    folder = program.new_folder()
    database = build(program.new_folder())
    with open(folder / "log", "wb") as log:
        log.write(b"before\n")
        log.flush()
        run = program.scan(database, "--report", "json=/dev/stdout", stdout=log)
        log.write(b"behind\n")
    expect_code(run, 1)
    content = (folder / "log").read_bytes()
    expect_equal("around the report", (content[:7], content[-7:]),
                 (b"before\n", b"behind\n"))
    json.loads(content[7:-7])
    expect_equal("files", os.listdir(folder), ["log"])


def _link(program, exists):
    """The link stays one; what it leads to gets the report."""
    folder = program.new_folder()
    (folder / "below").mkdir()
    target = folder / "below" / "target.json"
    if exists:
        target.touch()
    os.symlink("below/target.json", folder / "link.json")
    run = program.scan(build(program.new_folder()), "--report",
                       f"json={folder / 'link.json'}")
    expect_code(run, 1)
    expect_equal("still a link", os.path.islink(folder / "link.json"), True)
    json.loads(target.read_bytes())
    expect_equal("files", os.listdir(folder / "below"), ["target.json"])


def _broken_link(program, target):
    folder = program.new_folder()
    os.symlink(target, folder / "report.json")
    before = state(folder)
    run = program.scan(build(program.new_folder()), "--report",
                       f"json={folder / 'report.json'}")
    expect_refused(run, os.fspath(folder))
    expect_same_state(before, folder)


def _descriptor(program, place):
    """As the shell makes one of >(program), or `3> file`; what is in it
    already stays."""
    path = program.new_folder() / "out"
    with open(path, "wb") as out:
        out.write(b"before\n")
        out.flush()
        run = program.scan(build(program.new_folder()), "--report",
                           f"json={place.format(out.fileno())}",
                           pass_fds=[out.fileno()])
    expect_code(run, 1)
    expect_equal("begins", path.read_bytes()[:7], b"before\n")
    json.loads(path.read_bytes()[7:])


def _disk(program):
    """A block device, as root could overwrite it; here nobody has such a disk, and the numbers lead to none."""
    if os.geteuid() != 0:
        return
    path = program.new_folder() / "disk"
    os.mknod(path, 0o600 | stat.S_IFBLK, os.makedev(259, 99_999))
    expect_refused(program.scan(build(program.new_folder()), "--report",
                                f"json={path}"), "disk")


def _no_permission(program, forbid):
    folder = program.new_folder()
    (folder / "report.json").write_bytes(b"yesterday's")
    for path in (folder, folder / "report.json"):
        if os.geteuid() == 0:
            os.chown(path, NOBODY, NOBODY)
    forbid(folder)
    before = state(folder)
    database = build(program.new_folder())
    run = program.scan_as_nobody(database, "--report",
                                 f"json={folder / 'report.json'}")
    expect_refused(run, os.fspath(folder), "Permission denied")
    expect_same_state(before, folder)
