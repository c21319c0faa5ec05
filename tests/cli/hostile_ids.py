"""Image IDs that are no UUIDs, down to attempts at breaking out of the SQL and
the shell commands that a report prints."""

import os
import sqlite3
import subprocess

from expect import expect_code, expect_incomplete
from glance_database import build, edit, held, live, uuid
from suite import expect_equal

_IDS = [
    "", " ", "my image", "MY-IMAGE", "'", "''", "' OR 1=1; --", '"', "\\",
    "\\'",
    "x'; DROP TABLE images; --", "; touch owned", "$(touch owned)",
    "`touch owned`", "'; touch owned; '", "a\nb", "a\r\nb", "\t", "a\x00b",
    "\x1b[31mred\x1b[0m", "\u202egpj.exe", "</script><script>alert(1)",
    "=cmd|' /C calc'!A0", "%s%n", "{id}", "{{id}}", "--help", "-rf",
    "caf\u00e9",
    "\U0001f4bf", "x" * 100_000, uuid(1) + "\n", uuid(1) + "\x00",
]
_INVALID = [b"\xff\xfe", b"half\xe2\x82", b"\xed\xa0\x80", b"'\xff; --"]


def tests(program):
    for image_id in _IDS:
        yield f"the cure of a deleted image {image_id[:40]!r}", (
            lambda image_id=image_id: _cured(program, image_id))
        yield f"the cure of a freed ID {image_id[:40]!r}", (
            lambda image_id=image_id: _reserved(program, image_id))
    for image_id in _INVALID:
        yield f"the cure of a deleted image {image_id!r}", (
            lambda image_id=image_id: _cured(program, image_id))
    yield "an ID that is NULL", lambda: _null(program)
    yield "an ID that is a blob", lambda: _blob(program)


def _cured(program, image_id):
    """The finding names the ID; its SQL changes that row and no other, and
    the undo brings everything back."""
    path = _with_id(program, held(1), image_id)
    before = _rows(path)
    finding = _only_finding(program, path, "ossn-0075/held-public-purgeable")
    if isinstance(image_id, str):
        expect_equal("subject", finding["subject"]["id"], image_id)
    commands = finding["remedy"]["commands"]
    _execute(path, commands, "sql")
    changed = [row for row in _rows(path) if row not in before]
    expect_equal("rows changed", [(_bytes(image_id), None)], changed)
    _execute(path, commands, "sql-undo")
    expect_equal("rows after the undo", _rows(path), before)


def _with_id(program, image, image_id):
    path = build(program.new_folder(), {"images": [
        image, live(2), held(3, visibility="private"), live(4)]})
    edit(path, "UPDATE images SET id = CAST(? AS TEXT) WHERE id = ?",
         _bytes(image_id), image["id"])
    return path


def _bytes(image_id):
    return image_id if isinstance(image_id, bytes) else image_id.encode()


def _rows(path):
    return edit(path, "SELECT CAST(id AS BLOB), deleted_at FROM images"
                " ORDER BY rowid")


def _only_finding(program, path, rule):
    run = program.scan_json(path, "--only", rule, "--fail-on", "info")
    expect_code(run, 1)
    (finding,) = run.report["findings"]
    return finding


def _execute(path, commands, kind):
    connection = sqlite3.connect(path)
    for command in commands:
        if command["kind"] == kind:
            connection.executescript(command["text"])
    connection.close()


def _reserved(program, image_id):
    """The shell commands hand over exactly the ID, and do nothing else; the
    SQL finds no such row and breaks nothing."""
    path = build(program.new_folder(), {"tags": [{"image_id": image_id}]})
    finding = _only_finding(program, path, "ossn-0075/orphaned-children")
    expect_equal("subject", finding["subject"]["id"], image_id)
    before = _rows(path)
    _execute(path, finding["remedy"]["commands"], "sql")
    expect_equal("rows", _rows(path), before)
    if "\x00" in image_id:      # no program can be given such an argument
        return
    folder = program.new_folder()
    _write_recorder(folder)
    commands = finding["remedy"]["commands"]
    for command in (each for each in commands if each["kind"] == "shell"):
        subprocess.run(["/bin/bash", "-c", command["text"]], cwd=folder,
                       env={"PATH": os.fspath(folder)}, check=True, timeout=20)
    create, delete = [call.split(b"\x00")[:-1] for call in (
        folder / "calls").read_bytes().split(b"\x01\x00")[:2]]
    expect_equal("create", (create[:2], _value(create, b"--id"), create[-1]),
                 ([b"image", b"create"], image_id.encode(), b"reserved"))
    expect_equal("delete", delete, [b"image", b"delete", b"--",
                                    image_id.encode()])
    expect_equal("files", sorted(os.listdir(folder)), ["calls", "openstack"])


def _value(arguments, option):
    """Of `--option=value`: as one word, a value that begins with a dash is
    still no option."""
    (found,) = [word for word in arguments if word.startswith(option + b"=")]
    return found[len(option) + 1:]


def _write_recorder(folder):
    """An `openstack` that notes its arguments."""
    recorder = folder / "openstack"
    recorder.write_text("#!/bin/bash\nprintf '%s\\0' \"$@\" $'\\x01' >>calls\n",
                        encoding="utf-8")
    recorder.chmod(0o755)


def _null(program):
    """Two rows without an ID: no command could name either."""
    path = _loose(program)
    edit(path, "UPDATE images SET id = NULL WHERE id IN (?, ?)", uuid(1),
         uuid(2))
    expect_incomplete(program.scan_json(os.fspath(path)), "images", "id", "2")


def _blob(program):
    """`id = '...'` is not true of a blob: the cure would do nothing."""
    path = _loose(program)
    edit(path, "UPDATE images SET id = CAST(id AS BLOB) WHERE id = ?", uuid(1))
    expect_incomplete(program.scan_json(os.fspath(path)), "images", uuid(1))


def _loose(program):
    path = build(program.new_folder(), {"images": [held(1), held(2), live(3)]})
    edit(path, "CREATE TABLE loose AS SELECT * FROM images")
    edit(path, "DROP TABLE images")
    edit(path, "ALTER TABLE loose RENAME TO images")
    return path
