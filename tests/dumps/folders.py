"""Dumps that are folders: what --tab of mariadb-dump writes, and mydumper.

mydumper is no package of Debian 13. Its folders are made here as mydumper 0.10.1 of Debian 12 makes them, and with
what later ones, up to 0.19, write into `metadata`; the rows come out of the real MariaDB.
"""

import gzip
import shutil

from dumping import Files, mariadb_dump
from world import expect

_REVISION = "wallaby_contract01"
_NAME = "folders"
_TABLES = ["images", "image_members", "image_properties", "image_tags", "image_locations", "alembic_version"]
_HEAD = b"/*!40101 SET NAMES binary*/;\n/*!40014 SET FOREIGN_KEY_CHECKS=0*/;\n/*!40103 SET TIME_ZONE='+00:00' */;\n"
_FINISHED = "Started dump at: 2026-01-02 03:04:05\nFinished dump at: 2026-01-02 03:04:06\n"


def tests(world):
    path = world.everywhere(_REVISION, _NAME, rows=600)
    files = Files(world, _NAME, path)
    yield "--tab", lambda: files.expect_same(world.program.scan(_tab(files, "tab")))
    yield "--tab, packed", lambda: files.expect_same(world.program.scan(_packed(_tab(files, "tabpacked"))))
    for name, change in _TAB_FAULTS.items():
        yield f"--tab: {name}", lambda change=change: _fault(files, _tab(files, f"t{id(change)}"), *change)
    dump = _Mydumper(world.mariadb)
    for name, settings in _WHOLE.items():
        yield f"mydumper, {name}", lambda settings=settings: files.expect_same(
            world.program.scan(dump.write(files.folder / f"w{id(settings)}", **settings)))
    for name, change in _FAULTS.items():
        yield f"mydumper: {name}", lambda change=change: _fault(
            files, dump.write(files.folder / f"m{id(change)}"), *change)
    yield "mydumper: another row than counted", lambda: _recounted(files, dump)
    for lost in (0, 1):
        yield f"mydumper: file {lost} is lost", lambda lost=lost: _gap(files, dump, lost)
    yield "mydumper: a report does not overwrite its files", lambda: _overwritten(
        world, dump.write(files.folder / "overwritten"))


def _tab(files, name):
    """The server writes the rows itself."""
    folder = files.folder / name
    folder.mkdir()
    for above in (folder, *folder.parents[:2]):
        above.chmod(0o777)
    mariadb_dump(files.world.mariadb, f"--tab={folder}", _NAME)
    return folder


def _packed(folder):
    for rows in folder.glob("*.txt"):
        (folder / f"{rows.name}.gz").write_bytes(gzip.compress(rows.read_bytes()))
        rows.unlink()
    return folder


class _Mydumper:
    def __init__(self, server):
        self.server = server
        self.rows = {table: server.query(f"SELECT * FROM {table}", _NAME) for table in _TABLES}
        self.structure = {
            table: _HEAD + f"{server.query(f'SHOW CREATE TABLE {table}', _NAME)[0][1]};\n".encode() for table in _TABLES}

    def write(self, folder, chunk=None, packed=False, counts=False, metadata=_FINISHED):
        """chunk: how many rows a file has."""
        folder.mkdir()
        (folder / f"{_NAME}-schema-create.sql").write_text(f"CREATE DATABASE `{_NAME}`;\n", encoding="utf-8")
        for table in _TABLES:
            (folder / f"{_NAME}.{table}-schema.sql").write_bytes(self.structure[table])
            rows = self.rows[table]
            for number, begin in enumerate(range(0, max(len(rows), 1), chunk or max(len(rows), 1))):
                name = f"{_NAME}.{table}.{number:05}.sql" if chunk else f"{_NAME}.{table}.sql"
                (folder / name).write_bytes(self._insert(table, rows[begin:begin + chunk if chunk else None]))
        for file in list(folder.iterdir()) if packed else ():
            (folder / f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes()))
            file.unlink()
        if counts:
            metadata = "# Started dump at: 2026-01-02 03:04:05\n[config]\nquote-character = BACKTICK\n" + "".join(
                f"\n[`{_NAME}`.`{table}`]\nreal_table_name={table}\nrows = {len(self.rows[table])}\n" for table in _TABLES
            ) + "# Finished dump at: 2026-01-02 03:04:06\n"
        (folder / "metadata").write_text(metadata, encoding="utf-8")
        return folder

    def _insert(self, table, rows):
        if not rows:
            return b""
        connection = self.server.connect(_NAME)
        try:
            texts = [b"(" + b",".join(_value(connection, value) for value in row) + b")" for row in rows]
        finally:
            connection.close()
        return _HEAD + f"INSERT INTO `{table}` VALUES\n".encode() + b",\n".join(texts) + b";\n"


def _value(connection, value):
    if value is None:
        return b"NULL"
    if isinstance(value, int):
        return str(value).encode()
    return b'"' + connection.escape_string(str(value)).encode() + b'"'


_WHOLE = {
    "a file for each table": {},
    "packed": {"packed": True},
    "50 rows a file": {"chunk": 50},
    "50 rows a file, packed": {"chunk": 50, "packed": True},
    "with the rows counted": {"chunk": 70, "counts": True},
}


