"""The states in which a SQLite file can be found on disk.

    at rest in WAL mode   no -wal file: the scan leaves none behind either
    with a -wal file      copied under a running writer: its commits count
    with a hot journal    the writer died: reading would need a rollback, which
                          is writing; the audit is incomplete (exit code 3)
"""

import os
import shutil
import sqlite3

import glance_expectation as expectation
import glance_times as times
from glance_checks import compare_findings


def check_wal_at_rest(tally, scanner, database, now, age_in_days):
    """`database`: a filled one, which is turned to WAL mode."""
    connection = sqlite3.connect(database)
    _set_journal_mode(connection, "wal")
    connection.close()
    _check_findings(tally, scanner, "WAL at rest", database,
                    expectation.load(_copy(database, "read")), now,
                    age_in_days, may_add=[])


def check_wal_with_commits(tally, scanner, database, now, age_in_days):
    """`database`: a filled one; half of its images change in the -wal file."""
    connection = sqlite3.connect(database)
    _set_journal_mode(connection, "wal")
    connection.execute("PRAGMA wal_autocheckpoint=0")
    with connection:
        connection.execute(
            "UPDATE images SET deleted=1-deleted WHERE rowid % 2")
    copied, read = _copy(database, "copied"), _copy(database, "read")
    connection.close()
    # The index of a -wal file is no part of the database; readers make it.
    _check_findings(tally, scanner, "WAL with commits", copied,
                    expectation.load(read), now, age_in_days,
                    may_add=[os.path.basename(copied) + "-shm"])


def check_hot_journal(tally, scanner, database, now):
    """`database`: a filled one, copied in the middle of a transaction."""
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA cache_size=5")
    connection.execute("BEGIN")
    connection.execute("UPDATE images SET updated_at=created_at, name='x'")
    copied, tried = _copy(database, "copied"), _copy(database, "tried")
    connection.execute("ROLLBACK")
    connection.close()
    tally.check("hot journal: SQLite cannot read it either",
                _is_readable(tried))
    scan = scanner.scan(copied, "--now", times.to_rfc3339(now))
    tally.check("hot journal: incomplete", scan.problem(3))
    tally.compare("hot journal: said in the report",
                  lambda: None if scan.report["audit"]["complete"] is False
                  else "the audit calls itself complete")
    tally.check("hot journal: source unchanged", scan.changed)


def _check_findings(tally, scanner, name, database, world, now, age_in_days,
                    may_add):
    scan = scanner.scan(database, "--now", times.to_rfc3339(now))
    tally.check(f"{name}: source unchanged",
                None if scan.changed == f"new: {may_add}" else scan.changed)
    found = expectation.expected_findings(world, now, age_in_days)
    for rule, subjects in found.items():
        tally.compare(f"{name}, {rule}",
                      lambda: scan.problem() or compare_findings(
                          scan.report, rule, subjects))


def _copy(database, folder_name):
    """Copies the database, with its journal or -wal, to a folder beside its
    own; returns the path of the copy."""
    folder = f"{os.path.dirname(database)}-{folder_name}"
    os.mkdir(folder)
    for suffix in ("", "-wal", "-journal"):
        if os.path.exists(database + suffix):
            shutil.copy(database + suffix, folder)
    return os.path.join(folder, os.path.basename(database))


def _set_journal_mode(connection, mode):
    told = connection.execute(f"PRAGMA journal_mode={mode}").fetchone()[0]
    if told != mode:
        raise RuntimeError(f"journal mode is {told}, wanted {mode}")


def _is_readable(database):
    """What is wrong if a plain read-only reader gets through; else None."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        connection.execute("SELECT count(*) FROM images").fetchone()
    except sqlite3.OperationalError:
        return None
    finally:
        connection.close()
    return "the journal is not hot: this test would show nothing"
