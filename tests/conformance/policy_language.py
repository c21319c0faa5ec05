"""The policy language, files, folders and Glance's defaults against the real oslo.policy.

usage: policy_language.py BINARY [--seed N] [--cases N] [--jobs N]

Random policies, credentials and targets are decided by both, and every
disagreement is told. The same seed gives the same cases, whatever --jobs.
Last line: N passed, N failed.
"""

import argparse
import random
import sys

import policy_defaults
import policy_depth
import policy_files
import policy_findings
import policy_folders
import policy_random
import policy_reference
import policy_tally
import policy_written
import policy_yaml
from amounts import amount

_CASES = amount(3_000, 30_000, 750_000)
_PART = 10_000  # decisions by random rules, and the other kinds in proportion; each part has a seed of its own

# What is compared -> of how many decisions by random rules there is one of it.
_KINDS = {policy_random: 1, policy_defaults: 5, policy_findings: 150, policy_folders: 300, policy_files: 48,
          policy_yaml: 48}


def _tasks(binary, seed, cases):
    for start in range(0, cases, _PART):
        for kind, share in _KINDS.items():
            count = max(1, min(_PART, cases - start) // share)
            yield kind.__name__, binary, f"{seed} {kind.__name__} {start}", count


def _check(task):
    """Runs in a process of its own."""
    kind, binary, seed, count = task
    policy_reference.set_up()
    tally = policy_tally.Tally()
    sys.modules[kind].check(tally, binary, random.Random(seed), count)
    return tally


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--seed", type=int, default=75)
    parser.add_argument("--cases", type=int, default=_CASES,
                        help="decisions by random rules; files, folders and defaults grow with them (%(default)s)")
    parser.add_argument("--jobs", type=int, default=2, help="processes (%(default)s)")
    arguments = parser.parse_args()
    tally = policy_tally.Tally()
    tally.add_parts(_check, _tasks(arguments.binary, arguments.seed, arguments.cases), arguments.jobs)
    policy_reference.set_up()
    policy_depth.check(tally, arguments.binary)
    policy_written.check(tally)
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
