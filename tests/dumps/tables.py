"""Tables in files of their own: CSV, `mysql --batch`, NDJSON."""

import csv
import gzip
import io
import json
import sqlite3

import hostile_texts
import reports_alike
from dumping import Files, mariadb_batch, psql
from world import expect, expect_none

_REVISION = "wallaby_contract01"
_NAME = "tables"
_TABLES = ["images", "image_members", "image_properties", "image_tags",
           "image_locations", "alembic_version"]


def tests(world):
    path = world.filled(_REVISION, _NAME + "_sqlite_only", rows=600)
    hostile_texts.add(path)
    _drop_ambiguous(path)
    path = world.level(path, _REVISION, _NAME)
    files = Files(world, _NAME, path)
    writers = {
        "\\copy": ("csv", lambda table: psql(
            world.postgres, _NAME,
            f"--command=\\copy {table} to stdout csv header")),
        "row_to_json": ("ndjson", lambda table: psql(
            world.postgres, _NAME, "-At",
            f"--command=SELECT row_to_json(t) FROM {table} AS t")),
        "Python's csv": ("csv", lambda table: _python_csv(path, table)),
        "with semicolons": ("csv", lambda table: _python_csv(
            path, table, delimiter=";")),
        "json_agg": ("json", lambda table: psql(
            world.postgres, _NAME, "-At",
            f"--command=SELECT json_agg(t) FROM {table} AS t")),
        "an array with indents": ("json", lambda table: _python_array(
            path, table, indent=2)),
        "an array on one line, packed": ("json.gz", lambda table: gzip.compress(
            _python_array(path, table))),
        "Python's json": ("jsonl", lambda table: _python_json(path, table)),
    }
    for name, (suffix, write) in writers.items():
        yield f"{name}: a folder", lambda name=name, suffix=suffix, \
            write=write: _folder(files, name, suffix, write)
        yield f"{name}: images alone", lambda suffix=suffix, write=write: (
            _alone(files, f"images.{suffix}", write("images")))
    yield "mysql --batch", lambda: _batch(world, files)
    for name, (content, *words) in _refused(path).items():
        yield name, lambda content=content, words=words: (
            files.expect_incomplete(files.scan(content, "images.csv"),
                                    *words))
    yield "two files of one table", lambda: _two_files(files, path)


def _drop_ambiguous(path):
    """\\N is NULL to MariaDB and a text to PostgreSQL."""
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("DELETE FROM images WHERE name = '\\N'")
    connection.close()


def _rows(path, table):
    connection = sqlite3.connect(path)
    try:
        cursor = connection.execute(f"SELECT * FROM {table}")
        return [column[0] for column in cursor.description], cursor.fetchall()
    finally:
        connection.close()


def _python_csv(path, table, **settings):
    """Every text is quoted, so that NULL is nothing and '' is a text."""
    names, rows = _rows(path, table)
    out = io.StringIO(newline="")
    csv.writer(out, **settings).writerow(names)
    delimiter = settings.get("delimiter", ",")
    for row in rows:
        out.write(delimiter.join(map(_csv_value, row)) + "\r\n")
    return out.getvalue().encode("utf-8")


def _csv_value(value):
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    return "" if value is None else str(value)


def _python_json(path, table):
    names, rows = _rows(path, table)
    return "".join(json.dumps(dict(zip(names, row))) + "\n"
                   for row in rows).encode("ascii")


def _python_array(path, table, **settings):
    names, rows = _rows(path, table)
    return json.dumps([dict(zip(names, row)) for row in rows],
                      **settings).encode("ascii")


def _write_folder(files, name, suffix, write):
    folder = files.folder / "".join(c for c in name if c.isalnum())
    folder.mkdir()
    for table in _TABLES:
        content = write(table)
        if content:
            (folder / f"{table}.{suffix}").write_bytes(content)
    return folder


def _folder(files, name, suffix, write):
    folder = _write_folder(files, name, suffix, write)
    files.expect_same(files.world.program.scan(folder))


def _alone(files, name, content):
    """All that images tell is found; what is not there is named."""
    run = files.scan(content, name)
    files.expect_incomplete(run, "there is no table 'image_members'")
    images = [finding["subject"]["id"]
              for finding in files.wanted.report["findings"]
              if finding["rule"] == "ossn-0075/held-public-purgeable"]
    found = [finding["subject"]["id"] for finding in run.report["findings"]
             if finding["rule"] == "ossn-0075/held-public-purgeable"]
    expect(sorted(found) == sorted(images) and images,
           f"{len(found)} of {len(images)}")


def _batch(world, files):
    name = "batch"
    path = world.everywhere(_REVISION, name, rows=600)
    wanted = world.program.scan(path)
    folder = _write_folder(files, name, "tsv", lambda table: mariadb_batch(
        world.mariadb, name, f"SELECT * FROM {table}"))
    run = world.program.scan(folder)
    expect(run.code == 0, "it is not read", run)
    expect_none(reports_alike.difference(wanted.out, run.out))


def _refused(path):
    content = _python_csv(path, "images")
    lines = content.split(b"\r\n")
    return {
        "cut in a line": (content[:-20], "does not end"),
        "cut in a quoted text": (content[:content.rindex(b'"')], "does not end"),
        "a line with too few fields": (
            content + b"1,2\n", "a line has 2 fields"),
        "a quote in the wrong place": (
            content + b'"a"b,c\n', "a quote ends"),
        "an ID twice": (content + lines[1] + b"\r\n", "two rows have the ID"),
        "no column for the owner": (
            content.replace(b",owner,", b",keeper,", 1), "'owner'"),
        "a column twice": (
            content.replace(b",name,", b",owner,", 1), "two columns"),
        "text for a boolean": (
            content + lines[1].replace(lines[1][1:9], b"00000000").replace(
                b",0,", b",perhaps,").replace(b",1,", b",perhaps,") + b"\r\n",
            "not a boolean"),
        **_refused_arrays(_python_array(path, "images")),
        "no JSON in a line": (
            _python_json(path, "images") + b"{\"id\": \n", "not a JSON object"),
    }


def _refused_arrays(array):
    return {f"an array, {name}": fault for name, fault in {
        "without its end": (array[:-1], "does not end"),
        "cut in an object": (array[:-30], "does not end"),
        "cut behind a comma": (
            array[:array.rindex(b"{")], "the array does not end"),
        "without a comma": (array.replace(b"}, {", b"} {", 1), "','"),
        "with a comma too many": (array[:-1] + b",]", "this is no object"),
        "with a number in it": (array[:-1] + b", 5]", "this is no object"),
        "with another behind it": (array + array, "behind the end of the array"),
        "with a key missing": (
            array[:-1] + b', {"id": "5"}]', "is missing"),
    }.items()}


def _two_files(files, path):
    folder = _write_folder(files, "two", "csv",
                           lambda table: _python_csv(path, table))
    (folder / "images.ndjson").write_bytes(_python_json(path, "images"))
    files.expect_incomplete(files.world.program.scan(folder), "two files",
                            "images.ndjson")
