"""What `policy check` says of a rule, held against the check that the real oslo.policy makes of it."""

import json
import os
import subprocess
import tempfile

from oslo_policy import _checks
from oslo_policy import _parser
from oslo_policy import policy

import policy_unusual
from policy_cases import Generator

_RULES_A_FILE = 60
_RULE = """
id: test/every-rule
title: every rule of a file
subject: policy
severity: info
match: {form: {exists: true}}
message: "{action}"
why: to see its facts
remedy: none
show: [form, undefined_rules, cycle, raises, unusual]
"""
_ARROW = " → "
# Names that some release knows: without a release they may be defined.
_PERHAPS_DEFINED = {"default", "add_image", "get_images"}
# What an ordinary user brings along, and an image of theirs.
_CREDENTIALS = {
    "roles": ["member"], "user_id": "the-user", "project_id": "project-of-the-user", "user": "the-user",
    "tenant": "project-of-the-user", "user_domain_id": "default", "project_domain_id": "default", "domain_id": None,
    "system_scope": None, "is_admin": False, "is_admin_project": True, "service_user_id": None,
    "service_project_id": None, "service_roles": []}
_TARGET = {"project_id": "p", "owner": "p", "tenant": "p", "visibility": "private", "member_id": "m"}


class _Files:
    """Random files: rules of every form, many of which refer to others of the same file."""

    def __init__(self, rng):
        self._rng = rng
        self._generator = Generator(self._rng)

    def next(self):
        names = [f"r{number}" for number in range(_RULES_A_FILE)]
        file = {name: self._rule(names) for name in names}
        if self._rng.random() < 0.5:
            file["default"] = self._rng.choice(["role:admin", "rule:default", "rule:r0", "rule:nowhere", "!"])
        return file

    def _rule(self, names):
        while True:
            rule = self._generator.rule()
            if _loads(rule):
                break
        if not isinstance(rule, str) or self._rng.random() < 0.6:
            return rule
        others = [f"rule:{self._rng.choice(names)}" for _ in range(self._rng.choice([1, 1, 2]))]
        return " or ".join([f"({rule})" if rule.strip() else "@", *others])


def _loads(rule):
    try:
        policy.Rules.load(json.dumps({"a": rule}))
        return True
    except Exception:  # whatever it is, the file does not load
        return False


def _form(rule):
    if not isinstance(rule, str):
        return None if rule else "no-value"
    if not rule:
        return "fine"
    state = _parser.ParseState()
    quoted = False
    for token, value in _parser._parse_tokenize(rule):
        quoted = quoted or token == "string"
        state.shift(token, value)
    try:
        is_rule = isinstance(state.result, _checks.BaseCheck)
    except ValueError:
        is_rule = False
    if is_rule:
        return "fine"
    return "quoted" if quoted else "unparsable"


def _references(check):
    return [leaf.match for leaf in policy_unusual.leaves(check) if isinstance(leaf, _checks.RuleCheck)]


def _graph(rules):
    """Name: the names that it leads to, "default" in place of one that is not there."""
    def end(name):
        return name if name in rules else "default" if "default" in rules else None
    return {name: {end(other) for other in _references(check)} - {None} for name, check in rules.items()}


def _leads_back(graph, start):
    seen, pending = set(), list(graph[start])
    while pending:
        name = pending.pop()
        if name == start:
            return True
        if name not in seen:
            seen.add(name)
            pending.extend(graph[name])
    return False


def _raises(check):
    """True if one of its single checks raises for an ordinary user and image."""
    for leaf in policy_unusual.leaves(check):
        if isinstance(leaf, _checks.RuleCheck) or policy_unusual.is_unusual(leaf):
            continue
        try:
            if getattr(leaf, "kind", "") in ("http", "https"):
                (leaf.kind + ":" + leaf.match) % _TARGET  # nobody is asked
            else:
                leaf(dict(_TARGET), dict(_CREDENTIALS), None)
        except KeyError:  # of a URL: a key that another target may have
            continue
        except Exception:  # an API answers 500
            return True
    return False


def _facts(binary, folder, file):
    """{name: facts} as the program sees them."""
    with open(os.path.join(folder, "policy.json"), "w", encoding="utf-8") as out:
        json.dump(file, out)
    run = subprocess.run(
        [os.path.abspath(binary), "policy", "check", "policy.json", "--release", "none", "--rules", "rule.yaml", "--only",
         "test/every-rule", "--report", "json"], cwd=folder, capture_output=True, check=False)
    if run.returncode != 0:
        raise RuntimeError(f"exit code {run.returncode}: {run.stderr}")
    return {finding["subject"]["id"]: finding["facts"] for finding in json.loads(run.stdout)["findings"]}


def _problem(name, value, rules, graph, facts):
    check = rules[name]
    form = _form(value)
    if form is not None and facts["form"] != form and (form, facts["form"]) != ("fine", "not-a-check"):
        return f"form {facts['form']}, oslo.policy: {form}"
    missing = [other for other in dict.fromkeys(_references(check))
               if other not in rules and other not in _PERHAPS_DEFINED]
    # What looks like the password of a URL is not shown: such a name cannot be compared.
    shown = not any("://" in other for other in missing)
    if shown and (facts["undefined_rules"] or "").split(", ") != (missing or [""]):
        return f"undefined {facts['undefined_rules']!r}, oslo.policy: {missing}"
    if (facts["raises"] is not None) != _raises(check):
        return f"raises {facts['raises']!r}, oslo.policy: {_raises(check)}"
    unusual = [str(leaf) for leaf in policy_unusual.leaves(check) if policy_unusual.is_unusual(leaf)]
    if facts["unusual"] != (unusual[0] if unusual else None) and not any("://" in leaf for leaf in unusual):
        return f"unusual {facts['unusual']!r}, by the contract: {unusual}"
    if (facts["cycle"] is not None) != _leads_back(graph, name):
        return f"cycle {facts['cycle']!r}, oslo.policy: {_leads_back(graph, name)}"
    way = (facts["cycle"] or "").split(_ARROW)
    if facts["cycle"] and "…" not in way and (way[0] != name or way[-1] != name or any(
            after not in graph[before] for before, after in zip(way, way[1:]))):
        return f"no way round: {way}"
    return None


def check(tally, binary, rng, count):
    """`count` files."""
    files = _Files(rng)
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "rule.yaml"), "w", encoding="utf-8") as out:
            out.write(_RULE)
        for _ in range(count):
            file = files.next()
            rules = policy.Rules.load(json.dumps(file), "default")
            graph = _graph(rules)
            facts = _facts(binary, folder, file)
            tally.check("policy check: a row for every rule", facts.keys() != file.keys() and "others")
            for name, value in file.items():
                problem = _problem(name, value, rules, graph, facts[name])
                tally.check("policy check", problem and f"{problem}, for {json.dumps(value)}")
