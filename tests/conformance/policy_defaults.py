"""Glance's defaults: the table against the real Glance, and what oslo.policy makes of it by release."""

import importlib.metadata
import json
import os
import random

import yaml
from glance import policies as glance_policies
from oslo_policy import policy

import policy_program
import policy_reference
from policy_cases import Generator

_HERE = os.path.dirname(os.path.abspath(__file__))
_TABLE = os.path.join(_HERE, "..", "..", "rules", "defaults", "glance_policies.yaml")

# Glance's major version: the release. Debian 12 has 25, Debian 13 has 30.
_RELEASES = {25: "Zed", 26: "2023.1", 27: "2023.2", 28: "2024.1", 29: "2024.2", 30: "2025.1", 31: "2025.2",
             32: "2026.1"}
INSTALLED = _RELEASES[int(importlib.metadata.version("glance").split(".")[0])]


class Table:
    """rules/defaults/glance_policies.yaml, read independently of the program."""

    def __init__(self):
        with open(_TABLE, encoding="utf-8") as table:
            self._table = yaml.safe_load(table)
        self.releases = self._table["releases"]

    def _covers(self, era, release):
        first = self.releases.index(era["from"])
        last = self.releases.index(era.get("to", self.releases[-1]))
        return first <= self.releases.index(release) <= last

    def enforces_new_defaults(self, release):
        return self.releases.index(release) >= self.releases.index(self._table["new_defaults_enforced_from"])

    def shipped(self, release):
        return {action: group["check"] for era in self._table["shipped"] if self._covers(era, release)
                for group in era["rules"] for action in group["actions"]}

    def _scope_types(self, release):
        found = [era["types"] for era in self._table["scope_types"] if self._covers(era, release)]
        return found[0] if found else None

    def registered(self, release):
        return [self._rule(action, era, None if group.get("any_scope") else self._scope_types(release))
                for group in self._table["registered"] for era in group["eras"] if self._covers(era, release)
                for action in group["actions"]]

    @staticmethod
    def _rule(action, era, scope_types):
        deprecated = None
        if "deprecated" in era:
            deprecated = policy.DeprecatedRule(era.get("renamed_from", action), era["deprecated"],
                                               deprecated_reason="as told", deprecated_since="once")
        return policy.RuleDefault(action, era["check"], deprecated_rule=deprecated, scope_types=scope_types)


def _described(rule):
    deprecated = rule.deprecated_rule
    old = (deprecated.name, deprecated.check_str) if deprecated else None
    # A deprecated rule that says the same changes nothing, and the table leaves it out.
    if old == (rule.name, rule.check_str):
        old = None
    return rule.check_str, old, rule.scope_types


def _check_installed(tally, table):
    """Every default of the installed Glance is in the table as it is, and no other."""
    real = {rule.name: _described(rule) for rule in glance_policies.list_rules()}
    told = {rule.name: _described(rule) for rule in table.registered(INSTALLED)}
    for name in sorted(real.keys() | told.keys()):
        differs = real.get(name) != told.get(name)
        problem = differs and f"Glance: {real.get(name)}, table: {told.get(name)}"
        tally.check(f"default of {name} in {INSTALLED}", problem)


def _case(generator, rng, actions):
    case = generator.case()
    case["action"] = rng.choice(actions)
    rules = case["policy"].values() if rng.random() < 0.6 else []
    case["policy"] = {rng.choice(actions): rule for rule in rules}
    case["credentials"]["roles"] = rng.sample(["admin", "member", "reader", "service"], rng.randint(0, 3))
    if rng.random() < 0.8:
        project = rng.choice(["p1", "p2"])
        case["credentials"].update(project_id=project, system_scope=None, domain_id=None)
    for key in ("project_id", "owner", "member_id"):
        if rng.random() < 0.8:
            case["target"][key] = rng.choice(["p1", "p2"])
    if rng.random() < 0.8:
        case["target"]["visibility"] = rng.choice(["public", "community", "shared", "private"])
    return case


def _check_release(tally, binary, table, release, rng, count):
    generator = Generator(rng)
    by_default = table.enforces_new_defaults(release)
    enforce = rng.choice([by_default, by_default, not by_default])
    conf = policy_reference.configuration(enforce, by_default)
    reference = policy_reference.Reference(conf, table.registered(release))
    shipped = [json.dumps(table.shipped(release))]
    actions = [rule.name for rule in table.registered(release)] + [*table.shipped(release), "no_such_action"]
    cases = [_case(generator, rng, actions) for _ in range(count)]
    expected = [reference.decide([*shipped, json.dumps(case["policy"])], case) for case in cases]
    options = ["--release", rng.choice([release, release.lower()])]
    if enforce != by_default:
        options.append(f"--enforce-new-defaults={str(enforce).lower()}")
    decided = policy_program.decisions(binary, cases, *options)
    tally.compare(f"defaults of {release}", cases, expected, decided)


def check(tally, binary, seed, count):
    """`count` decisions, spread over the releases."""
    table = Table()
    rng = random.Random(seed)
    _check_installed(tally, table)
    for release in table.releases:
        _check_release(tally, binary, table, release, rng, max(1, count // len(table.releases)))
