#!/usr/bin/python3
"""Snapshots: what is taken along is audited like what it was taken from.

    run_snapshot.py BINARY [SUBJECT…]

A subject is one module here. Each has `tests(program)`, which yields pairs of
a name and a function that raises where its expectation does not hold. Every
run of the program is held against tests/cli/promises.py as well.
"""

import concurrent.futures
import importlib
import os
import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path += [str(HERE.parent / folder)
             for folder in ("cli", "samples", "conformance")]

from program import Program     # noqa: E402
from suite import Suite         # noqa: E402

SUBJECTS = ["eras", "odd_sources", "incomplete_sources", "policies",
            "redaction", "changed", "strangers", "places", "size"]


def main(arguments):
    if not arguments:
        sys.exit(__doc__.split("\n\n")[1].strip())
    binary, *only = arguments
    suite = Suite()
    with tempfile.TemporaryDirectory(prefix="glance-snapshot-") as folder:
        program = Program(binary, folder)
        tests = [(f"{subject}: {name}", test)
                 for subject in only or SUBJECTS
                 for name, test in importlib.import_module(
                     subject).tests(program)]
        with concurrent.futures.ThreadPoolExecutor(
                max(2, os.cpu_count())) as pool:
            running = [(name, pool.submit(test)) for name, test in tests]
            for name, future in running:
                suite.run(name, future.result)
    sys.exit(suite.report())


if __name__ == "__main__":
    main(sys.argv[1:])
