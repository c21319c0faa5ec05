"""One folder with everything that the program reads, and the commands that read it: what holds for one kind of input
has to hold for all."""

import csv
import pathlib
import shutil
import subprocess
from typing import NamedTuple

import writer
from glance_database import build, edit, uuid, write_rule

_TABLES = ["images", "image_members", "image_properties", "image_tags",
           "image_locations", "alembic_version"]
_POLICY = "add_image: role:admin\n"
_CRON = "17 3 * * * root glance-manage db purge_images_table\n"
_CONNECTION = "[database]\nconnection = sqlite:///sql/glance.sqlite\n"
_TARGETS = """\
targets:
- name: one
  source: ../sql/glance.sqlite
  policies: policy.yaml
  cron: crontab
  password_file: secret
- name: two
  config_file: glance-api.conf
"""
_CASES = """\
- policy: {publicize_image: role:admin}
  action: publicize_image
  credentials: {roles: [member]}
  expect: deny
"""


class Input(NamedTuple):
    name: str
    path: str           # below the folder, in which the command runs
    command: list
    is_folder: bool = False


def _scan(*arguments):
    return ["scan", "sql/glance.sqlite", *arguments]


_CONFIGURED = ["scan", "--config-file", "conf/glance-api.conf"]
_NAMED = ["scan", "--config-file", "named/glance-api.conf"]
_TARGETED = ["scan", "--targets", "targets/targets.yaml"]
_TEST = ["policy", "test", "cases/cases.yaml", "--policy",
         "policy/policy.yaml", "--release", "Zed"]
_EXPLAIN = ["policy", "explain", "add_image", "--credentials",
            "credentials/c.json", "--policy", "policy/policy.yaml"]

INPUTS = [
    Input("a database", "sql/glance.sqlite", _scan()),
    Input("a database in a URL", "sql/glance.sqlite",
          ["scan", "sqlite:///sql/glance.sqlite"]),
    Input("a database of id", "sql/glance.sqlite",
          ["id", uuid(1), "sql/glance.sqlite"]),
    Input("a database of snapshot", "sql/glance.sqlite",
          ["snapshot", "sql/glance.sqlite", "-o", "out/new"]),
    Input("a database's journal", "journal/glance.sqlite-journal",
          ["scan", "journal/glance.sqlite"]),
    Input("a database's log", "log/glance.sqlite-wal",
          ["scan", "log/glance.sqlite"]),
    Input("a dump", "dump/glance.sql", ["scan", "dump/glance.sql"]),
    Input("a folder of tables", "tables", ["scan", "tables"], True),
    *(Input(f"{table} in a folder", f"tables/{table}.csv", ["scan", "tables"])
      for table in _TABLES),
    Input("a snapshot", "taken/glance.snapshot",
          ["scan", "taken/glance.snapshot"]),
    Input("a policy file", "policy/policy.yaml",
          _scan("--policy", "policy/policy.yaml")),
    Input("a folder of policies", "policies/policy.d",
          _scan("--policy", "policies/policy.d"), True),
    Input("a file in a folder of policies", "policies/policy.d/a.yaml",
          _scan("--policy", "policies/policy.d")),
    Input("a policy file of policy check", "policy/policy.yaml",
          ["policy", "check", "policy/policy.yaml", "--release", "Zed"]),
    Input("a configuration file", "conf/glance-api.conf", _CONFIGURED),
    Input("the policy file beside it", "conf/policy.yaml", _CONFIGURED),
    Input("the folder of policies beside it", "conf/policy.d", _CONFIGURED,
          True),
    Input("a file in that folder", "conf/policy.d/a.yaml", _CONFIGURED),
    Input("the database of a configuration", "sql/glance.sqlite", _CONFIGURED),
    Input("a policy file that is named", "named/p/my.yaml", _NAMED),
    Input("a folder of policies that is named", "named/q", _NAMED, True),
    Input("a file in a folder that is named", "named/q/a.yaml", _NAMED),
    Input("a folder of configuration", "confd/d",
          ["scan", "--config-dir", "confd/d"], True),
    Input("a file in a folder of configuration", "confd/d/10.conf",
          ["scan", "--config-dir", "confd/d"]),
    Input("a crontab", "cron/crontab", _scan("--cron", "cron/crontab")),
    Input("a folder of schedules", "crons/cron.d",
          _scan("--cron", "crons/cron.d"), True),
    Input("a file in a folder of schedules", "crons/cron.d/glance",
          _scan("--cron", "crons/cron.d")),
    Input("a folder in one", "crons/cron.d", _scan("--cron", "crons"), True),
    Input("a folder linked into one", "elsewhere/jobs",
          _scan("--cron", "linked"), True),
    Input("a file in a linked folder", "elsewhere/jobs/glance",
          _scan("--cron", "linked")),
    Input("a timer's service", "timers/purge.service",
          _scan("--cron", "timers/purge.timer")),
    Input("a rule file", "rule/rule.yaml", _scan("--rules", "rule/rule.yaml")),
    Input("a folder of rules", "rules/own", _scan("--rules", "rules/own"),
          True),
    Input("a folder in one of rules", "rules/own/below",
          _scan("--rules", "rules/own"), True),
    Input("a file below a folder of rules", "rules/own/below/b.yaml",
          _scan("--rules", "rules/own")),
    Input("a file in a linked folder of rules", "more/rules/c.yaml",
          _scan("--rules", "rules/own")),
    Input("a targets file", "targets/targets.yaml", _TARGETED),
    Input("a target's password", "targets/secret", _TARGETED),
    Input("a target's policy", "targets/policy.yaml", _TARGETED),
    Input("a target's crontab", "targets/crontab", _TARGETED),
    Input("a target's configuration", "targets/glance-api.conf", _TARGETED),
    Input("a target's database", "sql/glance.sqlite", _TARGETED),
    Input("cases for policy test", "cases/cases.yaml", _TEST),
    Input("a policy file of policy test", "policy/policy.yaml", _TEST),
    Input("credentials", "credentials/c.json", _EXPLAIN),
]


