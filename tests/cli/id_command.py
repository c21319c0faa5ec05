"""`glance-audit id`: live, held, freed and unknown IDs, in text and in JSON."""

import os

from expect import expect_code, expect_in_order, expect_incomplete, visible
from glance_database import build, edit, live, uuid
from program import NOW
from suite import Failed, expect_equal

_TWIN = uuid(0xabcdef)
# name -> (ID, state, exit code, rule)
_KNOWN = {
    "live": (uuid(3), "live", 0, None),
    "held and purgeable": (uuid(1), "held", 1,
                           "ossn-0075/held-public-purgeable"),
    "held, not yet purgeable": (uuid(2), "held", 0, "ossn-0075/held-public"),
    "pinned": (uuid(6), "held", 0, None),
    "doomed": (uuid(5), "live", 1, "ossn-0075/live-row-doomed"),
    "a twin": (_TWIN, "live", 1, "ossn-0075/id-twins"),
    "the other twin": (_TWIN.upper(), "live", 1, "ossn-0075/id-twins"),
    "freed, known from a tag": (uuid(99), "freed", 0,
                                "ossn-0075/orphaned-children"),
}
_UNKNOWN = ["", " ", "nope", "it's", '"quoted"', "a b", "a\nb", "%", "--", "*",
            "{id}", "' OR 1=1; --", "\x1b[31m\u202e", "caf\u00e9",
            "x" * 100_000]


def tests(program):
    path = build(program.new_folder())
    for name, known in _KNOWN.items():
        yield f"{name}: text", lambda known=known: _text(program, path, *known)
        yield f"{name}: JSON", lambda known=known: _json(program, path, *known)
    for image_id in _UNKNOWN:
        yield f"no trace of {image_id[:30]!r}", lambda image_id=image_id: (
            _unknown(program, path, image_id))
        yield f"an image called {image_id[:30]!r}", (
            lambda image_id=image_id: _odd(program, image_id))
    yield "no trace of bytes that are no text", lambda: expect_code(
        _id(program, b"\xff\xfe", path), 0)
    yield "an ID in another spelling", lambda: _spelling(program)
    yield "twins name each other", lambda: _twins(program, path)
    yield "two sources", lambda: _two(program, path)
    yield "an unreadable row", lambda: _unreadable(program)
    yield "an unreadable source", lambda: _no_source(program)
    yield "the exit code follows --fail-on", lambda: _fail_on(program, path)
    yield "findings are those of a scan", lambda: _as_scan(program, path)


def _id(program, image_id, *arguments):
    return program.run("id", "--now", NOW, *arguments[1:], "--", image_id,
                       arguments[0])


def _text(program, path, image_id, state, code, rule):
    run = _id(program, image_id, path)
    expect_code(run, code)
    expect_in_order([image_id, path.name, "state", state], run.text)
    if rule is not None:
        expect_in_order([rule, "Remedy: "], run.text)
    elif "Remedy" in run.text:
        raise Failed(f"a remedy for nothing: {run.text!r}")


def _json(program, path, image_id, state, code, rule):
    run = _id(program, image_id, path, "--report", "json")
    expect_code(run, code)
    report = run.report
    expect_equal("ID", report["id"], image_id)
    expect_equal("audit", report["audit"], {
        "now": NOW, "complete": True, "exit_code": code})
    (target,) = report["targets"]
    expect_equal("state", (target["state"], target["facts"]["state"]),
                 (state, state))
    expect_equal("rules", [finding["rule"] for finding in target["findings"]],
                 [] if rule is None else [rule])
    words = [line.split()[:1] for line in _id(program, image_id,
                                              path).text.splitlines()]
    cut = [fact for fact in target["facts"] if [fact] not in words]
    expect_equal("facts whose names are cut", cut, [])


def _unknown(program, path, image_id):
    run = _id(program, image_id, path)
    expect_code(run, 0)
    expect_in_order(["no trace"], run.text)
    if not visible(run.text):
        raise Failed(f"the answer steers the terminal: {run.text!r}"[:500])
    (target,) = _id(program, image_id, path, "--report",
                    "json").report["targets"]
    expect_equal("state and facts", (target["state"], target["facts"]),
                 (None, None))


def _odd(program, image_id):
    """It is found by exactly that text."""
    path = build(program.new_folder())
    edit(path, "UPDATE images SET id = ? WHERE id = ?", image_id, uuid(1))
    run = _id(program, image_id, path, "--report", "json")
    expect_code(run, 1)
    (target,) = run.report["targets"]
    expect_equal("state", target["state"], "held")
    text = _id(program, image_id, path)
    if not visible(text.text):
        raise Failed(f"the answer steers the terminal: {text.text!r}"[:500])


def _spelling(program):
    """Whoever asks in capitals or without dashes must not be told that there
    is no such image: the stored spelling is named."""
    stored = uuid(0xfedcba)
    path = build(program.new_folder(), {"images": [live(0xfedcba)]})
    for asked in (stored.upper(), stored.replace("-", ""),
                  stored.replace("-", "").upper()):
        run = _id(program, asked, path)
        if stored not in run.text:
            raise Failed(f"asked for {asked}: {run.text!r}")


def _twins(program, path):
    for asked, other in ((_TWIN, _TWIN.upper()), (_TWIN.upper(), _TWIN)):
        for options in ([], ["--report", "json"]):
            run = _id(program, asked, path, *options)
            if other not in run.text:
                raise Failed(f"{other} is not named: {run.text!r}")


def _two(program, path):
    other = build(program.new_folder(), {}, name="other.sqlite")
    run = program.run("id", uuid(1), path, other, "--now", NOW, "--report",
                      "json")
    expect_code(run, 1)
    expect_equal("states", [(target["target"], target["state"])
                            for target in run.report["targets"]],
                 [("glance.sqlite", "held"), ("other.sqlite", None)])


def _unreadable(program):
    """It is not called unknown."""
    path = build(program.new_folder())
    edit(path, "UPDATE images SET deleted_at = 'x' WHERE id = ?", uuid(1))
    run = _id(program, uuid(1), path)
    expect_incomplete(run, "deleted_at", uuid(1))
    if "no trace" in run.text or "NOT READ" not in run.text:
        raise Failed(f"it looks unknown: {run.text!r}")


def _no_source(program):
    run = _id(program, uuid(1), "/nonexistent.sqlite")
    expect_incomplete(run, "/nonexistent.sqlite")
    if "no trace" in run.text:
        raise Failed(f"it looks unknown: {run.text!r}")
    report = _id(program, uuid(1), "/nonexistent.sqlite", "--report",
                 "json").report
    expect_equal("complete", report["audit"]["complete"], False)


def _fail_on(program, path):
    for threshold, code in (("never", 0), ("critical", 0), ("high", 1),
                            ("info", 1)):
        expect_code(_id(program, uuid(1), path, "--fail-on", threshold), code)


def _as_scan(program, path):
    findings = program.scan_json(os.fspath(path)).report["findings"]
    for image_id in {finding["subject"]["id"] for finding in findings
                     if finding["subject"]["kind"] == "image"}:
        (target,) = _id(program, image_id, path, "--report",
                        "json").report["targets"]
        wanted = [(finding["rule"], finding["severity"], finding["message"],
                   finding["remedy"]) for finding in findings
                  if finding["subject"] == {"kind": "image", "id": image_id}]
        expect_equal(f"findings of {image_id}", [
            (finding["rule"], finding["severity"], finding["message"],
             finding["remedy"]) for finding in target["findings"]], wanted)
