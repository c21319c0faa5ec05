"""What oslo.policy makes of Glance's defaults, release by release, and of overrides over them."""

import json
import os
import re

import yaml
from oslo_policy import policy

import policy_program
import policy_reference
from policy_cases import Generator

_HERE = os.path.dirname(os.path.abspath(__file__))
_TABLE = os.path.join(_HERE, "..", "..", "rules", "defaults", "glance_policies.yaml")

_RELEASES = os.path.join(_HERE, "..", "..", "scanner", "model", "release.hpp")

_GROUP = 10  # decisions by the same rules


class Table:
    """rules/defaults/glance_policies.yaml over the table of releases, read independently of the program."""

    def __init__(self):
        with open(_TABLE, encoding="utf-8") as table:
            self._table = yaml.safe_load(table)
        with open(_RELEASES, encoding="utf-8") as table:
            self.releases = re.findall(r'\{\.name = "([^"]+)"', table.read())

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


def people(rng, question, actions):
    """The question of an action that there is, by people and of things as Glance's API knows them."""
    question["action"] = rng.choice(actions)
    question["credentials"]["roles"] = rng.sample(["admin", "member", "reader", "service"], rng.randint(0, 3))
    if rng.random() < 0.8:
        project = rng.choice(["p1", "p2"])
        question["credentials"].update(project_id=project, system_scope=None, domain_id=None)
    for key in ("project_id", "owner", "member_id"):
        if rng.random() < 0.8:
            question["target"][key] = rng.choice(["p1", "p2"])
    if rng.random() < 0.8:
        question["target"]["visibility"] = rng.choice(["public", "community", "shared", "private"])
    return question


def _group(generator, rng, actions):
    """Cases with the same rules, which override some of the defaults."""
    rules = generator.rules().values() if rng.random() < 0.6 else []
    policy = {rng.choice(actions): rule for rule in rules}
    return [{"policy": policy, **people(rng, generator.question(actions), actions)} for _ in range(_GROUP)]


def _check_release(tally, binary, table, release, rng, count):
    generator = Generator(rng)
    by_default = table.enforces_new_defaults(release)
    enforce = rng.choice([by_default, by_default, not by_default])
    conf = policy_reference.configuration(enforce, by_default)
    reference = policy_reference.Reference(conf, table.registered(release))
    shipped = [json.dumps(table.shipped(release))]
    actions = [rule.name for rule in table.registered(release)] + [*table.shipped(release), "no_such_action"]
    groups = [_group(generator, rng, actions) for _ in range(max(1, count // _GROUP))]
    expected = [decision for group in groups
                for decision in reference.decide([*shipped, json.dumps(group[0]["policy"])], group)]
    options = ["--release", rng.choice([release, release.lower()])]
    if enforce != by_default:
        options.append(f"--enforce-new-defaults={str(enforce).lower()}")
    cases = [case for group in groups for case in group]
    tally.compare(f"defaults of {release}", cases, expected, policy_program.decisions(binary, cases, *options))


def check(tally, binary, rng, count):
    """`count` decisions, spread over the releases."""
    table = Table()
    for release in table.releases:
        _check_release(tally, binary, table, release, rng, count // len(table.releases))
