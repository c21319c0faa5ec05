"""What rules say of glance-api.conf: where an option stands, what it is, and
never a secret."""

import json

from expect import (expect_code, expect_complete, expect_incomplete,
                    expect_no_words, expect_refused)
from glance_database import build, edit, live, uuid
from suite import Failed, expect_equal

_SECRET = "s3cr3t-pass"
_SHOWN = "ossn-0090/locations-shown"
# Every option as a finding, with all that is known of it.
_EVERY = """\
id: test/every
title: Every option
subject: config
severity: info
match: {option: {exists: true}}
message: "{option}: {value} from {value_from}, {place}"
why: It is a test.
remedy: None is needed.
show: [default_value, enabled, oldest_release, newest_release, may_create,
       may_set_location, may_copy_from, may_use_tasks, web_download]
"""


def tests(program):
    yield "file and line", lambda: _place(program)
    yield "the line in a folder's file", lambda: _place_in_folder(program)
    yield "a default stands nowhere", lambda: _default(program)
    yield "a variable of the environment", lambda: _environment(program)
    yield "no configuration, no finding", lambda: _without(program)
    yield "secrets are hidden", lambda: _secrets(program)
    yield "an option that holds a secret is hidden", lambda: _told(program)
    yield "the options that the release has", lambda: _of_release(program)
    yield "without a release nothing is guessed", lambda: _guessed(program)
    yield "several releases: the most dangerous default", lambda: (
        _dangerous(program))
    yield "who may do what", lambda: _audiences(program)
    yield "a value of the wrong type", lambda: _wrong_type(program)
    yield "config_file in a targets file", lambda: _targets(program)
    yield "a plain configuration is not red", lambda: _plain(program)
    yield "live rows are read where the configuration makes them matter", (
        lambda: _locations(program))
    yield "a location row that cannot be read", lambda: _bad_location(program)
    yield "--only one advisory", lambda: _one_advisory(program)
    yield "in every format", lambda: _formats(program)


def _cloud(program, config="", case=None):
    """A folder with a database, a glance-api.conf and the rule of all."""
    folder = program.new_folder()
    path = build(folder, case)
    (folder / "policy.d").mkdir()   # not the host's own in /etc/glance
    (folder / "glance-api.conf").write_text(
        f"{config}\n[database]\nconnection = sqlite:///{path}\n",
        encoding="utf-8")
    (folder / "every.yaml").write_text(_EVERY, encoding="utf-8")
    return folder


def _scan(program, folder, *arguments, **variables):
    run = program.scan_json(
        *arguments, cwd=folder,
        env=program.environment(HOME=str(folder / "home"), **variables))
    return run


def _every(program, config, *arguments, **variables):
    """{option: finding} of a configuration."""
    folder = _cloud(program, config)
    run = _scan(program, folder, "--config-file", "glance-api.conf",
                "--rules", "every.yaml", "--only", "test/every", *arguments,
                **variables)
    expect_complete(run)
    return {finding["subject"]["id"]: finding
            for finding in run.report["findings"]}


def _one(program, config, rule, *arguments, **variables):
    folder = _cloud(program, config)
    run = _scan(program, folder, "--config-file", "glance-api.conf",
                "--only", rule, *arguments, **variables)
    expect_complete(run)
    if len(run.report["findings"]) != 1:
        raise Failed(f"wanted one finding\n{run}")
    return run.report["findings"][0]


def _place(program):
    found = _one(program, "# a comment\n[DEFAULT]\n\n"
                 "show_multiple_locations = yes\n", _SHOWN)
    expect_equal("subject", found["subject"],
                 {"kind": "config", "id": "DEFAULT.show_multiple_locations"})
    expect_equal("location", found["location"],
                 {"file": "glance-api.conf", "line": 4})
    expect_equal("facts", [found["facts"][name] for name in
                           ("enabled", "value_from", "place")],
                 [True, "file", "glance-api.conf:4"])


def _place_in_folder(program):
    folder = _cloud(program)
    (folder / "more.d").mkdir()
    (folder / "more.d" / "50-show.conf").write_text(
        "[DEFAULT]\nshow_multiple_locations = on\n", encoding="utf-8")
    run = _scan(program, folder, "--config-file", "glance-api.conf",
                "--config-dir", "more.d", "--only", _SHOWN)
    expect_equal("location", run.report["findings"][0]["location"],
                 {"file": "more.d/50-show.conf", "line": 2})


def _default(program):
    found = _one(program, "", "ossn-0076/no-image-limit", "--release", "Zed")
    expect_equal("location", found["location"], None)
    expect_equal("place", found["facts"]["place"], None)


