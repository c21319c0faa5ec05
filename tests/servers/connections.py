"""Every way to say where a server is and who one is: URLs and client files.

Wherever a password comes from, it is never shown.
"""

import json
import urllib.parse

import reports_alike
from audit_program import PASSWORD, url
from incomplete import expect_no_password
from server_process import make_certificate
from world import TLS_USER, expect, expect_none

DATABASE = "ways_in"
# Everything a URL, a libpq string, an option file or a shell gives a meaning.
ODD_PASSWORD = "p@ss:w/o?r#d%20&=+ ;'\"\\`$(x){}[]<>|~^é☃"
# A database and an account with names that need quotes in SQL and in URLs.
ODD_NAME = "o'dd \"n%ame"


def tests(world):
    world.everywhere("wallaby_contract01", DATABASE, rows=700)
    for server in world.servers:
        wanted = world.program.scan(url(server, DATABASE))
        for name, source, environment in ways(world, server):
            yield (f"{name}, {server.engine}",
                   lambda source=source, environment=environment,
                   wanted=wanted: _reads(world, wanted, source, environment))
        if server.engine == "mariadb":
            yield "refused, mariadb", lambda server=server: _refused(world, server)
        yield (f"odd names and passwords, {server.engine}",
               lambda server=server, wanted=wanted:
               _odd_names(world, server, wanted))


def ways(world, server):
    """(name, SOURCE, environment), all to the same database."""
    return {"postgresql": _postgres_ways, "mariadb": _mariadb_ways}[
        server.engine](world, server)


def _reads(world, wanted, source, environment):
    run = world.program.scan(source, **environment)
    expect(run.code == 0, "it is not read", run)
    expect_none(reports_alike.difference(wanted.out, run.out))
    expect_no_password(run)


def _refused(world, server):
    """An address that is not of this machine, and an authority, named in an
    option file, that did not sign the server's certificate."""
    folder = world.folder / "another-authority"
    folder.mkdir()
    certificate, _ = make_certificate(folder)
    other = _file(world, "other.cnf", f"[client]\nssl-ca = {certificate}\n")
    for query in ({"bind_address": "192.0.2.9"}, {"read_default_file": other}):
        run = world.program.scan(url(server, DATABASE, **query))
        expect(run.code == 3, f"not refused: {query}", run)
        expect_no_password(run)


def _file(world, name, text):
    path = world.folder / name
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return path


def _common(server, schemes):
    for scheme in schemes:
        yield scheme, url(server, DATABASE, scheme=scheme), {}
    yield ("GLANCE_AUDIT_PASSWORD", url(server, DATABASE, password=None),
           {"GLANCE_AUDIT_PASSWORD": PASSWORD})
    yield "localhost", url(server, DATABASE, host="localhost"), {}


def _postgres_ways(world, server):
    yield from _common(server, ("postgresql", "postgresql+psycopg2",
                                "postgresql+asyncpg", "postgresql+pg8000"))
    quoted = urllib.parse.quote(PASSWORD, safe="")
    user = f"postgresql://reader:{quoted}@"
    socket = f"{user}/{DATABASE}?host={server.socket_folder}"
    yield "a Unix socket", f"{socket}&port={server.port}", {}
    yield ("a host list", f"{user}/{DATABASE}?host=127.0.0.1:1&host="
           f"127.0.0.1:{server.port}", {})
    yield ("the password among the parameters",
           f"postgresql://reader@127.0.0.1:{server.port}/{DATABASE}"
           f"?password={quoted}", {})
    escaped = PASSWORD.replace(":", r"\:")
    pgpass = _file(world, "pgpass", f"127.0.0.1:{server.port}:*:reader:"
                   f"{escaped}\n")
    without = url(server, DATABASE, password=None)
    yield ".pgpass", without, {"PGPASSFILE": pgpass}
    yield (".pgpass, named in the URL",
           url(server, DATABASE, password=None, passfile=pgpass), {})
    services = _file(world, "services", f"[cloud]\nhost=127.0.0.1\nport="
                     f"{server.port}\nuser=reader\npassword={PASSWORD}\n"
                     f"dbname={DATABASE}\n")
    yield ("a service file", "postgresql://?service=cloud",
           {"PGSERVICEFILE": services})
    yield ("libpq's own variables", f"postgresql:///{DATABASE}", {
        "PGHOST": "127.0.0.1", "PGPORT": server.port, "PGUSER": "reader",
        "PGPASSWORD": PASSWORD})
    yield ("TLS, verified", url(server, DATABASE, TLS_USER,
                                sslmode="verify-full",
                                sslrootcert=server.certificate), {})
    yield "no TLS", url(server, DATABASE, sslmode="disable"), {}


