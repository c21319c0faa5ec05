"""The same rows in SQLite, PostgreSQL and MariaDB.

Rows are made in SQLite (glance_rows), which takes everything. What another
engine cannot hold is taken out of the SQLite file too, so that the engines
then hold the same, and `differences` proves that they do:

- PostgreSQL: no NUL characters, no invalid UTF-8, no text longer than its
  column;
- MariaDB beside that: no fractions of a second, no years before 1000, no two
  IDs that its collation takes for one (letter case, accents, blanks at the
  end), no child row whose image_id its collation takes for another ID.
"""

import io
import sqlite3

import glance_rows

TABLES = ("images", *glance_rows.CHILDREN)
_BOOLEANS = {"deleted", "is_public", "protected", "can_share", "os_hidden"}
_TIMES = ("created_at", "updated_at", "deleted_at")
_LONGEST = {"id": 36, "image_id": 36, "name": 255, "owner": 255, "member": 255,
            "value": 255, "status": 30}


# What SQLite holds


def rows_of(path, table):
    """(columns, rows as tuples) in the order of the table."""
    connection = sqlite3.connect(path)
    try:
        columns = glance_rows.columns_of(connection, table)
        return columns, connection.execute(
            f"SELECT {', '.join(columns)} FROM {table}").fetchall()
    finally:
        connection.close()


def level_for_postgres(path):
    """Takes what PostgreSQL cannot hold out of a SQLite file."""
    connection = sqlite3.connect(path)
    connection.create_function("holdable", 2, _is_holdable,
                               deterministic=True)
    with connection:
        for table in TABLES:
            for column in glance_rows.columns_of(connection, table):
                if column in _LONGEST:
                    connection.execute(
                        f"DELETE FROM {table} WHERE {column} IS NOT NULL AND"
                        f" NOT holdable(CAST({column} AS BLOB), ?)",
                        (_LONGEST[column],))
    connection.close()


def _is_holdable(raw, longest):
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return "\0" not in text and len(text) <= longest


def level_for_mariadb(path, server, database):
    """Takes what MariaDB cannot hold out of a SQLite file that is level with
    PostgreSQL; `database` on `server` holds the rest afterwards."""
    connection = sqlite3.connect(path)
    with connection:
        for table in TABLES:
            for column in _TIMES:
                connection.execute(f"UPDATE {table} SET {column} ="
                                   f" substr({column}, 1, 19)")
            connection.execute(
                f"DELETE FROM {table} WHERE created_at < '1000' OR"
                " updated_at < '1000' OR deleted_at < '1000'")
    load_mariadb(server, database, path, "INSERT IGNORE")
    kept = {row[0] for row in server.query(
        "SELECT CAST(id AS BINARY) FROM images", database)}
    with connection:
        _keep_images(connection, kept)
        for table in glance_rows.CHILDREN:
            confused = server.query(
                f"SELECT DISTINCT CAST(image_id AS BINARY) FROM {table} AS c"
                " JOIN images AS i ON i.id = c.image_id"
                " WHERE CAST(i.id AS BINARY) <> CAST(image_id AS BINARY)",
                database)
            for (raw,) in confused:
                connection.execute(
                    f"DELETE FROM {table} WHERE CAST(image_id AS BLOB) = ?",
                    (raw,))
    connection.close()
    load_mariadb(server, database, path)


def _keep_images(connection, kept):
    """Drops images whose ID is not in `kept`, with their child rows."""
    dropped = [row for row in connection.execute(
        "SELECT CAST(id AS BLOB) FROM images") if row[0] not in kept]
    for table, column in (("images", "id"), *(
            (child, "image_id") for child in glance_rows.CHILDREN)):
        connection.executemany(
            f"DELETE FROM {table} WHERE CAST({column} AS BLOB) = ?", dropped)


# The same in a server


def load_postgres(server, database, path):
    """Replaces the rows of a Glance database. Foreign keys and triggers do
    not act: what old clouds hold was not always checked."""
    connection = server.connect(database)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for table in TABLES:
            columns, rows = rows_of(path, table)
            cursor.execute(f"DELETE FROM {table}")
            cursor.copy_expert(
                f"COPY {table} ({', '.join(columns)}) FROM STDIN",
                io.StringIO("".join(_copy_line(columns, row) for row in rows),
                            newline=""))
    connection.close()


def _copy_line(columns, row):
    return "\t".join(_copy_value(column, value)
                     for column, value in zip(columns, row)) + "\n"


def _copy_value(column, value):
    if value is None:
        return r"\N"
    if column in _BOOLEANS:
        return "ft"[value]
    return str(value).replace("\\", r"\\").replace("\t", r"\t").replace(
        "\n", r"\n").replace("\r", r"\r")


def load_mariadb(server, database, path, insert="INSERT"):
    """Replaces the rows of a Glance database, as load_postgres does."""
    triggers = server.triggers(database)
    connection = server.connect(database)
    with connection.cursor() as cursor:
        cursor.execute("SET FOREIGN_KEY_CHECKS = 0")
        for trigger in triggers:
            cursor.execute(f"DROP TRIGGER `{trigger}`")
        cursor.execute("START TRANSACTION")
        for table in reversed(TABLES):
            cursor.execute(f"DELETE FROM {table}")
        for table in TABLES:
            columns, rows = rows_of(path, table)
            marks = ", ".join(["%s"] * len(columns))
            if rows:
                cursor.executemany(
                    f"{insert} INTO {table} ({', '.join(columns)})"
                    f" VALUES ({marks})", rows)
        cursor.execute("COMMIT")
        for trigger in triggers.values():
            cursor.execute(trigger)
    connection.close()


LOAD = {"postgresql": load_postgres, "mariadb": load_mariadb}


# Are they the same?


def differences(server, database, path):
    """What a server holds otherwise than a SQLite file; None if nothing."""
    for table in TABLES:
        columns, rows = rows_of(path, table)
        wanted = sorted(tuple(_plain(value, column) for column, value in
                              zip(columns, row)) for row in rows)
        held = sorted(tuple(_plain(value, column) for column, value in
                            zip(columns, row)) for row in server.query(
            f"SELECT {', '.join(columns)} FROM {table}", database))
        if held != wanted:
            surplus = set(held) - set(wanted)
            missing = set(wanted) - set(held)
            return (f"{table}: {len(held)} rows, wanted {len(wanted)}; "
                    f"surplus {repr(list(surplus)[:2])}, "
                    f"missing {repr(list(missing)[:2])}")
    return None


def _plain(value, column):
    """A value as text that sorts, alike for every driver."""
    if value is None:
        return ""
    if column in _BOOLEANS:
        return str(int(value))
    if column in _TIMES:
        text = str(value)
        return text.rstrip("0").rstrip(".") if "." in text else text
    return "=" + str(value)
