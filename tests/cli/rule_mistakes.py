"""Mistakes that people make in rule files, and what is to be said of them."""

RULE = """\
id: test/held
title: A deleted image
subject: image
severity: high
match:
  state: held
message: "Deleted image {id}"
why: It is a test.
remedy: None is needed.
"""

# Replaced in RULE: the old line, the new one, the offending text, what is
# said of it.
WRONG = [
    ("why: It is a test.", "why: It is a test.\nwyh: no", "wyh",
     ["no key 'wyh'", "did you mean 'why'?"]),
    ("  state: held", "  stat: held", "stat: held",
     ["no fact of an image is called 'stat'", "did you mean 'state'?"]),
    ("  state: held", "  xylophone: 1", "xylophone: 1",
     ["'xylophone'", "one of id, name, owner"]),
    ("  state: held", "  action: add_image", "action: add_image",
     ["no fact of an image is called 'action'"]),
    ("  state: held", "  state: hold", "hold", ["did you mean 'held'?"]),
    ("  state: held", "  state: [live, hold]", "hold]",
     ["did you mean 'held'?"]),
    ("  state: held", "  state: 7", "7", ["state is a word", "an integer",
                                          "live, held, freed"]),
    ("  state: held", "  members: {at_lest: 3}", "at_lest",
     ["did you mean 'at_least'?"]),
    ("  state: held", "  members: {xylophone: 3}", "xylophone",
     ["one of not, any, at_least"]),
    ("  state: held", "  members: many", "many", ["integer", "whole number"]),
    ("  state: held", "  members: {at_least: 3.5}", "3.5", ["whole number"]),
    ("  state: held", "  members: 99999999999999999999", "99999999999999999999",
     ["too large"]),
    ("  state: held", "  purgeable: 1", "1", ["boolean", "true or false"]),
    ("  state: held", "  purgeable: 'true'", "'true'", ["true or false"]),
    ("  state: held", "  name: 5", "5", ["text", "quote"]),
    ("  state: held", "  name: ~", "~", ["{exists: false}"]),
    ("  state: held", "  state: {at_least: 1}", "at_least",
     ["'at_least' tests an integer", "live, held, freed"]),
    ("  state: held", "  members: {matches: x}", "matches",
     ["'matches' tests text"]),
    ("  state: held", "  name: {older_than: 3d}", "older_than",
     ["'older_than' tests a time"]),
    ("  state: held", "  name: {matches: 'a(b'}", "'a(b'",
     ["regular expression", "missing )"]),
    ("  state: held", "  name: {matches: '(?=x)'}", "'(?=x)'",
     ["regular expression", "RE2"]),
    ("  state: held", "  name: {matches: 5}", "5", ["quote it"]),
    ("  state: held", "  deleted_at: {before: yesterday}", "yesterday",
     ["2026-01-02T03:04:05Z"]),
    ("  state: held", "  deleted_at: {older_than: 30}", "30", ["30d"]),
    ("  state: held", "  deleted_at: {exists: maybe}", "maybe",
     ["true or false"]),
    ("  state: held", "  deleted_at: {}", "{}", ["empty"]),
    ("  state: held", "  state: []", "[]", ["empty"]),
    ("  state: held", "  any: held", "held", ["list"]),
    ("  state: held", "  not: [held]", "[held]", ["map"]),
    ("match:\n  state: held", "match: {}", "{}", ["everything"]),
    ("match:\n  state: held", "match: [a]", "[a]", ["map"]),
    ("subject: image", "subject: imgae", "imgae", ["did you mean 'image'?"]),
    ("severity: high", "severity: hgih", "hgih", ["did you mean 'high'?"]),
    ("severity: high", "severity: [{when: {state: held}, is: low}]", "[{when",
     ["plain severity"]),
    ("severity: high", "severity: [{when: {state: held}, s: low}, high]",
     "s: low", ["did you mean 'is'?"]),
    ("severity: high", "severity: [{when: {stat: held}, is: low}, high]",
     "stat: held", ["did you mean 'state'?"]),
    ("severity: high", "severity: []", "[]", ["plain severity"]),
    ("title: A deleted image", "title: ''", "''", ["'title' is empty"]),
    ("title: A deleted image", "title: 5", "5", ["'title' is text", "quote"]),
    ("id: test/held", "id: Test Held", "Test Held", ["advisory/name"]),
    ("id: test/held", "id: held", "held", ["advisory/name"]),
    ('"Deleted image {id}"', '"Deleted image {idd}"', "idd}",
     ["did you mean 'id'?"]),
    ('"Deleted image {id}"', '"Deleted image {id"', "{id", ["brace"]),
    ('"Deleted image {id}"', '"Deleted image }"', "}", ["brace"]),
    ('"Deleted image {id}"', '"Deleted image {id|sqllite}"', "sqllite}",
     ["sqlite"]),
    ("remedy: None is needed.", "remedy: x\ncure: pinn", "pinn",
     ["did you mean 'pin'?"]),
    ("remedy: None is needed.", "remedy: x\nreferences: https://x", "https://x",
     ["list"]),
    ("remedy: None is needed.", "remedy: x\nshow: [ownr]", "ownr",
     ["did you mean 'owner'?"]),
    ("why: It is a test.", "why: It is: a test.", ": a test.", ["quotes"]),
    ("why: It is a test.", "why: 'It is a test.", "'It", ["quote"]),
    ("  state: held", "  {\"name\": \"\u65e5\u672c\u8a9e\", stat: held}",
     "stat: held", ["did you mean 'state'?"]),
    ("  state: held", "  {\"name\": \"cafe\u0301\", stat: held}", "stat: held",
     ["did you mean 'state'?"]),
    ("  state: held", "  {\"name\": \"" + "x" * 300 + "\", stat: held}",
     "stat: held", ["did you mean 'state'?"]),
    ("  state: held", "  {\"name\": \"\u202e\u200b\", stat: held}",
     "stat: held", ["did you mean 'state'?"]),
    ("why: It is a test.", "why: It is a test.\n---\nid: test/other", "---",
     ["second document"]),
    ("why: It is a test.", "why: *nobody", "*nobody", ["nobody"]),
    ("why: It is a test.", "why: It is a test.\nmatch: {state: live}", "match",
     ["twice"]),
]
# Whole files.
WRONG_FILES = {
    "nothing": (b"", ["empty"]),
    "a comment": (b"# a rule\n", ["empty"]),
    "a list": (b"- a\n", [":1:1", "map", "a list"]),
    "a word": (b"rule\n", [":1:1", "map"]),
    "only an ID": (b"id: test/held\n", ["has no 'title'", "rules show"]),
    "a change of an unknown rule": (
        b"id: ossn-0075/held-publc\nseverity: low\n",
        [":1:5", "did you mean 'ossn-0075/held-public'?"]),
    "a change to an unknown severity": (
        b"id: ossn-0075/held-public\nseverity: lwo\n",
        [":2:11", "did you mean 'low'?"]),
    "a tab": (b"id: test/held\n\ttitle: x\n", [":2:1", "tab", "blanks"]),
    "invalid UTF-8": (b"id: test/held\ntitle: \xff\n", [":2:8", "UTF-8"]),
    "a NUL byte": (b"id: test/held\ntitle: \x00\n", [":2:8", "control"]),
    "a UTF-16 file": ("id: test/held".encode("utf-16"), ["UTF-8"]),
    "noise": (bytes(range(256)) * 20, []),
    "20,000 brackets": (b"id: " + b"[" * 20_000, ["levels deep"]),
    "20 MB": (b"# " + b"x" * 20_000_000, ["larger"]),
    "aliases that would fill the memory": (
        b"a: &a [x, x, x, x, x, x, x, x, x]\n" + b"".join(
            b"%c: &%c [%s]\n" % (98 + n, 98 + n, b", ".join(
                [b"*%c" % (97 + n)] * 9)) for n in range(9)), ["aliases"]),
}
