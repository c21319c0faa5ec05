"""A private PostgreSQL: loopback, a free port, a Unix socket, TLS offered.

Passwords are asked for by SCRAM, save for the superuser `admin`, who comes in
by the socket alone. Users named in `tls_users` are turned away without TLS.
"""

import contextlib
import os
import re
import signal
import time

import psycopg2
from psycopg2 import sql

from private_server import PrivateServer
from server_process import ServerProcess, find_program, make_certificate

_BINARIES = "/usr/lib/postgresql/*/bin"
_FAST = {"fsync": "off", "full_page_writes": "off", "autovacuum": "off",
         "synchronous_commit": "off", "wal_level": "minimal",
         "max_wal_senders": "0", "max_wal_size": "4GB",
         # Its memory is then files in its own folder, gone with it.
         "dynamic_shared_memory_type": "mmap"}


class PostgresServer(PrivateServer):
    engine = "postgresql"
    sqlalchemy = "postgresql+psycopg2"
    account = "postgres"
    lost = psycopg2.OperationalError

    @property
    def socket_folder(self):
        return self.folder

    def _make(self):
        self._account.run([
            find_program("initdb", _BINARIES), "-D", self._data, "-U", "admin",
            "--auth=trust", "--no-sync", "--locale=C.UTF-8",
            "--encoding=UTF8"])
        self.certificate, key = make_certificate(self.folder)
        self._account.own(key)
        access = [("local", "all admin", "trust"),
                  *(("hostnossl", f"all {user} all", "reject")
                    for user in self._tls_users),
                  ("local", "all all", "scram-sha-256"),
                  ("host", "all all all", "scram-sha-256")]
        (self._data / "pg_hba.conf").write_text(
            "".join(f"{kind} {who} {how}\n" for kind, who, how in access))
        settings = _FAST | {
            "listen_addresses": "'127.0.0.1'", "port": self.port,
            "unix_socket_directories": f"'{self.socket_folder}'",
            "ssl": "on", "ssl_cert_file": f"'{self.certificate}'",
            "ssl_key_file": f"'{key}'", "shared_buffers": f"'{self._memory_mib}MB'"}
        with open(self._data / "postgresql.conf", "a",
                  encoding="utf-8") as file:
            file.writelines(f"{key} = {value}\n"
                            for key, value in settings.items())

    # The server

    def start(self):
        self.process = ServerProcess(
            [find_program("postgres", _BINARIES), "-D", self._data],
            self._account, self.folder / "log", signal.SIGQUIT)
        self.process.wait_until(self._answers)

    def kill(self):
        """Kills the server and every session, as a power cut does."""
        sessions = self.session_pids()
        self.process.kill()
        for pid in sessions:
            _kill_if_there(pid)

    def session_pids(self, user="%"):
        """The processes that serve a user's sessions."""
        return [row[0] for row in self.query(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client"
            f" backend' AND pid <> pg_backend_pid() AND usename LIKE '{user}'"
        )]

    @contextlib.contextmanager
    def statements(self):
        """A list that has, afterwards, every statement of other sessions."""
        said = []
        log = self.folder / "log"
        self.run("ALTER SYSTEM SET log_statement = 'all'",
                 "SELECT pg_reload_conf()")
        time.sleep(0.3)
        begin = log.stat().st_size
        yield said
        text = log.read_bytes()[begin:].decode()
        self.run("ALTER SYSTEM RESET log_statement",
                 "SELECT pg_reload_conf()")
        # A line that goes on begins with a tab.
        said += re.findall(r"LOG:  (?:statement|execute [^:]*): "
                           r"(.*(?:\n\t.*)*)", text)

    def end_sessions(self, user):
        for pid in self.session_pids(user):
            self.query(f"SELECT pg_terminate_backend({pid})")

    # Its databases

    def connect(self, database=None):
        """A superuser's connection, in autocommit mode."""
        connection = psycopg2.connect(
            host=str(self.socket_folder), port=self.port, user="admin",
            dbname=database or "postgres")
        connection.autocommit = True
        return connection

    def version(self):
        """As `SHOW server_version` begins: 15.20."""
        return self.query("SHOW server_version")[0][0].split()[0]

    def create_database(self, name, template=None):
        self.run(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(template or "template0")))

    def drop_database(self, name):
        self.run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(
            sql.Identifier(name)))

    def create_user(self, name, password):
        self.run(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
            sql.Identifier(name), sql.Literal(password)))

    def create_reader(self, name, password):
        """A user who may read everything in every database."""
        self.create_user(name, password)
        self.run(sql.SQL("GRANT pg_read_all_data TO {}").format(
            sql.Identifier(name)))

    def admin_url(self, database):
        """For SQLAlchemy, by the socket."""
        return (f"{self.sqlalchemy}://admin@:{self.port}/{database}"
                f"?host={self.socket_folder}")


def _kill_if_there(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
