"""What is no plain dump of one Glance database, and what is said of it."""

import os
import shutil
import subprocess
import threading

from dumping import (Files, mariadb_dump, postgres_dump, sqlite_dump)
from world import expect

_REVISION = "wallaby_contract01"
_NAME = "other"


def tests(world):
    path = world.everywhere(_REVISION, _NAME, rows=600)
    files = Files(world, _NAME, path)
    plain = mariadb_dump(world.mariadb, _NAME)
    for name, (content, *words) in _refused(world, plain).items():
        yield name, lambda content=content, words=words: (
            files.expect_incomplete(files.scan(content), *words))
    yield "empty tables", lambda: _empty(world)
    yield "a row of 3 MiB", lambda: _long_row(files, sqlite_dump(path))
    yield "a row of 70 MiB", lambda: (
        _too_long(files, sqlite_dump(path)))
    yield "a dump that grows while it is read", lambda: (
        _growing(files, plain))
    yield "a dump that nobody may read", lambda: _no_permission(files, plain)


def _refused(world, plain):
    postgres = postgres_dump(world.postgres, _NAME)
    return {
        "UTF-16": (plain.decode("utf-8").encode("utf-16"), "UTF-16", "iconv"),
        "XML": (mariadb_dump(world.mariadb, "--xml", _NAME), "XML", "--xml"),
        "pg_dump's custom format": (
            postgres_dump(world.postgres, _NAME, "--format=custom"),
            "custom format", "pg_restore"),
        "pg_dump's tar format": (
            postgres_dump(world.postgres, _NAME, "--format=tar"),
            "tar", "pg_restore"),
        "no rows at all": (
            postgres_dump(world.postgres, _NAME, "--data-only",
                          "--table=tasks"), "no table 'images'"),
        "the structure alone": (
            mariadb_dump(world.mariadb, "--no-data", _NAME), "no rows",
            "--no-data"),
        "the structure of PostgreSQL's alone": (
            postgres_dump(world.postgres, _NAME, "--schema-only"), "no rows"),
        "structure and rows apart, without an end": (
            _apart(world, b"`images`"), "nothing marks the end"),
        "structure and rows apart, without images": (
            _apart(world, b"`image_properties`"), "nothing marks the end"),
        "some rows alone": (
            mariadb_dump(world.mariadb, "--where=1 = 1", _NAME), "WHERE",
            "1 = 1"),
        "without the members": (
            mariadb_dump(world.mariadb, _NAME,
                         f"--ignore-table-data={_NAME}.image_members"),
            "leaves out the rows of the table 'image_members'"),
        "without the members of PostgreSQL": (
            postgres_dump(world.postgres, _NAME, "--inserts",
                          "--exclude-table-data=image_members"),
            "leaves out the rows of the table 'image_members'"),
        "without the images of PostgreSQL": (
            postgres_dump(world.postgres, _NAME,
                          "--exclude-table-data=images"),
            "leaves out the rows of the table 'images'"),
        "rows of unknown columns": (
            postgres_dump(world.postgres, _NAME, "--data-only", "--inserts"),
            "does not say which columns", "--column-inserts"),
        "two Glance databases": (
            mariadb_dump(world.mariadb, "--databases", _NAME,
                         world.schema(world.mariadb, _REVISION, "second")),
            "two databases", _NAME, "second"),
        "two Glance databases of PostgreSQL": (
            postgres + b"\\connect second\n" + postgres, "two databases"),
        "Nova's": (plain.replace(b"`images`", b"`instances`"), "Nova"),
        "other columns": (plain.replace(b"  `owner` ", b"  `proprietor` "),
                          "'owner'"),
        "an ID twice": (_repeat_row(plain), "two rows"),
        "too few values": (
            plain.replace(b"INSERT INTO `images` VALUES\n('",
                          b"INSERT INTO `images` VALUES\n('1'),\n('"),
            "a row has 1 values"),
        "a child table is missing": (
            plain.replace(b"`image_tags`", b"`image_flags`"),
            "there is no table 'image_tags'"),
        "a time that is none": (
            _in_images(plain, b",'20", b",'x20"), "not a time"),
        "an empty comment": (b"--\n", "no table 'images'"),
        "a SET alone": (b"SET NAMES utf8;\n", "no table 'images'"),
        "a table drawn by mysql": (
            b"+----+--------+\n| id | name   |\n+----+--------+\n",
            "drawn for people", "mysql --batch"),
        "rows drawn by mysql": (
            b"*************************** 1. row ********************\n"
            b"              id: a0000000-0000-4000-8000-000000000002\n",
            "drawn for people", "mysql --batch"),
        "a table drawn by psql": (
            b"  id  |  name  \n------+--------\n a000 | golden\n(1 row)\n",
            "drawn for people", "psql --csv"),
        "a table drawn by psql, with DOS line ends": (
            b"  id  |  name  \r\n------+--------\r\n a000 | golden\r\n",
            "drawn for people", "psql --csv"),
        "openstack image list as JSON": (
            b'[\n  {"ID": "a", "Name": "cirros", "Status": "active"}\n]\n',
            "no rows of Glance's table", "no deleted images"),
        "an object of another program": (
            b'{"version": 1}\n', "no rows of Glance's table"),
        "openstack image list": (
            b'"ID","Name","Status"\n"a","cirros","active"\n',
            "shows no deleted image", "SELECT * FROM images"),
        "openstack image list without quotes": (
            b"ID,Name,Status\na,cirros,active\n", "shows no deleted image"),
    }


