"""What is wrong with a rule file, and where: the line, a caret below the very
text, and the nearest right word."""

import re
import unicodedata

from expect import expect_refused
from glance_database import build
from rule_mistakes import RULE, WRONG, WRONG_FILES
from suite import Failed, expect_equal

_ENDS = {"\n": "as it is", "\r\n": "with CRLF", "\r": "with CR"}


def tests(program):
    for old, new, text, words in WRONG:
        yield f"{new[:60]!r}", (
            lambda old=old, new=new, text=text, words=words: _wrong(
                program, old, new, text, words))
    for key in ("id", "title", "subject", "severity", "match", "message", "why",
                "remedy"):
        yield f"without {key}", lambda key=key: _without(program, key)
    for name, (content, words) in WRONG_FILES.items():
        yield name, lambda content=content, words=words: _refused(
            program, content, words)
    for end, name in _ENDS.items():
        yield f"the line is counted right {name}", lambda end=end: _refused(
            program, RULE.replace("state:", "stat:").replace(
                "\n", end).encode(), [":6:3:", "\n  stat: held\n  ^\n"])
    yield "a byte order mark takes no column", lambda: _refused(
        program, b"\xef\xbb\xbfidd: x\n", [":1:1:", "\nidd: x\n^\n"])


def _write(program, content):
    path = program.new_folder() / "rule.yaml"
    path.write_bytes(content)
    return path


def _wrong(program, old, new, text, words):
    expect_equal("places in the rule", RULE.count(old), 1)
    rule = RULE.replace(old, new)
    path = _write(program, rule.encode())
    run = program.run("rules", "validate", path)
    expect_refused(run, *words)
    _expect_caret(run, path, rule, text)
    scan = program.scan(build(program.new_folder()), "--rules", path)
    expect_equal("what a scan says of it", (scan.code, scan.errors),
                 (run.code, run.errors))


def _expect_caret(run, path, rule, text):
    """`text` stands at the line and column given, and above the caret."""
    first, shown, caret = run.errors.splitlines()[:3]
    place = re.match(re.escape(f"glance-audit: error: {path}:")
                     + r"(\d+):(\d+): ", first)
    if place is None or caret.strip() != "^":
        raise Failed(f"no place, or no caret\n{run}")
    line = rule.splitlines()[int(place[1]) - 1]
    column = int(place[2]) - 1
    expect_equal("the text at that place", line[column:][:len(text)], text)
    above = _from_column(shown, len(caret) - 1)
    expect_equal("the text above the caret", above[:len(text)], text)


def _from_column(line, column):
    """What stands at and behind a column of a terminal."""
    at = 0
    for number, character in enumerate(line):
        if at >= column and not unicodedata.combining(character):
            return line[number:]
        if not unicodedata.combining(character):
            wide = unicodedata.east_asian_width(character) in "WF"
            at += 2 if wide else 1
    return ""


def _without(program, key):
    lines = [line for line in RULE.splitlines(keepends=True)
             if not line.startswith(key + ":")]
    if key == "match":
        lines.remove("  state: held\n")
    _refused(program, "".join(lines).encode(), [f"has no '{key}'"])


def _refused(program, content, words):
    path = _write(program, content)
    expect_refused(program.run("rules", "validate", path, timeout=30), path,
                   *words)
