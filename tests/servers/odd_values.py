"""What only a server can hold, or holds otherwise than SQLite.

A value that cannot be understood makes the audit incomplete and is named; the
rows beside it are reported all the same. Nothing here may crash the program,
and nothing that strangers wrote may reach a terminal.
"""

import re

from audit_program import url
from incomplete import expect_incomplete, expect_no_password
from world import expect

REVISION = "wallaby_contract01"
ID = "5f0c1d2e-0000-4000-8000-%012d"
_IMAGE = ("INSERT INTO images (id, name, status, created_at, deleted_at,"
          " deleted, visibility, owner, min_disk, min_ram, protected)"
          " VALUES ('{id}', {name}, '{status}', {created}, {at}, {deleted},"
          " 'public', {owner}, 0, 0, {false})")
HOSTILE = ["\U0001f4bf disc", "quote ' and \" and `", "back\\slash \\n \\N",
           "tab\there", "two\nlines", "\u001b[31mred", "\u202egpj.exe", "",
           " ", "NULL", r"\N", r"\.", "100%s", "a" * 255]


def tests(world):
    for server in world.servers:
        add(server, fresh(world, server, "full")[0], 1)
        for name, test in (("hostile texts", _hostile_texts),
                           ("odd IDs", _odd_ids), ("no rows", _no_rows),
                           ("an empty database", _empty_database),
                           ("Nova's database", _novas_database),
                           ("one snapshot", _one_snapshot),
                           ("strangers' table shapes", _odd_tables)):
            yield (f"{name}, {server.engine}", lambda test=test, server=server:
                   test(world, server))
    yield "infinity and years BC, postgresql", lambda: _infinite(world)
    yield "a database in SQL_ASCII, postgresql", lambda: _sql_ascii(world)
    yield "zero dates, mariadb", lambda: _zero_dates(world)
    yield "latin1 and mixed collations, mariadb", lambda: _latin1(world)
    yield "IDs in another case, mariadb", lambda: _other_case(world)


def fresh(world, server, name, **settings):
    """An empty Glance database; returns (its name, a SOURCE)."""
    name = f"odd_{name}"
    world.schema(server, REVISION, name, **settings)
    return name, url(server, name)


def add(server, database, number_or_id, before=(), **columns):
    """A deleted public image; columns are SQL expressions."""
    false, true = {"postgresql": ("false", "true"),
                   "mariadb": ("0", "1")}[server.engine]
    image_id = ID % number_or_id if isinstance(number_or_id, int) \
        else number_or_id
    values = {"id": image_id, "name": "'plain'", "status": "deleted",
              "created": "'2020-01-01 00:00:00'", "owner": "'p1'",
              "at": "'2024-01-01 00:00:00'", "deleted": true,
              "false": false} | columns
    server.run(*before, _IMAGE.format(**values), database=database)
    return image_id


def found(run, rule="ossn-0075/held-public-purgeable"):
    """{ID: facts} of the findings of one rule."""
    return {finding["subject"]["id"]: finding["facts"]
            for finding in run.report["findings"] if finding["rule"] == rule}


def quoted(server, text):
    """A text as an SQL expression that no quoting rule can bend."""
    digits = text.encode().hex()
    if server.engine == "postgresql":
        return f"convert_from('\\x{digits}', 'UTF8')"
    return f"CONVERT(UNHEX('{digits}') USING utf8mb4)"


def complete(run):
    expect(run.code == 0, "the audit is not complete", run)
    expect_no_password(run)
    return run


def _hostile_texts(world, server):
    settings = {"charset": "utf8mb4"} if server.engine == "mariadb" else {}
    name, source = fresh(world, server, "texts", **settings)
    for number, text in enumerate(HOSTILE):
        add(server, name, number, name=quoted(server, text),
            owner=quoted(server, text))
    facts = found(complete(world.program.scan(source)))
    for number, text in enumerate(HOSTILE):
        told = facts[ID % number]
        expect((told["name"], told["owner"]) == (text, text),
               f"{text!r} became {told}")
    shown = world.program.run("scan", source, "--report", "table")
    expect(not re.search(rb"[\x00-\x09\x0b-\x1f\x7f]", shown.out),
           "a control character reaches the terminal", shown)


