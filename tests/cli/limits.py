"""Where the system gives too little: threads, open files, memory, room in a file. Either the audit is complete, or it
is said what is missing and how to get more of it."""

import os

from expect import expect_code, expect_no_words, expect_refused, expect_words
from glance_database import build_many
from program import NOW
from suite import Failed, expect_equal

_MEBIBYTE = 1 << 20
_NO_MORE_FILES = "Too many open files"
_COMMANDS = {
    "scan": ["scan", "{database}", "--policy", "{policy}", "--jobs", "8", "--now", NOW],
    "html": ["scan", "{database}", "--jobs", "8", "--now", NOW, "--report", "html"],
    "rules": ["rules", "list"],
}


def tests(program):
    folder = program.new_folder()
    words = {"database": build_many(folder, 20_000), "policy": folder / "policy.yaml"}
    words["policy"].write_text("add_image: role:admin\n", encoding="utf-8")
    for name, command in _COMMANDS.items():
        command = [word.format(**words) for word in command]
        yield f"{name}: no more threads", lambda command=command: _no_threads(program, command)
        for number in range(4, 13):
            yield f"{name}: {number} open files", lambda command=command, number=number: _files(
                program, command, number)
        for size in (24, 32, 40, 48, 64, 96, 128, 192):
            yield f"{name}: {size} MiB of memory", lambda command=command, size=size: _memory(
                program, command, size)
    for kilobytes in (0, 1, 100):
        yield f"reports that may not grow beyond {kilobytes} KB", lambda kilobytes=kilobytes: _room(
            program, words["database"], kilobytes)
        yield f"standard output that may not grow beyond {kilobytes} KB", lambda kilobytes=kilobytes: _room_outside(
            program, words["database"], kilobytes)


def _limited(program, command, limit, value, **settings):
    return program.run(*command, before=["prlimit", f"--{limit}={value}:{value}"], promised=False, **settings)


def _no_threads(program, command):
    """The work is done all the same. Nobody else's processes count for root, so it runs as nobody."""
    wanted = program.run(*command)
    run = program.run_as_nobody(*command, before=["prlimit", "--nproc=1:1"])
    expect_equal("exit code", run.code, wanted.code)
    expect_equal("report", run.out == wanted.out, True)


def _files(program, command, number):
    wanted = program.run(*command)
    run = _limited(program, command, "nofile", number)
    if run.code == wanted.code:
        expect_equal("report", run.out == wanted.out, True)
        return
    if run.code == 127:     # the loader cannot open the libraries
        expect_words(run, "cannot open shared object file")
        return
    _expect_failure(run)
    if _NO_MORE_FILES in run.errors:
        expect_words(run, "ulimit -n")


def _memory(program, command, mebibytes):
    wanted = program.run(*command)
    run = _limited(program, command, "as", mebibytes * _MEBIBYTE)
    if run.code == wanted.code:
        expect_equal("report", run.out == wanted.out, True)
    elif run.code != 127:   # the loader cannot map the libraries
        _expect_failure(run)


def _expect_failure(run):
    if run.code not in (2, 3):
        raise Failed(f"neither complete nor an error\n{run}")
    expect_words(run, "glance-audit: error: ")
    expect_no_words(run, "please report this", "terminate called")


def _room(program, database, kilobytes):
    """Without a temporary file that stays."""
    folder = program.new_folder()
    (folder / "a.json").write_bytes(b"yesterday's")
    run = _limited(program, ["scan", database, "--report", f"json={folder}/a.json", "--report",
                             f"html={folder}/b.html"], "fsize", kilobytes * 1024)
    expect_refused(run, "File too large", "make room")
    expect_equal("files", os.listdir(folder), ["a.json"])
    expect_equal("report", (folder / "a.json").read_bytes(), b"yesterday's")


def _room_outside(program, database, kilobytes):
    with open(program.new_folder() / "out", "wb") as out:
        run = _limited(program, ["scan", database, "--report", "json"], "fsize", kilobytes * 1024,
                       stdout=out)
    expect_code(run, 2)
    expect_words(run, "standard output", "File too large")
