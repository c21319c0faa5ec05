"""Whatever stands between a table and the program, rows are never missing in
silence: the report is that of all rows, or the audit is incomplete.
"""

import reports_alike
from audit_program import PASSWORD, url
from incomplete import expect_incomplete
from world import expect, expect_none

DATABASE, USER = "filtered", "watched"
_TABLES = ("images", "image_members", "image_properties", "image_tags",
           "image_locations")
# name: (statements that filter, statements that undo it)
_SETTINGS = {
    "postgresql": {
        "a style of dates by account": (
            [f"ALTER ROLE {USER} SET datestyle = 'German, DMY'"],
            [f"ALTER ROLE {USER} RESET datestyle"]),
        "a style of bytes and numbers by database": (
            [f"ALTER DATABASE {DATABASE} SET bytea_output = 'escape'",
             f"ALTER DATABASE {DATABASE} SET extra_float_digits = -15"],
            [f"ALTER DATABASE {DATABASE} RESET ALL"]),
        "an encoding by account": (
            [f"ALTER ROLE {USER} SET client_encoding = 'LATIN1'"],
            [f"ALTER ROLE {USER} RESET client_encoding"]),
        "strings with escapes by account": (
            [f"ALTER ROLE {USER} SET standard_conforming_strings = off"],
            [f"ALTER ROLE {USER} RESET standard_conforming_strings"]),
        "a time zone by account": (
            [f"ALTER ROLE {USER} SET timezone = 'Asia/Kathmandu'"],
            [f"ALTER ROLE {USER} RESET timezone"]),
    },
    "mariadb": {
        "a limit of rows for everybody": (
            ["SET GLOBAL sql_select_limit = 5"],
            ["SET GLOBAL sql_select_limit = DEFAULT"]),
        "a limit of rows at each connection": (
            ["SET GLOBAL init_connect = 'SET SESSION sql_select_limit = 5'"],
            ["SET GLOBAL init_connect = ''"]),
        "another encoding at each connection": (
            ["SET GLOBAL init_connect = 'SET NAMES latin1'"],
            ["SET GLOBAL init_connect = ''"]),
        "no encoding of results at each connection": (
            ["SET GLOBAL init_connect = 'SET character_set_results = NULL'"],
            ["SET GLOBAL init_connect = ''"]),
        "another way to read SQL": (
            ["SET GLOBAL sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,"
             "PIPES_AS_CONCAT,PAD_CHAR_TO_FULL_LENGTH'"],
            ["SET GLOBAL sql_mode = DEFAULT"]),
        "another time zone": (
            ["SET GLOBAL time_zone = '+05:45'"],
            ["SET GLOBAL time_zone = DEFAULT"]),
    },
}


