"""Damage at random in every kind of page of a SQLite file: no complete audit lacks a row, nothing crashes or hangs.

What stands in a row's own values may be read as it was changed; a row that is
gone, comes twice or is another's may not.
"""

import random

import sqlite_pages
from amounts import amount
from sqlite_cloud import Cloud, ids_of, make
from sqlite_pages import Pages

_LAYOUTS = {"512": (512,), "1024 with auto-vacuum": (1024, "FULL"), "4096": (4096,), "4096 without indexes": (4096, "NONE", ()),
            "65536": (65536,)}
_EACH = amount(1, 1, 60)
_HEADER_FIELDS = [(16, 2), (18, 1), (19, 1), (20, 1), (21, 3), (24, 4), (28, 4), (32, 4), (36, 4), (40, 4), (44, 4), (48, 4),
                  (52, 4), (56, 4), (60, 4), (64, 4), (68, 4), (72, 20), (92, 4), (96, 4)]


def tests(program):
    for layout, arguments in _LAYOUTS.items():
        content = make(program.new_folder(), *arguments)
        cloud, pages = Cloud(program, content), Pages(content)
        yield f"pages of {layout}: undamaged", lambda cloud=cloud: [cloud.wanted(True), cloud.wanted(False)]
        number = 0
        for kind in sqlite_pages.KINDS:
            found = pages.of_kind(kind)
            for damage in _DAMAGES if found else ():
                for seed in range(_EACH):
                    number += 1
                    chance = random.Random(f"{layout} {kind} {damage.__name__} {seed}")
                    yield _test(f"pages of {layout}: {kind}, seed {seed}", cloud, pages, chance.choice(found), damage, chance,
                                number)
        for place, length in _HEADER_FIELDS:
            yield _header(f"pages of {layout}: byte of the file's header", cloud, pages,
                          place + random.Random(f"{layout} {place}").randrange(length))
        for seed in range(2 * _EACH):
            yield _cut(f"pages of {layout}: cut", cloud, pages, random.Random(f"{layout} cut {seed}"))


def _test(name, cloud, pages, page, damage, chance, number):
    changed = bytearray(pages.content)
    places = list(damage(changed, pages, page, chance))
    if page.kind == "overflow":     # whatever happens to it happens to a row's values
        places += [first for first, _, _ in page.rows]
    rows = pages.rows_at(places) if places else set()
    touched = ids_of(pages.content, rows) if rows else ()

    def test():
        cloud.attempt(bytes(changed), every_row=number % 3 != 0, touched=_with_twins(touched))
    return f"{name}: page {page.number} of '{page.tree}', {damage.__name__.strip('_')} {places[:4]}", test


def _with_twins(ids):
    return {form for found in ids for form in (found, found.lower(), found.upper())} if ids else ()


def _header(name, cloud, pages, place):
    changed = bytearray(pages.content)
    changed[place] ^= 1 << place % 8
    return f"{name} {place}", lambda: cloud.attempt(bytes(changed))