def _odd_ids(world, server):
    name, source = fresh(world, server, "ids")
    odd = ["", "x" * 36, "5f0c1d2e-0000-4000-8000-"
           "00000000000", "5F0C1D2E-AAAA-4000-8000-000000000001",
           "5f0c1d2eaaaa40008000000000000001", "not a uuid",
           "50 % off {id}", "o''brien"]
    for image_id in odd:
        add(server, name, image_id)
    run = complete(world.program.scan(source))
    wanted = {image_id.replace("''", "'") for image_id in odd}
    expect(found(run).keys() == wanted,
           f"found {sorted(found(run))}, wanted {sorted(wanted)}")
    twins = found(run, "ossn-0075/id-twins").keys()
    expect(twins == set(odd[3:5]), f"twins are {twins}")
    for image_id in sorted(wanted - {""}):
        told = world.program.run("id", image_id, source)
        expect(told.code in (0, 1) and b"held" in told.out,
               f"nothing is known of {image_id!r}", told)


def _no_rows(world, server):
    _, source = fresh(world, server, "rows")
    run = complete(world.program.scan(source))
    images = run.report["targets"][0]["images"]
    expect(images["total"] == 0, f"{images}")


def _empty_database(world, server):
    full = _full(world, server)
    server.create_database("odd_empty")
    run = world.program.scan(url(server, "odd_empty"))
    expect_incomplete(run, full, "there is no table 'images'")


def _novas_database(world, server):
    full = _full(world, server)
    server.create_database("odd_nova")
    server.run("CREATE TABLE instances (id int, uuid varchar(36), image_ref"
               " varchar(255))", database="odd_nova")
    run = world.program.scan(url(server, "odd_nova"))
    expect_incomplete(run, full, "Nova")


def _full(world, server):
    return complete(world.program.scan(url(server, "odd_full"))).report


