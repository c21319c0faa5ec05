"""--redact: no name and no owner is left, and the findings are the same."""

import hashlib
import hmac
import os
import sqlite3

import glance_databases
import glance_rows
import glance_times as times
from expect import expect_code, expect_refused
from glance_database import build, edit, held, uuid
from program import NOW
from suite import Failed, expect_equal
from taking import expect_same_bytes, refuse, take

_KEY = "a key with \u00fcmlauts"
_SECRETS = ["secret-name", "SECRET owner", "\u79d8\u5bc6-name",
            "secret" * 4000, "secret\u0000behind a NUL", "'secret'"]


def tests(program):
    for key in (None, "", _KEY, "k" * 1000):
        yield f"the hashes are HMAC-SHA-256, key {str(key)[:20]!r}", (
            lambda key=key: _hashes(program, key))
    for encoding in ("UTF-8", "UTF-16le"):
        yield f"nothing secret is left in the file, {encoding}", (
            lambda encoding=encoding: _nothing_left(program, encoding))
    yield "bytes that are no UTF-8, numbers and blobs are hashed too", (
        lambda: _no_text(program))
    yield "the same findings", lambda: _same_findings(program)
    yield "the report says so", lambda: _said(program)
    yield "what is redacted stays so, and is not redacted again", (
        lambda: _twice(program))
    yield "a snapshot can be redacted later", lambda: _later(program)
    yield "redacted and plain targets are not compared", (
        lambda: _mixed(program))


def _redact(program, source, key=_KEY, **settings):
    environment = program.environment()
    environment.pop("GLANCE_AUDIT_REDACT_KEY", None)
    if key is not None:
        environment["GLANCE_AUDIT_REDACT_KEY"] = key
    return take(program, source, "--redact", env=environment, **settings)


def _hashed(text, key):
    raw = text if isinstance(text, bytes) else text.encode()
    return hmac.new((key or "").encode(), raw, hashlib.sha256).hexdigest()


def _hashes(program, key):
    texts = [None, "", *_SECRETS]
    path = build(program.new_folder(), {"images": [
        held(number) for number in range(len(texts))]})
    for number, text in enumerate(texts):
        edit(path, "UPDATE images SET name = ?, owner = ? WHERE id = ?", text,
             text, uuid(number))
    rows = edit(_redact(program, path, key),
                "SELECT name, owner FROM images ORDER BY id")
    wanted = [text and _hashed(text, key) for text in texts]
    expect_equal("hashes", rows, [(hashed, hashed) for hashed in wanted])


def _nothing_left(program, encoding):
    """Not in free space, not in the index, not in another encoding."""
    path = program.new_folder() / "glance.sqlite"
    made = build(program.new_folder(), {"images": [
        held(number) for number in range(400)]})
    source = sqlite3.connect(made)
    target = sqlite3.connect(path)
    target.execute(f"PRAGMA encoding = '{encoding}'")
    target.executescript("\n".join(source.iterdump()))
    with target:
        for number in range(400):
            secret = _SECRETS[number % len(_SECRETS)]
            target.execute("UPDATE images SET name = ?, owner = ? WHERE id = ?",
                           (f"{secret} {number}", secret, uuid(number)))
    source.close()
    target.close()
    raw = _redact(program, path).read_bytes().lower()
    for word in ("secret", "\u79d8\u5bc6", "nul"):
        for form in ("utf-8", "utf-16-le", "utf-16-be"):
            if word.encode(form) in raw:
                raise Failed(f"{word!r} is left in the file, as {form}")


def _no_text(program):
    values = [b"\xff\xfe secret", b"", 12345678, 0.5]
    path = build(program.new_folder(), {"images": [
        held(number) for number in range(len(values) + 1)]})
    for number, value in enumerate(values):
        edit(path, "UPDATE images SET name = ? WHERE id = ?", value,
             uuid(number))
    edit(path, "UPDATE images SET name = CAST(? AS TEXT) WHERE id = ?",
         b"\xff text", uuid(len(values)))
    rows = [row[0] for row in edit(_redact(program, path),
                                   "SELECT name FROM images ORDER BY id")]
    expect_equal("names", [rows[0], rows[1], rows[2], rows[4]], [
        _hashed(values[0], _KEY), b"", _hashed("12345678", _KEY),
        _hashed(b"\xff text", _KEY)])
    if len(rows[3]) != 64:
        raise Failed(f"a real number is {rows[3]!r}")


def _same_findings(program):
    """Rule, subject, severity, fingerprint and all but names and owners; no
    name or owner that is longer than an accident is in the report."""
    path = program.new_folder() / "glance.sqlite"
    glance_databases.GlanceDatabases(program.new_folder()).copy(
        "wallaby_contract01", path)
    glance_rows.fill(os.fspath(path), seed="redaction", rows=500,
                     nows=[times.from_rfc3339(NOW)], ages=(30, 180))
    wanted = program.scan_json(path).report
    got = program.scan_json(_redact(program, path)).report
    expect_equal("summary", got["summary"], wanted["summary"])
    for one, other in zip(got["findings"], wanted["findings"]):
        for key in ("rule", "severity", "subject", "fingerprint", "evidence",
                    "remedy", "location"):
            expect_equal(f"{key} of {other['subject']}", one[key], other[key])
        for finding in (one, other):
            finding["facts"].pop("name", None)
            finding["facts"].pop("owner", None)
        expect_equal(f"facts of {other['subject']}", one["facts"],
                     other["facts"])


def _said(program):
    path = build(program.new_folder())
    mark = program.scan_json(_redact(program, path)).report["targets"][0]
    expect_equal("redacted", mark["snapshot"]["redacted"], True)
    plain = program.scan_json(take(program, path)).report["targets"][0]
    expect_equal("not redacted", plain["snapshot"]["redacted"], False)
    if "names and owners are hashes" not in program.scan(
            _redact(program, path)).text:
        raise Failed("the table does not say so")


def _twice(program):
    redacted = _redact(program, build(program.new_folder()))
    run = refuse(program, redacted, "--redact")
    expect_refused(run, "already redacted")
    copy = take(program, redacted)
    expect_same_bytes("file", copy.read_bytes(), redacted.read_bytes())
    expect_code(program.scan(copy), 1)


def _mixed(program):
    plain = build(program.new_folder())
    redacted = _redact(program, plain)
    expect_refused(program.run("scan", plain, redacted), "is redacted",
                   "cannot be compared", "--skip")
    skipping = program.run("scan", plain, redacted, "--skip",
                           "ossn-0075/cross-region-conflict")
    if skipping.code not in (0, 1):
        raise Failed(f"wanted a complete audit\n{skipping}")


def _later(program):
    path = build(program.new_folder())
    at_once = _redact(program, path)
    later = _redact(program, take(program, path))
    expect_same_bytes("file", later.read_bytes(), at_once.read_bytes())
