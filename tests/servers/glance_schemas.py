"""Empty Glance databases on a server, made by the real glance-manage.

`glance-manage db upgrade --version REVISION` makes each from a copy of the
revision before it, by the same steps as the SQLite ones (glance_databases).
The program takes a second to start, most of it Python's imports: so its
modules are loaded once, and every run of /usr/bin/glance-manage happens in a
fork of that process.
"""

import os
import pathlib
import runpy
import sys
import tempfile
import traceback

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]
                    / "conformance"))

# pylint: disable=wrong-import-position
from glance_databases import BUILT_UPON, GLANCE_MANAGE, GlanceFailed  # noqa: E402,E501


class GlanceSchemas:
    """Empty databases of one server; named by their revision."""

    def __init__(self, server, folder):
        self.server = server
        self.folder = pathlib.Path(folder) / f"manage-{server.engine}"
        self.folder.mkdir()
        self._made = set()

    def empty(self, revision):
        """The name of the kept database at `revision`; made if need be.
        Nobody may write to it: `copy` makes one's own."""
        name = "empty_" + revision.replace("+", "_and_")
        if name not in self._made:
            earlier, _, last = revision.rpartition("+")
            upon = earlier or BUILT_UPON[last]
            self.server.create_database(name, upon and self.empty(upon))
            self._upgrade(name, last)
            heads = self.heads(name)
            if heads != sorted(revision.split("+")):
                raise GlanceFailed(f"wanted {revision} on "
                                   f"{self.server.engine}, got {heads}")
            self._made.add(name)
        return name

    def copy(self, revision, name, **settings):
        """A fresh database `name` at `revision`; returns `name`."""
        self.server.create_database(name, self.empty(revision), **settings)
        return name

    def heads(self, database):
        return sorted(row[0] for row in self.server.query(
            "SELECT version_num FROM alembic_version", database))

    def _upgrade(self, database, revision):
        config = self.folder / "glance-api.conf"
        url = self.server.admin_url(database).replace("%", "%%")
        config.write_text(f"[database]\nconnection = {url}\n")
        (self.folder / "conf.d").mkdir(exist_ok=True)
        run_glance_manage("--config-file", config, "--config-dir",
                          self.folder / "conf.d", "db", "upgrade",
                          "--version", revision)


def run_glance_manage(*arguments):
    """Runs /usr/bin/glance-manage in a fork; raises GlanceFailed."""
    _load_once()
    with tempfile.TemporaryFile() as said:
        child = os.fork()
        if child == 0:
            _be_glance_manage([str(part) for part in arguments], said)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if status:
            said.seek(0)
            raise GlanceFailed(
                f"glance-manage {' '.join(map(str, arguments))} ended with "
                f"{status}: {said.read().decode(errors='replace')[-3000:]}")


def _be_glance_manage(arguments, said):
    """In the child: never returns."""
    code = 1
    try:
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)
        sys.argv = [GLANCE_MANAGE, *arguments]
        runpy.run_path(GLANCE_MANAGE, run_name="__main__")
        code = 0
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else int(bool(left.code))
    except BaseException:   # pylint: disable=broad-except
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _load_once():
    """What glance-manage imports, while nothing of its state exists yet."""
    # pylint: disable=import-outside-toplevel,unused-import
    import warnings
    warnings.simplefilter("ignore")
    import glance.cmd.manage            # noqa: F401
    import glance.db.sqlalchemy.api     # noqa: F401
    import psycopg2                     # noqa: F401
    import pymysql                      # noqa: F401
