"""Runs the program under test, and what came of it."""

import dataclasses
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

import promises
from suite import Failed

NOW = "2026-01-02T03:04:05Z"
TIMEOUT_SECONDS = 60
NOBODY = 65534


@dataclasses.dataclass(frozen=True)
class Run:
    arguments: tuple
    code: int           # negative: the signal that ended it
    out: bytes
    err: bytes

    @property
    def text(self):
        return self.out.decode("utf-8")

    @property
    def errors(self):
        return self.err.decode("utf-8")

    @property
    def report(self):
        """Standard output, read as JSON."""
        return json.loads(self.text)

    def __str__(self):
        return (f"glance-audit {' '.join(map(str, self.arguments))}"[:400]
                + f": exit code {self.code}; standard error: "
                + repr(self.err[-1500:].decode("utf-8", "backslashreplace")))


class Program:
    def __init__(self, binary, folder):
        self.folder = pathlib.Path(folder)
        self.folder.chmod(0o755)
        # A copy, because nobody may be unable to reach the build folder.
        self.binary = shutil.copy(binary, self.folder / "glance-audit")

    def new_folder(self):
        """An empty folder for one test, that everybody may look into."""
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        folder.chmod(0o755)
        return folder

    def run(self, *arguments, promised=True, before=(), **settings):
        """One run. `promised=False`: not held against promises.py; `before`: a
        program that starts it, with its arguments; `settings` are
        subprocess.run's."""
        settings = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE,
                    "stderr": subprocess.PIPE, "timeout": TIMEOUT_SECONDS,
                    "env": self.environment()} | settings
        try:
            done = subprocess.run([*before, self.binary, *arguments], check=False,
                                  **settings)
        except subprocess.TimeoutExpired:
            raise Failed(f"glance-audit {arguments}: still running after "
                         f"{settings['timeout']} s") from None
        run = Run(arguments, done.returncode, done.stdout or b"",
                  done.stderr or b"")
        if promised:
            promises.check(run)
        return run

    def scan(self, *arguments, **settings):
        """A scan at a fixed time."""
        return self.run("scan", *arguments, "--now", NOW, **settings)

    def scan_json(self, *arguments, **settings):
        return self.scan(*arguments, "--report", "json", **settings)

    def run_as_nobody(self, *arguments, **settings):
        """By a user without rights, so that permissions count."""
        user = {}
        if os.geteuid() == 0:
            user = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        return self.run(*arguments, **user, **settings)

    def scan_as_nobody(self, *arguments):
        return self.run_as_nobody("scan", *arguments, "--now", NOW)

    def start(self, *arguments, **settings):
        """A run that goes on while the test does."""
        return subprocess.Popen([self.binary, *arguments],
                                **{"env": self.environment()} | settings)

    @staticmethod
    def environment(**changes):
        """The usual environment; without what steers colours and widths."""
        usual = {key: value for key, value in os.environ.items()
                 if key not in ("NO_COLOR", "COLUMNS")}
        return usual | {"TERM": "xterm"} | changes
