"""The runner of the tests itself: what it counts as failed, what it runs beside what, and what it leaves behind.

usage: run_runner.py
"""
import contextlib
import io
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path += [str(HERE.parent), str(HERE.parent / "samples")]

import jobs                                     # noqa: E402
from suites import SUITES                       # noqa: E402
from suite import Failed, Suite, expect_equal   # noqa: E402

FOLDER = tempfile.TemporaryDirectory()     # pylint: disable=consider-using-with
LOGS = pathlib.Path(FOLDER.name)
WELL = "echo 1 passed, 0 failed"


def job(name, text, needs=None, **settings):
    return jobs.Job(name, [["bash", "-c", part] for part in text.split(" THEN ")], needs, **settings)


def ran(*these):
    """The jobs by their name, after they ran; and what was printed."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        Noting(list(these)).run()
    return {one.name: one for one in these}, printed.getvalue()


def expect_counts(text, passed, failed):
    done, _ = ran(job("it", text))
    expect_equal(text, (done["it"].passed, done["it"].failed), (passed, failed))


def expect_lost_build():
    """What needs a build that fails is not run, and has failed; the rest runs."""
    done, printed = ran(job("build-a", "echo cannot be built; exit 1", prepares=True),
                        job("build-b", "true", "build-a", prepares=True),
                        job("needs-b", WELL, "build-b"), job("needs-none", WELL))
    expect_equal("failed", {name: one.failed for name, one in done.items()},
                 {"build-a": 1, "build-b": 1, "needs-b": 1, "needs-none": 0})
    for words in ("cannot be built", "not run: build-b failed"):
        if words not in printed:
            raise Failed(f"it does not say {words!r}: {printed}")


class Noting(jobs.Runner):
    """Notes which jobs run beside each other."""

    def __init__(self, these):
        super().__init__(these, LOGS)
        self.together = []

    def _start_what_can(self):
        super()._start_what_can()
        names = {running.job.name for running in self.running}
        if names and names not in self.together[-1:]:
            self.together.append(names)


def expect_order():
    """A build comes before what needs it, with the machine for itself if it takes all of it; suites run two at a time;
    what measures time runs last and alone."""
    noting = Noting([job("alone", WELL, "build", share=2), *(job(name, f"sleep 0.2; {WELL}", "build")
                                                             for name in ("one", "two", "three")),
                     job("build", "true THEN sleep 0.2", share=2, prepares=True)])
    with contextlib.redirect_stdout(io.StringIO()):
        noting.run()
    first, pair, *_, last = noting.together
    expect_equal("first, then, last", (first, pair, last), ({"build"}, {"one", "two"}, {"alone"}))
    for names in noting.together:
        if len(names) > 2 or ({"alone", "build"} & names and len(names) > 1):
            raise Failed(f"they run beside each other: {names}")


def goes_on(stat):
    """`stat`: a process's file in /proc; one that has ended may wait there for its parent."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return ") Z " not in stat.read_text(encoding="utf-8")
    return False


def expect_nothing_left(end):
    """Neither when a suite ends nor when the runner is told to end does a process of a suite go on."""
    with tempfile.TemporaryDirectory() as folder:
        script = (f"import sys; sys.path.insert(0, {str(HERE.parent)!r}); import jobs, pathlib\n"
                  f"it = jobs.Runner([jobs.Job('it', [['bash', '-c', 'sleep 60 & echo $! >{folder}/pid; {end}']],"
                  f" None)], pathlib.Path({folder!r}))\n"
                  "jobs.stop_on_signals(it)\nit.run()\n")
        with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.DEVNULL) as process:
            pid = pathlib.Path(folder) / "pid"
            while not (pid.exists() and pid.read_text(encoding="utf-8").strip()):
                time.sleep(0.02)
            if end == "wait":
                process.send_signal(signal.SIGTERM)
            code = process.wait(timeout=30)
        expect_equal("exit code", code, 143 if end == "wait" else 0)
        child = pathlib.Path("/proc") / pid.read_text(encoding="utf-8").strip() / "stat"
        until = time.monotonic() + 10
        while goes_on(child):       # what was killed needs a moment to be gone
            if time.monotonic() > until:
                raise Failed("a process goes on")
            time.sleep(0.02)


def expect_names():
    named = subprocess.run([sys.executable, HERE.parent / "runner.py", "--list"], check=True, capture_output=True,
                           text=True).stdout.split()
    expect_equal("suites named once", len(set(named)), len(named))
    for suite in SUITES:
        script = HERE.parent / suite.command.split()[0]
        if not script.exists():
            raise Failed(f"{suite.name}: there is no {script}")
    wrong = subprocess.run([sys.executable, HERE.parent / "runner.py", "nonsense"], capture_output=True, text=True,
                           check=False)
    if wrong.returncode == 0 or "nonsense" not in wrong.stderr:
        raise Failed(f"a suite that is none: {wrong}")


def main():
    suite = Suite()
    with FOLDER:
        for text, passed, failed in (
                ("echo 3 passed, 0 failed", 3, 0), ("echo 3 passed, 2 failed; exit 1", 3, 2),
                ("echo 3 passed, 0 failed; exit 1", 3, 1), ("echo 0 passed, 0 failed", 0, 1),
                ("echo 3 passed, 0 failed; kill -SEGV $$", 3, 1), ("echo all is well", 0, 1), ("true", 0, 1),
                ("echo 3 passed, 0 failed; echo and more", 0, 1)):
            suite.run(f"counts of: {text}", lambda: expect_counts(text, passed, failed))
        suite.run("a build that fails", expect_lost_build)
        suite.run("what runs beside what", expect_order)
        suite.run("a suite that leaves a process", lambda: expect_nothing_left("true"))
        suite.run("a runner that is told to end", lambda: expect_nothing_left("wait"))
        suite.run("names", expect_names)
    return suite.report()


sys.exit(main())
