"""Another program that has a database open: a process of its own, because
SQLite's locks belong to a process."""

import contextlib
import pathlib
import subprocess
import sys

from suite import Failed

_SCRIPT = pathlib.Path(__file__).with_name("writer_process.py")


@contextlib.contextmanager
def connected(path, *statements, kill=False):
    """Meanwhile another program has run the statements and is connected; then
    it closes properly, or (`kill`) it does not."""
    process = subprocess.Popen(
        [sys.executable, _SCRIPT, path, *statements], text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        if process.stdout.readline().strip() != "ready":
            raise Failed(f"the other program failed: {statements}")
        yield process
    finally:
        if kill:
            process.kill()
        process.communicate()
