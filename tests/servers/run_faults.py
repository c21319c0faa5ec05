#!/usr/bin/python3
"""Servers that refuse, break off, fall silent or die in the middle.

    run_faults.py BINARY [SUBJECT…]

Whatever happens: exit code 3 within the time-out, a report of what was read
that names what was not, and no password anywhere (incomplete.py).
"""

import sys

from run_conformance import run

SUBJECTS = ["cuts", "refusals"]

if __name__ == "__main__":
    # Most of the time is spent waiting: both engines are tested at once.
    run(SUBJECTS, sys.argv[1:], __doc__,
        lane=lambda name: name.rpartition(", ")[2])
