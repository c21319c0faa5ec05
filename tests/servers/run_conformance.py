#!/usr/bin/python3
"""glance-audit on PostgreSQL and MariaDB, held against itself on SQLite.

    run_conformance.py BINARY [SUBJECT…]

The servers are real and private, the databases made by the real
glance-manage. A subject is one module here; its `tests(world)` yields pairs
of a name and a function that raises where its expectation does not hold.
"""

import importlib
import sys

from world import started
from suite import Suite

SUBJECTS = ["eras", "odd_values", "connections", "commands",
            "least_privilege", "nothing_written"]


def run(subjects, arguments, description):
    """Runs test modules on a fresh world; does not return."""
    if not arguments:
        sys.exit(description.split("\n\n")[1].strip())
    binary, *only = arguments
    suite = Suite()
    with started(binary) as world:
        for subject in only or subjects:
            for name, test in importlib.import_module(subject).tests(world):
                suite.run(f"{subject}: {name}", test)
    sys.exit(suite.report())


if __name__ == "__main__":
    run(SUBJECTS, sys.argv[1:], __doc__)