def _environment(program):
    found = _one(program, "", _SHOWN,
                 OS_DEFAULT__SHOW_MULTIPLE_LOCATIONS="true")
    expect_equal("location", found["location"], None)
    expect_equal("facts", [found["facts"][name] for name in
                           ("value_from", "place")],
                 ["environment", "OS_DEFAULT__SHOW_MULTIPLE_LOCATIONS"])


def _without(program):
    folder = _cloud(program, "[DEFAULT]\nshow_multiple_locations = true\n")
    run = _scan(program, folder, "glance.sqlite", "--rules", "every.yaml")
    expect_complete(run)
    kinds = {finding["subject"]["kind"] for finding in run.report["findings"]}
    if "config" in kinds or not kinds:
        raise Failed(f"findings on {kinds}\n{run}")


def _secrets(program):
    found = _every(program, "[DEFAULT]\n"
                   f"metadata_encryption_key = {_SECRET}\n")
    for option in ("DEFAULT.metadata_encryption_key", "database.connection"):
        expect_equal(f"value of {option}", found[option]["message"].split(
            ": ")[1].split(" from ")[0], "(hidden)")
    if _SECRET in json.dumps(found):
        raise Failed("the report shows a secret")


def _told(program):
    found = _every(program, "[DEFAULT]\n"
                   f"metadata_encryption_key = {_SECRET}\n"
                   "property_protection_file = /x/$metadata_encryption_key\n")
    if _SECRET in json.dumps(found):
        raise Failed("the report shows a secret")
    if "(hidden)" not in found["DEFAULT.property_protection_file"]["message"]:
        raise Failed("it is shown otherwise")


def _of_release(program):
    zed = _every(program, "[DEFAULT]\nenable_v1_api = true\n",
                 "--release", "Zed")
    queens = _every(program, "", "--release", "Queens")
    for option, where in {
            "DEFAULT.enable_v1_api": (False, True),
            "DEFAULT.use_keystone_limits": (True, False),
            "DEFAULT.show_multiple_locations": (True, True)}.items():
        expect_equal(option, (option in zed, option in queens), where)
    facts = zed["DEFAULT.show_multiple_locations"]["facts"]
    expect_equal("releases", (facts["oldest_release"],
                              facts["newest_release"]), ("Zed", "Zed"))


def _guessed(program):
    found = _every(program, "[DEFAULT]\nenable_v1_api = true\n",
                   "--release", "none")
    for option, there in {
            "DEFAULT.enable_v1_api": True,              # it is set
            "DEFAULT.use_keystone_limits": False,       # is it there at all?
            "oslo_policy.enforce_scope": False,         # on or off?
            "DEFAULT.show_image_direct_url": True}.items():
        expect_equal(option, option in found, there)
    facts = found["DEFAULT.show_image_direct_url"]["facts"]
    expect_equal("oldest_release", facts["oldest_release"], None)
    expect_equal("may_create", facts["may_create"], "unknown")


def _dangerous(program):
    """Queens upgrading to Rocky: API v1 may still run, web-download already."""
    folder = program.new_folder()
    path = build(folder, {"schema": "rocky_contract02"})
    edit(path, "UPDATE alembic_version SET version_num = 'rocky_expand02'")
    (folder / "glance-api.conf").write_text(
        f"[database]\nconnection = sqlite:///{path}\n", encoding="utf-8")
    (folder / "every.yaml").write_text(_EVERY, encoding="utf-8")
    run = _scan(program, folder, "--config-file", "glance-api.conf", "--rules",
                "every.yaml", "--only", "test/every")
    facts = {finding["subject"]["id"]: finding["facts"]
             for finding in run.report["findings"]}
    v1 = facts["DEFAULT.enable_v1_api"]
    expect_equal("API v1", [v1[name] for name in (
        "enabled", "oldest_release", "newest_release", "web_download")],
                 [True, "Queens", "Stein", True])


def _audiences(program):
    found = _every(program, "", "--release", "Queens")
    facts = found["DEFAULT.enable_v1_api"]["facts"]
    expect_equal("audiences", [facts[name] for name in (
        "may_create", "may_set_location", "may_copy_from", "may_use_tasks")],
                 ["anyone", "anyone", "anyone", "admins"])
    facts = _every(program, "", "--release", "2025.1")[
        "DEFAULT.delayed_delete"]["facts"]
    expect_equal("audiences", [facts[name] for name in (
        "may_create", "may_set_location", "may_copy_from", "may_use_tasks")],
                 ["members", "members", None, "admins"])


