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
import contextlib
import ctypes
import dataclasses
import functools
import hashlib
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from suites import BUILDS, SUITES

ROOT = pathlib.Path(__file__).resolve().parent.parent
LOGS = ROOT / "build" / "test-logs"
PYTHON = "/usr/bin/python3"     # Debian's own is the one that has the real Glance and oslo.policy
SHARES = 2              # of the machine: a suite takes one
PATIENCE_SECONDS = 20   # until what was asked to end is killed
MEMORY_NEEDED = 4 << 30
_TOLD_LINES = 60
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)


@dataclasses.dataclass
class Job:
    """A build, data to be made, or a suite. `needs`: the job that must have succeeded before."""
    name: str
    commands: list              # one after the other, while they succeed
    needs: str | None
    share: int = 1
    prepares: bool = False      # a build or data: nothing is counted
    seconds: float = 0
    passed: int = 0
    failed: int = 0

    @property
    def log(self):
        return LOGS / f"{self.name}.log"


class Running:
    """The processes of a job; they end with this one."""

    def __init__(self, job, environment):
        self.job = job
        self._begun = time.monotonic()
        self._rest = list(job.commands)
        self._environment = environment
        self._log = open(job.log, "wb")     # pylint: disable=consider-using-with
        self._process = self._start()

    def _start(self):
        # pylint: disable-next=consider-using-with,subprocess-popen-preexec-fn
        return subprocess.Popen(self._rest.pop(0), cwd=ROOT, env=self._environment, stdin=subprocess.DEVNULL,
                                stdout=self._log, stderr=subprocess.STDOUT, start_new_session=True,
                                preexec_fn=functools.partial(_end_with, os.getpid()))

    def ended(self):
        """True once it has; then the job has its figures."""
        code = self._process.poll()
        if code is None:
            return False
        if code == 0 and self._rest:
            self._process = self._start()
            return False
        self._end_rest()
        self._log.close()
        self.job.seconds = time.monotonic() - self._begun
        if self.job.prepares:
            self.job.failed = int(code != 0)
        else:
            self.job.passed, self.job.failed = counted(last_line(self.job.log), code)
        return True

    def stop(self):
        """Asks for the end, so that servers are stopped and folders removed."""
        self._process.send_signal(signal.SIGTERM)

    def kill(self, deadline):
        """Ends what is left of it, at the latest then."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(max(0, deadline - time.monotonic()))
        self._end_rest()

    def _end_rest(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)


def _end_with(parent):
    _LIBC.prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def last_line(path):
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return lines[-1] if lines else ""


def counted(line, code):
    """(passed, failed) of a suite that ended with `code` and this last line. One that says all is well and ends badly,
    or that ran nothing, has failed."""
    said = re.fullmatch(r"(\d+) passed, (\d+) failed", line)
    if said is None:
        return 0, 1
    passed, failed = map(int, said.groups())
    return passed, failed or int(code != 0 or passed == 0)


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


class Runner:
    def __init__(self, jobs, environment):
        self.jobs = jobs
        self.running = []
        self.told_to_stop = None    # the signal's number
        self._waiting = {job.name: job for job in jobs}
        self._well = set()
        self._environment = environment

    def run(self):
        """Runs all jobs; leaves by SystemExit if it is told to stop. No process is left in any case."""
        try:
            while self._waiting or self.running:
                if self.told_to_stop:
                    sys.exit(128 + self.told_to_stop)
                self._start_what_can()
                for running in [running for running in self.running if running.ended()]:
                    self.running.remove(running)
                    self._tell(running.job)
                time.sleep(0.05)
        finally:
            self._stop()

    def _start_what_can(self):
        self._give_up()
        for job in list(self._waiting.values()):
            free = SHARES - sum(running.job.share for running in self.running)
            ready = job.needs is None or job.needs in self._well
            # What takes the whole machine comes last, save for the build that all wait for.
            last = job.share == SHARES and not job.prepares and any(
                other.share < SHARES or other.prepares for other in self._waiting.values())
            if ready and job.share <= free and not last:
                del self._waiting[job.name]
                self.running.append(Running(job, self._environment))

    def _give_up(self):
        """What needs a job that has failed has failed as well."""
        lost = {job.name for job in self.jobs if job.failed and job.prepares}
        for job in [job for job in self._waiting.values() if job.needs in lost]:
            del self._waiting[job.name]
            job.failed = 1
            print(f"== {job.name}\n   not run: {job.needs} failed", flush=True)

    def _tell(self, job):
        lines = job.log.read_text(encoding="utf-8", errors="replace").splitlines()
        print(f"== {job.name}")
        if job.failed:
            print("\n".join(lines[-_TOLD_LINES:]))
        else:
            self._well.add(job.name)
        if not job.prepares:
            for line in lines:
                if line.startswith("figure: "):
                    print(line)
            print(f"   {job.passed} passed, {job.failed} failed, {job.seconds:.0f} s")
        sys.stdout.flush()

    def _stop(self):
        for running in self.running:
            running.stop()
        deadline = time.monotonic() + PATIENCE_SECONDS
        for running in self.running:
            running.kill(deadline)


def stop_on_signals(runner):
    """SIGHUP too, unless it is ignored on purpose (nohup)."""
    def stop(number, _frame):
        runner.told_to_stop = number
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        if number == signal.SIGINT or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, stop)


def given_arguments():
    parser = argparse.ArgumentParser(prog="tests/run", description=__doc__.splitlines()[0])
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", dest="amount", action="store_const", const="quick", default="usual",
                      help="a part of the suites, for the loop")
    size.add_argument("--long", dest="amount", action="store_const", const="long", help="many more generated cases")
    parser.add_argument("--list", action="store_true", help="name the suites")
    parser.add_argument("--binaries", metavar="FOLDER", type=lambda name: pathlib.Path(name).resolve(), help="a build to take: nothing is built")
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
                             capture_output=True, check=True).stdout
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
        runner = Runner(jobs, environment)
        stop_on_signals(runner)
        runner.run()
    print_table(jobs)
    passed, failed = (sum(getattr(job, kind) for job in jobs) for kind in ("passed", "failed"))
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
