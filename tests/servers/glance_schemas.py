"""Empty Glance databases on a server, made by the real glance-manage.

`glance-manage db upgrade --version REVISION` makes each from a copy of the
revision before it, by the same steps as the SQLite ones (glance_databases).
"""

import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]
                    / "conformance"))

# pylint: disable=wrong-import-position
import glance_manage                                        # noqa: E402
from glance_databases import BUILT_UPON, GlanceFailed       # noqa: E402


class GlanceSchemas:
    """Empty databases of one server; named by their revision."""

    def __init__(self, server):
        self.server = server
        self._made = set()

    def empty(self, revision):
        """The name of the kept database at `revision`; made if need be.
        Nobody may write to it: `copy` makes one's own."""
        name = "empty_" + revision.replace("+", "_and_")
        if name not in self._made:
            earlier, _, last = revision.rpartition("+")
            upon = earlier or BUILT_UPON[last]
            self.server.create_database(name, upon and self.empty(upon))
            glance_manage.run(self.server.admin_url(name), "db", "upgrade",
                              "--version", last)
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
