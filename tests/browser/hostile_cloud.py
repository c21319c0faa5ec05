"""Glance databases whose texts try everything against a report, and a large one.

The schema is Wallaby's, from samples/schemas. NOW is the audit's time.
"""

import datetime
import pathlib
import random
import sqlite3

SCHEMAS = pathlib.Path(__file__).parents[2] / "samples" / "schemas"

NOW = datetime.datetime(2026, 1, 2, 3, 4, 5)

NAMES = [
    "</script><script>window.pwned=1</script>",
    "<!--<script>", "]]>", "<img src=x onerror=window.pwned=2>",
    "<svg/onload=window.pwned=3>", "javascript:window.pwned=4",
    "\" onmouseover=\"window.pwned=5", "' autofocus onfocus='window.pwned=6",
    "=cmd|' /C calc'!A0", "@SUM(1+1)", "\u001b[31mred\u001b]0;title\u0007",
    "\u202egpj.exe", "a\u2066b\u2069", "zero\u200bwidth\ufeff",
    "nul\u0000inside", "two\nlines\r\tand a tab", "\u2028\u2029",
    "{id} {name} {nope} {{}}", "%s%n$1`id`", "back\\slash", "o'brien",
    "\"quoted\"", "&lt;&amp;amp;", "  spaces  at   the ends ", " ", "",
    "none", "caf\u00e9 cafe\u0301", "\u4ed8\u5e33 \U0001f4bf",
    "\u05e9\u05dc\u05d5\u05dd", "x" * 100_000, "y\u202e" * 3000, None,
    b"bad\xffbyte", b"half\xe2\x82", b"\xed\xa0\x80", b"\xc3",
]

ODD_IDS = [
    "", " ", "  x", "x ", "o'brien", "\"quoted\"", "back\\slash", "a\nb",
    "a\u0000b", "\u202emag", "$(reboot)", "`id`", "'; DROP TABLE images; --",
    "</script><script>window.pwned=7</script>", "<img src=x onerror=pwned=8>",
    "../../etc/passwd", "caf\u00e9", "%s%n", "{id}", "0", "null", "X" * 400,
    "0B1C2D3E-4F5A-4B6C-8D7E-9F0A1B2C3D4E",
    "0b1c2d3e4f5a4b6c8d7e9f0a1b2c3d4e", b"odd\xffid",
]

# Beyond what a JavaScript number or date holds exactly, and ties.
DELETED_AT = [
    "0001-01-01 00:00:00", "1969-12-31 23:59:59.999999",
    "2025-01-01 00:00:00.100000", "2025-01-01 00:00:00.000001",
    "9999-12-31 23:59:59.999999", "2255-06-05 23:47:34.740993",
]

# Users' rules, one with texts that are hostile too and one with shell commands.
NAMED_RULE = r"""
id: test/named
title: "<b>title</b> & \u202Ereversed </h3>"
subject: image
severity:
  - when: {visibility: community}
    is: medium
    say: "Note <i>{name}</i>."
  - low
match:
  state: held
message: "{{held}} {id} {name|shell} {deleted_at|sql_time} {owner}{name}"
why: "<script>window.pwned=9</script> `code <b>` and ` alone\n\nsecond"
remedy: "'\"><img src=x onerror=window.pwned=10>"
references: ["javascript:window.pwned=11", "https://example.org/?a=1&b=<x>\" onmouseover=\"window.pwned=12"]
"""

RESERVING_RULE = r"""
id: test/reserving
title: IDs that somebody reserves
subject: image
severity: info
match:
  state: held
  name: odd
message: "{id}"
why: None.
remedy: None.
cure: reserve
"""

POLICY = """
# Anyone.
add_image: ""
"""


def uuid(rng):
    digits = f"{rng.getrandbits(128):032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20],
                     digits[20:]))


def make(path, rows):
    """A database of `rows`: (id, name, owner, visibility, deleted_at)."""
    database = sqlite3.connect(path)
    for schema in ("wallaby_contract01.sql", "children.sql"):
        database.executescript((SCHEMAS / schema).read_text("utf-8"))
    with database:
        database.executemany(
            "INSERT INTO images (id, name, owner, visibility, deleted_at,"
            " deleted, status, created_at, min_disk, min_ram) VALUES"
            " (CAST(?1 AS TEXT), CAST(?2 AS TEXT), ?3, ?4, ?5,"
            " ?5 IS NOT NULL, iif(?5 IS NULL, 'active', 'deleted'),"
            " '2020-01-01 00:00:00', 0, 0)", rows)
    database.close()
    return path


def days_ago(days):
    return (NOW - datetime.timedelta(days=days)).isoformat(" ")


def make_hostile(path):
    """Every name and every odd ID, held; more than a page of one rule."""
    rng = random.Random(75)
    rows = []
    for number, name in enumerate(NAMES):
        owner = rng.choice(["p1", "<b>owner</b>", None])
        visibility = "community" if number % 5 == 0 else "public"
        rows.append((uuid(rng), name, owner, visibility,
                     days_ago(rng.randrange(1, 900))))
    for image_id in ODD_IDS:
        rows.append((image_id, "odd", "p2", "public", days_ago(400)))
    for moment in DELETED_AT:
        rows.append((uuid(rng), "time", "p2", "public", moment))
    for number in range(140):
        rows.append((uuid(rng), f"plain-{number}", "p3", "public",
                     days_ago(181 + number)))
    return make(path, rows)


def make_large(path, count):
    rng = random.Random(121000)
    kinds = ("ubuntu-22.04", "debian-12", "windows-2019", "cirros", "rhel-9")
    return make(path, (
        (uuid(rng), f"{rng.choice(kinds)}-{number}", f"project-{number % 97}",
         "public", days_ago(rng.random() * 700)) for number in range(count)))


def make_clean(path):
    rng = random.Random(1)
    return make(path, [(uuid(rng), "live", "p1", "private", None)
                       for _ in range(12)])


def make_broken(path):
    """Readable at its beginning, and destroyed from the middle on."""
    make_large(path, 4000)
    size = path.stat().st_size
    with open(path, "r+b") as file:
        file.seek(size // 2)
        file.write(b"\xff" * (size - size // 2))
    return path
