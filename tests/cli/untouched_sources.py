"""Nothing is ever written to a SOURCE: the bytes, the times and the folder
around it are the same after every command, whatever comes of it."""

import os
import shutil
import sqlite3

from expect import expect_code, expect_incomplete, expect_same_state, state
from glance_database import build, uuid
from suite import Failed, expect_equal

_COMMANDS = {
    "scan": ["scan", "{}"],
    "scan with four threads": ["scan", "{}", "--jobs", "4"],
    "scan of every column": ["scan", "{}", "--report", "json"],
    "id": ["id", uuid(1), "{}"],
    "wrong use": ["scan", "{}", "--only", "nope"],
}


def tests(program):
    for name, command in _COMMANDS.items():
        yield f"{name}: a good database", lambda command=command: _untouched(
            program, build(program.new_folder()), command)
        yield f"{name}: a damaged database", lambda command=command: (
            _untouched(program, _damaged(program), command))
    yield "a folder that cannot be written", lambda: _read_only(program)
    yield "a hot journal", lambda: _hot_journal(program)
    yield "a journal of a finished write", lambda: _cold_journal(program)
    for suffix in ("-journal", "-wal", "-shm"):
        yield f"a pipe in the place of {suffix}", lambda suffix=suffix: (
            _pipe(program, suffix))


def _untouched(program, path, command):
    before = state(path.parent)
    program.run(*(word.format(path) for word in command))
    expect_same_state(before, path.parent)


def _damaged(program):
    path = build(program.new_folder())
    content = path.read_bytes()
    path.write_bytes(content[:4096] + bytes(len(content) - 4096))
    return path


def _read_only(program):
    path = build(program.new_folder())
    path.chmod(0o444)
    path.parent.chmod(0o555)
    before = state(path.parent)
    run = program.scan_as_nobody(path)
    expect_same_state(before, path.parent)
    path.parent.chmod(0o755)
    expect_code(run, 1)


def _hot_journal(program):
    """A program was killed in the middle of a write: the file holds pages of
    a transaction that never happened."""
    folder = program.new_folder()
    path = build(folder)
    journal = folder / "glance.sqlite-journal"
    original = folder / "original"
    original.mkdir()
    connection = sqlite3.connect(shutil.copy(path, original),
                                 isolation_level=None)
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE images SET name = hex(randomblob(9000))")
    shutil.copy(original / "glance.sqlite", path)
    shutil.copy(original / "glance.sqlite-journal", journal)
    connection.execute("ROLLBACK")
    connection.close()
    shutil.rmtree(original)
    expect_equal("the journal is hot", any(journal.read_bytes()[:8]), True)
    before = state(folder)
    run = program.scan(path)
    expect_incomplete(run, os.fspath(path), "journal", "roll it back")
    expect_same_state(before, folder)


def _cold_journal(program):
    path = build(program.new_folder())
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = PERSIST")
    connection.execute("UPDATE images SET name = 'renamed'")
    connection.commit()
    connection.close()
    expect_equal("files", sorted(os.listdir(path.parent)),
                 ["glance.sqlite", "glance.sqlite-journal"])
    before = state(path.parent)
    expect_code(program.scan(path), 1)
    expect_same_state(before, path.parent)


def _pipe(program, suffix):
    """Whoever may write the folder must not be able to stop the audit."""
    path = build(program.new_folder())
    if suffix != "-journal":
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.close()
    os.mkfifo(f"{path}{suffix}")
    run = program.scan(path, timeout=15)
    if run.code not in (1, 3):
        raise Failed(str(run))
