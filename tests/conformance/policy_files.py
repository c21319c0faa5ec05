"""Whole policy files: does each load, and what does it decide?"""

import os
import tempfile

from oslo_policy import policy

import policy_odd_forms
import policy_program
import policy_reference
from policy_texts import Texts

_ASKED = ["a", "b", "add_image", "default", "é", "1", "<<", "="]
_PEOPLE = [
    ({"roles": ["admin"], "project_id": "p1"}, {"project_id": "p1"}), ({"roles": []}, {"x": True}),
]


def _cases():
    return [{"action": action, "credentials": credentials, "target": target}
            for action in _ASKED for credentials, target in _PEOPLE]


def _expected(reference, path):
    """The decisions of _cases(), or None where the file does not load."""
    try:
        with open(path, encoding="utf-8") as opened:
            content = opened.read()
        policy.Rules.load(content, "default")
    except Exception:  # whatever it is, the file does not load
        return None
    return reference.decide([content], _cases())


def _decided(binary, path):
    try:
        return policy_program.decisions(binary, _cases(), "--policy", path)
    except policy_program.ProgramFailed as failed:
        if not str(failed).startswith("exit code 2:"):
            raise
        return None


def _compare(tally, expected, decided, content):
    odd = policy_odd_forms.reason(content.decode("utf-8", "replace"))
    if odd and expected is not None and decided is None:
        tally.check(f"file refused for {odd}", None)
    elif expected is None or decided is None:
        loads, refuses = ("oslo.policy", "glance-audit") if decided is None else ("glance-audit", "oslo.policy")
        differs = (expected is None) != (decided is None)
        tally.check("file", differs and f"{loads} loads it, {refuses} does not: {content[:400]!r}")
    else:
        tally.compare("file", [{**case, "file": repr(content[:400])} for case in _cases()], expected, decided)


def check(tally, binary, rng, count):
    """`count` files."""
    texts = Texts(rng)
    reference = policy_reference.Reference(policy_reference.configuration())
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "policy.yaml")
        for _ in range(count):
            content = texts.bytes()
            with open(path, "wb") as out:
                out.write(content)
            _compare(tally, _expected(reference, path), _decided(binary, path), content)
