#!/usr/bin/python3
"""SQLite databases made by the real Glance, one for each schema revision.

    glance_databases.py REVISION OUT.sqlite

Every database here is the work of `glance-manage db upgrade --version …`
itself (Debian's glance-common); this module only chooses the steps. A
revision is written as Glance names it (`wallaby_contract01`). Two joined by
`+` are upgraded to one after the other and stay side by side, as they do in
the middle of a rolling upgrade: `rocky_contract02+wallaby_expand01`.

`GlanceDatabases` keeps one empty database for each revision in a work folder,
or in the one that all suites of a run share, and builds a later revision upon
the copy of an earlier one. Nothing outside that folder is written.

What the real program does on SQLite, and callers should know:
- up to `mitaka02` the schema has CHECK constraints on its booleans; from
  `ocata_expand01` on the `images` table has lost them, because Alembic
  rebuilds the table;
- foreign keys are declared and not enforced;
- `ocata_expand01` alone replaces `mitaka02`: `is_public` and `visibility`
  both exist and both may be NULL; `rocky_expand02` alone is the same with
  the columns of Rocky added (an expand that skips three releases).
"""

import os
import shutil
import sqlite3
import sys
import tempfile

import glance_manage
from glance_manage import GlanceFailed

# revision -> the revision whose database it is built upon.
BUILT_UPON = {
    "liberty": None,
    "mitaka02": "liberty",
    "ocata_expand01": "mitaka02",
    "ocata_contract01": "ocata_expand01",
    "pike_contract01": "ocata_contract01",
    "queens_contract01": "pike_contract01",
    "rocky_expand02": "ocata_expand01",
    "rocky_contract02": "queens_contract01",
    "train_contract01": "rocky_contract02",
    "ussuri_contract01": "train_contract01",
    "wallaby_contract01": "ussuri_contract01",
}


def heads_of(database):
    """The revisions in `alembic_version`, sorted; [] without that table."""
    connection = sqlite3.connect(database)
    try:
        has_table = connection.execute(
            "SELECT count(*) FROM sqlite_master WHERE name='alembic_version'"
        ).fetchone()[0]
        if not has_table:
            return []
        return sorted(row[0] for row in connection.execute(
            "SELECT version_num FROM alembic_version"))
    finally:
        connection.close()


def add_legacy_version(database, version, *, drop_alembic=False):
    """Adds the `migrate_version` table of sqlalchemy-migrate.

    Releases before Ocata recorded their revision there (41 Kilo, 42 Liberty,
    44 Mitaka and Newton), and the table lingers after the move to Alembic.
    With `drop_alembic` the database looks as it did before that move.
    """
    connection = sqlite3.connect(database)
    with connection:
        connection.execute(
            "CREATE TABLE migrate_version (repository_id VARCHAR(250) NOT NULL,"
            " repository_path TEXT, version INTEGER,"
            " PRIMARY KEY (repository_id))")
        connection.execute(
            "INSERT INTO migrate_version VALUES"
            " ('Glance Migrations', '/usr/lib/glance/migrate_repo', ?)",
            (version,))
        if drop_alembic:
            connection.execute("DROP TABLE alembic_version")
    connection.close()


def sqlite_url(path):
    return "sqlite:///" + os.path.abspath(path)


class GlanceDatabases:
    """Empty Glance databases, made once and kept in `folder`; in the folder
    that TESTS_DATABASES names instead, where the runner has set that.

    Safe to share between processes: a file appears under its name only when
    it is finished.
    """

    def __init__(self, folder):
        self.folder = os.environ.get("TESTS_DATABASES") or os.path.abspath(
            folder)

    def empty(self, revision):
        """Path of the kept database at `revision`; make it if need be.

        Do not write to it: take a copy with `copy`. Raises KeyError for a
        revision that this module does not know, else GlanceFailed.
        """
        kept = os.path.join(self.folder, revision + ".sqlite")
        if not os.path.exists(kept):
            self._make(revision, kept)
        return kept

    def copy(self, revision, destination):
        """Puts a fresh database at `revision` at `destination`; returns it."""
        shutil.copyfile(self.empty(revision), destination)
        return destination

    def _make(self, revision, kept):
        earlier, _, last = revision.rpartition("+")
        upon = earlier or BUILT_UPON[last]
        os.makedirs(self.folder, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            unfinished = os.path.join(folder, "glance.sqlite")
            if upon is not None:
                self.copy(upon, unfinished)
            glance_manage.run(sqlite_url(unfinished), "db", "upgrade",
                              "--version", last)
            heads = heads_of(unfinished)
            if heads != sorted(revision.split("+")):
                raise GlanceFailed(
                    f"wanted {revision}, glance-manage left {heads}")
            os.rename(unfinished, kept)


def main(arguments):
    if len(arguments) != 2:
        sys.exit(__doc__.split("\n\n")[1].strip())
    revision, destination = arguments
    if revision.partition("+")[0] not in BUILT_UPON:
        sys.exit(f"unknown revision {revision}; known: {' '.join(BUILT_UPON)}")
    with tempfile.TemporaryDirectory(prefix="glance-databases-") as folder:
        try:
            GlanceDatabases(folder).copy(revision, destination)
        except GlanceFailed as error:
            sys.exit(str(error))
    print(f"{destination}: {', '.join(heads_of(destination))}")


if __name__ == "__main__":
    main(sys.argv[1:])
