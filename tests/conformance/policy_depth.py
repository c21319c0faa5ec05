"""Deep nesting: Python's recursion limit shows in what oslo.policy loads and enforces.

Where exactly the limit lies depends on the caller's own depth and on Python's version, so the cases keep away from it.
"""

import os
import tempfile

from oslo_policy import policy

import policy_program
import policy_reference

_CREDENTIALS = {"roles": ["admin"], "project_id": "p1"}


def _chain(length):
    rules = {f"r{i}": f"rule:r{i + 1}" for i in range(length)}
    return {**rules, "a": "rule:r0", f"r{length}": "role:admin"}


def _policies():
    """(name, rules): "a" is the rule that is asked for."""
    for count in (1, 100, 300, 900, 1200, 10_000):
        yield f"{count} parentheses", {"a": "(" * count + "role:admin" + ")" * count}
        yield f"{count} open parentheses", {"a": "(" * count + "role:admin"}
        yield f"{count} nested or", {"a": "(role:x or " * count + "role:admin" + ")" * count}
        yield f"{count} nested or, cut short", {"a": "(role:admin or " * count + "role:x" + ")" * count}
        yield f"{count} not", {"a": "not " * count + "role:x"}
        yield f"{count} operands", {"a": " or ".join(["role:x"] * count + ["role:admin"])}
    for length in (1, 100, 300, 900):
        yield f"chain of {length} rules", _chain(length)
    yield "circle", {"a": "rule:b", "b": "rule:a"}
    yield "circle not entered", {"a": "role:admin or rule:a"}
    yield "circle of the default rule", {"default": "rule:default", "a": "rule:nope"}
    yield "circle through an undefined rule", {"default": "rule:nope or role:admin"}
    yield "no such rule", {"b": "@"}


def _decide(rules):
    """As Glance does it: the rules stand in a file, and loading looks for circles in them."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "policy.yaml")
        with open(path, "w", encoding="utf-8") as out:
            out.write(policy.jsonutils.dumps(rules))
        enforcer = policy.Enforcer(policy_reference.configuration(), policy_file=path)
        return policy_reference.decide(enforcer, {"action": "a", "credentials": _CREDENTIALS})


def check(tally, binary):
    policies = list(_policies())
    cases = [{"name": name, "policy": rules, "action": "a", "credentials": _CREDENTIALS}
             for name, rules in policies]
    expected = [_decide(rules) for _, rules in policies]
    decided = policy_program.decisions(binary, cases)
    short = [{"name": name} for name, _ in policies]
    tally.compare("depth", short, expected, decided)
