"""Runs `glance-audit scan` and reads its JSON report."""

import json
import os
import pathlib
import sqlite3
import subprocess

from suite import Failed


class Scanner:
    def __init__(self, binary, folder):
        self.binary = str(pathlib.Path(binary).resolve())
        self._folder = folder
        self._folders = 0
        # Policies are looked for in the home folder too.
        self._environment = os.environ | {"HOME": str(folder / "home")}

    def new_folder(self):
        """An empty folder for one test."""
        self._folders += 1
        folder = self._folder / str(self._folders)
        folder.mkdir()
        return folder

    def scan(self, database, options, config=None):
        """The report of a scan; raises Failed unless it is complete.

        `config`: a glance-api.conf that names the database.
        """
        report = database.with_suffix(".json")
        source = ["--config-file", str(config)] if config else [str(database)]
        done = self.run("scan", *source, *options,
                        "--fail-on", "never", "--no-progress",
                        "--report", f"json={report}")
        if done.returncode != 0:
            raise Failed(f"exit code {done.returncode}\n{done.stderr}")
        return json.loads(report.read_text(encoding="utf-8"))

    def run(self, *arguments):
        return subprocess.run([self.binary, *arguments], capture_output=True,
                              text=True, timeout=60, check=False,
                              env=self._environment)


def run_sql(database, script):
    """Runs SQL text against a SQLite file, which it makes if need be."""
    connection = sqlite3.connect(database)
    try:
        connection.execute("PRAGMA synchronous = OFF")
        connection.executescript(script)
    finally:
        connection.close()
