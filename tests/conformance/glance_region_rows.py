"""Random regions: databases of several eras that share most of their images.

They are made by the real glance-manage and filled by glance_rows; most rows
of the first are copied into the others, and some of the copies changed:
another owner, checksum, hash, algorithm or none, another case of the ID.
"""

import os
import sqlite3

import glance_rows
import glance_times as times

NOW = times.from_rfc3339("2026-01-02T03:04:05Z")
ROWS = 400      # of each, without the copies
_REVISIONS = ("wallaby_contract01", "rocky_contract02", "ocata_expand01",
              "mitaka02")


class RegionMaker:
    def __init__(self, databases, rng):
        self.databases = databases
        self.rng = rng

    def make(self, folder, count):
        """The paths of `count` databases."""
        paths = []
        for number in range(count):
            path = os.path.join(folder, f"region-{number}.sqlite")
            self.databases.copy(self.rng.choice(_REVISIONS), path)
            glance_rows.fill(path, seed=self.rng.random(), rows=ROWS,
                             nows=[NOW], ages=(180,))
            self._add_hashes(path)
            if paths:
                self._copy(paths[0], path)
            paths.append(path)
        return paths

    def _add_hashes(self, path):
        connection = sqlite3.connect(path)
        with connection:
            if "os_hash_algo" in glance_rows.columns_of(connection, "images"):
                for rowid, in connection.execute(
                        "SELECT rowid FROM images").fetchall():
                    connection.execute(
                        "UPDATE images SET os_hash_algo = ?, os_hash_value = ?"
                        " WHERE rowid = ?", (self._algo(), self._hash(),
                                             rowid))
        connection.close()

    def _algo(self):
        return self.rng.choice((None, "sha256", "sha512", "sha512", ""))

    def _hash(self):
        return self.rng.choice((None, "aa" * 64, "bb" * 64, ""))

    def _copy(self, first, path):
        """Most rows of `first`, some of them changed."""
        source = sqlite3.connect(first)
        source.text_factory = bytes
        source_columns = [name.decode() for name in
                          glance_rows.columns_of(source, "images")]
        connection = sqlite3.connect(path)
        columns = glance_rows.columns_of(connection, "images")
        rows = source.execute("SELECT * FROM images").fetchall()
        with connection:
            for values in rows:
                if self.rng.random() < 0.2:
                    continue
                row = dict(zip(source_columns, values))
                self._change(row)
                row = {"visibility": "public", "is_public": 1,
                       "os_hidden": 0} | row
                self._insert(connection, {name: row.get(name)
                                          for name in columns})
        source.close()
        connection.close()

    def _change(self, row):
        rng = self.rng
        for name, value in (
                ("owner", rng.choice((None, "", "p1", "someone else"))),
                ("checksum", rng.choice((None, "", "0" * 32))),
                ("os_hash_algo", self._algo()),
                ("os_hash_value", self._hash()),
                ("deleted", 1 - row["deleted"]),
                ("id", row["id"].swapcase())):
            if rng.random() < 0.08:
                row[name] = value

    @staticmethod
    def _insert(connection, row):
        """Texts as bytes stay texts; an ID that is there already stays."""
        marks = ", ".join("CAST(? AS TEXT)" if isinstance(value, bytes)
                          else "?" for value in row.values())
        connection.execute(f"INSERT OR IGNORE INTO images ({', '.join(row)})"
                           f" VALUES ({marks})", list(row.values()))
