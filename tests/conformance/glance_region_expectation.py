"""What the cross-region rules must say, computed independently.

Nothing is shared with the scanner: rows are read with `sqlite3`, as bytes.
Readings taken:

- conflict: in another target the same ID, byte for byte, has another owner
  (NULL is one), another checksum where neither is NULL, or another
  os_hash_value where neither it nor os_hash_algo is NULL and the algorithms
  are the same. Live and held rows alike.
- claimable: a live row that everyone can use, and a target read to its end
  that has no row of this ID, live or held.
- a row that cannot be understood is no row, and its target not read to its
  end.
"""

import dataclasses
import re
import sqlite3

import glance_rows

CONFLICT = "ossn-0075/cross-region-conflict"
CLAIMABLE = "ossn-0075/cross-region-claimable"
_SAID = ("owner", "checksum", "os_hash_algo", "os_hash_value")
_REPAIRED = re.compile("\ufffd+")


@dataclasses.dataclass(frozen=True)
class Row:
    owner: bytes | None
    checksum: bytes | None
    os_hash_algo: bytes | None
    os_hash_value: bytes | None
    live_for_everyone: bool

    def differs(self, other):
        if self.owner != other.owner:
            return True
        if None not in (self.checksum, other.checksum) \
                and self.checksum != other.checksum:
            return True
        return (self.os_hash_algo is not None
                and self.os_hash_algo == other.os_hash_algo
                and None not in (self.os_hash_value, other.os_hash_value)
                and self.os_hash_value != other.os_hash_value)

    def says(self):
        """What evidence repeats of this row."""
        values = {name: getattr(self, name) for name in _SAID}
        return {name: shown(b"none" if value is None else value)
                for name, value in values.items()
                if value is not None or name == "owner"}


@dataclasses.dataclass
class Region:
    name: str
    rows: dict      # ID as bytes -> Row
    complete: bool = True


def shown(text):
    """Bytes as a report shows them."""
    return collapsed(text.decode("utf-8", "replace"))


def collapsed(text):
    """A run of bytes that are no text may be one U+FFFD or several."""
    return _REPAIRED.sub("\ufffd", text)


def expected(regions):
    """{rule: {(target, ID): (count, [(other target, says)])}}."""
    found = {CONFLICT: {}, CLAIMABLE: {}}
    for region in regions:
        others = [other for other in regions if other is not region]
        for image_id, row in region.rows.items():
            subject = (region.name, shown(image_id))
            conflicts = [(other.name, other.rows[image_id].says())
                         for other in others if image_id in other.rows
                         and row.differs(other.rows[image_id])]
            missing = [(other.name, {"rows": "0"}) for other in others
                       if other.complete and image_id not in other.rows]
            if conflicts:
                found[CONFLICT][subject] = (len(conflicts), conflicts)
            if missing and row.live_for_everyone:
                found[CLAIMABLE][subject] = (len(missing), missing)
    return found


def read_region(name, path, bad_ids=()):
    connection = sqlite3.connect(path)
    connection.text_factory = bytes
    columns = glance_rows.columns_of(connection, "images")
    rows = {}
    names = [column.decode() for column in columns]
    for values in connection.execute("SELECT * FROM images"):
        row = dict(zip(names, values))
        if row["id"] not in bad_ids:
            rows[row["id"]] = Row(*(row.get(name) for name in _SAID),
                                  _live_for_everyone(row))
    connection.close()
    return Region(name, rows, complete=not bad_ids)


def _live_for_everyone(row):
    visibility = row.get("visibility")
    everyone = visibility in (b"public", b"community") or (
        visibility is None and row.get("is_public") == 1)
    return row["deleted"] == 0 and (everyone or row["owner"] is None)
