"""Servers that do not let anybody in, or let nobody near a table."""

import contextlib

from audit_program import PASSWORD, url
from breaking_proxy import SilentServer
from incomplete import expect_incomplete, expect_no_password
from server_process import free_port
from world import TLS_USER, expect, expect_none
import reports_alike

TIMEOUT = 2
DATABASE = "refusals"
WRONG = "not the pass:word"


def tests(world):
    world.everywhere("wallaby_contract01", DATABASE, rows=700)
    for server in world.servers:
        for name, test in (
                ("a wrong password", _wrong_password),
                ("no password", _no_password),
                ("a wrong user or database", _wrong_names),
                ("nobody listens", _nobody_listens),
                ("an unknown host", _unknown_host),
                ("a server that never answers", _never_answers),
                ("something that is no database", _no_database),
                ("a server that wants TLS", _wants_tls),
                ("a certificate that cannot be verified", _bad_certificate),
                ("a lock that another session holds", _lock),
                ("locks that are no hindrance", _harmless_locks)):
            yield (f"{name}, {server.engine}",
                   lambda test=test, server=server: test(world, server))


def _full(world, server):
    run = world.program.scan(url(server, DATABASE))
    expect(run.code == 0, "it cannot be read at all", run)
    return run.report


def _wrong_password(world, server):
    run = world.program.scan(url(server, DATABASE, password=WRONG))
    expect_incomplete(run, _full(world, server), "GLANCE_AUDIT_PASSWORD")
    expect_no_password(run, WRONG)
    run = world.program.scan(url(server, DATABASE, password=None),
                             GLANCE_AUDIT_PASSWORD=WRONG)
    expect_incomplete(run, _full(world, server), "GLANCE_AUDIT_PASSWORD")
    expect_no_password(run, WRONG)


def _no_password(world, server):
    run = world.program.scan(url(server, DATABASE, password=None))
    expect_incomplete(run, _full(world, server), "GLANCE_AUDIT_PASSWORD")


def _wrong_names(world, server):
    full = _full(world, server)
    run = world.program.scan(url(server, DATABASE, user="nobody"))
    expect_incomplete(run, full, "check the user")
    run = world.program.scan(url(server, "no_such_database"))
    expect_incomplete(run, full, "check the name of the database")


def _nobody_listens(world, server):
    run = world.program.scan(url(server, DATABASE, port=free_port()))
    expect_incomplete(run, _full(world, server), "check that the server is running",
                      within=5)
    by_socket = {"postgresql": {"host": "/nowhere"},
                 "mariadb": {"unix_socket": "/nowhere/socket"}}
    run = world.program.scan(url(server, DATABASE,
                                 **{"host": "localhost"}
                                 if server.engine == "mariadb" else {})
                             + "?" + "&".join(f"{key}={value}" for key, value
                                              in by_socket[server.engine]
                                              .items()))
    expect_incomplete(run, _full(world, server), "check that the server is running",
                      within=5)


def _unknown_host(world, server):
    run = world.program.scan(url(server, DATABASE, host="no-such-host.invalid"),
                             "--timeout", TIMEOUT)
    expect_incomplete(run, _full(world, server), "name of the host",
                      within=20)


def _never_answers(world, server):
    """Whether the connection is accepted or not."""
    full = _full(world, server)
    for accepts in (True, False):
        with SilentServer(accepts=accepts) as silent:
            run = world.program.scan(url(server, DATABASE, port=silent.port),
                                     "--timeout", TIMEOUT)
        expect_incomplete(run, full, "did not answer",
                          within=3 * TIMEOUT + 3)


def _no_database(world, server):
    full = _full(world, server)
    for greeting in (b"SSH-2.0-OpenSSH_9.2\r\n", b"\0" * 64, b"\xff" * 5000,
                     b"HTTP/1.1 400 Bad Request\r\n\r\n" * 40):
        with SilentServer(greeting) as stranger:
            run = world.program.scan(url(server, DATABASE, port=stranger.port),
                                     "--timeout", TIMEOUT)
        expect_incomplete(run, full, within=3 * TIMEOUT + 3)


def _wants_tls(world, server):
    asked = {"postgresql": {"sslmode": "require"}, "mariadb": {"ssl": "true"}}
    plain = {"postgresql": {"sslmode": "disable"},
             "mariadb": {"ssl_disabled": "true"}}
    run = world.program.scan(url(server, DATABASE, user=TLS_USER,
                                 **asked[server.engine]))
    expect(run.code == 0, "TLS is not spoken", run)
    run = world.program.scan(url(server, DATABASE, user=TLS_USER,
                                 **plain[server.engine]))
    expect_incomplete(run, _full(world, server))


def _bad_certificate(world, server):
    """Verified against another server's certificate."""
    other = next(one for one in world.servers if one is not server)
    verify = {"postgresql": ("sslrootcert", {"sslmode": "verify-full"}),
              "mariadb": ("ssl_ca", {"ssl_verify_identity": "true"})}
    option, query = verify[server.engine]
    right = world.program.scan(url(server, DATABASE, **query,
                                   **{option: server.certificate}))
    expect(right.code == 0, "its own certificate is not accepted", right)
    wrong = world.program.scan(url(server, DATABASE, **query,
                                   **{option: other.certificate}))
    expect_incomplete(wrong, _full(world, server), "TLS")


@contextlib.contextmanager
def _session(server, *statements):
    """Another session, in the middle of something."""
    connection = server.connect(DATABASE)
    try:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        yield
    finally:
        connection.close()


def _lock(world, server):
    full = _full(world, server)
    for table in ("images", "image_members", "image_tags"):
        statements = {
            "postgresql": ["BEGIN", f"LOCK TABLE {table} IN ACCESS EXCLUSIVE"
                           " MODE"],
            "mariadb": [f"LOCK TABLES {table} WRITE"]}[server.engine]
        with _session(server, *statements):
            run = world.program.scan(url(server, DATABASE), "--timeout",
                                     TIMEOUT)
        report = expect_incomplete(run, full, "lock", within=5 * TIMEOUT + 3)
        gaps = [part["what"] for part in report["targets"][0]["coverage"]
                if not part["complete"]]
        expect(table == "images" or any(table in gap for gap in gaps),
               f"{table} is not named, but {gaps}", run)
        if table == "image_tags":
            expect(report["findings"], "nothing of the rest is reported", run)


def _harmless_locks(world, server):
    """Writers, and those who only keep others from writing."""
    wanted = world.program.scan(url(server, DATABASE))
    for statements in {
            "postgresql": (["BEGIN", "LOCK TABLE images IN EXCLUSIVE MODE",
                            "UPDATE images SET name = 'other'"],),
            "mariadb": (["START TRANSACTION",
                         "UPDATE images SET name = 'other'"],
                        ["FLUSH TABLES WITH READ LOCK"],
                        ["LOCK TABLES images READ, image_members READ"])}[
                            server.engine]:
        with _session(server, *statements):
            run = world.program.scan(url(server, DATABASE), "--timeout",
                                     TIMEOUT)
        expect(run.code == 0, f"{statements} is a hindrance", run)
        expect_none(reports_alike.difference(wanted.out, run.out))
        expect_no_password(run, PASSWORD)
