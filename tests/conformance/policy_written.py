"""Nothing is unusual in Glance's own checks, nor in what stands in operators' files: all of it is answered."""

from oslo_policy import policy

import operator_files
import policy_unusual
from policy_defaults import Table


def _check_strings():
    yield from operator_files.USUAL
    table = Table()
    for release in table.releases:
        yield from table.shipped(release).values()
        for rule in table.registered(release):
            yield rule.check_str
            if rule.deprecated_rule:
                yield rule.deprecated_rule.check_str


def check(tally):
    for text in sorted(set(_check_strings())):
        leaves = policy_unusual.leaves(policy.RuleDefault("a", text).check)
        unusual = [str(leaf) for leaf in leaves if policy_unusual.is_unusual(leaf)]
        tally.check("what is written", unusual and f"{unusual} in {text!r}")
