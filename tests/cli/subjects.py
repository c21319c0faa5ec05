"""Runs the modules of a suite: each has `tests(program)`, which yields pairs
of a name and a function that raises where its expectation does not hold."""

import concurrent.futures
import importlib
import os
import signal
import sys
import tempfile

from program import Program
from suite import Suite


def run(subjects, arguments, description, prefix):
    """Two tests or more at a time; does not return.

    Without arguments it prints the usage, the description's second paragraph.
    """
    # Whoever runs this in the background may have had them ignored, which programs inherit.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    if not arguments:
        sys.exit(description.split("\n\n")[1].strip())
    binary, *only = arguments
    suite = Suite()
    with tempfile.TemporaryDirectory(prefix=prefix) as folder:
        program = Program(binary, folder)
        tests = [(f"{subject}: {name}", test)
                 for subject in only or subjects
                 for name, test in importlib.import_module(
                     subject).tests(program)]
        with concurrent.futures.ThreadPoolExecutor(
                max(2, os.cpu_count())) as pool:
            running = [(name, pool.submit(test)) for name, test in tests]
            for name, future in running:
                suite.run(name, future.result)
    sys.exit(suite.report())
