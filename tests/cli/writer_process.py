"""Run by writer.py: `writer_process.py DATABASE STATEMENT…` executes the
statements, says "ready", and stays connected until its standard input ends."""

import sqlite3
import sys


def main(path, statements):
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement).fetchall()
    print("ready", flush=True)
    sys.stdin.read()
    connection.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
