"""Runs jobs side by side: builds, and the suites that need them."""

import contextlib
import ctypes
import dataclasses
import functools
import os
import re
import signal
import subprocess
import sys
import time

SHARES = 2              # of the machine: a suite takes one
PATIENCE_SECONDS = 20   # until what was asked to end is killed
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


class Running:
    """The processes of a job; they end with this one."""

    def __init__(self, job, log, **settings):
        """`settings` are subprocess.Popen's."""
        self.job = job
        self.log = log
        self._begun = time.monotonic()
        self._rest = list(job.commands)
        self._settings = settings
        self._log = open(log, "wb")     # pylint: disable=consider-using-with
        self._process = self._start()

    def _start(self):
        # pylint: disable-next=consider-using-with,subprocess-popen-preexec-fn
        return subprocess.Popen(self._rest.pop(0), stdin=subprocess.DEVNULL, stdout=self._log, stderr=subprocess.STDOUT,
                                start_new_session=True, preexec_fn=functools.partial(_end_with, os.getpid()),
                                **self._settings)

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
            self.job.passed, self.job.failed = counted(last_line(self.log), code)
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


class Runner:
    """Runs jobs, their logs in the folder `logs`. `settings` are subprocess.Popen's."""

    def __init__(self, jobs, logs, **settings):
        self.jobs = jobs
        self.running = []
        self.told_to_stop = None    # the signal's number
        self._waiting = {job.name: job for job in jobs}
        self._well = set()
        self._logs = logs
        self._settings = settings

    def run(self):
        """Runs all jobs; leaves by SystemExit if it is told to stop. No process is left in any case."""
        try:
            while self._waiting or self.running:
                if self.told_to_stop:
                    sys.exit(128 + self.told_to_stop)
                self._start_what_can()
                for running in [running for running in self.running if running.ended()]:
                    self.running.remove(running)
                    self._tell(running.job, running.log)
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
                self.running.append(Running(job, self._logs / f"{job.name}.log", **self._settings))

    def _give_up(self):
        """What needs a job that has failed has failed as well."""
        lost = {job.name for job in self.jobs if job.failed and job.prepares}
        for job in [job for job in self._waiting.values() if job.needs in lost]:
            del self._waiting[job.name]
            job.failed = 1
            print(f"== {job.name}\n   not run: {job.needs} failed", flush=True)

    def _tell(self, job, log):
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
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