def _edit(name, change):
    def edit(folder):
        path = folder / name
        path.write_bytes(change(path.read_bytes()))
    return edit


def _remove(name):
    return lambda folder: (folder / name).unlink()


def _add(name, content):
    return lambda folder: (folder / name).write_bytes(content)


_IMAGES = f"{_NAME}.images.sql"
# What is done to a folder, and what must be said of it.
_FAULTS = {
    "it is not finished": (_edit("metadata", lambda text: text.splitlines(True)[0]), "mydumper did not finish"),
    "metadata is missing": (_remove("metadata"), "mydumper did not finish"),
    "the rows of images are missing": (_remove(_IMAGES), "no file has rows of the table 'images'", "--build-empty-files"),
    "the members are missing": (_remove(f"{_NAME}.image_members.sql"), "no file has rows of the table 'image_members'"),
    "the tags' structure is missing": (_remove(f"{_NAME}.image_tags-schema.sql"), "image_tags"),
    "cut within a row": (_edit(_IMAGES, lambda rows: rows[:-20]), f"{_IMAGES}:", "ends within a statement"),
    "cut behind a row": (_edit(_IMAGES, lambda rows: rows[:rows.rindex(b",\n(")] + b"\n"), "ends within a statement"),
    "an error instead of rows": (_edit(_IMAGES, lambda rows: rows + b"ERROR 2013: Lost connection;\n"), _IMAGES),
    "a part that is not unpacked": (_add(f"{_NAME}.images.00000.sql.part", b"x"), "00000.sql.part", "no form that is read"),
    "rows as CSV": (_add(f"{_NAME}.image_tags.00000.dat", b"x"), "image_tags.00000.dat", "no form that is read"),
    "a view in place of images": (
        _add(f"{_NAME}.images-schema-view.sql", b"CREATE VIEW `images` AS SELECT * FROM `all_images`;\n"), "'images' is a view"),
    "rows that are loaded from elsewhere": (
        _edit(_IMAGES, lambda _: _HEAD + b"LOAD DATA LOCAL INFILE 'folders.images.dat' REPLACE INTO TABLE `images`;\n"),
        "images"),
    "two databases": (_add("other.images-schema.sql", b"CREATE TABLE `images` (`id` int);\n"), "two databases", "other"),
    "a packed file that is cut": (
        lambda folder: (_add(f"{_IMAGES}.gz", gzip.compress((folder / _IMAGES).read_bytes())[:-9])(folder),
                        (folder / _IMAGES).unlink()), f"{_IMAGES}.gz", "ends too early"),
}
_TAB_FAULTS = {
    "no structure of images": (_remove("images.sql"), "images.sql", "there is no such file"),
    "a structure that is cut": (_edit("images.sql", lambda text: text[:-60]), "images.sql:", "middle of a statement"),
    "cut within a line": (_edit("images.txt", lambda text: text[:-3]), "images.txt", "does not end"),
    "a column too few": (_edit("images.txt", lambda text: text.replace(b"\t\\N\t", b"\t", 1)), "images.txt", "fields"),
    "separated by commas": (_edit("images.txt", lambda text: text.replace(b"\t", b",")), "images.txt", "fields"),
    "rows in two files": (_add("images.csv", b"id,deleted\n"), "two files"),
    "rows in a file with a number": (_add("images.2.csv", b"id,deleted\n"), "images.2.csv", "no form that is read"),
    "an error in the structure": (_edit("images.sql", lambda text: text.replace(
        b"/*!40103 SET TIME_ZONE='+00:00' */;", b"mysqldump: Error 2013: Lost connection;")), "images.sql:"),
    "some rows alone": (_edit("images.sql", lambda text: text + b"-- WHERE:  deleted=0\n"), "WHERE  deleted=0"),
}


def _fault(files, folder, change, *words):
    change(folder)
    files.expect_incomplete(files.world.program.scan(folder), *words)
    shutil.rmtree(folder)


def _recounted(files, dump):
    for table in ("images", "image_members"):
        folder = dump.write(files.folder / f"recounted_{table}", counts=True)
        rows = folder / f"{_NAME}.{table}.sql"
        text = rows.read_bytes()
        rows.write_bytes(text[:text.rindex(b",\n(")] + b";\n")
        files.expect_incomplete(files.world.program.scan(folder), f"the table '{table}' has {len(dump.rows[table])} rows",
                                f"holds {len(dump.rows[table]) - 1}")


def _gap(files, dump, lost):
    folder = dump.write(files.folder / f"gap{lost}", chunk=50)
    (folder / f"{_NAME}.images.{lost:05}.sql").unlink()
    files.expect_incomplete(files.world.program.scan(folder), "files of the table 'images' are missing between")


def _overwritten(world, folder):
    rows = folder / _IMAGES
    before = rows.read_bytes()
    run = world.program.scan(folder, "--report", f"json={rows}")
    expect(run.code == 2 and "would overwrite" in run.errors, "it is not refused", run)
    expect(rows.read_bytes() == before, "the rows are overwritten")
