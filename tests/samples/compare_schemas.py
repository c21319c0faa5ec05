#!/usr/bin/python3
"""Are the sample schemas those of the real Glance?

    compare_schemas.py

Has `glance-manage` (Debian's glance-common) make a database at each revision
of samples/schemas and compares table by table: the columns with their order,
types, defaults and NULLs, the keys, the foreign keys and the CHECKs. The
sample cloud must have exactly the tables of wallaby_contract01.
"""

import pathlib
import re
import sqlite3
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
SAMPLES = HERE.parents[1] / "samples"
sys.path.insert(0, str(HERE.parent / "conformance"))

# pylint: disable=wrong-import-position
import glance_databases
import glance_sample
from suite import Failed, Suite, expect_equal

CLOUD_REVISION = "wallaby_contract01"
TABLES = [*glance_sample.TABLES.values(), "task_info", "alembic_version"]
_CHECK = re.compile(r"CHECK \((\w+ IN \(0, 1\))\)")


def main():
    suite = Suite()
    revisions = sorted(path.stem for path in
                       (SAMPLES / "schemas").glob("*.sql")
                       if path.stem != "children")
    with tempfile.TemporaryDirectory(prefix="glance-schemas-") as folder:
        glance = glance_databases.GlanceDatabases(folder)
        for revision in revisions:
            _compare(suite, glance, revision, revision, _read(
                SAMPLES / "schemas" / "children.sql",
                SAMPLES / "schemas" / f"{revision}.sql"))
        _compare(suite, glance, "cloud.sql", CLOUD_REVISION,
                 _read(SAMPLES / "cloud.sql"))
    sys.exit(suite.report())


def _read(*paths):
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def _compare(suite, glance, name, revision, script):
    sample = sqlite3.connect(":memory:")
    sample.executescript(script)
    real = suite.run(f"{name}: glance-manage makes {revision}",
                     lambda: sqlite3.connect(glance.empty(revision)))
    if real is None:
        return
    for table in TABLES:
        suite.run(f"{name}: {table}", lambda table=table: _compare_table(
            sample, real, table))
    suite.run(f"{name}: the revision", lambda: expect_equal(
        "version_num", *(connection.execute(
            "SELECT version_num FROM alembic_version").fetchall()
            for connection in (sample, real))))
    suite.run(f"{name}: no other tables", lambda: expect_equal(
        "tables", {row[0] for row in sample.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'")},
        set(TABLES)))
    sample.close()
    real.close()


def _compare_table(sample, real, table):
    described = _describe(real, table)
    if not described["columns"]:
        raise Failed(f"glance-manage made no table {table}")
    expect_equal(table, _describe(sample, table), described)


def _describe(connection, table):
    """Everything but indexes that serve only speed."""
    sql = connection.execute(
        "SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    unique = [row[1] for row in connection.execute(
        f"PRAGMA index_list({table})") if row[2]]
    return {
        # SQLite holds both alike, and Glance says the one or the other
        # depending on the version of SQLAlchemy.
        "columns": [(name, kind.replace("BIGINT", "INTEGER"), not_null,
                     default, key)
                    for _, name, kind, not_null, default, key
                    in connection.execute(f"PRAGMA table_info({table})")],
        "foreign keys": sorted(row[2:] for row in connection.execute(
            f"PRAGMA foreign_key_list({table})")),
        "unique": sorted(
            [row[2] for row in connection.execute(f"PRAGMA index_info({name})")]
            for name in unique),
        "checks": sorted(_CHECK.findall(sql[0] if sql else "")),
    }


if __name__ == "__main__":
    main()
