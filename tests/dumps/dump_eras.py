"""Dumps of every era's schema, from both servers and from SQLite."""

from dumping import Files, mariadb_dump, postgres_dump, sqlite_dump
from eras import MORE_FACTS
from world import expect

_REVISIONS = ["mitaka02", "ocata_expand01", "rocky_contract02"]


def tests(world):
    for revision in _REVISIONS:
        yield revision, lambda revision=revision: _era(world, revision)
    yield "more facts", lambda: _more_facts(world)
    yield "microseconds in PostgreSQL", lambda: _exact(world)


def _era(world, revision):
    name = f"era_{revision}"
    path = world.everywhere(revision, name, rows=700)
    files = Files(world, name, path)
    files.expect_same(files.scan(mariadb_dump(
        world.mariadb, "--triggers", "--routines", name)))
    files.expect_same(files.scan(postgres_dump(world.postgres, name)))
    files.expect_same(files.scan(sqlite_dump(path)))


def _more_facts(world):
    """Locations that are live, queued images by owner, the disk format."""
    name = "more_facts"
    path = world.everywhere("rocky_contract02", name, rows=700)
    files = Files(world, name, path, "--rules", MORE_FACTS, "--only", "test/*")
    rules = {finding["rule"] for finding in files.wanted.report["findings"]}
    expect(rules == {"test/locations", "test/queued"}, f"found by {rules}")
    for dump in (mariadb_dump(world.mariadb, name),
                 postgres_dump(world.postgres, name), sqlite_dump(path)):
        files.expect_same(files.scan(dump))


def _exact(world):
    revision, name = "wallaby_contract01", "exact"
    path = world.filled(revision, name)
    world.load(world.postgres, revision, name, path)
    files = Files(world, name, path)
    for options in ([], ["--inserts"]):
        files.expect_same(files.scan(
            postgres_dump(world.postgres, name, *options)))
    files.expect_same(files.scan(sqlite_dump(path)))
