"""A snapshot of a server is audited like the server: the same bytes."""

import re

from amounts import amount
from audit_program import NOW, PASSWORD, url
from eras import VARIANTS
from world import expect

_REVISIONS = ("mitaka02", "ocata_expand01", "wallaby_contract01")
_IN_FULL = amount((), ("wallaby_contract01",), _REVISIONS)
_MARK = re.compile(rb', "snapshot": \{[^}]*\}')


def tests(world):
    for revision in _REVISIONS:
        yield revision, lambda revision=revision: _same(world, revision)
    yield "twins and orphans in another case", lambda: _cases(world)


def _take(world, server, name, *options):
    place = world.folder / f"{name}-{server.engine}-{len(options)}.snapshot"
    run = world.program.run("snapshot", url(server, name), "-o", place,
                            "--now", NOW, *options)
    expect(run.code == 0, f"no snapshot of {server.engine}", run)
    expect(PASSWORD.encode() not in place.read_bytes(),
           "the password is in the snapshot")
    return place


def _compare(world, server, name, variants):
    place = _take(world, server, name)
    for variant in variants:
        wanted = world.program.scan(url(server, name), *variant)
        got = world.program.scan(place, *variant)
        report, marks = _MARK.subn(b"", got.out)
        expect(marks == 1 and got.code == wanted.code, "not a snapshot's", got)
        problem = _difference(report, wanted.out)
        expect(problem is None,
               f"{server.engine}, {' '.join(variant) or 'default'}: {problem}")


def _difference(report, wanted):
    """Where they first differ."""
    for got, line in zip(report.split(b"\n"), wanted.split(b"\n")):
        if got != line:
            return f"{got[:300]!r} instead of {line[:300]!r}"
    return None if report == wanted else "it ends elsewhere"


def _same(world, revision):
    name = "snapshot_" + revision
    world.everywhere(revision, name)
    for server in world.servers:
        _compare(world, server, name,
                 VARIANTS if revision in _IN_FULL else VARIANTS[:2])
        redacted = world.program.scan(_take(world, server, name, "--redact"))
        plain = world.program.scan(url(server, name))
        expect([finding["fingerprint"] for finding in
                redacted.report["findings"]]
               == [finding["fingerprint"] for finding in
                   plain.report["findings"]], "redacted: other findings")


def _cases(world):
    """MariaDB takes upper and lower case for one ID, PostgreSQL does not."""
    name = "snapshot_cases"
    world.everywhere("wallaby_contract01", name)
    for server in world.servers:
        server.run(
            "SET FOREIGN_KEY_CHECKS = 0" if server.engine == "mariadb"
            else "SET session_replication_role = replica",
            "INSERT INTO image_tags (id, image_id, value, created_at, deleted)"
            " SELECT 1000000 + row_number() OVER (ORDER BY id), UPPER(id),"
            " 'case', '2024-01-01', "
            + ("0" if server.engine == "mariadb" else "false")
            + " FROM images WHERE LENGTH(id) = 36", database=name)
        _compare(world, server, name, VARIANTS[:1])
