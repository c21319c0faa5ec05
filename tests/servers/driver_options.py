"""What the drivers of MySQL are told by URLs and option files: which socket, from which address, and TLS or nothing.

PyMySQL and mysqlclient are what Glance runs with: what they do with an option is right, and where they refuse, the
program refuses too.
"""

import contextlib
import socket
import threading

import reports_alike
from audit_program import PASSWORD, url
from incomplete import expect_no_password
from server_process import make_certificate
from world import TLS_USER, expect, expect_none

DATABASE = "driver_options"
_SSL = 0x08     # in the second byte of a greeting's capabilities
_NO_ADDRESS = "192.0.2.9"   # of no machine (RFC 5737)


def tests(world):
    world.everywhere("wallaby_contract01", DATABASE, rows=200)
    server = world.mariadb
    wanted = world.program.scan(url(server, DATABASE))
    for name, source, environment in (*_sockets(server), *_addresses(world, server), *_trusted(world, server)):
        yield f"{name}, read", lambda source=source, environment=environment: _reads(world, wanted, source, environment)
    for name, source, environment in (*_no_sockets(server), *_no_addresses(world, server), *_mistrusted(world, server)):
        yield (f"{name}, refused",
               lambda source=source, environment=environment: _refuses(world, source, environment))
    for name, source in _without_tls(world, server):
        yield f"{name}, refused by TLS", lambda source=source: _refuses_plain(world, server, source)


def _reads(world, wanted, source, environment):
    run = world.program.scan(source, **environment)
    expect(run.code == 0, "it is not read", run)
    expect_none(reports_alike.difference(wanted.out, run.out))
    expect_no_password(run)


def _refuses(world, source, environment):
    run = world.program.scan(source, "--timeout", 3, **environment)
    expect(run.code == 3, "it is not refused", run)
    expect_no_password(run)
    return run


def _refuses_plain(world, server, source):
    """A server that offers no TLS, and would let everybody in without."""
    with _without_tls_offered(server.port) as port:
        control = world.program.scan(url(server, DATABASE, port=port))
        expect(control.code == 0, "nobody is let in", control)
        run = _refuses(world, source(port), {})
    expect("TLS" in run.errors or "SSL" in run.errors, "it is not refused for want of TLS", run)


