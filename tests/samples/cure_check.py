"""Do the commands that a report prints mend what it found?

`pin`: after the SQL commands the rule finds nothing any more and no purge
would select the rows; after the undo commands every value of every table is
as it was (a time in any spelling). Of a pending_delete row the scrubber is all
that is printed, and pinning the others leaves it alone.
`restore`: after the SQL commands the rule finds nothing any more, and no child
row of the image is deleted; after the undo command the image's row is as it was.
`reserve`: the shell commands create and delete an image with
exactly the freed ID. (That the row they leave blocks it is Glance's doing.)
"""

import shlex
import sqlite3

import sample_time
from scanner import run_sql
from suite import Failed, expect_equal, expect_same_items


def check(rule, findings, database, scan_again):
    """`scan_again()` returns the findings of the rule in the same database."""
    if not findings:
        return
    commands = [command for finding in findings
                for command in finding["remedy"]["commands"]]
    if rule["cure"] == "none":
        expect_equal("commands", commands, [])
    elif rule["cure"] == "pin":
        _check_pin(findings, database, scan_again)
    elif rule["cure"] == "restore":
        _check_restore(findings, commands, database, scan_again)
    else:
        for finding in findings:
            _check_reserve(finding)


def _check_pin(findings, database, scan_again):
    before = _rows(database)
    status = {row[1]: dict(row[2])["status"] for row in before if row[0] == "images"}
    unscrubbed = [finding for finding in findings if status[finding["subject"]["id"]] == "pending_delete"]
    for finding in unscrubbed:
        expect_equal("commands", finding["remedy"]["commands"], [{"kind": "shell", "text": "glance-scrubber"}])
    others = [finding for finding in findings if finding not in unscrubbed]
    if not others:
        return
    commands = [command for finding in others for command in finding["remedy"]["commands"]]
    _run(database, commands, "sql")
    _expect_out_of_reach(others, database)
    expect_equal("findings after the cure", [finding["subject"]["id"] for finding in scan_again()],
                 [finding["subject"]["id"] for finding in unscrubbed])
    _run(database, commands, "sql-undo")
    expect_same_items("rows after the undo", _rows(database), before)


def _check_restore(findings, commands, database, scan_again):
    def images():
        return [row for row in _rows(database) if row[0] == "images"]

    before = images()
    _run(database, commands, "sql")
    _expect_out_of_reach(findings, database)
    expect_equal("findings after the cure", [finding["subject"]["id"] for finding in scan_again()], [])
    restored = {finding["subject"]["id"] for finding in findings}
    for table, _, columns in _rows(database):
        row = dict(columns)
        if row.get("image_id") in restored and table.startswith("image_"):
            expect_equal(f"{table} after the cure: deleted, deleted_at", (row["deleted"], row["deleted_at"]), (0, None))
            expect_equal(f"{table} after the cure: status", row.get("status") in (None, "active", "accepted"), True)
    _run(database, commands, "sql-undo")
    expect_same_items("images after the undo", images(), before)


def _run(database, commands, kind):
    script = "\n".join(command["text"] for command in commands
                       if command["kind"] == kind)
    if not script:
        raise Failed(f"no {kind} commands: {commands!r}")
    run_sql(database, script)


def _expect_out_of_reach(findings, database):
    """A purge selects `deleted_at < cutoff`: not true of NULL."""
    deleted_at = {row[1]: dict(row[2])["deleted_at"]
                  for row in _rows(database) if row[0] == "images"}
    for finding in findings:
        image_id = finding["subject"]["id"]
        expect_equal(f"deleted_at of {image_id!r} after the cure",
                     deleted_at.get(image_id, "no row"), None)


def _check_reserve(finding):
    words = [shlex.split(command["text"]) for command
             in finding["remedy"]["commands"] if command["kind"] == "shell"]
    image_id = finding["subject"]["id"]
    if len(words) != 2 or words[0][:3] != ["openstack", "image", "create"]:
        raise Failed(f"not a creation and a deletion: {words!r}")
    expect_equal("the ID created", words[0][3], f"--id={image_id}")
    expect_equal("the deletion", words[1],
                 ["openstack", "image", "delete", "--", image_id])


def _rows(database):
    """[(table, ID, ((column, value), …))] of all tables."""
    connection = sqlite3.connect(database)
    connection.row_factory = sqlite3.Row
    try:
        tables = [row[0] for row in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'")]
        return [(table, row[0], tuple((column, _comparable(column, row[column]))
                                      for column in row.keys()))
                for table in tables
                for row in connection.execute(f"SELECT * FROM {table}")]
    finally:
        connection.close()


def _comparable(column, value):
    if column == "deleted_at" and value is not None:
        return str(sample_time.parse(value))
    return value
