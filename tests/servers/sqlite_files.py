"""A folder of SQLite files that looks like a server, for glance_schemas."""

import shutil
import sqlite3


class SqliteFiles:
    engine = "sqlite"

    def __init__(self, folder):
        self.folder = folder / "sqlite"
        self.folder.mkdir()

    def path(self, name):
        return self.folder / f"{name}.sqlite"

    def create_database(self, name, template=None):
        if template is not None:
            shutil.copyfile(self.path(template), self.path(name))

    def query(self, statement, database):
        connection = sqlite3.connect(self.path(database))
        try:
            return connection.execute(statement).fetchall()
        finally:
            connection.close()

    def admin_url(self, database):
        return f"sqlite:///{self.path(database)}"
