"""A private MariaDB: loopback, a free port, a Unix socket, TLS offered.

`root` comes in by the socket without a password. Users named in `tls_users`
are turned away without TLS.
"""

import contextlib
import re
import signal

import pymysql

from private_server import PrivateServer
from server_process import ServerProcess, find_program, make_certificate

_BINARIES = ("/usr/sbin", "/usr/bin", "/sbin", "/bin")
_FAST = ["--innodb-flush-method=nosync", "--innodb-doublewrite=OFF",
         "--innodb-flush-log-at-trx-commit=0", "--innodb-log-file-size=64M"]


class MariadbServer(PrivateServer):
    engine = "mariadb"
    sqlalchemy = "mysql+pymysql"
    account = "mysql"
    lost = pymysql.err.OperationalError

    @property
    def socket(self):
        return self.folder / "socket"

    def _make(self):
        self._account.run([
            find_program("mariadb-install-db", *_BINARIES), "--no-defaults",
            f"--datadir={self._data}", "--skip-test-db",
            "--auth-root-authentication-method=normal", *_FAST])
        self.certificate, self._key = make_certificate(self.folder)
        self._account.own(self._key)

    # The server

    def start(self):
        self.process = ServerProcess(
            [find_program("mariadbd", *_BINARIES), "--no-defaults",
             f"--datadir={self._data}", f"--socket={self.socket}",
             f"--port={self.port}", "--bind-address=127.0.0.1",
             f"--pid-file={self.folder}/pid", "--skip-name-resolve",
             f"--ssl-cert={self.certificate}", f"--ssl-key={self._key}",
             f"--general-log-file={self.folder}/general.log",
             "--character-set-server=utf8mb3", "--max-connections=60",
             "--local-infile=ON",
             f"--innodb-buffer-pool-size={self._memory_mib}M", *_FAST],
            self._account, self.folder / "log", signal.SIGKILL)
        self.process.wait_until(self._answers)

    def kill(self):
        """As a power cut does."""
        self.process.kill()

    def session_pids(self, _user="%"):
        """The processes that serve a user's sessions: here one serves all."""
        return [self.process.pid]

    @contextlib.contextmanager
    def statements(self):
        """A list that has, afterwards, every statement of other sessions."""
        said = []
        self.run("TRUNCATE mysql.general_log", "SET GLOBAL log_output='TABLE'",
                 "SET GLOBAL general_log = ON")
        try:
            yield said
        finally:
            self.run("SET GLOBAL general_log = OFF")
        said += [row[0] for row in self.query(
            "SELECT CONVERT(argument USING utf8mb4) FROM mysql.general_log WHERE command_type IN"
            " ('Query', 'Execute', 'Prepare') AND user_host NOT LIKE"
            " 'root%'")]

    def end_sessions(self, user):
        for session in self.query("SELECT id FROM information_schema."
                                  f"processlist WHERE user = '{user}'"):
            self.run(f"KILL CONNECTION {session[0]}")

    # Its databases

    def connect(self, database=None):
        """root's connection, in autocommit mode."""
        return pymysql.connect(
            unix_socket=str(self.socket), user="root", database=database,
            autocommit=True, charset="utf8mb4", local_infile=True)

    def version(self):
        """As `SELECT version()` begins: 10.11.19."""
        return self.query("SELECT version()")[0][0].split("-")[0]

    def create_database(self, name, template=None, charset=None):
        """With the tables, rows and triggers of `template`, if given; its
        tables then in another character set, if that is given."""
        self.run(f"CREATE DATABASE `{name}`")
        if template is None:
            return
        tables = [row[0] for row in self.query(f"SHOW TABLES IN `{template}`")]
        made = [self.query(f"SHOW CREATE TABLE `{template}`.`{table}`")[0][1]
                for table in tables]
        if charset is not None:
            made = [_in_charset(statement, charset) for statement in made]
        copied = [f"INSERT INTO `{table}` SELECT * FROM `{template}`.`{table}`"
                  for table in tables]
        self.run("SET FOREIGN_KEY_CHECKS = 0", *made, *copied,
                 *self.triggers(template).values(), database=name)

    def triggers(self, database):
        """{name: the statement that creates it}, without a database's name."""
        names = [row[0] for row in self.query(
            f"SHOW TRIGGERS IN `{database}`")]
        return {name: self.query(f"SHOW CREATE TRIGGER `{name}`", database)
                [0][2] for name in names}

    def drop_database(self, name):
        self.run(f"DROP DATABASE `{name}`")

    def create_user(self, name, password):
        connection = self.connect()
        tls = " REQUIRE SSL" if name in self._tls_users else ""
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE USER %s@'%%' IDENTIFIED BY %s{tls}",
                           (name, password))
        connection.close()

    def create_reader(self, name, password):
        """A user who may read everything in every database."""
        self.create_user(name, password)
        self.run(f"GRANT SELECT ON *.* TO `{name}`@'%'")

    def admin_url(self, database):
        """For SQLAlchemy, by the socket."""
        return f"{self.sqlalchemy}://root@localhost/{database}" \
               f"?unix_socket={self.socket}"


def _in_charset(create_table, charset):
    """Collations differ by server version: always general_ci, as Glance's."""
    body, _, options = create_table.rpartition(") ENGINE=")
    options = re.sub(r" DEFAULT CHARSET=\w+( COLLATE=\w+)?",
                     f" DEFAULT CHARSET={charset} COLLATE={charset}_general_ci",
                     options)
    return f"{body}) ENGINE={options}"
