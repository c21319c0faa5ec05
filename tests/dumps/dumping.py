"""Dumps of the servers' databases, by the programs operators use."""

import os
import subprocess

import reports_alike
from server_process import find_program
from world import expect, expect_none

_POSTGRES = "/usr/lib/postgresql/*/bin"


def _output(command, **environment):
    """What a program writes; raises where it fails."""
    done = subprocess.run([str(part) for part in command], check=False,
                          capture_output=True,
                          env=os.environ | environment)
    expect(done.returncode == 0,
           f"{command}: {done.returncode}: {done.stderr[-2000:]!r}")
    return done.stdout


def mariadb_dump(server, *arguments):
    """The bytes that mariadb-dump writes; a database is an argument too."""
    return _output([find_program("mariadb-dump"), "--no-defaults",
                    f"--socket={server.socket}", "--user=root", *arguments])


def mariadb_batch(server, database, query):
    """What `mysql --batch` prints: tabs, and names in the first line."""
    return _output([find_program("mariadb"), "--no-defaults", "--batch",
                    f"--socket={server.socket}", "--user=root",
                    "--default-character-set=utf8mb4",
                    f"--execute={query}", database])


def postgres_dump(server, database, *arguments, program="pg_dump", **settings):
    """The bytes that pg_dump writes; `settings` become PGOPTIONS."""
    options = " ".join(f"-c {name}={value}"
                       for name, value in settings.items())
    where = [f"--dbname={database}"] if program == "pg_dump" else []
    return _output([find_program(program, _POSTGRES),
                    f"--host={server.socket_folder}", f"--port={server.port}",
                    "--username=admin", *where, *arguments],
                   PGOPTIONS=options)


def psql(server, database, *arguments):
    return _output([find_program("psql", _POSTGRES), "--no-psqlrc",
                    f"--host={server.socket_folder}", f"--port={server.port}",
                    "--username=admin", f"--dbname={database}", *arguments])


def sqlite_dump(path):
    return _output([find_program("sqlite3"), path, ".dump"])


class Files:
    """A folder for dumps, and the scan that they are held against.

    `options` are those of every scan.
    """

    def __init__(self, world, name, sqlite, *options):
        self.world = world
        self.options = options
        self.folder = world.folder / f"files_{name}"
        self.folder.mkdir()
        self.wanted = world.program.scan(sqlite, *options)
        expect(self.wanted.code == 0, "SQLite is not read", self.wanted)

    def scan(self, content, name="dump.sql"):
        path = self.folder / name
        path.write_bytes(content)
        run = self.world.program.scan(path, *self.options)
        path.unlink()
        return run

    def expect_same(self, run):
        """The audit is complete and finds what it finds in SQLite."""
        expect(run.code == 0, "it is not read", run)
        expect_none(reports_alike.difference(self.wanted.out, run.out))

    def expect_incomplete(self, run, *words):
        expect(run.code == 3, f"exit code {run.code}, wanted 3", run)
        for word in words:
            expect(word in run.errors, f"it does not say {word!r}", run)
