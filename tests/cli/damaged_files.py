"""Databases that a disk, a copy or an attacker has damaged.

A file that was cut short must never be reported as read to its end. Of a
changed byte not every trace can be seen - it may stand in a name - but it
never crashes the reader, and never makes a page full of rows vanish silently.
"""

import os
import random

from amounts import amount
from expect import expect_code, expect_complete
from glance_database import build_many, subjects
from suite import Failed, expect_equal

_IMAGES = 400
_PAGE = 4096
_HEADER = 12        # bytes of a b-tree page's header
_SEED = 75
_CHANGES = amount(20, 40, 100)


def tests(program):
    folder = program.new_folder()
    content = build_many(folder, _IMAGES).read_bytes()
    chance = random.Random(_SEED)
    yield "the undamaged file", lambda: _undamaged(program, content)
    for size in _sizes(chance, len(content)):
        yield f"cut to {size} of {len(content)} bytes", lambda size=size: (
            expect_code(_scan(program, content[:size]), 3))
    for places in _places(chance, len(content)):
        change = [(place, chance.randrange(1, 256)) for place in places]
        yield f"bytes changed (place, xor): {change}", lambda change=change: (
            _changed(program, content, change))
    yield "every page but the first is zero", lambda: _zeroed(program, content)
    yield "every page is noise", lambda: _noise(program, content)


def _sizes(chance, length):
    """Some at random, and around page borders and the very end."""
    sizes = {chance.randrange(1, length) for _ in range(_CHANGES // 2)}
    sizes |= {length - cut for cut in (1, 50, 500, 2000, 4000)}
    sizes |= {chance.randrange(1, length // _PAGE) * _PAGE for _ in range(8)}
    sizes |= {99, 100, 101, _PAGE - 1, _PAGE, _PAGE + 1, length - _PAGE}
    return sorted(sizes)


def _places(chance, length):
    """So often a byte anywhere, as often one in the header of a page, and half
    as often a handful."""
    yield from ([chance.randrange(length)] for _ in range(_CHANGES))
    yield from ([chance.randrange(length // _PAGE) * _PAGE
                 + chance.randrange(_HEADER)] for _ in range(_CHANGES))
    for _ in range(_CHANGES // 2):
        yield [chance.randrange(length) for _ in range(chance.randrange(2, 30))]


def _scan(program, content):
    path = program.new_folder() / "glance.sqlite"
    path.write_bytes(content)
    run = program.scan_json(os.fspath(path))
    path.unlink()
    return run


def _findings(run):
    report = run.report
    images = report["targets"][0]["images"]
    expect_equal("live and held", images["live"] + images["held"],
                 images["total"])
    return images["held"], subjects(report)


def _undamaged(program, content):
    run = _scan(program, content)
    expect_complete(run)
    held, found = _findings(run)
    expect_equal("held images", held, _IMAGES)
    expect_equal("findings", len(found), _IMAGES)


def _changed(program, content, change):
    damaged = bytearray(content)
    for place, bits in change:
        damaged[place] ^= bits
    run = _scan(program, bytes(damaged))
    if run.code == 3:
        return
    expect_complete(run)
    # One byte is in one row; in an array of pointers, it is in two.
    lost = _IMAGES - _findings(run)[0]
    if lost > 2 * len(change):
        raise Failed(f"{lost} rows are gone, and the audit says complete\n"
                     f"{run}")


def _zeroed(program, content):
    expect_code(_scan(program, content[:_PAGE]
                      + bytes(len(content) - _PAGE)), 3)


def _noise(program, content):
    noise = random.Random(_SEED).randbytes(len(content) - 100)
    expect_code(_scan(program, content[:100] + noise), 3)