def build_inputs(program, folder):
    """Makes them all, readable for everybody; `out` may be written to."""
    _write(folder, {
        "policy/policy.yaml": _POLICY, "policies/policy.d/a.yaml": _POLICY,
        "conf/glance-api.conf": _CONNECTION, "conf/policy.yaml": _POLICY,
        "conf/policy.d/a.yaml": "publicize_image: role:admin\n",
        "named/glance-api.conf": _CONNECTION + "[oslo_policy]\npolicy_file = p/my.yaml\npolicy_dirs = q\n",
        "named/p/my.yaml": _POLICY, "named/q/a.yaml": "publicize_image: role:admin\n",
        "confd/d/10.conf": _CONNECTION, "confd/d/policy.yaml": _POLICY,
        "confd/d/policy.d/a.yaml": "publicize_image: role:admin\n",
        "cron/crontab": _CRON, "crons/cron.d/glance": _CRON,
        "elsewhere/jobs/glance": _CRON, "linked/other": "",
        "timers/purge.timer": "[Timer]\nOnCalendar=daily\n",
        "timers/purge.service": "[Service]\nExecStart=glance-manage db purge_images_table\n",
        "targets/targets.yaml": _TARGETS, "targets/policy.yaml": _POLICY,
        "targets/crontab": _CRON, "targets/secret": "hunter2\n",
        "targets/glance-api.conf": "[database]\nconnection = sqlite:///log/glance.sqlite\n",
        "targets/policy.d/a.yaml": "publicize_image: role:admin\n",
        "cases/cases.yaml": _CASES, "credentials/c.json": '{"roles": ["member"]}',
        "rule/x": "", "rules/own/below/x": "", "more/rules/x": "", "sql/x": "",
        "journal/x": "", "log/x": "", "log/live/x": "", "dump/x": "",
        "tables/x": "", "taken/x": "",
    })
    (folder / "linked" / "jobs").symlink_to("../elsewhere/jobs")
    (folder / "rules" / "own" / "linked").symlink_to("../../more/rules")
    write_rule(folder / "rule")
    write_rule(folder / "rules" / "own", "test/a", name="a.yaml")
    write_rule(folder / "rules" / "own" / "below", "test/b", name="b.yaml")
    write_rule(folder / "more" / "rules", "test/c", name="c.yaml")
    _build_sources(program, folder)
    (folder / "out").mkdir()
    (folder / "out").chmod(0o777)


def _write(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def _build_sources(program, folder):
    database = build(folder / "sql")
    build(folder / "journal")
    (folder / "journal" / "glance.sqlite-journal").touch()
    _build_log(folder / "log")
    dump = subprocess.run(["sqlite3", database, ".dump"], capture_output=True,
                          check=True)
    (folder / "dump" / "glance.sql").write_bytes(dump.stdout)
    for table in _TABLES:
        _write_table(database, folder / "tables" / f"{table}.csv", table)
    taken = folder / "taken" / "glance.snapshot"
    program.run("snapshot", database, "-o", taken)
    taken.chmod(0o644)


def _build_log(folder):
    """A copy of a database in use, with the log that its last change is in."""
    live = build(folder / "live")
    with writer.connected(live, "PRAGMA journal_mode = WAL"):
        pass
    change = f"UPDATE images SET name = 'renamed' WHERE id = '{uuid(1)}'"
    with writer.connected(live, change):
        for suffix in ("", "-wal"):
            shutil.copy(f"{live}{suffix}", folder)


def _write_table(database, path, table):
    rows = edit(database, f"SELECT * FROM {table}")
    names = [row[1] for row in edit(database, f"PRAGMA table_info({table})")]
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([names, *rows])


def copy_inputs(folder, to):
    """A copy of build_inputs()'s folder that may be damaged."""
    shutil.copytree(folder, to, symlinks=True, dirs_exist_ok=True)
    pathlib.Path(to, "out").chmod(0o777)