@contextlib.contextmanager
def _without_tls_offered(to_port):
    """A port that leads to the server, whose greeting no longer offers TLS."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_forward, args=(listener, to_port), daemon=True).start()
        yield listener.getsockname()[1]


def _forward(listener, to_port):
    with contextlib.suppress(OSError):
        while True:
            client, _ = listener.accept()
            server = socket.create_connection(("127.0.0.1", to_port))
            client.sendall(_without_tls_bit(server.recv(4096)))
            for one, other in ((client, server), (server, client)):
                threading.Thread(target=_copy, args=(one, other), daemon=True).start()


def _copy(one, other):
    with contextlib.suppress(OSError):
        while said := one.recv(65536):
            other.sendall(said)
        other.shutdown(socket.SHUT_WR)


def _without_tls_bit(greeting):
    changed = bytearray(greeting)
    capabilities = changed.index(0, 5) + 1 + 4 + 8 + 1     # behind the version, the session, the salt and a zero
    changed[capabilities + 1] &= ~_SSL
    return bytes(changed)


# A socket beside a host: PyMySQL takes the socket, mysqlclient the host.

def _sockets(server):
    known = {"unix_socket": server.socket}
    yield "PyMySQL, a port where nobody listens", url(server, DATABASE, scheme="mysql+pymysql", port=1, **known), {}
    yield ("PyMySQL for MariaDB, a host that is not there",
           url(server, DATABASE, scheme="mariadb+pymysql", host=_NO_ADDRESS, **known), {})
    yield ("PyMySQL, a name that is none",
           url(server, DATABASE, scheme="mysql+pymysql", host="no-such-host.invalid", **known), {})
    yield "PyMySQL, localhost", url(server, DATABASE, scheme="mysql+pymysql", host="localhost", **known), {}
    yield "PyMySQL, no host", url(server, DATABASE, scheme="mysql+pymysql", host="", **known).replace(
        f":{server.port}/", "/"), {}
    yield ("mysqlclient, a socket that is not there",
           url(server, DATABASE, scheme="mysql+mysqldb", unix_socket="/nowhere/socket"), {})


def _no_sockets(server):
    yield ("PyMySQL, a socket that is not there",
           url(server, DATABASE, scheme="mysql+pymysql", unix_socket="/nowhere/socket"), {})
    yield ("mysqlclient, a port where nobody listens",
           url(server, DATABASE, scheme="mysql+mysqldb", port=1, unix_socket=server.socket), {})


# The address of this side.

def _addresses(world, server):
    yield "an address of this machine", url(server, DATABASE, scheme="mysql+pymysql", bind_address="127.0.0.1"), {}
    own = _options(world, "own", "bind-address=127.0.0.1")
    yield "an address of this machine in an option file", url(server, DATABASE, read_default_file=own), {}


def _no_addresses(world, server):
    for scheme in ("mysql+pymysql", "mariadb+pymysql"):
        yield (f"{scheme}, another machine's address",
               url(server, DATABASE, scheme=scheme, bind_address=_NO_ADDRESS), {})
    yield "an address of IPv6", url(server, DATABASE, scheme="mysql+pymysql", bind_address="2001:db8::1"), {}
    yield "a name that is none", url(server, DATABASE, scheme="mysql+pymysql", bind_address="no-such-host.invalid"), {}
    file = _options(world, "elsewhere", f"bind-address={_NO_ADDRESS}")
    yield "another machine's address in an option file", url(server, DATABASE, read_default_file=file), {}


# TLS that is asked for anywhere is spoken, and the certificate's name is checked.

def _options(world, name, *lines, group="client"):
    path = world.folder / f"{name}.cnf"
    path.write_text("\n".join([f"[{group}]", *lines, ""]), encoding="utf-8")
    path.chmod(0o600)
    return path


def _trusted(world, server):
    trusting = f"ssl-ca={server.certificate}"
    yield ("an authority of an option file", url(server, DATABASE, TLS_USER, scheme="mysql+pymysql",
                                                 read_default_file=_options(world, "trusts", "ssl=1", trusting)), {})
    yield ("an authority of another group",
           url(server, DATABASE, TLS_USER, scheme="mysql+pymysql", read_default_group="audit",
               read_default_file=_options(world, "group", trusting, group="audit")), {})


def _mistrusted(world, server):
    """The address is the server's, the name is not the certificate's; and an authority that did not sign it."""
    trusting = _options(world, "trusting", f"ssl-ca={server.certificate}")
    folder = world.folder / "an-authority-of-others"
    folder.mkdir()
    other, _ = make_certificate(folder)
    yield "another name", url(server, DATABASE, scheme="mysql+pymysql", host="127.1", read_default_file=trusting), {}
    yield "another name, by the URL", url(server, DATABASE, scheme="mysql+pymysql", host="127.1",
                                          ssl_ca=server.certificate), {}
    mistrusting = _options(world, "mistrusting", f"ssl-ca={other}")
    yield "another authority", url(server, DATABASE, scheme="mysql+pymysql", read_default_file=mistrusting), {}
    yield "another authority, with its certificate asked for", url(
        server, DATABASE, read_default_file=_options(world, "asking", f"ssl-ca={other}", "ssl-verify-server-cert")), {}
    home = world.folder / "mistrusting-home"
    home.mkdir()
    (home / ".my.cnf").write_text(f"[client]\npassword=\"{PASSWORD}\"\nssl-ca={other}\n", encoding="utf-8")
    yield "another authority, of one's home", url(server, DATABASE, password=None), {"HOME": home}


def _without_tls(world, server):
    files = {"an authority": [f"ssl-ca={server.certificate}"], "TLS alone": ["ssl"],
             "a client's certificate": ["ssl-cert=/nowhere/cert", "ssl-key=/nowhere/key"]}
    for number, (name, lines) in enumerate(files.items()):
        path = _options(world, f"asks-{number}", *lines)
        yield f"{name} of an option file", lambda port, path=path: url(
            server, DATABASE, scheme="mysql+pymysql", port=port, read_default_file=path)
    yield "an authority of the URL", lambda port: url(
        server, DATABASE, scheme="mysql+pymysql", port=port, ssl_ca=server.certificate)
    yield "TLS of the URL", lambda port: url(server, DATABASE, scheme="mysql+mysqldb", port=port, ssl="true")