def _mariadb_ways(world, server):
    yield from _common(server, ("mysql", "mysql+pymysql", "mysql+mysqldb",
                                "mariadb", "mariadb+pymysql",
                                "mariadb+mariadbconnector"))
    yield ("a Unix socket", url(server, DATABASE, host="localhost",
                                unix_socket=server.socket), {})
    # PyMySQL takes the socket, whatever the host.
    yield ("a Unix socket beside a host", url(server, DATABASE, port=1,
                                              scheme="mysql+pymysql",
                                              unix_socket=server.socket), {})
    yield ("an address of this side", url(server, DATABASE,
                                          bind_address="127.0.0.1"), {})
    trusting = _file(world, "trusting.cnf", f"[client]\nssl\nssl-ca={server.certificate}\n")
    yield ("TLS of an option file", url(server, DATABASE, TLS_USER,
                                        read_default_file=trusting), {})
    yield ("as Glance writes it", url(server, DATABASE, charset="utf8",
                                      plugin="dbcounter"), {})
    # In an option file a backslash, a '#' and quotes have a meaning.
    options = _file(world, "client.cnf", "[client]\nuser=reader\npassword="
                    f"\"{PASSWORD}\"\nhost=127.0.0.1\nport={server.port}\n")
    yield ("an option file", f"mysql:///{DATABASE}?read_default_file={options}",
           {})
    groups = _file(world, "groups.cnf", "[client]\nuser=somebody\n[audit]\n"
                   f"user=reader\npassword=\"{PASSWORD}\"\n")
    yield ("a group of an option file",
           f"mysql://127.0.0.1:{server.port}/{DATABASE}?read_default_file="
           f"{groups}&read_default_group=audit", {})
    _file(world, "home/.my.cnf", f"[client]\npassword=\"{PASSWORD}\"\n")
    yield "~/.my.cnf", url(server, DATABASE, password=None), {}
    yield ("TLS", url(server, DATABASE, TLS_USER, ssl="true"), {})
    yield ("TLS, verified", url(server, DATABASE, TLS_USER,
                                ssl_ca=server.certificate,
                                ssl_verify_identity="true"), {})
    yield ("TLS, the certificate alone verified",
           url(server, DATABASE, TLS_USER, ssl_ca=server.certificate,
               ssl_verify_cert="true"), {})


def _odd_names(world, server, wanted):
    path = world.sqlite(DATABASE)
    world.load(server, "wallaby_contract01", ODD_NAME, path) \
        if server.engine == "postgresql" else _copy_mariadb(server)
    server.create_reader(ODD_NAME, ODD_PASSWORD)
    # SQLAlchemy decodes a user and a password, and no database's name.
    right = url(server, ODD_NAME, ODD_NAME, ODD_PASSWORD)
    run = world.program.scan(right)
    expect(run.code == 0, "it is not read", run)
    expect(_findings(run) == _findings(wanted), "other findings", run)
    wrong = world.program.scan(right.replace("p%40ss", "p%40ass"))
    expect(wrong.code == 3, "a wrong password is taken", wrong)
    for one in (run, wrong):
        expect_no_password(one, ODD_PASSWORD)
        expect_no_password(one, ODD_PASSWORD.replace("p@ss", "p@ass"))


def _copy_mariadb(server):
    server.run(f"CREATE DATABASE `{ODD_NAME}`")
    server.run(*(f"CREATE TABLE {table} AS SELECT * FROM {DATABASE}.{table}"
                 for (table,) in server.query(f"SHOW TABLES IN {DATABASE}")),
               database=ODD_NAME)


def _findings(run):
    return json.dumps([[finding["rule"], finding["subject"], finding["facts"]]
                       for finding in run.report["findings"]
                       if finding["subject"]["kind"] == "image"])
