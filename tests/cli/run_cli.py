#!/usr/bin/python3
"""The command line as a user meets it, and as an attacker does.

    run_cli.py BINARY [SUBJECT…]

A subject is one module here. Each has `tests(program)`, which yields pairs of
a name and a function that raises where its expectation does not hold. Beside
that, every single run is held against promises.py. Two tests run at a time, so
none of them changes anything that belongs to the whole process.
"""

import concurrent.futures
import importlib
import os
import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
# The suite that counts, and what turns rows into a Glance database.
sys.path.append(str(HERE.parent / "samples"))

from program import Program     # noqa: E402
from suite import Suite         # noqa: E402

# The one that waits longest comes first; the others run meanwhile.
SUBJECTS = [
    "locks", "damaged_files", "bad_sources", "source_urls", "configuration",
    "hostile_values", "hostile_ids", "hostile_names", "odd_schemas", "wal", "untouched_sources",
    "bad_policies", "report_files", "report_collisions", "report_places",
    "interrupted", "bad_options", "help_texts", "output_streams", "terminal",
    "exit_codes", "several_sources", "agreement", "determinism",
    "rules_command", "rule_errors", "rule_folders", "id_command",
    "targets_file",
    "schedules",
]


def main(arguments):
    if not arguments:
        sys.exit(__doc__.split("\n\n")[1].strip())
    binary, *only = arguments
    suite = Suite()
    with tempfile.TemporaryDirectory(prefix="glance-cli-") as folder:
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
