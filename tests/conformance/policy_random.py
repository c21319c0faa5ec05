"""Random rules with nothing under them: what the language itself means."""

import json

import policy_program
import policy_reference
from policy_cases import Generator

_GROUP = 4  # decisions by the same rules


def check(tally, binary, rng, count):
    """`count` decisions."""
    generator = Generator(rng)
    reference = policy_reference.Reference(policy_reference.configuration())
    groups = [generator.group(_GROUP) for _ in range(count // _GROUP)]
    expected = [decision for group in groups for decision in reference.decide([json.dumps(group[0]["policy"])], group)]
    cases = [case for group in groups for case in group]
    tally.compare("policy", cases, expected, policy_program.decisions(binary, cases))
