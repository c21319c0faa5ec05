"""One case of a sample, made into what `glance-audit scan` reads.

A sample states the few facts that matter; everything else gets the value it
has in an ordinary Glance. samples/sample.schema.json describes the form.
"""

import functools
import pathlib
import sqlite3

import yaml

import sample_time

SCHEMAS = pathlib.Path(__file__).parents[2] / "samples" / "schemas"
DEFAULT_NOW = "2026-01-02T03:04:05Z"
DEFAULT_SCHEMA = "wallaby_contract01"

# The lists of a case and the tables their rows go to; images first, because
# a child row is deleted together with its image.
TABLES = {
    "images": "images",
    "members": "image_members",
    "properties": "image_properties",
    "tags": "image_tags",
    "locations": "image_locations",
    "tasks": "tasks",
}

_CREATED = "2024-01-01 00:00:00.000000"
_DEFAULTS = {
    "images": {
        "name": "an image", "created_at": _CREATED, "owner": "project-1",
        "size": 1024, "disk_format": "qcow2", "container_format": "bare",
        "min_disk": 0, "min_ram": 0, "protected": 0, "os_hidden": 0,
        "is_public": 0, "visibility": "shared",
    },
    "image_members": {"member": "project-2", "can_share": 0,
                      "status": "accepted", "created_at": _CREATED},
    "image_properties": {"name": "os_distro", "value": "debian",
                         "created_at": _CREATED},
    "image_tags": {"value": "base", "created_at": _CREATED},
    "image_locations": {"value": "file:///var/lib/glance/images/1",
                        "meta_data": "{}", "status": "active",
                        "created_at": _CREATED},
    "tasks": {"type": "import", "status": "success", "owner": "project-1",
              "created_at": _CREATED},
}
# Where a schema has both columns, a row that gives one leaves the other NULL.
_VISIBILITIES = (("is_public", "visibility"), ("visibility", "is_public"))
_TIMES = ("created_at", "updated_at", "deleted_at", "expires_at")


class SampleLoader(yaml.CSafeLoader):
    """PyYAML's safe loader, but a time stays the text it was written as."""


SampleLoader.yaml_implicit_resolvers = {
    letter: [pair for pair in pairs if not pair[0].endswith(":timestamp")]
    for letter, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load(path):
    """Reads a YAML file; times stay text."""
    with open(path, encoding="utf-8") as file:
        return yaml.load(file, SampleLoader)


def build_database(case, path):
    """Makes the SQLite database of a case at `path`, which must not exist.

    Raises ValueError or sqlite3.Error if the case asks for what the schema
    does not have.
    """
    with open(path, "xb") as file:
        file.write(_empty(case.get("schema", DEFAULT_SCHEMA)))
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA synchronous = OFF")
        with connection:
            _Rows(connection, case).insert()
            connection.executescript(case.get("sql", ""))
    finally:
        connection.close()


@functools.cache
def _empty(schema):
    """The bytes of a database without rows."""
    connection = sqlite3.connect(":memory:")
    for name in ("children", schema):
        connection.executescript(
            (SCHEMAS / f"{name}.sql").read_text(encoding="utf-8"))
    content = connection.serialize()
    connection.close()
    return content


def write_policy(case, path):
    """Writes the policy file of a case: a mapping, or the text as it is."""
    policy = case["policy"]
    if not isinstance(policy, str):
        policy = yaml.safe_dump(policy, sort_keys=False)
    path.write_text(policy, encoding="utf-8")


def write_config(case, folder, database):
    """Writes the glance-api.conf of a case, and the files beside it.

    Returns the path of the configuration, which names `database`.
    """
    config = case["config"]
    if not isinstance(config, str):
        config = "".join(_section(name, options or {})
                         for name, options in config.items())
    path = folder / "glance-api.conf"
    path.write_text(f"{config}\n[database]\n"
                    f"connection = sqlite:///{database}\n", encoding="utf-8")
    # One of the host's own would be found in /etc/glance otherwise.
    (folder / "policy.d").mkdir()
    for name, text in case.get("files", {}).items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return path


def _section(name, options):
    lines = [f"{option} = {value}" for option, values in options.items()
             for value in (values if isinstance(values, list) else [values])]
    return "\n".join([f"[{name}]", *lines, ""])


def write_schedules(case, folder):
    """Writes the schedules of a case below `folder`/cron."""
    for name, text in case["cron"].items():
        path = folder / "cron" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


class _Rows:
    def __init__(self, connection, case):
        self.connection = connection
        self.case = case
        self.now = sample_time.parse(case.get("now", DEFAULT_NOW))
        self.deleted_at = {}    # image ID -> when it was deleted, as stored

    def insert(self):
        for key, table in TABLES.items():
            columns = {row[1] for row in self.connection.execute(
                f"PRAGMA table_info({table})")}
            usual = {column: value for column, value in _DEFAULTS[table].items()
                     if column in columns}
            for number, given in enumerate(self.case.get(key, []), 1):
                self._insert(table, self._row(table, usual, given, number))

    def _row(self, table, usual, given, number):
        row = dict(usual)
        if table == "tasks":
            row["id"] = f"task-{number}"
        for column, other in _VISIBILITIES:
            if column in given and other in row:
                row[other] = None
        row |= {column: self._value(column, value)
                for column, value in given.items()}
        self._complete_deletion(table, row)
        return row

    def _value(self, column, value):
        if column in _TIMES and value is not None:
            return sample_time.to_stored(sample_time.parse(value, self.now))
        return value

    def _complete_deletion(self, table, row):
        with_image = self.deleted_at.get(row.get("image_id"))
        row.setdefault("deleted_at", with_image)
        row.setdefault("deleted", row["deleted_at"] is not None)
        if table == "images":
            row.setdefault("status", "deleted" if row["deleted"] else "active")
            if row["deleted"]:
                self.deleted_at[row["id"]] = row["deleted_at"]

    def _insert(self, table, row):
        names = ", ".join(row)
        marks = ", ".join("?" * len(row))
        self.connection.execute(
            f"INSERT INTO {table} ({names}) VALUES ({marks})",
            list(row.values()))
