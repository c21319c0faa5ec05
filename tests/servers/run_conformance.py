#!/usr/bin/python3
"""glance-audit on PostgreSQL and MariaDB, held against itself on SQLite.

    run_conformance.py BINARY [SUBJECT…]

The servers are real and private, the databases made by the real
glance-manage. A subject is one module here; its `tests(world)` yields pairs
of a name and a function that raises where its expectation does not hold.
"""

import contextlib
import importlib
import sys
from concurrent.futures import ThreadPoolExecutor

from world import started
from amounts import amount
from suite import Suite

SUBJECTS = amount(["eras"], [
    "eras", "odd_values", "connections", "driver_options", "commands", "snapshots",
    "least_privilege", "filters", "nothing_written"])


def run(subjects, arguments, description, lane=lambda name: None):
    """Runs test modules on a fresh world; does not return.

    Tests of one lane run one after the other, lanes beside each other.
    """
    if not arguments:
        sys.exit(description.split("\n\n")[1].strip())
    binary, *only = arguments
    suite = Suite()
    with started(binary) as world, contextlib.ExitStack() as stack:
        tests = [(f"{subject}: {name}", test) for subject in only or subjects
                 for name, test in importlib.import_module(
                     subject).tests(world)]
        lanes = {key: stack.enter_context(ThreadPoolExecutor(1))
                 for key in {lane(name) for name, _ in tests}}
        running = [(name, lanes[lane(name)].submit(test))
                   for name, test in tests]
        for name, future in running:
            suite.run(name, future.result)
    sys.exit(suite.report())


if __name__ == "__main__":
    run(SUBJECTS, sys.argv[1:], __doc__)
