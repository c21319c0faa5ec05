"""A log and a rollback journal beside a SQLite file, damaged at random: what SQLite would pass over in silence is told."""

import os
import random
import sqlite3

from amounts import amount
from sqlite_cloud import Cloud, make

_EACH = amount(10, 30, 400)
_CHANGES = ("UPDATE images SET visibility = 'public' WHERE deleted",
            "DELETE FROM images WHERE rowid BETWEEN 20 AND 29",
            "UPDATE image_members SET deleted = 1, deleted_at = '2024-01-01 00:00:00'")


def tests(program):
    yield from _logs(program)
    yield from _journals(program)


def _logs(program):
    content, log, after = _in_wal_mode(program)
    cloud = Cloud(program, after)
    yield "the undamaged log", lambda: cloud.attempt(content, [("-wal", log)])
    for seed in range(_EACH):
        for damage in (_flip, _cut, _zero, _repeat):
            changed = damage(log, random.Random(f"{damage.__name__} {seed}"))
            yield f"a log, {damage.__name__.strip('_')}, seed {seed}", lambda changed=changed: (
                cloud.attempt(content, [("-wal", changed)]))


def _journals(program):
    content, journal, before = _with_journal(program)
    cloud = Cloud(program, before)
    for place in range(28):
        yield f"a hot journal, byte {place} changed", lambda place=place: cloud.attempt(
            content, [("-journal", journal[:place] + bytes([journal[place] ^ 0x55]) + journal[place + 1:])])
    for first in (1, 4, 8, 11):
        yield f"a hot journal, its first {first} bytes are zero", lambda first=first: cloud.attempt(
            content, [("-journal", bytes(first) + journal[first:])])


def _in_wal_mode(program):
    """The file before three commits, their log, and the file after them."""
    path = program.new_folder() / "glance.sqlite"
    path.write_bytes(make(program.new_folder(), 1024))
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in ("PRAGMA journal_mode = WAL", "PRAGMA wal_autocheckpoint = 0", *_CHANGES):
        connection.execute(statement).fetchall()
    content, log = path.read_bytes(), (path.parent / f"{path.name}-wal").read_bytes()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.close()
    return content, log, path.read_bytes()


def _with_journal(program):
    """A file half written, the journal that undoes it, and the file as it was."""
    path = program.new_folder() / "glance.sqlite"
    before = make(program.new_folder(), 1024)
    path.write_bytes(before)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA cache_size = 2")
    connection.execute("BEGIN IMMEDIATE")
    for statement in _CHANGES:
        connection.execute(statement)
    content, journal = path.read_bytes(), (path.parent / f"{path.name}-journal").read_bytes()
    connection.execute("ROLLBACK")
    connection.close()
    assert journal[:4] == bytes.fromhex("d9d505f9") and content != before, os.fspath(path)
    return content, journal, before


def _flip(log, chance):
    place = chance.randrange(len(log)) if chance.random() < 0.5 else 32 + chance.randrange(
        (len(log) - 32) // 1048) * 1048 + chance.randrange(24)
    return log[:place] + bytes([log[place] ^ 1 << chance.randrange(8)]) + log[place + 1:]


def _cut(log, chance):
    """Anywhere but right behind a commit, which is a log of its own."""
    commits = [end for end in range(32 + 1048, len(log) + 1, 1048) if any(log[end - 1044:end - 1040])]
    return log[:chance.choice([place for place in range(1, len(log)) if place not in commits])]


def _zero(log, chance):
    length = chance.choice([1, 8, 24, 1048])
    begin = chance.randrange(len(log) - length)
    return log[:begin] + bytes(length) + log[begin + length:]


def _repeat(log, chance):
    """A frame where another belongs."""
    one, other = (32 + chance.randrange((len(log) - 32) // 1048) * 1048 for _ in range(2))
    return log[:one] + log[other:other + 1048] + log[one + 1048:]
