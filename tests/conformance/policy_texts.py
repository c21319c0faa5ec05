"""Random texts of whole policy files: YAML and JSON, in order and broken, with every odd scalar."""

NAMES = [
    "a", "b", "c", "add_image", "default", '"a"', "'b'", '"add_image"', "1", "true", "~",
    "2001-01-01", "1.0", "é", '"\\u0061"', "? a", "on", "<<", "=", '"<<"', "!!str a", "&k a", "*k",
    "a b", "0x1F", '"b c"', "!foo a", "[a]", "{a: b}",
]
SCALARS = [
    '""', '"@"', '"!"', '"role:admin"', "role:admin", "'role:admin'", "role:admin or role:member",
    "@", "!", "", "~", "null", "yes", "on", "off", "No", "true", "1", "0", "1_000", "0o7", "012",
    "0b1", "0x1F", "12:30", "1.5", "0.0", ".inf", "-.INF", ".nan", "1e5", "1.0e+5", "2001-01-01",
    "2001-99-99", "2001-12-14t21:59:43.10-05:00", "=", "<<", "!foo bar", "!!str 12", "!!int '7'",
    "!!int x", "!!binary aGk=", "!!binary ''", "!!binary AA==", "!!binary x",
    "!!set {role:admin, role:x}", "!!omap [role:admin: x]", "!!null x", "!!bool no", "!!float 0",
    "!!seq []", "!!map {}", "!!timestamp 2001-1-1", "!,", "!x,", "a?b", "?b", "!e!int 0", "!e!x 0",
    "!<tag:yaml.org,2002:str> 0", "|#c\n  x", "|\t\n  x", "! 0", "! '0'", "&x role:admin", "*x",
    "*nope", "role:x#c", "role:admin # c", "[]", "[[]]", "[[role:admin]]",
    "[[role:admin, role:x], [role:member]]", "[role:admin]", "{}", "{role:admin: 1}",
    "[[], ['role:admin']]", "[1]", "[[1]]", "|\n  role:admin\n", ">-\n  role:admin\n  or role:x",
    "role:admin\n  or role:x", "\n  - role:admin\n  - - role:x\n    - role:member",
    '"role:\\u0061dmin"', '"role:admin\\n"', "'it''s'", '"\\q"', '"a\n\n b"', "role:é", "日本",
    "rule:b", '"rule:b"', "not role:x", '"not role:x"', '"unclosed', "'unclosed", "[unclosed",
    "{unclosed", "%x", "`x", "- a", "a: b", ": a", "role:a\tor role:b", "\trole:admin",
    "role:admin\t", "?", "-", "...", "--- x", "\x07", "\x7f", "\ufeff", "\u2028", "\x85", "\xa0",
    "\ud7ff", "\ufffe", "😀", '"\\x41"', '"\\/"', "99999999999999999999",
    "project_id:%(project_id)s", '"\'p1\':%(project_id)s"', "\"True:%(x)s\"",
]
JSON_SCALARS = [
    '""', '"@"', '"role:admin"', '"!"', "null", "0", "1", "1.5", "1e5", "1E400", "NaN", "-Infinity",
    "true", "false", "[]", "[[]]", '[["role:admin"]]', "{}", '"\\u0072ole:admin"',
    '"role:\\ud83d\\ude00"', '"\\ud800"', '"\\/"', '"a\\tb"', '"a\tb"', '"\x7f"', "-0", "01", "1.",
    "'role:admin'", "role:admin", '"rule:b"', "\"'p1':%(project_id)s\"", '"not role:x"', "-0.0",
    "99999999999999999999", '"\\q"', '["role:admin", ["role:x"]]', '{"role:admin": 1}',
]
JSON_NAMES = [
    '"a"', '"b"', '"add_image"', '"default"', '"\\u0061"', '"é"', '"<<"', "a", "1", "'a'", '""',
]
HEADS = [
    "", "", "", "", "", "", "---\n", "# policy\n", "\n\n", "\ufeff", "%YAML 1.1\n---\n",
    "--- # c\n", "---\n---\n", "...\n", " ", "\t", "%FOO bar\n---\n", "%YAML 1.3\n---\n",
    "%YAML 2.0\n---\n", "%TAG !e! tag:yaml.org,2002:\n---\n", "\ufeff\ufeff",
]
TAILS = [
    "", "", "", "", "", "\n", "\n...\n", "\n---\n", "\n--- {}\n", "\n# end", "\n ", "\n\t", "\n}",
    "\x00",
]
WHOLE = [
    "", "# nothing\n", "[]", "{}", "null", "~", "0", "false", "0.0", '""', "''", "word", "1",
    "true", "- a\n- b\n", "[a]", "a: [", "\ufeff", "---\n", "...", "2001-01-01", "!!set {}",
    "!!omap []", "!!binary ''", '"word"', "[{}]", "{a: b}\n{c: d}", "NaN", "-0", "[]\n[]", "\n\n\n",
    "a", "a:", "a: b: c", "{" * 300, "[" * 300, "[" * 10_000, "{a: " * 10_000,
]

