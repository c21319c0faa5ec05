"""Databases in WAL mode: at rest, copied with their logs, and in use. What was
committed is read, and the folder stays as it was."""

import os
import shutil

import writer
from expect import (expect_code, expect_incomplete, expect_same_state,
                    state)
from glance_database import build, uuid
from suite import expect_equal

_WAL = "PRAGMA journal_mode = WAL"
_FRAME = 24 + 4096   # one page in the log
_RENAME = f"UPDATE images SET name = 'renamed' WHERE id = '{uuid(1)}'"

_OF_SEVERAL_PAGES = "UPDATE images SET name = hex(zeroblob(500))"


def tests(program):
    yield "at rest", lambda: _reads(program, _at_rest, "image 1")
    yield "at rest, with an empty log", lambda: _reads(
        program, _with_empty_log, "image 1")
    yield "copied with its log", lambda: _reads(
        program, lambda folder: _copied(folder, "-wal"), "renamed")
    yield "copied with its log and its index", lambda: _reads(
        program, lambda folder: _copied(folder, "-wal", "-shm"), "renamed")
    yield "copied with its index alone", lambda: _reads(
        program, lambda folder: _copied(folder, "-shm"), "image 1")
    yield "left by a program that was killed", lambda: _reads(
        program, _killed, "renamed")
    yield "a log written again from its beginning", lambda: _reads(
        program, _written_again, "renamed")
    for name, change in {
            "cut in its last frame": lambda log: log[:-1000],
            "cut before its last frame": lambda log: log[:-_FRAME],
            "cut in its header": lambda log: log[:20],
            "noise": lambda log: os.urandom(len(log)),
            "a byte of its header": lambda log: _flipped(log, 17),
            "a byte of a page": lambda log: _flipped(log, _FRAME + 1000),
            "a byte of its last commit's mark": lambda log: _flipped(
                log, len(log) - _FRAME + 7),
            "a byte of its last salts": lambda log: _flipped(
                log, len(log) - _FRAME + 9),
            "the last frame is zero": lambda log: (
                log[:-_FRAME] + bytes(_FRAME)),
            "zeroes behind its end": lambda log: log + bytes(_FRAME),
            "a byte behind its end": lambda log: log + b"x"}.items():
        yield f"a damaged log: {name}", lambda change=change: (
            _log_damaged(program, change))
    yield "a hot journal beside a database in WAL mode", lambda: (
        _hot_journal(program))
    yield "a writer is connected", lambda: _in_use(program)
    yield "a writer is connected, nobody may write the folder", lambda: (
        _in_use(program, read_only=True))


def _reads(program, make, name):
    """One row has that name, and nothing in the folder is touched."""
    folder = program.new_folder()
    path = make(folder)
    before = state(folder)
    for command in (["scan", path], ["id", uuid(1), path]):
        run = program.run(*command)
        expect_code(run, 1)
        expect_equal(f"{name!r} is read", f"{name}" in run.text, True)
        expect_same_state(before, folder)


def _at_rest(folder):
    path = build(folder)
    with writer.connected(path, _WAL):
        pass
    return path


def _with_empty_log(folder):
    path = _at_rest(folder)
    (folder / "glance.sqlite-wal").touch()
    return path


def _copied(folder, *suffixes, statement=_RENAME):
    """A copy that somebody made while a program was connected."""
    original = folder / "original"
    original.mkdir()
    path = _at_rest(original)
    with writer.connected(path, statement):
        for suffix in ("", *suffixes):
            shutil.copy(f"{path}{suffix}", folder)
    shutil.rmtree(original)
    return folder / path.name


def _killed(folder):
    path = _at_rest(folder)
    with writer.connected(path, _RENAME, kill=True):
        pass
    expect_equal("files", sorted(os.listdir(folder)),
                 ["glance.sqlite", "glance.sqlite-shm", "glance.sqlite-wal"])
    return path


def _flipped(log, place):
    return log[:place] + bytes([log[place] ^ 4]) + log[place + 1:]


def _written_again(folder):
    """Behind the last commit stand frames of the round before."""
    path = _at_rest(folder)
    with writer.connected(path, "UPDATE images SET name = 'x' || name",
                          "PRAGMA wal_checkpoint(RESTART)", _RENAME,
                          kill=True):
        pass
    return path


def _log_damaged(program, change):
    """SQLite takes a frame without a right checksum, and all behind it, for
    never written. That must be said."""
    folder = program.new_folder()
    path = _copied(folder, "-wal", statement=_OF_SEVERAL_PAGES)
    log = folder / "glance.sqlite-wal"
    log.write_bytes(change(log.read_bytes()))
    before = state(folder)
    expect_incomplete(program.run("scan", path), "the log beside the database")
    expect_same_state(before, folder)


def _hot_journal(program):
    folder = program.new_folder()
    path = _at_rest(folder)
    (folder / "glance.sqlite-journal").write_bytes(
        bytes.fromhex("d9d505f920a163d7") + bytes(600))
    expect_incomplete(program.run("scan", path), "hot journal")


def _in_use(program, read_only=False):
    """Beside a writer, its lock file is shared; the data stay as they are."""
    folder = program.new_folder()
    path = _at_rest(folder)
    with writer.connected(path, _RENAME):
        if read_only:
            folder.chmod(0o555)
        names = sorted(os.listdir(folder))
        before = _data(folder)
        run = program.scan_as_nobody(path)
        expect_code(run, 1)
        expect_equal("the commit is read", "(renamed)" in run.text, True)
        expect_equal("files", sorted(os.listdir(folder)), names)
        expect_equal("data", _data(folder), before)
        folder.chmod(0o755)


def _data(folder):
    return [state(folder)[name] for name in (
        "glance.sqlite", "glance.sqlite-wal")]
