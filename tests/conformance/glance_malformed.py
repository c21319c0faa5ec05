"""Values that no Glance writes, but that SQLite lets anybody store.

What a scanner makes of such a row is not laid down. What is: it does not crash;
if it cannot understand a row it says that the audit is incomplete (exit code
3); and it judges all other rows exactly as if that one were not there.
"""

import sqlite3

import glance_expectation as expectation
import glance_times as times
from glance_checks import compare_findings

_TIMES = ["", "garbage", "2025", "2025-13-01 00:00:00", "2025-02-30 00:00:00",
          "2025-01-01 25:61:61", "2025-01-01T00:00:00Z", " 2025-01-01 00:00:00",
          "2025-01-01 00:00:00.", "2025-01-01 00:00:00.1234567890123",
          "2025-01-01 00:00:00+02:00", "99999-01-01 00:00:00",
          "-001-01-01 00:00:00", "0000-00-00 00:00:00", "2025-01-01\u0000",
          "\uff12\uff10\uff12\uff15-01-01 00:00:00", 0, -1, 1735689600,
          2 ** 63 - 1, -2 ** 63, 1e300, b"\x00\xff", b"", "9" * 100_000]
_FLAGS = [2, -1, 2 ** 63 - 1, 0.5, "yes", "", b"\x01"]
_TEXTS = [0, 1.5, -2 ** 63, b"\xff\x00", b""]
_VISIBILITIES = ["PUBLIC", "", "everyone", "public ", 1, b"public"]

_ORDINARY = {
    "name": "malformed", "status": "deleted", "visibility": "private",
    "owner": "p1", "created_at": "2024-01-01 00:00:00.000000",
    "deleted_at": "2024-06-01 00:00:00.000000", "deleted": 1, "min_disk": 0,
    "min_ram": 0, "protected": 0,
}


def check(tally, scanner, database, now, age_in_days, invalid):
    """`database`: a filled one; `invalid`: report -> violation or None."""
    found = expectation.expected_findings(
        expectation.load(database), now, age_in_days)
    connection = sqlite3.connect(database)
    with connection:
        added = _add_images(connection)
        _add_children(connection, added)
    connection.close()

    scan = scanner.scan(database, "--now", times.to_rfc3339(now))
    exit_code = 3 if scan.exit_code == 3 else 0

    def compare(what, comparison, *arguments):
        tally.compare(f"malformed rows: {what}", lambda: scan.problem(exit_code)
                      or comparison(scan.report, *arguments))

    compare("told or judged", lambda report: None if (
        report["audit"]["complete"], report["audit"]["exit_code"]) == (
            exit_code == 0, exit_code) else report["audit"])
    compare("JSON Schema", invalid)
    for rule, subjects in found.items():
        compare(f"{rule} of the others", _compare_others, rule, subjects,
                added)


def _compare_others(report, rule, subjects, added):
    ordinary = [finding for finding in report["findings"]
                if finding["subject"]["id"] not in added]
    return compare_findings({"findings": ordinary}, rule, subjects)


def _add_images(connection):
    """One image for each malformed value; returns their IDs as reports may
    show them."""
    malformed = (
        [("deleted_at", value) for value in _TIMES]
        + [("created_at", value) for value in _TIMES]
        + [("deleted", value) for value in _FLAGS]
        + [("visibility", value) for value in _VISIBILITIES]
        + [(column, value) for column in ("status", "owner", "name")
           for value in _TEXTS])
    added = set()
    for number, (column, value) in enumerate(malformed):
        row = _ORDINARY | {"id": f"malformed {number}", column: value}
        marks = ", ".join("?" * len(row))
        connection.execute(
            f"INSERT INTO images ({', '.join(row)}) VALUES ({marks})",
            list(row.values()))
        added.add(row["id"])
    return added


def _add_children(connection, added):
    """Members and tags with malformed times, of the malformed images and of
    one that is not there."""
    for number, value in enumerate(_TIMES):
        for image_id in (f"malformed {number}", "malformed and lost"):
            connection.execute(
                "INSERT INTO image_members (image_id, member, can_share,"
                " created_at, deleted_at, deleted, status)"
                " VALUES (?, ?, 0, ?, ?, 1, 'pending')",
                (image_id, f"m{number}", value, value))
    added.add("malformed and lost")
