"""Random policies, credentials and targets, of every form the language has.

All from one random.Random, so that a seed gives the same cases again.
"""

ROLES = [
    "admin", "Admin", "member", "reader", "_member_", "é", "É", "ΑΣ", "ας", "ǅ", "İ", "ß", "",
    "a b", "50%", "x:y", "(", "role",
]
NAMES = ["a", "b", "c", "default", "add_image", "no such rule", "", "a:b", "é"]
KEYS = ["project_id", "owner", "visibility", "x", "a.b", "(k)", "is_admin"]
LITERALS = [
    "'x'", '"public"', "'p1'", "True", "False", "None", "1", "0", "1.0", "1e3", "-1", "+1", "1+2j",
    "0x10", "0b1", "1_000", "b'x'", "[1,2]", "[]", "()", "(1,)", "{}", "{1}", "set()", "...",
    "'a''b'", "'\\n'", "'\\x41'", "u'x'", "r'\\x'", "f'x'", "'é'", "[None,'x']", "{'a'}", "'''x'''",
    "1,", "--1", "not", "-0.0", "'it'",
]
LOOKUPS = [
    "project_id", "user_id", "is_admin", "roles", "token.project.id", "token.roles.name", "token",
    "nope", "project_id.x", "list", "list.name", "list.deep.x", "system", "system_scope", "os-x",
    "a/b", "x[0]", "f(x)", "a@b", "a#b", "token.project", "none.x", "none", "é", "ключ", "dates",
    "number", "set", "a.b", "domain_id", "user id", "x y",
]
BROKEN_KINDS = [
    "", "1abc", "a..b", ".a", "a.", "class", "a-", "'x", '"', "%(x)s", "$x", "a?", "0777", "x²",
    "€", "(a", "a)", "lambda", "a b c", "1__0", "f'{'", "\\", "!", "if", "b'é'", "a=b", "*a",
    "yield",
]
MATCHES = [
    "%(project_id)s", "%(owner)s", "%(visibility)s", "%(x)s", "%(nope)s", "%(a.b)s", "%((k))s",
    "p1", "u1", "x", "True", "None", "%(is_admin)s", "%%", "%(x)r", "%(x)d", "%(x)5s", "%(x)-5s",
    "%(x).1s", "%(x)i", "%(x)x", "%(x)f", "%(x)c", "%(x)", "%(x", "%", "%s", "%s%s", "50%", "%(x)q",
    "%(x)a", "%(x)%", "a%(project_id)sb", "%(project_id)s-%(owner)s", "[1,2]", "é", "%(x)05d",
    "%(x)+d", "%(x)#x", "%(x)e", "%(x)g", "%*d", "%(x)*d", "", "p1:x", "'p1'", '"p1"', "(p1)",
    "%(project_id)s)", "1", "1.0", "1000.0", "{'a': 1}", "[1, 2]", "public", "admin", "(1+2j)",
    "%(x)hd", "%(x)ls",
]
ODD_TOKENS = [
    "and", "or", "not", "AND", "Or", "nOt", "(", ")", "((", "))", "()", "'quoted'", '"quoted"',
    "'a' ", "foo", "@@", "!!", "andy", "not:x", "and:x", "'", "''", '""', "'a':", "(@)", "(!)",
    "role:a and(role:b)", "role:admin)or(role:b", ":", "::", "rule", "role:", "rule:", "@:x", "!:x",
]
REMOTES = [
    "http://h/x", "https://h/%(project_id)s", "http://h/%(nope)s", "http:", "https:%",
    "http://h/%(x)d", "HTTP://h/x",
]
LIKELY = [
    "@", "not role:admin", "role:member", "project_id:%(project_id)s", "project_id:p1",
    "user_id:u1", "'p1':%(owner)s", "True:True", "role:Admin", "not !", "role:%(x)s",
    "token.roles.name:admin", "list:x", "not nope:x",
]
BLANKS = [
    " ", " ", " ", " ", "  ", "\t", "\n", "\r\n", "\x0b", "\x0c", "\x1c", "\x1f", "\x85", "\xa0",
    "\u2003", "\u3000", "\u2028", "\u200b", "\ufeff",
]

# Values of rules that are no check strings and no usual lists of lists.
ODD_RULES = [
    None, 0, 1, True, False, 0.0, 1.5, {}, {"role:admin": 1}, [[]], [{}], [None], [0], [1], [["role:admin", 1]],
    [{"role:admin": 1}], float("nan"), [True], ["", "role:admin"],
]
VALUES = [
    "p1", "u1", "x", "", "public", "admin", "é", "it's", None, True, False, 0, 1, -5, 1.0, 1000.0, 1e16, 10 ** 20, [],
    {}, [1, 2], ["x", None], {"a": 1}, {"k": ["v", 1.5]}, "a\nb", "\U0001f600", "1", "True", "None", "[1,2]", 255, 65, 0.1,
    float("inf"), "\xad", "%s", {"id": "p1"}, [{"name": "x"}, {"name": "admin"}], ["admin", "member"],
]
ODD_ROLES = [
    None, "admin", "a", 1, {}, {"admin": 1}, [1], ["admin", None], [["admin"]], True, "", [""],
]
FURTHER_CREDENTIALS = [
    "is_admin", "token", "list", "system", "system_scope", "none", "os-x", "a#b", "é", "number", "domain_id", "a",
    "x y", "set", "a/b",
]
NO_EXPRESSIONS = ["", " ", "\t", "@", "!", "()", "((", "))", "'x'", "and", "not", "not not"]
OPERATORS = ["and", "or", "and", "or", "And", "OR"]