def _wrong_type(program):
    folder = _cloud(program, "[DEFAULT]\nimage_member_quota = many\n")
    run = program.scan("--config-file", "glance-api.conf", cwd=folder)
    expect_refused(run, "glance-api.conf:2", "image_member_quota")
    expect_no_words(run, "many")


def _targets(program):
    folder = _cloud(program, "[DEFAULT]\nshow_image_direct_url = true\n")
    (folder / "targets.yaml").write_text(
        "targets:\n- {name: One, config_file: glance-api.conf}\n",
        encoding="utf-8")
    run = _scan(program, folder, "--targets", "targets.yaml", "--only",
                "ossn-0090/direct-url-shown")
    expect_complete(run)
    expect_equal("targets", [finding["target"] for finding in
                             run.report["findings"]], ["One"])


def _plain(program):
    """A new cloud, audited with nothing but its connection."""
    for release in ("Zed", "2024.1", "2025.1", "2026.1"):
        folder = _cloud(program, "", {"images": [live(1, os_hash_value="ab")]})
        run = _scan(program, folder, "--config-file", "glance-api.conf",
                    "--release", release, "--skip", "ossn-0075/create-open-*")
        worst = {finding["severity"] for finding in run.report["findings"]}
        if worst - {"low", "info"}:
            raise Failed(f"{release}: {worst}\n{run.text}")


def _locations(program):
    """A rule on live images, with and without the configuration for it."""
    case = {"images": [live(1), live(2)], "locations": [
        {"image_id": uuid(1)}, {"image_id": uuid(1), "value": "http://b"},
        {"image_id": uuid(2)}]}
    for config, wanted in (("", []),
                           ("[DEFAULT]\nshow_multiple_locations = true\n",
                            [uuid(1)])):
        folder = _cloud(program, config, case)
        run = _scan(program, folder, "--config-file", "glance-api.conf",
                    "--only", "ossn-0065/several-locations")
        expect_complete(run)
        expect_equal("images", [finding["subject"]["id"] for finding in
                                run.report["findings"]], wanted)
        read = [coverage["what"] for coverage in
                run.report["targets"][0]["coverage"]]
        expect_equal("locations are read", bool(wanted),
                     "image_locations that are not deleted" in read)


def _bad_location(program):
    """It makes the audit incomplete only where a rule needs to know."""
    for config, incomplete in (
            ("", False),
            ("[DEFAULT]\nshow_multiple_locations = true\n", True)):
        folder = _cloud(program, config, {
            "images": [live(1)], "locations": [{"image_id": uuid(1)}]})
        edit(folder / "glance.sqlite", "PRAGMA ignore_check_constraints = 1")
        edit(folder / "glance.sqlite", "DROP TABLE image_locations")
        edit(folder / "glance.sqlite",
             "CREATE TABLE image_locations (image_id, deleted)")
        edit(folder / "glance.sqlite",
             "INSERT INTO image_locations VALUES (?, 'perhaps')", uuid(1))
        run = _scan(program, folder, "--config-file", "glance-api.conf",
                    "--only", "ossn-0065/*", "--only", "ossn-0090/*")
        if incomplete:
            expect_incomplete(run, "image_locations", "perhaps")
        else:
            expect_complete(run)


def _one_advisory(program):
    folder = _cloud(program, "[DEFAULT]\nshow_multiple_locations = true\n")
    run = _scan(program, folder, "--config-file", "glance-api.conf", "--only",
                "ossn-0090/*", "--release", "Zed")
    expect_complete(run)
    folders = {finding["rule"].split("/")[0]
               for finding in run.report["findings"]}
    expect_equal("folders", folders, {"ossn-0090"})
    alone = _scan(program, folder, "--config-file", "glance-api.conf", "--only",
                  "ossn-0075/*", "--release", "Zed")
    expect_equal("kinds", {finding["subject"]["kind"] for finding in
                           alone.report["findings"]} & {"config"}, set())


def _formats(program):
    folder = _cloud(program, "[DEFAULT]\nshow_multiple_locations = true\n")
    page = folder / "page.html"
    run = program.scan("--config-file", "glance-api.conf", "--only",
                       "ossn-0065/*", "--release", "Zed", "--fail-on", "never",
                       "--report", "table", "--report", f"html={page}",
                       cwd=folder)
    expect_code(run, 0)
    for text in (run.text, page.read_text(encoding="utf-8")):
        if "DEFAULT.show_multiple_locations" not in text:
            raise Failed(f"the option is not named in {text[:2000]!r}")