def _empty(world):
    """A new Glance has no images; its dump says so."""
    path = world.empty(_REVISION, "new")
    for server in world.servers:
        world.schema(server, _REVISION, "new")
    files = Files(world, "new", path)
    for dump in (mariadb_dump(world.mariadb, "new"),
                 mariadb_dump(world.mariadb, "--skip-comments", "new"),
                 postgres_dump(world.postgres, "new"),
                 postgres_dump(world.postgres, "new", "--inserts")):
        files.expect_same(files.scan(dump))


def _apart(world, last):
    """The statements of two dumps, up to the rows of the table `last`."""
    rows = mariadb_dump(world.mariadb, "--compact", "--no-create-info", _NAME)
    end = rows.index(b";\n", rows.index(b"INSERT INTO " + last))
    return mariadb_dump(world.mariadb, "--compact", "--no-data",
                        _NAME) + rows[:end + 2]


def _in_images(plain, old, new):
    at = plain.index(b"INSERT INTO `images`")
    return plain[:at] + plain[at:].replace(old, new)


def _repeat_row(plain):
    start = b"INSERT INTO `images` VALUES\n"
    at = plain.index(start) + len(start)
    row = plain[at:plain.index(b"\n(", at)]
    return plain[:at] + row + b"\n" + plain[at:]


def _row(name):
    return (b"INSERT INTO images (id, name, status, created_at, deleted,"
            b" min_disk, min_ram, protected, visibility, os_hidden) VALUES"
            b" ('11111111-1111-4111-8111-111111111111', '" + name + b"',"
            b" 'active', '2024-01-01', 0, 0, 0, 0, 'private', 0);\n")


def _long_row(files, dump):
    at = dump.index(b"INSERT INTO images VALUES(")
    run = files.scan(dump[:at] + _row(b"n''" * 2 ** 20) + dump[at:])
    expect(run.code == 0, "it is not read", run)
    images = run.report["targets"][0]["images"]["total"]
    wanted = files.wanted.report["targets"][0]["images"]["total"]
    expect(images == wanted + 1, f"{images} images, not {wanted} and one")


def _too_long(files, dump):
    at = dump.index(b"INSERT INTO images VALUES(")
    run = files.scan(dump[:at] + _row(b"n" * (70 << 20)) + dump[at:])
    files.expect_incomplete(run, "64 MiB")


def _growing(files, plain):
    """Never complete while somebody writes to it, never a crash."""
    path = files.folder / "growing.sql"
    path.write_bytes(plain)
    stop = threading.Event()

    def write():
        while not stop.is_set():
            with open(path, "r+b") as file:
                file.write(plain[:1])
                file.truncate(len(plain) // 2)
            path.write_bytes(plain)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        codes = {files.world.program.scan(path).code for _ in range(30)}
    finally:
        stop.set()
        writer.join()
        path.unlink()
    expect(codes <= {0, 3} and 3 in codes, f"exit codes {codes}")


def _no_permission(files, plain):
    path = files.folder / "secret.sql"
    path.write_bytes(plain)
    path.chmod(0)
    binary = shutil.copy(files.world.program.binary, files.folder)
    user = {"user": 65534, "group": 65534, "extra_groups": []}
    done = subprocess.run(
        [binary, "scan", path], check=False, capture_output=True,
        **(user if os.geteuid() == 0 else {}))
    expect(done.returncode == 3, f"exit code {done.returncode}")
    expect(b"cannot be opened" in done.stderr, f"says {done.stderr!r}")