class Generator:
    def __init__(self, rng):
        self._rng = rng

    def _one(self, choices):
        return self._rng.choice(choices)

    def _often(self, likely, otherwise, chance=0.85):
        return likely if self._rng.random() < chance else otherwise

    # --- check strings

    def kind(self):
        return self._one(self._one([LITERALS, LOOKUPS, LOOKUPS, LOOKUPS, BROKEN_KINDS]))

    def check(self):
        """One check, mostly a good one."""
        form = self._rng.random()
        if form < 0.15:
            return self._one(LIKELY)
        if form < 0.3:
            return "role:" + self._one(self._often(ROLES, MATCHES))
        if form < 0.45:
            return "rule:" + self._one(NAMES)
        if form < 0.75:
            return self.kind() + ":" + self._one(MATCHES)
        if form < 0.85:
            return self._one(["@", "!", "role:admin", "role:member", "project_id:%(project_id)s"])
        if form < 0.9:
            return self._one(REMOTES)
        return self._one(ODD_TOKENS)

    def _blank(self):
        return self._often(" ", self._one(BLANKS), 0.9)

    def expression(self, depth=0):
        """A check string whose operators and parentheses are in order; checks within need not be."""
        form = self._rng.random()
        if depth > 3 or form < 0.35:
            return self.check()
        if form < 0.5:
            return self._one(["not", "NOT"]) + self._blank() + self.expression(depth + 1)
        if form < 0.65:
            return "(" + self._one(["", "", " "]) + self.expression(depth + 1) + self._one([")", " )"])
        count = self._rng.randint(2, 4)
        parts = [self.expression(depth + 1) for _ in range(count)]
        text = parts[0]
        for part in parts[1:]:
            text += self._blank() + self._one(OPERATORS) + self._blank() + part
        return text

    def _mangled(self, text):
        """The same with something taken out, put in, or twice."""
        tokens = text.split(" ")
        for _ in range(self._rng.randint(1, 2)):
            at = self._rng.randrange(len(tokens))
            instead = self._one([[], [self._one(ODD_TOKENS)], [self.check()], tokens[at:at + 1] * 2])
            tokens[at:at + self._rng.randint(0, 1)] = instead
            tokens = tokens or [""]
        return self._one([" ", " ", " ", "", "  "]).join(tokens)

    def check_string(self):
        form = self._rng.random()
        if form < 0.05:
            return self._one(NO_EXPRESSIONS)
        text = self.expression()
        return text if form < 0.8 else self._mangled(text)

    def rule(self):
        """The value of a rule: mostly a check string, now and then a list of lists or something odd."""
        form = self._rng.random()
        if form < 0.85:
            return self.check_string()
        if form < 0.97:
            return [self._inner_list() for _ in range(self._rng.randint(0, 3))]
        return self._one(ODD_RULES)

    def _inner_list(self):
        form = self._rng.random()
        if form < 0.3:
            return self.check()
        odd = self._one([1, None, ["role:admin"], "", "role:a or role:b"])
        return [self._often(self.check(), odd, 0.95) for _ in range(self._rng.randint(0, 3))]

    def rules(self):
        count = self._rng.choices([1, 2, 3, 4], [4, 3, 2, 1])[0]
        names = self._often(NAMES[:5], NAMES, 0.9)
        return {self._one(names): self.rule() for _ in range(count)}

    # --- credentials and targets

    def scalar(self):
        return self._one(VALUES)

    def credentials(self):
        creds = {}
        if self._rng.random() < 0.93:
            creds["roles"] = self._roles()
        for key in ["project_id", "user_id"]:
            if self._rng.random() < 0.85:
                creds[key] = self._often(self._one(["p1", "u1", "x"]), self.scalar())
        for key in FURTHER_CREDENTIALS:
            if self._rng.random() < 0.2:
                creds[key] = self._nested(key)
        return creds

    def _roles(self):
        if self._rng.random() < 0.05:
            return self._one(ODD_ROLES)
        return [self._one(ROLES) for _ in range(self._rng.randint(0, 3))]

    def _nested(self, key):
        if key == "token":
            roles = [{"name": self.scalar()}, {"name": "admin"}]
            return self._often({"project": {"id": self.scalar()}, "roles": roles}, self.scalar(), 0.7)
        if key == "list":
            item = {"name": self.scalar(), "deep": [{"x": self.scalar()}]}
            return [self._often(item, self.scalar(), 0.7) for _ in range(self._rng.randint(0, 3))]
        if key == "a":
            return self._often({"b": self.scalar()}, self.scalar())
        return self.scalar()

    def target(self):
        target = {}
        for key in KEYS:
            if self._rng.random() < 0.7:
                target[key] = self._often(self._one(["p1", "u1", "x", "public", "admin"]), self.scalar(), 0.6)
        return target

    def question(self, actions):
        """An action, and who asks of what: a case without rules of its own."""
        return {"action": self._one(actions), "credentials": self.credentials(), "target": self.target()}

    def group(self, count):
        """`count` cases with the same rules."""
        rules = self.rules()
        return [{"policy": rules, **self.question(self._often(list(rules), NAMES, 0.93))} for _ in range(count)]
