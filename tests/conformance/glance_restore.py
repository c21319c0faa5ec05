#!/usr/bin/python3
"""What `glance-scrubber --restore` leaves of an image, the report's commands mend: the real Glance shows it whole.

    glance_restore.py BINARY

Debian's Glance deletes an image as delayed_delete does, and restores it, with the functions that its API and its
scrubber call. Then the report's SQL is run. The image must be as it was before it was deleted, and survive the purge
that would have destroyed it; and a second image, still pending_delete, must be left to the scrubber.
"""

import contextlib
import os
import sqlite3
import sys
import tempfile

from glance.common import config    # noqa: F401  (registers options)
from glance.context import RequestContext
from glance.db.sqlalchemy import api as db_api
from oslo_config import cfg
from oslo_db import options

import glance_databases
import glance_manage
from glance_checks import Tally
from glance_scanner import Scanner

_RESTORED, _PENDING = (f"{digit * 8}-1111-4111-8111-111111111111" for digit in "12")
_RULES = {_RESTORED: "ossn-0075/live-row-doomed", _PENDING: "ossn-0075/held-public"}


def run(tally, scanner, folder):
    os.mkdir(os.path.join(folder, "source"))
    path = os.path.join(folder, "source", "glance.sqlite")
    glance_databases.GlanceDatabases(os.path.join(folder, "empty")).copy("wallaby_contract01", path)
    cfg.CONF([], project="glance", default_config_files=[], default_config_dirs=[])
    options.set_defaults(cfg.CONF, connection=f"sqlite:///{path}")
    context = RequestContext(is_admin=True, project_id="p1", roles=["admin"])
    before = _make(context)
    commands = _commands(scanner, path)
    tally.check("a pending_delete row is left to the scrubber",
                _difference(commands.get(_PENDING), [("shell", "glance-scrubber")]))
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.executescript("\n".join(text for kind, text in commands[_RESTORED] if kind == "sql"))
    tally.check("the image is as before", _difference(_shown(context), before))
    tally.check("nothing is found on it any more", _difference(list(_commands(scanner, path)), [_PENDING]))
    for command in ("purge", "purge_images_table"):
        glance_manage.run(f"sqlite:///{path}", "db", command, "--age_in_days", "0")
    tally.check("and it survives the purge", _difference(_shown(context), before))


def _make(context):
    """What Glance shows of the image before it is deleted."""
    for image_id in (_RESTORED, _PENDING):
        db_api.image_create(context, {
            "id": image_id, "name": "base", "status": "active", "visibility": "public", "owner": "p1",
            "properties": {"os_distro": "debian"},
            "locations": [{"url": "file:///1", "metadata": {}, "status": "active"}]})
        db_api.image_tag_create(context, image_id, "gold")
        db_api.image_member_create(context, {"image_id": image_id, "member": "p2"})
    before = _shown(context)
    for image_id in (_RESTORED, _PENDING):
        for location in db_api.image_get(context, image_id)["locations"]:
            db_api.image_location_delete(context, image_id, location["id"], "pending_delete")
        db_api.image_update(context, image_id, {"status": "pending_delete"})
        db_api.image_destroy(context, image_id)
    db_api.image_restore(context, _RESTORED)
    return before


def _shown(context):
    image = db_api.image_get(context, _RESTORED)
    return {
        "image": (image["status"], image["deleted"], image["deleted_at"]),
        "locations": [(location["url"], location["status"]) for location in image["locations"]],
        "properties": [(each["name"], each["value"]) for each in image["properties"] if not each["deleted"]],
        "tags": list(db_api.image_tag_get_all(context, _RESTORED)),
        "members": [member["member"] for member in db_api.image_member_find(context, image_id=_RESTORED)],
    }


def _commands(scanner, path):
    """{image ID: [(kind, text)]}"""
    report = scanner.scan(path).report
    return {finding["subject"]["id"]: [(command["kind"], command["text"]) for command in finding["remedy"]["commands"]]
            for finding in report["findings"] if _RULES.get(finding["subject"]["id"]) == finding["rule"]}


def _difference(got, wanted):
    return None if got == wanted else f"got {got!r}, wanted {wanted!r}"


def main():
    with tempfile.TemporaryDirectory() as folder:
        tally = Tally()
        return tally.run(run, tally, Scanner(sys.argv[1], folder), folder)


if __name__ == "__main__":
    sys.exit(main())