def _row_security(table):
    return ([f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
             f"CREATE POLICY few ON {table} USING (false)"],
            [f"DROP POLICY few ON {table}",
             f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"])


def _view(table, kind="VIEW"):
    return ([f"ALTER TABLE {table} RENAME TO hidden",
             f"CREATE {kind} {table} AS SELECT * FROM hidden"
             " WHERE deleted_at IS NULL"],
            [f"DROP {kind} {table}", f"ALTER TABLE hidden RENAME TO {table}"])


def _earlier_on_the_path(table):
    return ([f"CREATE SCHEMA earlier AUTHORIZATION {USER}",
             f"CREATE TABLE earlier.{table} AS SELECT * FROM public.{table}"
             " WHERE deleted_at IS NULL",
             f"GRANT SELECT ON earlier.{table} TO {USER}",
             f"ALTER ROLE {USER} SET search_path = earlier, public"],
            ["DROP SCHEMA earlier CASCADE",
             f"ALTER ROLE {USER} RESET search_path"])


def _temporary(table):
    return (["SET GLOBAL init_connect = 'CREATE TEMPORARY TABLE IF NOT EXISTS"
             f" {DATABASE}.{table} AS SELECT * FROM {DATABASE}.{table}"
             " LIMIT 1'"],
            ["SET GLOBAL init_connect = ''"])


def _without_snapshots(_table):
    # A table that others refer to cannot be converted.
    return (["ALTER TABLE image_tags DROP FOREIGN KEY image_tags_ibfk_1",
             "ALTER TABLE image_tags ENGINE = Aria"],
            ["SET SESSION foreign_key_checks = 0",
             "ALTER TABLE image_tags ENGINE = InnoDB",
             "ALTER TABLE image_tags ADD CONSTRAINT image_tags_ibfk_1"
             " FOREIGN KEY (image_id) REFERENCES images (id)"])


def _some_columns(grantee):
    def made(table):
        return ([f"REVOKE SELECT ON {table} FROM {grantee}",
                 f"GRANT SELECT (deleted) ON {table} TO {grantee}"],
                [f"GRANT SELECT ON {table} TO {grantee}"])
    return made


# name: (statements for a table, what standard error says, the tables)
_FILTERS = {
    "postgresql": {
        "row level security": (_row_security, "row-level security", _TABLES),
        "a view": (_view, "is a view", _TABLES),
        "a materialized view": (
            lambda table: _view(table, "MATERIALIZED VIEW"), "is a view",
            _TABLES),
        "a table earlier on the search path": (
            _earlier_on_the_path, "several tables", _TABLES),
        "some columns alone": (_some_columns(USER), "grant", _TABLES),
    },
    "mariadb": {
        "a view": (_view, "is a view", _TABLES),
        "a temporary table": (_temporary, "temporary table", _TABLES),
        "an engine without snapshots": (_without_snapshots, "Aria",
                                        ("image_tags",)),
        "some columns alone": (_some_columns(f"{USER}@'%'"), "grant",
                               _TABLES),
    },
}


def tests(world):
    wanted = world.everywhere("wallaby_contract01", DATABASE, rows=700)
    for server in world.servers:
        server.create_user(USER, PASSWORD)
        _grant(server)
        for name, change in _SETTINGS[server.engine].items():
            yield (f"{name}, {server.engine}",
                   lambda server=server, change=change: _same(
                       world, server, change, wanted))
        for name, (make, word, tables) in _FILTERS[server.engine].items():
            for table in tables:
                yield (f"{name}: {table}, {server.engine}",
                       lambda server=server, change=make(table), word=word:
                       _incomplete(world, server, change, word))
    for name, converted in _COLLATIONS.items():
        yield (f"collations that differ, {name}, mariadb",
               lambda converted=converted: _collations(world, wanted, converted))


def _grant(server):
    grantee = {"postgresql": USER, "mariadb": f"{USER}@'%'"}[server.engine]
    for table in (*_TABLES, "alembic_version"):
        server.run(f"GRANT SELECT ON {table} TO {grantee}", database=DATABASE)
    if server.engine == "mariadb":
        server.run("GRANT CREATE TEMPORARY TABLES, INSERT ON"
                   f" {DATABASE}.* TO {grantee}")


def _scan(world, server):
    return world.program.scan(url(server, DATABASE, USER, PASSWORD))


def _scan_while(world, server, change):
    apply, undo = change
    server.run(*apply, database=DATABASE)
    try:
        return _scan(world, server)
    finally:
        server.run(*undo, database=DATABASE)
        _grant(server)


def _same(world, server, change, wanted):
    run = _scan_while(world, server, change)
    expect(run.code == 0, "the audit is not complete", run)
    expect_none(reports_alike.difference(world.program.scan(wanted).out,
                                         run.out))


def _incomplete(world, server, change, word):
    full = _scan(world, server)
    expect(full.code == 0, "unfiltered, the audit is not complete", full)
    run = _scan_while(world, server, change)
    expect_incomplete(run, full.report, word)


_COLLATIONS = {
    "of images": {"images": "utf8mb4 COLLATE utf8mb4_general_ci"},
    "of tags": {"image_tags": "utf8mb4 COLLATE utf8mb4_unicode_520_ci"},
    "of members, byte by byte": {"image_members": "utf8mb4 COLLATE utf8mb4_bin"},
    "of properties, blanks counted": {"image_properties": "utf8mb4 COLLATE utf8mb4_nopad_bin"},
    "of images, byte by byte": {"images": "utf8mb4 COLLATE utf8mb4_bin"},
    "of locations, in four bytes a character": {"image_locations": "utf32 COLLATE utf32_general_ci"},
    "of all": {"images": "utf8mb4 COLLATE utf8mb4_nopad_bin", "image_tags": "utf8mb4 COLLATE utf8mb4_bin",
               "image_members": "utf8mb4 COLLATE utf8mb4_unicode_520_ci",
               "image_properties": "utf8mb4 COLLATE utf8mb4_general_ci"},
}


def _collations(world, wanted, converted):
    """Tables that were converted one by one, their foreign keys lost. They stay so."""
    server = world.mariadb
    children = _TABLES[1:]
    server.run(*(f"ALTER TABLE {table} DROP FOREIGN KEY IF EXISTS"
                 f" {table}_ibfk_1" for table in children),
               *(f"ALTER TABLE {table} CONVERT TO CHARACTER SET {text}"
                 for table, text in converted.items()), database=DATABASE)
    run = _scan(world, server)
    expect(run.code == 0, "the audit is not complete", run)
    expect_none(reports_alike.difference(world.program.scan(wanted).out,
                                         run.out))
