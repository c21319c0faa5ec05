"""The policy language and Glance's defaults against the real oslo.policy and the real Glance.

usage: policy_language.py BINARY [--seed N] [--cases N]

Random policies, credentials and targets are decided by both; every
disagreement is told. A case is one decision, or one file that loads or does
not. Last line: N passed, N failed.
"""

import argparse
import json
import random
import sys

import policy_defaults
import policy_depth
import policy_files
import policy_findings
import policy_program
import policy_reference
import policy_speed
import policy_tally
import policy_yaml
from policy_cases import Generator

_BATCH = 50_000


def check_random_policies(tally, binary, seed, count):
    """Each case brings its own rules; nothing lies under them."""
    generator = Generator(random.Random(seed))
    reference = policy_reference.Reference(policy_reference.configuration())
    for start in range(0, count, _BATCH):
        cases = [generator.case() for _ in range(min(_BATCH, count - start))]
        expected = [reference.decide([json.dumps(case["policy"])], case) for case in cases]
        tally.compare("policy", cases, expected, policy_program.decisions(binary, cases))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--seed", type=int, default=75)
    parser.add_argument("--cases", type=int, default=25_000)
    arguments = parser.parse_args()
    policy_reference.set_up()
    tally = policy_tally.Tally()
    check_random_policies(tally, arguments.binary, arguments.seed, arguments.cases)
    policy_depth.check(tally, arguments.binary)
    policy_files.check(tally, arguments.binary, arguments.seed, arguments.cases // 10)
    policy_yaml.check(tally, arguments.binary, arguments.seed, arguments.cases // 10)
    policy_findings.check(tally, arguments.binary, arguments.seed, arguments.cases // 5)
    policy_defaults.check(tally, arguments.binary, arguments.seed, arguments.cases // 5)
    policy_speed.measure(tally, arguments.binary)
    return tally.finish()


sys.exit(main())
