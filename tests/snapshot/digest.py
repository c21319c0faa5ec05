"""The digest of a snapshot as its documentation says, computed anew: a
stranger can do this too, and the program must not fall for what comes of it."""

import hashlib
import sqlite3
import struct

_ROWS_OF_PART = 65_536
_KINDS = {type(None): b"\x00", int: b"\x01", float: b"\x02", bytes: b"\x04"}


def of(path):
    connection = sqlite3.connect(path)
    connection.text_factory = _Text
    digest = hashlib.sha256()
    for name, sql in connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND"
            " name <> 'snapshot_digest' ORDER BY name").fetchall():
        rows = connection.execute(
            f"SELECT * FROM {name.decode()} ORDER BY rowid").fetchall()
        digest.update(_sized(name) + _sized(sql) + _number(len(rows)))
        for first in range(0, len(rows), _ROWS_OF_PART):
            digest.update(hashlib.sha256(b"".join(
                _value(value) for row in rows[first:first + _ROWS_OF_PART]
                for value in row)).digest())
    connection.close()
    return digest.hexdigest()


def seal(path):
    """Makes the file's digest right again."""
    try:
        right = of(path)
    except sqlite3.OperationalError:    # a table without rowids: no digest
        return
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE snapshot_digest SET sha256 = ?", (right,))
    connection.close()


class _Text(bytes):
    """A text's bytes, whatever they are."""


def _value(value):
    if isinstance(value, _Text):
        return b"\x03" + _sized(value)
    kind = _KINDS[type(value)]
    if value is None:
        return kind + _number(0)
    if isinstance(value, int):
        return kind + _number(8) + struct.pack("<q", value)
    if isinstance(value, float):
        return kind + _number(8) + struct.pack("<d", value)
    return kind + _sized(value)


def _sized(value):
    return _number(len(value)) + bytes(value)


def _number(number):
    return struct.pack("<Q", number)
