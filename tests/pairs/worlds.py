"""Small clouds with something for every rule, in each kind of source.

The rows are glance_rows.py's: hostile names, twins, orphans, members, rows
that contradict themselves. Beside them stand the few that such rows lack.
"""

import sqlite3
import subprocess

import glance_rows
import glance_times as times
from glance_database import edit
from glance_sample import SCHEMAS, write_config, write_schedules
from program import NOW
from suite import Failed

ONE = "aaaaaaaa-1111-4111-8111-111111111111"
_OTHER = "bbbbbbbb-1111-4111-8111-111111111111"
# Every kind of source, every era: in the others each rule is chosen alone.
MAIN = {"database", "dump before Ocata", "snapshot", "configuration of Zed",
        "regions"}
_ROWS = 90
_FLOOD = 1000       # queued images of one owner, as ossn-0057 has it
_OPEN = """\
add_image: ""
publicize_image: "role:member"
communitize_image: ""
context_is_admin: "role:member"
tasks_api_access: ""
default: "role:admin"
get_image: "rule:nowhere or role:admin"
get_images: "rule:get_images"
modify_image: "member"
delete_image:
upload_image: "'role:admin'"
download_image: "http://policy.example.org/"
add_member: "1abc:x"
get_member: [[1]]
no_such_action: "role:admin"
deactivate: "or"
"""
_BARE = '{"default": "", "add_image": "role:member"}'
_MORE = """\
get_members: ""
copy_image: "role:admin"
publicize_image: "role:admin"
add_image: "role:member"
"""
_CRON = {"cron.d/glance": "0 3 * * * glance glance-manage db purge --age_in_days 30\n"
                          "0 4 * * * glance glance-manage db purge_images_table\n"}
_CONFIG = {
    "DEFAULT": {"enable_v1_api": True, "show_multiple_locations": True,
                "show_image_direct_url": True},
    "image_import_opts": {"image_import_plugins": "['image_conversion']"},
    "import_filtering_opts": {"allowed_ports": "[443]"},
}


def build(program):
    """World -> what `scan` is told of it, each with sources of its own."""
    schedules = program.new_folder()
    write_schedules({"cron": _CRON}, schedules)
    told = ["--cron", schedules / "cron"]
    opened = ["--policy", _written(program, _OPEN)]
    both = [*opened, "--policy", _written(program, _MORE)]
    worlds = {
        "database": [_database(program, "wallaby_contract01", flood=_FLOOD),
                     *told, *both],
        "database before Ocata": [_database(program, "mitaka02"), *told],
        "dump": [_dump(program, "rocky_contract02", flood=_FLOOD), *opened],
        "dump before Ocata": [_dump(program, "mitaka02"), *told, *both],
        "snapshot": [_snapshot(program, "ocata_expand01", *told, *both)],
    }
    for release, schema, policy in (("Kilo", "mitaka02", _BARE),
                                    ("Zed", "rocky_contract02", _OPEN),
                                    ("2025.1", "wallaby_contract01", _OPEN)):
        worlds[f"configuration of {release}"] = [
            *_configured(program, schema, release, policy), *told]
    worlds["regions"] = [_database(program, "rocky_contract02", seed="one"),
                         _dump(program, "rocky_contract02", seed="other"),
                         _snapshot(program, "rocky_contract02"), *opened]
    return worlds


def _written(program, text):
    path = program.new_folder() / "policy.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def _database(program, schema, *, seed="pairs", flood=0):
    path = program.new_folder() / f"{schema}-{seed}.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous = OFF")
    for name in ("children", schema):
        connection.executescript((SCHEMAS / f"{name}.sql").read_text(
            encoding="utf-8"))
    connection.close()
    glance_rows.fill(path, seed=seed, rows=_ROWS,
                     nows=[times.from_rfc3339(NOW)], ages=(30, 180))
    _add_more(path, flood)
    return path


def _add_more(path, flood):
    """Images that say one thing and nothing else, the same in every region
    but for the checksum, and a flood of queued ones."""
    connection = sqlite3.connect(path)
    columns = glance_rows.columns_of(connection, "images")
    usual = {"name": "one", "status": "active", "owner": "p1", "deleted": 0,
             "created_at": "2024-01-01 00:00:00", "min_disk": 0, "min_ram": 0,
             "protected": 0, "disk_format": "vmdk"}
    if "is_public" in columns:
        usual["is_public"] = 1
    else:
        usual["visibility"] = "public"
    with connection:
        _insert(connection, usual | {"id": ONE})
        _insert(connection, usual | {"id": _OTHER, "checksum": path.stem[-32:]})
        connection.executemany(
            "INSERT INTO image_locations (image_id, value, created_at,"
            " deleted, meta_data, status) VALUES (?, 'v', '2024-01-01', 0, '',"
            " 'active')", [(ONE,)] * 2)
        for number in range(flood):
            _insert(connection, usual | {
                "id": f"c0000000-1111-4111-8111-{number:012}",
                "status": "queued", "owner": "flood",
                "disk_format": None})
    connection.close()


def _insert(connection, row):
    connection.execute(
        f"INSERT INTO images ({', '.join(row)}) VALUES"
        f" ({', '.join('?' * len(row))})", list(row.values()))


def _dump(program, schema, **settings):
    path = _database(program, schema, **settings)
    edit(path, "DELETE FROM images WHERE instr(CAST(id AS BLOB), x'00')")
    dump = path.with_suffix(".sql")
    dump.write_bytes(subprocess.run(["sqlite3", path, ".dump"], check=True,
                                    capture_output=True).stdout)
    return dump


def _snapshot(program, schema, *options):
    path = program.new_folder() / "glance.snapshot"
    run = program.run("snapshot", _database(program, schema), "-o", path,
                      "--now", NOW, *options)
    if run.code != 0:
        raise Failed(str(run))
    return path


def _configured(program, schema, release, policy):
    folder = program.new_folder()
    config = write_config({"config": _CONFIG, "files": {
        "policy.yaml": policy, "policy.json": policy}}, folder,
        _database(program, schema))
    return ["--config-file", config, "--release", release]
