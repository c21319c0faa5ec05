"""The pages of a SQLite file: what each is for, and which row a byte belongs to.

Source: sqlite.org/fileformat2.html.
"""

import dataclasses
import sqlite3
import struct

INDEX_INTERIOR, TABLE_INTERIOR, INDEX_LEAF, TABLE_LEAF = 2, 5, 10, 13
_NAMES = {INDEX_INTERIOR: "index interior", TABLE_INTERIOR: "table interior",
          INDEX_LEAF: "index leaf", TABLE_LEAF: "table leaf"}
KINDS = (*_NAMES.values(), "overflow", "freelist trunk", "freelist leaf", "pointer map")
FILE_HEADER = 100


@dataclasses.dataclass(frozen=True)
class Page:
    number: int
    kind: str
    tree: str = ""              # the table or index, where it belongs to one
    header: int = 0             # where its own header begins
    pointers: tuple = ()        # the places of the cells' pointers
    children: tuple = ()        # the places of the numbers of other pages
    cells: tuple = ()           # the places where the cells begin
    rows: tuple = ()            # (first byte, byte after the last, rowid) of what is stored of a row


class Pages:
    """Places are counted from the beginning of the file."""

    def __init__(self, content):
        self.content = content
        size = struct.unpack_from(">H", content, 16)[0]
        self.size = 65536 if size == 1 else size
        self.usable = self.size - content[20]
        self.pages = {}
        for name, root in _roots(content):
            self._tree(name, root)
        self._freelist()
        if struct.unpack_from(">I", content, 52)[0]:
            self._pointer_maps()

    def of_kind(self, kind):
        return [page for _, page in sorted(self.pages.items()) if page.kind == kind]

    def begin(self, number):
        return (number - 1) * self.size

    def rows_at(self, places):
        """{(table, rowid)} of the rows that one of the places belongs to."""
        found = set()
        for place in places:
            page = self.pages.get(place // self.size + 1)
            for begin, end, rowid in page.rows if page else ():
                if begin <= place < end:
                    found.add((page.tree, rowid))
        return found

    def _number(self, place):
        return struct.unpack_from(">I", self.content, place)[0]

    def _short(self, place):
        return struct.unpack_from(">H", self.content, place)[0]

    def _varint(self, place):
        value = 0
        for index in range(9):
            byte = self.content[place + index]
            if index == 8:
                return value << 8 | byte, place + 9
            value = value << 7 | byte & 0x7f
            if byte < 0x80:
                return value, place + index + 1
        raise AssertionError

    def _tree(self, tree, number):
        begin = self.begin(number)
        header = begin + (FILE_HEADER if number == 1 else 0)
        kind = self.content[header]
        interior = kind in (INDEX_INTERIOR, TABLE_INTERIOR)
        first = header + (12 if interior else 8)
        pointers = tuple(first + 2 * index for index in range(self._short(header + 3)))
        cells = tuple(begin + self._short(pointer) for pointer in pointers)
        children = [header + 8, *cells] if interior else []
        rows = []
        for cell in cells:
            if kind == TABLE_INTERIOR:
                continue
            rows += self._cell(tree, kind, cell + (4 if interior else 0), children)
        below = children[:len(cells) + 1] if interior else ()
        self.pages[number] = Page(number, _NAMES[kind], tree, header, pointers, tuple(children), cells, tuple(rows))
        for child in below:
            self._tree(tree, self._number(child))

    def _cell(self, tree, kind, place, children):
        """What is stored of a row on this page; where its overflow begins is added to `children`."""
        length, place = self._varint(place)
        rowid = None
        if kind == TABLE_LEAF:
            rowid, place = self._varint(place)
        local = self._local(kind, length)
        if local < length:
            children.append(place + local)
            self._overflow(tree, rowid, self._number(place + local), length - local)
        return [(place, place + local, rowid)] if kind == TABLE_LEAF else []

    def _local(self, kind, length):
        usable = self.usable
        most = usable - 35 if kind == TABLE_LEAF else (usable - 12) * 64 // 255 - 23
        if length <= most:
            return length
        least = (usable - 12) * 32 // 255 - 23
        wanted = least + (length - least) % (usable - 4)
        return wanted if wanted <= most else least

    def _overflow(self, tree, rowid, number, left):
        while left > 0:
            begin = self.begin(number)
            here = min(left, self.usable - 4)
            rows = ((begin + 4, begin + 4 + here, rowid),) if rowid is not None else ()
            self.pages[number] = Page(number, "overflow", tree, begin, (), (begin,), (), rows)
            number, left = self._number(begin), left - here

    def _freelist(self):
        trunk = self._number(32)
        while trunk:
            begin = self.begin(trunk)
            self.pages[trunk] = Page(trunk, "freelist trunk", "", begin, (), (begin,))
            for index in range(self._number(begin + 4)):
                leaf = self._number(begin + 8 + 4 * index)
                self.pages[leaf] = Page(leaf, "freelist leaf", "", self.begin(leaf))
            trunk = self._number(begin)

    def _pointer_maps(self):
        for number in range(2, len(self.content) // self.size + 1, self.usable // 5 + 1):
            self.pages[number] = Page(number, "pointer map", "", self.begin(number))


def _roots(content):
    connection = sqlite3.connect(":memory:")
    connection.deserialize(content)
    roots = connection.execute("SELECT name, rootpage FROM sqlite_master WHERE rootpage > 0").fetchall()
    connection.close()
    return [("sqlite_master", 1), *roots]
