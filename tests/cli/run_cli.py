#!/usr/bin/python3
"""The command line as a user meets it, and as an attacker does.

    run_cli.py BINARY [SUBJECT…]

A subject is one module here. Each has `tests(program)`, which yields pairs of
a name and a function that raises where its expectation does not hold. Beside
that, every single run is held against promises.py. Two tests run at a time, so
none of them changes anything that belongs to the whole process.
"""

import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
# The suite that counts, and what turns rows into a Glance database; how many
# cases are made up.
sys.path += [str(HERE.parent / "samples"), str(HERE.parent / "conformance")]

from subjects import run    # noqa: E402

# The one that waits longest comes first; the others run meanwhile.
SUBJECTS = [
    "locks", "damaged_files", "bad_sources", "source_urls", "configuration",
    "hostile_values", "hostile_ids", "hostile_names", "odd_schemas", "wal", "untouched_sources",
    "bad_policies", "report_files", "report_collisions", "report_inputs", "report_places", "shared_folders",
    "interrupted", "limits", "bad_options", "help_texts", "every_command", "output_streams", "terminal",
    "exit_codes", "several_sources", "agreement", "determinism",
    "policy_check",
    "rules_command", "rule_errors", "rule_folders", "id_command",
    "targets_file", "config_findings",
    "schedules", "policy_commands",
]


if __name__ == "__main__":
    run(SUBJECTS, sys.argv[1:], __doc__, "glance-cli-")
