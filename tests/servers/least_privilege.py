"""docs/least-privilege.md: its grants suffice, and each of them is needed.

The SQL is taken from the page, so that page and test cannot part ways.
"""

import pathlib
import re

import reports_alike
from audit_program import url
from incomplete import expect_incomplete
from world import expect, expect_none

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / \
    "least-privilege.md"
DATABASE, USER = "glance", "glance_audit"
_HEADINGS = {"postgresql": "PostgreSQL", "mariadb": "MariaDB"}
_GRANT = re.compile(r"(GRANT (?:SELECT|USAGE|CONNECT|ALL)\b[^()\n]*? TO"
                    r" [^\s();]+)")
# The page grants nothing to anybody else: nor do these databases.
_HARDENED = {
    "postgresql": [f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC",
                   "REVOKE ALL ON SCHEMA public FROM PUBLIC"],
    "mariadb": [],
}


def sql_of(engine):
    """The page's statements: those for everybody, those before Ocata."""
    section = re.search(rf"^## {_HEADINGS[engine]}\n(.*?)(?=^## |\Z)",
                        PAGE.read_text(encoding="utf-8"), re.M | re.S)[1]
    blocks = re.findall(r"^```sql\n(.*?)^```", section, re.M | re.S)
    everybody, early = ([part.strip() for part in block.split(";")
                         if part.strip()] for block in blocks)
    return everybody, early


def tests(world):
    wanted = world.everywhere("wallaby_contract01", DATABASE, rows=700)
    for server in world.servers:
        for name, test in (("the page's grants suffice", _suffice),
                           ("before Ocata", _before_ocata),
                           ("each grant is needed, and named", _needed),
                           ("no grant at all", _none_at_all)):
            yield (f"{name}, {server.engine}", lambda test=test, server=server:
                   test(world, server, wanted))


def _password(statements):
    return re.search("'([^']+)'$", statements[0])[1]


def _source(server, statements):
    return url(server, DATABASE, USER, _password(statements))


def _suffice(world, server, wanted):
    statements, _ = sql_of(server.engine)
    expect(len(statements) >= 7, f"the page has only {statements}")
    server.run(*_HARDENED[server.engine], *statements, database=DATABASE)
    run = world.program.scan(_source(server, statements))
    expect(run.code == 0, "the page's grants do not suffice", run)
    expect_none(reports_alike.difference(world.program.scan(wanted).out,
                                         run.out))


def _before_ocata(world, server, _wanted):
    statements, early = sql_of(server.engine)
    grants = [grant for grant in statements if grant.startswith("GRANT")]
    table = ("CREATE TABLE migrate_version (repository_id VARCHAR(250)"
             " NOT NULL, repository_path TEXT, version INTEGER)")
    row = "INSERT INTO migrate_version VALUES ('Glance Migrations', '', 44)"
    server.run(table, row, "ALTER TABLE alembic_version RENAME TO gone",
               *early, database=DATABASE)
    try:
        run = world.program.scan(_source(server, statements))
        expect(run.code == 0, f"{early} does not suffice", run)
        target = run.report["targets"][0]
        expect(target["schema_revision"] == ["migrate_version 44"],
               f"the revision is {target['schema_revision']}")
    finally:
        server.run("DROP TABLE migrate_version",
                   "ALTER TABLE gone RENAME TO alembic_version",
                   *(grant for grant in grants if "alembic" in grant),
                   database=DATABASE)


def _needed(world, server, _wanted):
    """Without one grant: exit code 3; and the very statement that the message
    gives makes it whole again."""
    statements, _ = sql_of(server.engine)
    source = _source(server, statements)
    whole = world.program.scan(source)
    grants = [grant for grant in statements if grant.startswith("GRANT")]
    expect(len(grants) >= 6, f"the page grants only {grants}")
    for grant in grants:
        server.run(grant.replace("GRANT", "REVOKE", 1).replace(" TO ",
                                                               " FROM "),
                   database=DATABASE)
        run = world.program.scan(source)
        thing = re.search(r" ON (?:DATABASE |SCHEMA )?([\w.]+) ", grant)[1]
        thing = thing.rpartition(".")[2]
        report = expect_incomplete(run, whole.report, "grant", thing)
        if thing.startswith("image_"):
            expect(report["findings"], "nothing of the rest is reported", run)
        advice = _GRANT.findall(run.errors)
        expect(advice, f"no GRANT is given for {thing}", run)
        server.run(*dict.fromkeys(advice), database=DATABASE)
        again = world.program.scan(source)
        expect(again.code == 0 and again.out == whole.out,
               f"{advice} does not mend {grant}", again)


def _none_at_all(world, server, _wanted):
    full = world.program.scan(url(server, DATABASE)).report
    server.create_user("stranger", "nothing")
    run = world.program.scan(url(server, DATABASE, "stranger", "nothing"))
    word = {"postgresql": "GRANT CONNECT", "mariadb": "least-privilege"}
    expect_incomplete(run, full, word[server.engine])
