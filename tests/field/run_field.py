#!/usr/bin/python3
"""What stands in public deployments, by its form, and what must be said of it.

    run_field.py BINARY [SUBJECT…]

A subject is one module here; its `tests(program)` yields pairs of a name and a
function that raises where its expectation does not hold. The material lies in
folders of the subject's name, each beside an expected.yaml that says for every
file what the program must say. That was written by hand, from what Glance, the
oslo libraries and the schedulers do; where the real ones are at hand, they are
asked as well.
"""

import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path += [str(HERE.parent / folder) for folder in ("cli", "samples", "conformance")]

from subjects import run    # noqa: E402

SUBJECTS = ["policies", "configurations", "schedules", "dumps", "cases"]

if __name__ == "__main__":
    run(SUBJECTS, sys.argv[1:], __doc__, "glance-field-")
