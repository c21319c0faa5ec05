#!/usr/bin/python3
"""Dumps and tables in files, held against the same rows in SQLite.

    run_dumps.py BINARY [SUBJECT…]

The dumps are what the real mariadb-dump, pg_dump and sqlite3 write of real
databases. A subject is one module here; its `tests(world)` yields pairs of a
name and a function that raises where its expectation does not hold.
"""

import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path += [str(HERE), str(HERE.parent / "servers")]

from run_conformance import run     # noqa: E402

if __name__ == "__main__":
    run(["dump_options", "dump_eras", "damaged_dumps", "other_files", "packed", "statements", "written_by",
         "tables", "folders"], sys.argv[1:], __doc__)
