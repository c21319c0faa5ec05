#!/usr/bin/python3
"""Snapshots: what is taken along is audited like what it was taken from.

    run_snapshot.py BINARY [SUBJECT…]

A subject is one module here. Each has `tests(program)`, which yields pairs of
a name and a function that raises where its expectation does not hold. Every
run of the program is held against tests/cli/promises.py as well.
"""

import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path += [str(HERE.parent / folder)
             for folder in ("cli", "samples", "conformance")]

from subjects import run    # noqa: E402

SUBJECTS = ["eras", "odd_sources", "incomplete_sources", "policies",
            "redaction", "changed", "strangers", "places", "size"]


if __name__ == "__main__":
    run(SUBJECTS, sys.argv[1:], __doc__, "glance-snapshot-")
