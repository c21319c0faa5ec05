"""The servers' own statistics and logs: an audit writes nothing."""

import re
import time

from audit_program import PASSWORD, url
from world import expect

DATABASE = "untouched"
OWNER = "owner"
_READING = re.compile(
    r"(START TRANSACTION|SET |SAVEPOINT|RELEASE|ROLLBACK|COMMIT|SELECT|SHOW|"
    r"COPY \(SELECT .*\) TO STDOUT|SAVEPOINT .*; SET LOCAL )", re.I | re.S)
_WRITING = re.compile(r"\b(INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|TRUNCATE|"
                      r"REPLACE|LOAD|MERGE|GRANT|FOR SHARE|LOCK IN)\b", re.I)
_ONE_ROW = ("INSERT INTO image_tags (id, image_id, value, created_at, deleted)"
            " SELECT 99999999, id, 'x', created_at, {false} FROM images"
            " LIMIT 1")


def tests(world):
    world.everywhere("wallaby_contract01", DATABASE, rows=700)
    # An account that may do everything: it is the program that must not.
    postgres, mariadb = world.servers
    postgres.create_user(OWNER, PASSWORD)
    postgres.run(f"ALTER ROLE {OWNER} SUPERUSER")
    mariadb.create_user(OWNER, PASSWORD)
    mariadb.run(f"GRANT ALL ON *.* TO {OWNER}@'%'")
    yield "a write is noticed", lambda: _can_fail(world)
    for server in world.servers:
        yield (f"statistics, {server.engine}",
               lambda server=server: _statistics(world, server))
        yield (f"statements, {server.engine}",
               lambda server=server: _statements(world, server))


def _audits(world, server):
    """Every command that reads a database."""
    source = url(server, DATABASE, OWNER)
    run = world.program.scan(source)
    expect(run.code == 0, "it cannot be read", run)
    found = run.report["findings"][0]["subject"]["id"]
    for arguments in (("scan", source, "--jobs", "1"),
                      ("id", found, source), ("id", "11111111-2222-4333-8444-555555555555", source)):
        run = world.program.run(*arguments)
        expect(run.code in (0, 1), "it cannot be read", run)


def _postgres_state(server):
    """What the server counted as written, and its write-ahead log's end."""
    return {
        "tables": server.query(
            "SELECT relname, n_tup_ins, n_tup_upd, n_tup_del, n_live_tup,"
            " n_dead_tup, n_mod_since_analyze FROM pg_stat_user_tables"
            " ORDER BY relname", DATABASE),
        "database": server.query(
            "SELECT tup_inserted, tup_updated, tup_deleted, temp_files,"
            " deadlocks FROM pg_stat_database WHERE datname ="
            f" '{DATABASE}'"),
        "log": server.query("SELECT pg_current_wal_insert_lsn()"),
        "objects": server.query("SELECT oid, relname, relfilenode FROM"
                                " pg_class ORDER BY oid", DATABASE),
    }


def _mariadb_state(server):
    counted = dict(server.query("SHOW GLOBAL STATUS"))
    writing = ("insert", "insert_select", "update", "update_multi", "delete",
               "delete_multi", "replace", "replace_select", "load",
               "create_table", "create_temporary_table", "alter_table",
               "drop_table", "truncate", "grant", "lock_tables", "flush")
    names = [f"Com_{name}" for name in writing] + [
        "Handler_write", "Handler_update", "Handler_delete"]
    return {name: counted[name] for name in names} | {
        "checksums": server.query(
            "CHECKSUM TABLE images, image_members, image_tags,"
            " image_locations, image_properties, alembic_version", DATABASE)}


_STATE = {"postgresql": _postgres_state, "mariadb": _mariadb_state}


def _changes(server, action):
    """What differs in the server's state after `action()`."""
    if server.engine == "postgresql":
        server.run("VACUUM FREEZE", "CHECKPOINT", database=DATABASE)
        time.sleep(1.2)      # statistics arrive once a second
    before = _STATE[server.engine](server)
    action()
    if server.engine == "postgresql":
        time.sleep(1.2)
    after = _STATE[server.engine](server)
    return {name: (before[name], after[name]) for name in before
            if before[name] != after[name]}


def _can_fail(world):
    for server in world.servers:
        false = {"postgresql": "false", "mariadb": "0"}[server.engine]
        changes = _changes(server, lambda server=server, false=false:
                           server.run(_ONE_ROW.format(false=false),
                                      database=DATABASE))
        wanted = {"postgresql": {"tables", "database", "log"},
                  "mariadb": {"Com_insert_select", "Handler_write",
                              "checksums"}}[server.engine]
        expect(wanted <= changes.keys(), f"{server.engine}: a row more is "
               f"seen only in {sorted(changes)}")
    expect(_WRITING.search("update images set x = 1"), "no UPDATE is seen")


def _statistics(world, server):
    changes = _changes(server, lambda: _audits(world, server))
    expect(not changes, f"{server.engine} counted: {changes}")


def _statements(world, server):
    """Every statement, as the server wrote it down."""
    with server.statements() as said:
        _audits(world, server)
    expect(len(said) > 20, f"only {len(said)} statements")
    for statement in said:
        expect(_READING.match(statement), f"what is {statement!r}?")
        expect(not _WRITING.search(statement), f"it writes: {statement!r}")
    begun = [statement for statement in said
             if statement.startswith("START TRANSACTION")]
    expect(begun and all("READ ONLY" in one for one in begun),
           f"not read-only: {begun}")
