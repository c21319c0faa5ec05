#!/usr/bin/python3
"""Attempts to get a green audit with rows or files missing: none succeeds.

    run_adversary.py BINARY [SUBJECT…]

A subject is one module here, for one kind of source. Its `tests(program)`
yields pairs of a name and a function that raises where an attempt succeeds,
where the program crashes or where it hangs. tests/servers/filters.py has the
attempts on real servers.
"""

import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
TESTS = HERE.parent
sys.path += [str(HERE), *(str(TESTS / folder) for folder in
                          ("cli", "samples", "conformance", "servers", "dumps"))]

from subjects import run    # noqa: E402

SUBJECTS = [
    "dump_mutations",
    "lying_mysql",
    "lying_postgres",
    "mutating_proxy",
    "sqlite_damage",
    "sqlite_logs",
    "sqlite_schemas",
    "unreadable_paths",
]


if __name__ == "__main__":
    run(SUBJECTS, sys.argv[1:], __doc__, "glance-adversary-")
