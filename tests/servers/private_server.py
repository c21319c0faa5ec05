"""What a private PostgreSQL and a private MariaDB do alike."""

from server_process import Account, free_port


class PrivateServer:
    """A server in a folder of its own, started.

    A kind of server has `engine`, `account` (whom it runs as), `lost` (what
    its client raises while it does not answer), `_make()`, `start()`, which
    sets `process`, and `connect(database)`.
    """

    def __init__(self, folder, tls_users=(), memory_mib=256):
        self.folder = folder / self.engine
        self.folder.mkdir()
        self.folder.chmod(0o755)
        self.port = free_port()
        self._account = Account(self.account)
        self._account.own(self.folder)
        self._tls_users = tls_users
        self._memory_mib = memory_mib
        self._data = self.folder / "data"
        self._make()
        self.start()

    def stop(self):
        self.process.stop()

    def _answers(self):
        try:
            self.connect().close()
        except self.lost:
            return False
        return True

    def run(self, *statements, database=None):
        connection = self.connect(database)
        try:
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
        finally:
            connection.close()

    def query(self, statement, database=None):
        connection = self.connect(database)
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall()
        finally:
            connection.close()
