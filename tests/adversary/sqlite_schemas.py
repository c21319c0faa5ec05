"""Catalogues of SQLite files that show fewer or other rows than were stored: none gets a complete audit that lacks one."""

import pathlib
import sqlite3

from sqlite_cloud import Cloud, make

_READ = ("images", "image_members", "image_properties", "image_tags", "image_locations", "alembic_version")
_CATALOGUE = "PRAGMA writable_schema = ON; UPDATE sqlite_master SET {}; PRAGMA writable_schema = RESET;"


def tests(program):
    content = make(program.new_folder())
    cloud = Cloud(program, content)
    for name, script in (*_each_table(), *_TRICKS.items()):
        yield name, lambda name=name, script=script: cloud.attempt(_changed(program, content, script))


def _changed(program, content, script):
    path = pathlib.Path(program.new_folder()) / "glance.sqlite"
    path.write_bytes(content)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript("PRAGMA legacy_alter_table = ON;" + script)
    connection.close()
    return path.read_bytes()


def _each_table():
    for table in _READ:
        column = {"images": "id", "alembic_version": "version_num"}.get(table, "image_id")
        hidden = f"ALTER TABLE {table} RENAME TO hidden; "
        yield f"{table}: a view that filters", hidden + (
            f"CREATE VIEW {table} AS SELECT * FROM hidden WHERE {column} > 'a'")
        yield f"{table}: a virtual table", hidden + (
            f"CREATE VIRTUAL TABLE {table} USING fts5({column}, deleted, deleted_at, name, owner, status, visibility,"
            " created_at)")
        yield f"{table}: a name in capitals", f"ALTER TABLE {table} RENAME TO before; ALTER TABLE before RENAME TO" \
            f" {table.upper()}"
        yield f"{table}: another table's pages", _CATALOGUE.format(
            "rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'tasks')").replace(
                ");", f") WHERE name = '{table}';", 1)
        yield f"{table}: the pages of a table without rows", (
            f"CREATE TABLE {table}_empty AS SELECT * FROM {table} WHERE 0; " + _CATALOGUE.format(
                f"rootpage = (SELECT rootpage FROM sqlite_master WHERE name = '{table}_empty') WHERE name = '{table}'"))
        yield f"{table}: a copy of a part, without its indexes", hidden + (
            f"CREATE TABLE {table} AS SELECT * FROM hidden WHERE 0; " + _CATALOGUE.format(
                f"rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'hidden') WHERE name = '{table}'"))
        if table != "alembic_version":      # without it the report says that the release is unknown
            yield f"{table}: it is not in the catalogue", (
                "PRAGMA writable_schema = ON;"
                f"DELETE FROM sqlite_master WHERE tbl_name = '{table}'; PRAGMA writable_schema = RESET;")


def _generated(table, column, value):
    """A column that is computed, instead of the one that is stored."""
    return (f"ALTER TABLE {table} RENAME COLUMN {column} TO stored_{column};"
            f"ALTER TABLE {table} ADD COLUMN {column} GENERATED ALWAYS AS ({value}) VIRTUAL")


def _index_of(table, columns, where=""):
    """All indexes of a table but one that does not have every row."""
    return ("PRAGMA writable_schema = ON; DELETE FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name ="
            f" '{table}'; PRAGMA writable_schema = RESET; CREATE INDEX few ON {table}({columns}) {where}")


_WHOLE_INDEX = _CATALOGUE.format("sql = 'CREATE INDEX few ON {}(deleted)' WHERE name = 'few'")
_TRICKS = {
    "images.deleted is computed": _generated("images", "deleted", "0"),
    "images.checksum is computed": _generated("images", "checksum", "NULL"),
    "images.visibility is computed": _generated("images", "visibility", "'private'"),
    "image_members.deleted_at is computed": _generated("image_members", "deleted_at", "'2001-01-01 00:00:00'"),
    "image_tags.image_id is computed": _generated("image_tags", "image_id", "NULL"),
    "a partial index": _index_of("images", "deleted", "WHERE deleted"),
    "an index of an expression": _index_of("images", "deleted + 0"),
    "a partial index that the catalogue calls a whole one": (
        _index_of("images", "deleted", "WHERE deleted") + ";" + _WHOLE_INDEX.format("images")),
    "a partial index of a child table that the catalogue calls a whole one": (
        _index_of("image_tags", "deleted", "WHERE image_id > '5'") + ";" + _WHOLE_INDEX.format("image_tags")),
    "IDs that do not tell capitals from small letters": _CATALOGUE.format(
        "sql = replace(sql, 'id VARCHAR(36) NOT NULL', 'id VARCHAR(36) NOT NULL COLLATE NOCASE') WHERE name = 'images'"),
    "IDs that are numbers": _CATALOGUE.format(
        "sql = replace(sql, 'id VARCHAR(36)', 'id INTEGER') WHERE name IN ('images', 'image_tags')"),
    "statistics that lie": (
        "ANALYZE; UPDATE sqlite_stat1 SET stat = '1 1 unordered sz=1'; INSERT INTO sqlite_stat1 VALUES ('images', NULL, '0')"),
    "columns that are exchanged": _CATALOGUE.format(
        "sql = replace(replace(replace(sql, 'deleted_at ', 'x_at '), 'updated_at ', 'deleted_at '), 'x_at ', 'updated_at ')"
        " WHERE name = 'image_members'"),
    "without an index of IDs": (
        "CREATE TABLE other AS SELECT * FROM images; DROP TABLE images; ALTER TABLE other RENAME TO images"),
    "without rowids": "CREATE TABLE other AS SELECT * FROM image_tags; DROP TABLE image_tags; CREATE TABLE image_tags (id"
                      " INTEGER PRIMARY KEY, image_id, value, deleted, deleted_at) WITHOUT ROWID; INSERT INTO image_tags"
                      " SELECT id, image_id, value, deleted, deleted_at FROM other; DROP TABLE other",
    "triggers that delete": "CREATE TRIGGER t AFTER UPDATE ON images BEGIN DELETE FROM images; END",
    "a name that is taken twice": "CREATE TABLE IMAGES_ (id); " + _CATALOGUE.format(
        "name = 'images', tbl_name = 'images' WHERE name = 'IMAGES_'"),
    "an index that is another one": _CATALOGUE.format(
        "rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'ix_image_tags_image_id')"
        " WHERE name = 'ix_images_deleted'"),
    "the index of IDs is another one": _CATALOGUE.format(
        "rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'sqlite_autoindex_image_members_1')"
        " WHERE name = 'sqlite_autoindex_images_1'"),
}
