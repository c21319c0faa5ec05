"""`glance-audit id`: live, held, freed and unknown IDs, in text and in JSON."""

import os

from expect import expect_code, expect_in_order, expect_incomplete, expect_refused, visible
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
_UNKNOWN = [uuid(0x777), uuid(0x777).upper(), uuid(0x777).replace("-", "")]
_MALFORMED = ["", " ", "nope", "it's", '"quoted"', "a b", "a\nb", "%", "--", "*",
            "{id}", "' OR 1=1; --", "\x1b[31m\u202e", "caf\u00e9",
            "x" * 100_000, uuid(0x777)[:-1], uuid(0x777) + "0"]
_MAY_CREATE = [("@", "Any authenticated user may create an image"), ("role:member", "Any project member"),
               ("role:image_uploader", "Holders of role image_uploader"), ("role:admin", "An administrator"),
               ("!", "Nobody may"), ("http://x/", "not known")]


def tests(program):
    path = build(program.new_folder())
    for name, known in _KNOWN.items():
        yield f"{name}: text", lambda known=known: _text(program, path, *known)
        yield f"{name}: JSON", lambda known=known: _json(program, path, *known)
    for image_id in _UNKNOWN:
        yield f"no trace of {image_id}", lambda image_id=image_id: (
            _unknown(program, path, image_id))
    for policy, words in _MAY_CREATE:
        yield f"no trace, by {policy!r}", lambda policy=policy, words=words: (
            _unknown_by(program, path, policy, words))
    for image_id in _MALFORMED:
        yield f"neither ID nor name: {image_id[:30]!r}", lambda image_id=image_id: (
            _malformed(program, path, image_id))
        yield f"a name: {image_id[:30]!r}", lambda image_id=image_id: (
            _name(program, image_id))
        yield f"an image called {image_id[:30]!r}", (
            lambda image_id=image_id: _odd(program, image_id))
    yield "bytes that are no text", lambda: expect_refused(
        _id(program, b"\xff\xfe", path), "no image ID")
    yield "a name of several images", lambda: _several_named(program)
    yield "a name in a source that breaks off", lambda: _named_unreadable(program)
    yield "the verdict comes first", lambda: _verdicts(program, path)
    yield "child rows are listed by table", lambda: _children(program)
    yield "an answer that is wrapped loses nothing", lambda: _wrapped(program, path)
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
    for fact, value in target["facts"].items():
        expect_equal(f"{fact} is told", [fact] in words, value not in (None, "unknown"))


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


def _unknown_by(program, path, policy, words):
    """Who may take the ID follows from the policies that are given."""
    file = program.new_folder() / "policy.yaml"
    file.write_text(f"add_image: '{policy}'\n")
    run = _id(program, _UNKNOWN[0], path, "--policy", file)
    expect_code(run, 0)
    expect_in_order(["no trace", "can take it", words], run.text)
    report = _id(program, _UNKNOWN[0], path, "--policy", file, "--report", "json").report
    if words not in report["targets"][0]["who_may_create"]:
        raise Failed(f"who may create: {report['targets'][0]!r}")


def _malformed(program, path, image_id):
    """What is neither an ID nor a name was mistyped: nothing is said of it."""
    for options in ([], ["--report", "json"]):
        expect_refused(_id(program, image_id, path, *options), "no image ID", "no image is called that", "UUID")


def _name(program, name):
    """It lists the IDs."""
    path = build(program.new_folder())
    edit(path, "UPDATE images SET name = ? WHERE id = ?", name, uuid(2))
    run = _id(program, name, path)
    expect_code(run, 0)
    expect_in_order(["1 image called", path.name, uuid(2), "held"], run.text)
    if not visible(run.text):
        raise Failed(f"the answer steers the terminal: {run.text!r}"[:500])
    report = _id(program, name, path, "--report", "json").report
    expect_equal("name", report["name"], name)
    (target,) = report["targets"]
    (image,) = target["images"]
    expect_equal("image", (image["id"], image["state"], image["visibility"]), (uuid(2), "held", "public"))


def _several_named(program):
    """Of several sources, and none of another name."""
    path = build(program.new_folder())
    edit(path, "UPDATE images SET name = 'golden' WHERE id IN (?, ?, ?)", uuid(1), uuid(3), uuid(6))
    edit(path, "UPDATE images SET name = 'Golden' WHERE id = ?", uuid(2))
    other = build(program.new_folder(), {}, name="other.sqlite")
    report = program.run("id", "golden", path, other, "--now", NOW, "--report", "json").report
    expect_equal("images", [[(image["id"], image["state"]) for image in target["images"]]
                            for target in report["targets"]],
                 [sorted([(uuid(1), "held"), (uuid(3), "live"), (uuid(6), "held")]), []])


def _named_unreadable(program):
    """A name that is not found in half a table may be in the other half."""
    path = build(program.new_folder())
    edit(path, "UPDATE images SET deleted_at = 'x' WHERE id = ?", uuid(1))
    expect_incomplete(_id(program, "no such name", path), "deleted_at")


def _verdicts(program, path):
    """In the line below the heading, before findings and facts."""
    for image_id, words in ((uuid(1), "held: it is deleted, and its row blocks the ID until a purge"),
                            (uuid(2), "from 20"), (uuid(3), "live: "), (uuid(5), "live, but doomed"),
                            (uuid(6), "no purge frees it"), (uuid(99), "freed: "), (_UNKNOWN[0], "no trace: ")):
        line = _id(program, image_id, path).text.splitlines()[1]
        if words not in line:
            raise Failed(f"{image_id}: {line!r} does not say {words!r}")


def _children(program):
    path = build(program.new_folder())
    edit(path, "INSERT INTO image_tags (image_id, value, created_at, deleted) VALUES (?, 'a', ?, 0), (?, 'b', ?, 1)",
         uuid(3), "2025-01-01", uuid(3), "2025-01-01")
    run = _id(program, uuid(3), path)
    expect_in_order(["child rows", "image_tags: 2"], run.text)
    (target,) = _id(program, uuid(3), path, "--report", "json").report["targets"]
    expect_equal("child rows", target["child_rows"], [{"table": "image_tags", "rows": 2}])


def _wrapped(program, path):
    """The same words at every width."""
    texts = [program.run("id", uuid(1), path, "--now", NOW, env=program.environment(COLUMNS=str(width))).text
             for width in (60, 80, 100_000)]
    for text in texts:
        expect_equal("words", text.split(), texts[0].split())


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
