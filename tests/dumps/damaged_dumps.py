"""Dumps that a disk, a copy or an attacker has damaged.

A dump that was cut short is never audited as a whole one: the audit is
incomplete, or it says exactly what it says of the whole dump. Of a changed
byte not every trace can be seen - it may stand in a name - but it never
crashes the reader.
"""

import random

import reports_alike
from dumping import Files, mariadb_dump, postgres_dump, sqlite_dump
from world import expect, expect_none

_REVISION = "wallaby_contract01"
_NAME = "damaged"
_SEED = 75
_CUTS = 30          # at random places of each dump
_LAST = 20          # of its last bytes, one by one
_FLIPS = 30


def tests(world):
    path = world.everywhere(_REVISION, _NAME, rows=600)
    files = Files(world, _NAME, path)
    for name, dump in _dumps(world, path):
        chance = random.Random(f"{_SEED}/{name}")
        yield f"{name}: undamaged", lambda dump=dump: (
            files.expect_same(files.scan(dump)))
        yield f"{name}: cut short", lambda dump=dump, chance=chance: (
            _cut(files, dump, chance))
        yield f"{name}: bytes changed", lambda dump=dump, chance=chance: (
            _changed(files, dump, chance))
    yield "what was read before the cut is reported", lambda: (
        _reported(files, mariadb_dump(world.mariadb, _NAME)))
    yield "no orphans are made up where images are missing", lambda: (
        _no_orphans(files, postgres_dump(world.postgres, _NAME)))
    yield "noise", lambda: _noise(files, mariadb_dump(world.mariadb, _NAME))


def _dumps(world, path):
    for options in ([], ["--skip-extended-insert"], ["--skip-comments"],
                    ["--compact"]):
        yield (f"mariadb-dump {' '.join(options)}",
               mariadb_dump(world.mariadb, *options, _NAME))
    for options in ([], ["--inserts"]):
        yield (f"pg_dump {' '.join(options)}",
               postgres_dump(world.postgres, _NAME, *options))
    yield "sqlite3 .dump", sqlite_dump(path)


def _cut(files, dump, chance):
    sizes = {chance.randrange(1, len(dump)) for _ in range(_CUTS)}
    sizes |= {len(dump) - cut for cut in range(1, _LAST)}
    lines = [at for at, byte in enumerate(dump) if byte == ord("\n")]
    sizes |= {at + 1 for at in chance.sample(lines, 10)}
    incomplete = 0
    for size in sorted(sizes):
        run = files.scan(dump[:size])
        if run.code == 3:
            incomplete += 1
            continue
        expect(run.code == 0, f"cut to {size} bytes of {len(dump)}", run)
        problem = reports_alike.difference(files.wanted.out, run.out)
        expect_none(problem and f"cut to {size} of {len(dump)}: {problem}")
    expect(incomplete > _CUTS / 2, f"only {incomplete} are incomplete")


def _changed(files, dump, chance):
    for _ in range(_FLIPS):
        damaged = bytearray(dump)
        places = [chance.randrange(len(dump))
                  for _ in range(chance.choice([1, 1, 1, 20]))]
        for place in places:
            damaged[place] ^= chance.randrange(1, 256)
        run = files.scan(bytes(damaged))
        expect(run.code in (0, 3), f"bytes changed at {places}", run)


def _reported(files, dump):
    at = dump.index(b"INSERT INTO `images`")
    end = dump.index(b"\n--", at)
    run = files.scan(dump[:at + (end - at) // 2])
    files.expect_incomplete(run, "cut short")
    whole = {finding["subject"]["id"]
             for finding in files.wanted.report["findings"]
             if finding["rule"].startswith("ossn-0075/held")}
    found = {finding["subject"]["id"] for finding in run.report["findings"]
             if finding["rule"].startswith("ossn-0075/held")}
    expect(found < whole, f"{len(found - whole)} are not in the whole dump")
    expect(len(found) > len(whole) / 4, f"only {len(found)} of {len(whole)}")


def _no_orphans(files, dump):
    at = dump.index(b"COPY public.images (")
    run = files.scan(dump[:at + 2000])
    files.expect_incomplete(run)
    expect(not [finding for finding in run.report["findings"]
                if "orphaned" in finding["rule"]], "orphans", run)


def _noise(files, dump):
    chance = random.Random(_SEED)
    for size in (1, 100, 10_000):
        files.expect_incomplete(files.scan(
            dump[:2000] + chance.randbytes(size)))