PIECES = [
    "\t", " ", "\n", ":", "- ", "#", '"', "'", ",", "{", "}", "[", "]", "&", "*", "!", "%", "?", "|", ">", "\r",
]


class Texts:
    def __init__(self, rng):
        self._rng = rng

    def _one(self, choices):
        return self._rng.choice(choices)

    def _likely(self, choices, first, chance):
        return self._one(choices[:first]) if self._rng.random() < chance else self._one(choices)

    def _block(self):
        lines = []
        indent = self._one(["", "", "", "", "  "])
        for _ in range(self._rng.randint(1, 5)):
            colon = self._one([": "] * 8 + [":", ":  ", " : ", ":\n  ", ":\t"])
            value = self._likely(SCALARS, 8, 0.4) + self._one([""] * 8 + [" # c", " ", "\n", "\n# c"])
            lines.append(indent + self._likely(NAMES, 8, 0.85) + colon + value)
        if self._rng.random() < 0.05:
            lines.insert(0, "base: &base {a: role:admin, b: role:x}")
            lines.append("<<: *base")
        return "\n".join(lines) + "\n"

    def _flow(self):
        comma = self._one([", ", ",\n ", ",", " , "])
        colon = self._one([": ", ": ", ": ", " : ", ":"])
        entries = [self._likely(NAMES, 8, 0.85) + colon + self._likely(SCALARS, 8, 0.7)
                   for _ in range(self._rng.randint(0, 4))]
        end = self._one(["", "", "", ",", " "]) + self._one(["}", "}", "}", "", "}}"])
        return "{" + comma.join(entries) + end

    def _json(self):
        space = self._one(["", " ", "\n", "\t", "\n\t", "\n    ", "\r\n"])
        colon = self._one([": ", ": ", ":", " : ", ":\t", "\t:"])
        entries = [space + self._likely(JSON_NAMES, 7, 0.95) + colon + self._likely(JSON_SCALARS, 5, 0.5)
                   for _ in range(self._rng.randint(0, 5))]
        end = self._one([""] * 8 + [","]) + space + self._one(["}"] * 9 + ["", "]", "} x"])
        return "{" + ",".join(entries) + end

    def _mangled(self, text):
        at = self._rng.randrange(len(text) + 1)
        piece = self._one(PIECES)
        return text[:at] + piece + text[at + self._rng.randint(0, 2):]

    def text(self):
        """The content of a file, as text."""
        form = self._rng.random()
        if form < 0.04:
            return self._one(WHOLE)
        body = self._block() if form < 0.5 else self._flow() if form < 0.65 else self._json()
        if self._rng.random() < 0.12:
            body = self._mangled(body)
        if self._rng.random() < 0.05:
            body = body.replace("\n", "\r\n")
        return self._one(HEADS) + body + self._one(TAILS) if self._rng.random() < 0.25 else body

    def bytes(self):
        """The same as bytes, now and then not UTF-8."""
        content = self.text().encode("utf-8", "surrogatepass")
        if self._rng.random() < 0.01:
            at = self._rng.randrange(len(content) + 1)
            content = content[:at] + self._one([b"\xff", b"\xc3", b"\xed\xa0\x80", b"\x80"]) + content[at:]
        return content
