#!/usr/bin/python3
"""Builds, and runs the suites: two at a time, each as soon as its build is there.

    tests/run [--quick | --long] [--binaries FOLDER] [SUITE…]
    tests/run --list

Last line: N passed, N failed. The logs are in build/test-logs. With --quick a
part of the suites, for the loop while one works on something; with --long
every suite, with many more generated cases. --binaries FOLDER: builds nothing
but takes what is in FOLDER, a build of either kind (so does CTest).
"""

import argparse
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from jobs import SHARES, Job, Runner, stop_on_signals
from suites import BUILDS, SUITES

ROOT = pathlib.Path(__file__).resolve().parent.parent
LOGS = ROOT / "build" / "test-logs"
PYTHON = "/usr/bin/python3"     # Debian's own is the one that has the real Glance and oslo.policy
MEMORY_NEEDED = 4 << 30


def build_jobs(wanted):
    """The builds that suites need, and those before them in the same folder; each waits for the one before."""
    last = {build.folder: number for number, build in enumerate(BUILDS) if build.name in wanted}
    before = None
    for number, build in enumerate(BUILDS):
        if number > last.get(build.folder, -1):
            continue
        folder = ROOT / "build" / build.folder
        commands = [["cmake", "-S", ROOT, "-B", folder, "-G", "Ninja", *build.configure]] if build.configure else []
        commands.append(["cmake", "--build", folder, "--parallel", str(SHARES), "--target", build.target])
        job = Job(f"build-{build.name}", commands, before, SHARES if build.alone else 1, prepares=True)
        before = job.name
        yield job


def suite_jobs(suite, folders, builds):
    """That of the suite, and before it that of its data."""
    script, *arguments = suite.command.format(**folders).split()
    command = [PYTHON, ROOT / "tests" / script, *arguments]
    needs = f"build-{suite.needs}" if builds and suite.needs else None
    if suite.data:
        yield Job(f"{suite.name}-data", [[*command, "--data"]], needs, prepares=True)
        needs = f"{suite.name}-data"
    # What measures time gets the whole machine.
    yield Job(suite.name, [command], needs, SHARES if suite.alone else 1)


def given_arguments():
    parser = argparse.ArgumentParser(prog="tests/run", description=__doc__.splitlines()[0])
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", dest="amount", action="store_const", const="quick", default="usual",
                      help="a part of the suites, for the loop")
    size.add_argument("--long", dest="amount", action="store_const", const="long", help="many more generated cases")
    parser.add_argument("--list", action="store_true", help="name the suites")
    parser.add_argument("--binaries", metavar="FOLDER", type=lambda name: pathlib.Path(name).resolve(),
                        help="a build to take: nothing is built")
    parser.add_argument("suites", metavar="SUITE", nargs="*", help="only those")
    given = parser.parse_args()
    unknown = set(given.suites) - {suite.name for suite in SUITES}
    if unknown:
        parser.error(f"no such suite: {', '.join(sorted(unknown))}; tests/run --list names them")
    return given


def chosen(given):
    if given.suites:
        return [suite for suite in SUITES if suite.name in given.suites]
    return [suite for suite in SUITES if suite.quick or given.amount != "quick"]


def quick_place():
    """Memory, where there is enough: the suites write thousands of small files, and the program syncs its reports. None
    means the usual place."""
    memory = pathlib.Path("/dev/shm")
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free >= MEMORY_NEEDED
    return memory if roomy else None


def databases_folder():
    """Where empty Glance databases are kept: what made them is part of its name."""
    made_by = subprocess.run(["dpkg-query", "-W", "python3-glance", "python3-alembic", "python3-sqlalchemy"],
                             capture_output=True, check=False).stdout
    return ROOT / "build" / "glance-databases" / hashlib.sha256(made_by).hexdigest()[:16]


def print_table(jobs):
    for job in sorted(jobs, key=lambda job: -job.seconds):
        counts = "" if job.prepares else f"{job.passed:8} passed {job.failed:4} failed"
        print(f"{job.seconds:6.0f} s  {job.name:22}{counts}{'  FAILED' if job.failed else ''}")


def main():
    given = given_arguments()
    if given.list:
        print(*(suite.name for suite in SUITES), sep="\n")
        return 0
    suites = chosen(given)
    LOGS.mkdir(parents=True, exist_ok=True)
    folders = {build.folder: given.binaries or ROOT / "build" / build.folder for build in BUILDS}
    builds = [] if given.binaries else list(build_jobs({suite.needs for suite in suites}))
    jobs = [*builds, *(job for suite in suites for job in suite_jobs(suite, folders, builds))]
    with tempfile.TemporaryDirectory(prefix="glance-audit-", dir=quick_place(), ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o1777)    # as /tmp: servers and some tests are other users
        environment = {**os.environ, "TMPDIR": folder, "ASAN_OPTIONS": "abort_on_error=1",
                       "UBSAN_OPTIONS": "print_stacktrace=1", "TESTS_AMOUNT": given.amount,
                       "TESTS_DATABASES": str(databases_folder())}
        runner = Runner(jobs, LOGS, cwd=ROOT, env=environment)
        stop_on_signals(runner)
        runner.run()
    print_table(jobs)
    passed, failed = (sum(getattr(job, kind) for job in jobs) for kind in ("passed", "failed"))
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
