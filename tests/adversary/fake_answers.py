"""What a Glance database answers to the statements of an audit: the tables by SQLite, the catalogue from patterns.

The rows are those of samples/cloud.sql. Both fake servers speak for it: what differs is how they say it.
"""

import dataclasses
import pathlib
import re
import sqlite3
import threading

CLOUD = pathlib.Path(__file__).resolve().parents[2] / "samples" / "cloud.sql"
DATABASE = "glance"
CHILDREN = ("image_properties", "image_tags", "image_locations", "image_members")
MARIADB = "10.11.6-MariaDB-0+deb12u1"
TABLES = ("images", *CHILDREN, "alembic_version")


@dataclasses.dataclass(frozen=True)
class Answer:
    """`rows`: tuples of texts and None, or None of a statement without rows; `about`: what it is about, for those who
    choose a lie."""
    about: str
    columns: int = 0
    rows: list | None = None
    missing: str | None = None      # the table that is not there


class FakeGlance:
    """`version`: what @@version of a MySQL or MariaDB says. Answers are given to one session at a time."""

    def __init__(self, version=MARIADB):
        self.version = version
        self._lock = threading.Lock()
        self._tables = sqlite3.connect(":memory:", check_same_thread=False)
        self._tables.executescript(CLOUD.read_text(encoding="utf-8"))
        self._sent = 0

    def answer(self, sql):
        with self._lock:
            found = self._answer(sql.strip())
            if found.rows is not None and found.about != "FOUND_ROWS":
                self._sent = len(found.rows)
            return found

    def _answer(self, sql):
        if not sql.startswith(("SELECT", "SHOW")):
            return Answer("a setting")
        if "FOUND_ROWS()" in sql:
            return Answer("FOUND_ROWS", 1, [(str(self._sent),)])
        for pattern, make in _CATALOGUE:
            if found := re.search(pattern, sql, re.DOTALL):
                columns, rows = make(self, *found.groups())
                return Answer("catalogue", columns, rows)
        if found := re.search(r"FROM `?(\w+)`?", sql):
            if found[1] not in TABLES:
                return Answer("catalogue", missing=found[1])
            return self._from_tables(sql, found[1])
        return Answer("a setting", 1, [])

    def _from_tables(self, sql, table):
        cursor = self._tables.execute(sql)
        rows = [tuple(None if value is None else str(value) for value in row) for row in cursor]
        about = "count" if "count(*)" in sql else "catalogue" if "LIMIT 0" in sql or table == "alembic_version" \
            else "orphans" if "NOT EXISTS" in sql else table
        return Answer(about, len(cursor.description), rows)

    def column_names(self, table):
        return [row[1] for row in self._tables.execute(f"PRAGMA table_info({table})")]

    def rows_of(self, table):
        return self._tables.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def _texts(values):
    return [(value,) for value in values]


# MariaDB's statements have a last column 1: as many values as it has columns. The order counts.
_CATALOGUE = [
    (r"set_config", lambda _: (1, [("off",)])),
    (r"^SELECT current_setting\('server_encoding'\)", lambda _: (1, [("UTF8",)])),
    (r"^SELECT current_setting\('server_version'\)", lambda _: (1, [("15.18 (fake)",)])),
    (r"^SELECT to_regclass\('(\w+)'\) IS NOT NULL", lambda _, table: (1, [("t" if table in TABLES else "f",)])),
    (r"^SELECT attname FROM pg_attribute WHERE attrelid = to_regclass\('(\w+)'\)",
     lambda self, table: (1, _texts(self.column_names(table)))),
    (r"^SELECT nspname FROM pg_class", lambda _: (1, [])),
    (r"^SELECT CASE WHEN relpersistence", lambda _: (3, [(None, None, None)])),
    (r"reltuples.*to_regclass\('(\w+)'\)", lambda self, table: (1, [(str(self.rows_of(table)),)])),
    (r"pg_relation_size.*to_regclass\('(\w+)'\)", lambda *_: (1, [("100000",)])),
    (r"^SELECT concat\(@@version", lambda self: (2, [(f"{self.version} Debian 12", "1")])),
    (r"^SHOW SESSION STATUS", lambda _: (2, [])),
    (r"^SELECT DATABASE\(\)", lambda _: (2, [(DATABASE, "1")])),
    (r"^SELECT CURRENT_USER\(\)", lambda _: (1, [("reader@%",)])),
    (r"^SELECT column_name, 1 FROM information_schema.columns .* table_name = '(\w+)'",
     lambda self, table: (2, [(name, "1") for name in self.column_names(table)])),
    (r"^SELECT table_type, engine, 1 FROM information_schema.tables", lambda _: (3, [("BASE TABLE", "InnoDB", "1")])),
    (r"table_rows.*table_name = '(\w+)'", lambda self, table: (2, [(str(self.rows_of(table)), "1")])),
    (r"^SELECT character_set_name, collation_name, 1",
     lambda _: (3, [("utf8mb3", "utf8mb3_general_ci", "1")])),
]
