"""Whole policy files: does each load, and what does it decide?"""

import json
import os
import random
import tempfile

from oslo_policy import policy

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
    return [reference.decide([content], case) for case in _cases()]


def _decided(binary, path):
    try:
        return policy_program.decisions(binary, _cases(), "--policy", path)
    except policy_program.ProgramFailed as failed:
        if not str(failed).startswith("exit code 2:"):
            raise
        return None


def _difference(expected, decided):
    if (expected is None) != (decided is None):
        loads, refuses = ("oslo.policy", "glance-audit") if decided is None else ("glance-audit", "oslo.policy")
        return f"{loads} loads it, {refuses} does not"
    return expected != decided and f"oslo.policy: {expected}, glance-audit: {decided}"


def _check_layers(tally, binary, reference, folder):
    """Files and directories: each over the one before, sorted by name, without dotfiles and subdirectories."""
    layers = {"policy.yaml": {"a": "role:admin", "b": "@"}, "policy.d/20.yaml": {"a": "@"},
              "policy.d/10.json": {"a": "!", "b": "!"}, "policy.d/.hidden.yaml": {"b": "@"},
              "policy.d/sub/30.yaml": {"b": "@"}}
    for name, rules in layers.items():
        os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
        with open(os.path.join(folder, name), "w", encoding="utf-8") as out:
            json.dump(rules, out)
    main, directory = os.path.join(folder, "policy.yaml"), os.path.join(folder, "policy.d")
    conf = policy_reference.configuration()
    conf.set_override("policy_dirs", [directory], group="oslo_policy")
    enforcer = policy.Enforcer(conf, policy_file=main)
    expected = [policy_reference.decide(enforcer, case) for case in _cases()]
    decided = policy_program.decisions(binary, _cases(), "--policy", main, "--policy", directory)
    tally.compare("policy_dirs", _cases(), expected, decided)


def check(tally, binary, seed, count):
    """`count` files."""
    texts = Texts(random.Random(seed))
    reference = policy_reference.Reference(policy_reference.configuration())
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "policy.yaml")
        for _ in range(count):
            content = texts.bytes()
            with open(path, "wb") as out:
                out.write(content)
            problem = _difference(_expected(reference, path), _decided(binary, path))
            tally.check("file", problem and f"{problem}, for {content[:400]!r}")
        _check_layers(tally, binary, reference, os.path.join(folder, "layers"))