def _cut(name, cloud, pages, chance):
    """At a border of pages; the header may say so, or be silent about the length."""
    keep = chance.randrange(1, len(pages.content) // pages.size)
    changed = bytearray(pages.content[:keep * pages.size])
    said = chance.choice(["the old length", "the new length", "no length"])
    if said != "the old length":
        changed[28:32] = keep.to_bytes(4, "big") if said == "the new length" else bytes(4)
    return f"{name} after page {keep}, the header says {said}", lambda: cloud.attempt(bytes(changed))


# Each changes `content` and returns the places of what it changed that a row's own values may stand at.

def _flip(content, place, chance):
    content[place] ^= 1 << chance.randrange(8)
    return [place]


def _a_byte_of_the_header(content, _pages, page, chance):
    return _flip(content, page.header + chance.randrange(12 if page.children else 8), chance)


def _a_byte_of_the_pointers(content, _pages, page, chance):
    if not page.pointers:
        return _flip(content, page.header, chance)
    _flip(content, chance.choice(page.pointers) + chance.randrange(2), chance)
    return []


def _a_byte_before_a_row(content, _pages, page, chance):
    if not page.cells:
        return _flip(content, page.header + chance.randrange(12), chance)
    return _flip(content, chance.choice(page.cells) + chance.randrange(4), chance)


def _a_byte_anywhere(content, pages, page, chance):
    return _flip(content, pages.begin(page.number) + chance.randrange(pages.size), chance)


def _bytes_anywhere(content, pages, page, chance):
    return [place for _ in range(chance.randrange(2, 20)) for place in _a_byte_anywhere(content, pages, page, chance)]


def _zeroes(content, pages, page, chance):
    begin = page.header if chance.random() < 0.5 else pages.begin(page.number) + chance.randrange(pages.size - 32)
    length = pages.size if begin == page.header else chance.randrange(4, 32)
    length = min(length, pages.begin(page.number + 1) - begin)
    content[begin:begin + length] = bytes(length)
    return range(begin, begin + length)


def _another_type(content, _pages, page, chance):
    others = {sqlite_pages.INDEX_INTERIOR, sqlite_pages.TABLE_INTERIOR, sqlite_pages.INDEX_LEAF, sqlite_pages.TABLE_LEAF}
    content[page.header] = chance.choice(sorted(others - {content[page.header]}))
    return []


def _fewer_cells(content, _pages, page, chance):
    count = len(page.pointers)
    content[page.header + 3:page.header + 5] = max(0, count - chance.randrange(1, max(2, count))).to_bytes(2, "big")
    return []


def _another_child(content, pages, page, chance):
    """Often one of its own kind, so that nothing looks wrong."""
    if not page.children:
        return _another_type(content, pages, page, chance)
    place = chance.choice(page.children)
    child = pages.pages.get(int.from_bytes(content[place:place + 4], "big"))
    alike = [other.number for other in pages.pages.values() if child and other.kind in (child.kind, "freelist leaf")]
    other = chance.choice(alike) if alike else chance.randrange(len(content) // pages.size)
    content[place:place + 4] = other.to_bytes(4, "big")
    # Where a row goes on elsewhere, its own values are others.
    return _rows_of_overflow(pages, page, place)


def _rows_of_overflow(pages, page, place):
    return [end - 1 for _, end, _ in page.rows if end == place]


def _a_copy_of_another(content, pages, page, chance):
    other = chance.choice([other for other in pages.pages.values() if other.kind in (page.kind, "freelist leaf")])
    begin, source = pages.begin(page.number), pages.begin(other.number)
    content[begin:begin + pages.size] = pages.content[source:source + pages.size]
    return []


def _swapped(content, pages, page, chance):
    other = chance.choice([other for other in pages.of_kind(page.kind) if other.tree == page.tree])
    _place(content, pages, page, other)
    _place(content, pages, other, page)
    return [first for first, _, _ in other.rows] if page.kind == "overflow" else []


def _place(content, pages, page, source):
    begin, there = pages.begin(page.number), pages.begin(source.number)
    content[begin:begin + pages.size] = pages.content[there:there + pages.size]


def _twice_and_never(content, pages, page, chance):
    """One child in place of another: in a settled table both hold equally many rows."""
    if len(page.children) < 2:
        return _another_child(content, pages, page, chance)
    one, other = chance.sample(page.children, 2)
    content[one:one + 4] = content[other:other + 4]
    return [place for each in (one, other) for place in _rows_of_overflow(pages, page, each)]


_DAMAGES = (_a_byte_of_the_header, _a_byte_of_the_pointers, _a_byte_before_a_row, _a_byte_anywhere, _bytes_anywhere, _zeroes,
            _another_type, _fewer_cells, _another_child, _a_copy_of_another, _swapped, _twice_and_never)
