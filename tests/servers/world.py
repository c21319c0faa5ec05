"""Both servers, the program, and Glance databases with the same rows."""

import contextlib
import pathlib
import shutil
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path += [str(HERE.parent / "conformance"), str(HERE.parent / "samples")]

# pylint: disable=wrong-import-position
import glance_rows                                      # noqa: E402
import glance_times as times                            # noqa: E402
import shared_rows                                      # noqa: E402
from audit_program import NOW, PASSWORD, AuditProgram   # noqa: E402
from glance_databases import GlanceDatabases            # noqa: E402
from glance_schemas import GlanceSchemas                # noqa: E402
from mariadb_server import MariadbServer                # noqa: E402
from postgres_server import PostgresServer              # noqa: E402
from server_process import exit_on_signals, server_folder  # noqa: E402
from suite import Failed                                # noqa: E402

AGES = (7, 30, 180)
TLS_USER = "tls_reader"


class World:
    def __init__(self, folder, program, postgres, mariadb):
        self.folder = folder
        self.program = program
        self.postgres = postgres
        self.mariadb = mariadb
        self.servers = (postgres, mariadb)
        self._schemas = {server.engine: GlanceSchemas(server)
                         for server in self.servers}
        self._files = GlanceDatabases(folder / "empty")

    def schema(self, server, revision, name, **settings):
        """An empty database `name` at `revision`; returns `name`."""
        return self._schemas[server.engine].copy(revision, name, **settings)

    def empty(self, revision, name):
        """An empty SQLite file `name` at `revision`; returns its path."""
        return self._files.copy(revision, self.sqlite(name))

    def sqlite(self, name):
        """Where the SQLite file `name` is, or is to be."""
        return self.folder / f"{name}.sqlite"

    def filled(self, revision, name, *, rows=1000, seed=75):
        """A SQLite file that PostgreSQL can hold; returns its path."""
        path = self.empty(revision, name)
        glance_rows.fill(path, seed=f"{seed}/{revision}", rows=rows,
                         nows=[times.from_rfc3339(NOW)], ages=AGES)
        shared_rows.level_for_postgres(path)
        return path

    def level(self, path, revision, name):
        """A copy of a SQLite file that all three engines can hold, and hold
        afterwards in databases `name`; returns its path."""
        copy = self.sqlite(name)
        shutil.copyfile(path, copy)
        # Glance makes its tables with MySQL's three-byte utf8; many operators
        # have converted them, and strangers have written emoji since.
        self.schema(self.mariadb, revision, name, charset="utf8mb4")
        shared_rows.level_for_mariadb(copy, self.mariadb, name)
        self.load(self.postgres, revision, name, copy)
        return copy

    def load(self, server, revision, name, path):
        """A database `name` with the rows of a SQLite file."""
        self.schema(server, revision, name)
        shared_rows.LOAD[server.engine](server, name, path)

    def everywhere(self, revision, name, **fill):
        """The same rows in all three; returns the SQLite file's path."""
        path = self.filled(revision, name + "_sqlite_only", **fill)
        return self.level(path, revision, name)


@contextlib.contextmanager
def started(binary):
    """A World whose servers have an account `reader` that may read all."""
    exit_on_signals()
    with server_folder() as folder, contextlib.ExitStack() as running:
        servers = []
        for kind in (PostgresServer, MariadbServer):
            server = kind(folder, tls_users=(TLS_USER,))
            running.callback(server.stop)
            for user in ("reader", TLS_USER):
                server.create_reader(user, PASSWORD)
            servers.append(server)
        yield World(folder, AuditProgram(binary, folder), *servers)


def expect(holds, what, run=None):
    """Raises Failed with `what`, and what the program said."""
    if not holds:
        raise Failed(what if run is None else f"{what}\n{run}")


def expect_none(problem):
    if problem is not None:
        raise Failed(problem)