def _one_snapshot(world, server):
    """What others commit during the audit is not seen: neither in the table
    that is read, nor in those that are read later."""
    # pylint: disable=import-outside-toplevel
    from breaking_proxy import BreakingProxy
    name = f"odd_snapshot_{server.engine}"
    world.everywhere(REVISION, name, rows=1500)
    plain = {"sslmode": "disable"} if server.engine == "postgresql" else {}
    with BreakingProxy(server.port) as proxy:
        before = complete(world.program.scan(
            url(server, name, port=proxy.port, **plain)))

    def write(_proxy):
        add(server, name, 77)
        server.run("DELETE FROM image_tags", "DELETE FROM image_members",
                   "UPDATE images SET name = 'changed', owner = NULL",
                   database=name)
    with BreakingProxy(server.port, proxy.answered // 8, write) as other:
        during = complete(world.program.scan(
            url(server, name, port=other.port, **plain)))
        expect(other.happened.wait(5), "nothing was written meanwhile")
    after = complete(world.program.scan(url(server, name)))

    def told(run):
        return [(finding["rule"], finding["subject"], finding["facts"])
                for finding in run.report["findings"]
                if finding["subject"]["kind"] == "image"]
    expect(told(before) == told(during), "it saw what was written meanwhile")
    expect(told(before) != told(after), "the write changes nothing")


def _odd_tables(world, server):
    """A child table is missing; a column of `images` is."""
    name, source = fresh(world, server, "tables")
    add(server, name, 1)
    server.run("DROP TABLE image_tags", database=name)
    run = world.program.scan(source)
    expect(run.code in (0, 3), "odd tables end it", run)
    expect(found(run).keys() == {ID % 1}, "the rest is not reported", run)
    server.run("ALTER TABLE images DROP COLUMN deleted_at", database=name)
    run = world.program.scan(source)
    expect(run.code == 3 and "deleted_at" in run.errors,
           "a missing column is not told", run)


# One engine's own


def _infinite(world):
    server = world.postgres
    name, source = fresh(world, server, "infinite")
    add(server, name, 1)
    full = complete(world.program.scan(source)).report
    for number, when in enumerate(("'infinity'", "'-infinity'",
                                   "'0044-03-15 12:00:00 BC'",
                                   "'294276-12-31 23:59:59'")):
        image_id = add(server, name, 10 + number, at=when)
        run = world.program.scan(source)
        expect_incomplete(run, full, image_id, "deleted_at")
        expect(found(run).keys() == {ID % 1}, "the rest is not reported", run)
        server.run(f"DELETE FROM images WHERE id = '{image_id}'",
                   database=name)
    image_id = add(server, name, 20, created="'infinity'")
    run = world.program.scan(source)
    expect(run.code in (0, 3) and (ID % 1) in found(run),
           "a creation time ends it", run)


def _sql_ascii(world):
    """A database without an encoding holds whatever bytes were sent."""
    server = world.postgres
    server.run("CREATE DATABASE odd_ascii TEMPLATE template0 ENCODING"
               " 'SQL_ASCII' LOCALE 'C'")
    columns = server.query(
        "SELECT column_name, data_type FROM information_schema.columns WHERE"
        " table_name = 'images' ORDER BY ordinal_position",
        world.schema(server, REVISION, "odd_utf8"))
    server.run("CREATE TABLE images (" + ", ".join(
        f"{column} {'text' if kind == 'USER-DEFINED' else kind}"
        for column, kind in columns) + ")", *(
        f"CREATE TABLE {table} (image_id text, deleted boolean,"
        " deleted_at timestamp, member text)" for table in (
            "image_members", "image_tags", "image_locations",
            "image_properties")), database="odd_ascii")
    add(server, "odd_ascii", 1, name=r"E'caf\351'")
    run = complete(world.program.scan(url(server, "odd_ascii"), "--release", "Wallaby"))
    expect(found(run)[ID % 1]["name"] == "caf\ufffd", "the name is "
           f"{found(run)[ID % 1]['name']!r}")


def _zero_dates(world):
    """The purge takes such a row: its date is before any other."""
    server = world.mariadb
    name, source = fresh(world, server, "zero")
    add(server, name, 1)
    relaxed = ("SET sql_mode = ''",)
    for number, (when, shown) in enumerate((
            ("'0000-00-00 00:00:00'", "0001-01-01T00:00:00Z"),
            ("'2020-00-00 00:00:00'", "2019-12-31T23:59:59.999999Z"),
            ("'2020-05-00 00:00:00'", "2020-04-30T23:59:59.999999Z"),
            ("'2021-03-00 00:00:00'", "2021-02-28T23:59:59.999999Z"),
            ("'0000-05-07 01:02:03'", "0001-01-01T00:00:00Z"),
            ("'2020-00-17 00:00:00'", "2019-12-31T23:59:59.999999Z"))):
        image_id = add(server, name, 10 + number, relaxed, at=when)
        rows = found(complete(world.program.scan(source)))
        expect(rows.keys() == {ID % 1, image_id}, f"{rows.keys()}")
        expect(rows[image_id]["deleted_at"] == shown,
               f"{rows[image_id]}")
        server.run(f"DELETE FROM images WHERE id = '{image_id}'",
                   database=name)
    image_id = add(server, name, 20, relaxed, created="'0000-00-00 00:00:00'")
    rows = found(complete(world.program.scan(source)))
    expect(rows.keys() == {ID % 1, image_id}, f"made at no time: {rows.keys()}")


def _latin1(world):
    """Old clouds: bytes that are no UTF-8, columns of unlike collations."""
    server = world.mariadb
    name, source = fresh(world, server, "latin1", charset="latin1")
    add(server, name, 1, name="_latin1 x'636166e9'", owner="_latin1 x'80ff'")
    server.run("SET FOREIGN_KEY_CHECKS = 0",
               "ALTER TABLE image_members DROP FOREIGN KEY"
               " image_members_ibfk_1",
               "ALTER TABLE image_members CONVERT TO CHARACTER SET utf8mb3"
               " COLLATE utf8mb3_unicode_ci",
               "ALTER TABLE image_tags DROP FOREIGN KEY image_tags_ibfk_1",
               "ALTER TABLE image_tags CONVERT TO CHARACTER SET latin1"
               " COLLATE latin1_bin", database=name)
    server.run("INSERT INTO image_members (image_id, member, can_share,"
               " created_at, deleted) VALUES ('lost', 'm', 0,"
               " '2020-01-01', 0)",
               "INSERT INTO image_tags (image_id, value, created_at, deleted)"
               " VALUES ('lost too', 'm', '2020-01-01', 0)", database=name)
    run = complete(world.program.scan(source))
    facts = found(run)[ID % 1]
    expect((facts["name"], facts["owner"]) == ("café", "€ÿ"), f"{facts}")
    lost = found(run, "ossn-0075/orphaned-children").keys()
    expect(lost == {"lost", "lost too"}, f"orphans are {lost}")


def _other_case(world):
    """The server takes a child row for an image's own in any case."""
    server = world.mariadb
    name, source = fresh(world, server, "case")
    image_id = add(server, name, "abcdef00-0000-4000-8000-000000000001")
    server.run("INSERT INTO image_tags (image_id, value, created_at, deleted)"
               f" VALUES ('{image_id.upper()}', 't', '2020-01-01', 0)",
               database=name)
    run = complete(world.program.scan(source))
    expect(not found(run, "ossn-0075/orphaned-children"),
           "a row with an image is called an orphan", run)
