"""`--targets FILE`: what a target can say, what is said of mistakes, and that
targets do not disturb each other."""

import pathlib
import re
import unicodedata

import json_schema
import yaml

from expect import (expect_code, expect_incomplete, expect_no_words,
                    expect_refused)
from glance_database import SMALL_COUNTS, build, held, live, subjects, uuid
from suite import Failed, expect_equal
from targets_mistakes import SECRETS, TARGETS, WRONG, WRONG_FILES

_SCHEMA = (pathlib.Path(__file__).parents[2] / "scanner" / "app"
           / "targets.schema.json")
_FORMATS = ["table", "json", "html"]


def tests(program):
    for old, new, text, words, by_schema in WRONG:
        yield f"{new[:60]!r}", (
            lambda old=old, new=new, text=text, words=words,
            by_schema=by_schema: _wrong(program, old, new, text, words,
                                        by_schema))
    for name, (content, words) in WRONG_FILES.items():
        yield name, lambda content=content, words=words: _wrong_file(
            program, content, words)
    for line in SECRETS:
        yield f"no password: {line[:30]!r}", lambda line=line: _secret(
            program, line)
    yield "everything a target can say", lambda: _everything(program)
    yield "what a target does not say", lambda: _usual(program)
    yield "a configuration", lambda: _configuration(program)
    yield "schedules of one target", lambda: _cron(program)
    yield "schedules for all, one by its configuration", (
        lambda: _cron_for_all(program))
    yield "a missing configuration", lambda: _no_configuration(program)
    yield "labels in every format", lambda: _labels(program)
    yield "relative paths", lambda: _relative(program)
    yield "a missing policy file", lambda: _missing_policy(program)
    yield "a missing targets file", lambda: expect_refused(
        program.scan("--targets", program.new_folder() / "no.yaml"),
        "no such file", "no.yaml")
    yield "an empty name of the targets file", lambda: expect_refused(
        program.scan("--targets", ""), "--targets", "empty")
    for command in (["scan"], ["id", uuid(1)]):
        yield f"{command[0]}: SOURCE as well", (
            lambda command=command: _both(program, command))
        yield f"{command[0]}: neither", lambda command=command: expect_refused(
            program.run(*command), "nothing to audit", "--targets FILE")
    yield "id in every target", lambda: _id(program)
    yield "a report over the targets file", lambda: _overwrite(
        program, "targets.yaml")
    yield "a report over a target's database", lambda: _overwrite(
        program, "one.sqlite")
    for place in range(5):
        yield f"number {place + 1} of five is broken", (
            lambda place=place: _one_broken(program, place))
    yield "wrong use in one of five", lambda: _one_wrong(program)
    for form in _FORMATS:
        yield f"{form} with 1, 2 and 8 threads", lambda form=form: (
            _same_bytes(program, form))


def _folder(program, names=("one", "two")):
    folder = program.new_folder()
    for name in names:
        build(folder, name=f"{name}.sqlite")
    return folder


def _write(folder, content):
    path = folder / "targets.yaml"
    path.write_text(content if isinstance(content, str)
                    else yaml.safe_dump(content, sort_keys=False),
                    encoding="utf-8")
    return path


def _list_of(names, **more):
    return {"targets": [{"name": name, "source": f"{name}.sqlite"} | more
                        for name in names]}


# Mistakes

def _wrong(program, old, new, text, words, by_schema):
    content = TARGETS.replace(old, new, 1)
    if content == TARGETS:
        raise Failed(f"{old!r} is not in the file")
    folder = _folder(program)
    path = _write(folder, content)
    run = program.scan("--targets", path)
    expect_refused(run, *words)
    _expect_caret(run, path, content, text)
    if by_schema is not None:
        refused = json_schema.error_of(yaml.safe_load(content), _SCHEMA)
        expect_equal("refused by the schema", refused is not None, by_schema)


def _expect_caret(run, path, content, text):
    """`text` stands at the line and column given, and above the caret."""
    first, shown, caret = run.errors.splitlines()[:3]
    place = re.match(re.escape(f"glance-audit: error: {path}:")
                     + r"(\d+):(\d+): ", first)
    if place is None or caret.strip() != "^":
        raise Failed(f"no place, or no caret\n{run}")
    line = content.splitlines()[int(place[1]) - 1]
    column = int(place[2]) - 1
    if not (line[column:] + "\n").startswith(text):
        raise Failed(f"{line[column:]!r} does not start with {text!r}\n{run}")
    expect_equal("the line shown", shown, line)
    expect_equal("the caret's column", _width(caret[:-1]),
                 _width(line[:column]))


def _width(text):
    return sum(2 if unicodedata.east_asian_width(letter) in "FW" else 1
               for letter in text)


def _wrong_file(program, content, words):
    expect_refused(program.scan("--targets", _write(
        program.new_folder(), content)), "targets.yaml", *words)


def _secret(program, line):
    path = _write(program.new_folder(), f"targets:\n{line}\n")
    run = program.scan("--targets", path)
    expect_refused(run, path, "mysql")
    expect_no_words(run, "hunter2", "unter")


def _missing_policy(program):
    folder = _folder(program)
    expect_refused(program.scan("--targets", _write(folder, _list_of(
        ["one", "two"], policies="nosuch.yaml"))), "nosuch.yaml")


def _both(program, command):
    folder = _folder(program)
    path = _write(folder, _list_of(["one"]))
    expect_refused(program.run(*command, folder / "two.sqlite", "--targets",
                               path), "--targets", "two.sqlite")


def _overwrite(program, name):
    folder = _folder(program)
    path = _write(folder, _list_of(["one", "two"]))
    before = (folder / name).read_bytes()
    expect_refused(program.scan("--targets", path, "--report",
                                f"json={folder / name}"), "overwrite")
    expect_equal("bytes", (folder / name).read_bytes() == before, True)


# What a target says

def _everything(program):
    folder = _folder(program)
    (folder / "admins.yaml").write_text("add_image: role:admin\n")
    (folder / "secret").write_text("hunter2\n")
    content = {"targets": [
        {"name": "one", "source": "one.sqlite", "policies": ["admins.yaml"],
         "enforce_new_defaults": True, "enforce_scope": False,
         "enforce_secure_rbac": True, "allow_anonymous_access": True,
         "release": 2023.1, "age_in_days": 7,
         "labels": {"country": "DE", "tier": "gold"},
         "password_file": "secret"},
        {"name": "two", "source": f"sqlite:///{folder}/two.sqlite",
         "release": "none", "password_env": "HOME"}]}
    expect_equal("refused by the schema",
                 json_schema.error_of(content, _SCHEMA), None)
    run = program.scan_json("--targets", _write(folder, content))
    expect_code(run, 1)
    one, two = run.report["targets"]
    expect_equal("names", [one["name"], two["name"]], ["one", "two"])
    expect_equal("releases", [one["release"], two["release"]],
                 ["2023.1", "Wallaby\u2013Zed"])
    expect_equal("ages", [one["purge_age_days"], two["purge_age_days"]],
                 [7, 180])
    expect_equal("labels", [one["labels"], two["labels"]],
                 [{"country": "DE", "tier": "gold"}, {}])
    expect_equal("who is asked about", [
        persona["name"] for persona in one["policies"]["personas"]][0],
        "anonymous")
    expect_equal("severities of a held image", {
        finding["target"]: finding["severity"]
        for finding in run.report["findings"] if finding["rule"]
        == "ossn-0075/held-public-purgeable"
        and finding["subject"]["id"] == uuid(1)},
        {"one": "medium", "two": "high"})
    expect_no_words(run, "hunter2")


def _usual(program):
    """It has it from the command line."""
    folder = _folder(program)
    (folder / "admins.yaml").write_text("add_image: role:admin\n")
    content = _list_of(["one", "two"])
    content["targets"][1] |= {"age_in_days": 20000, "release": "Rocky",
                              "policies": []}
    run = program.scan_json(
        "--targets", _write(folder, content), "--age-in-days", "10000",
        "--release", "Ussuri", "--policy", folder / "admins.yaml")
    expect_code(run, 1)
    expect_equal("ages", [target["purge_age_days"] for target
                          in run.report["targets"]], [10000, 20000])
    expect_equal("releases", [target["release"] for target
                              in run.report["targets"]], ["Ussuri", "Rocky"])
    expect_equal("targets that are open to members", {
        finding["target"] for finding in run.report["findings"]
        if finding["rule"].startswith("ossn-0075/create-open")}, {"two"})


def _configured(program):
    """Two targets by their glance-api.conf; only admins create in `one`."""
    folder = _folder(program)
    for name in ("one", "two"):
        (folder / name).mkdir()
        (folder / name / "glance-api.conf").write_text(
            f"[database]\nconnection = sqlite:///{folder}/{name}.sqlite\n"
            "[oslo_policy]\npolicy_file = mine.yaml\n")
        (folder / name / "mine.yaml").write_text("add_image: role:admin\n")
    (folder / "open.yaml").write_text("add_image: ''\n")
    return folder, {"targets": [
        {"name": "one", "config_file": "one/glance-api.conf"},
        {"name": "two", "config_file": ["two/glance-api.conf"],
         "policies": "open.yaml"}]}


def _configuration(program):
    """A target's own policies go before those of its configuration."""
    folder, content = _configured(program)
    expect_equal("refused by the schema",
                 json_schema.error_of(content, _SCHEMA), None)
    run = program.scan_json("--targets", _write(folder, content))
    expect_code(run, 1)
    expect_equal("images", [target["images"] for target
                            in run.report["targets"]], [SMALL_COUNTS] * 2)
    expect_equal("targets in which anybody creates images", {
        finding["target"] for finding in run.report["findings"]
        if finding["rule"].startswith("ossn-0075/create-open")}, {"two"})
    place = folder / "one" / "glance-api.conf"
    expect_refused(program.scan("--targets", folder / "targets.yaml",
                                "--report", f"json={place}"), "overwrite")


_CRONTAB = "17 3 * * * root glance-manage db purge_images_table\n"


def _purged(run):
    """The targets in which a schedule frees an exposed ID."""
    return {finding["target"] for finding in run.report["findings"]
            if finding["rule"] == "ossn-0075/scheduled-purge"}


def _cron(program):
    folder = _folder(program)
    (folder / "crontab").write_text(_CRONTAB)
    content = _list_of(["one", "two"])
    content["targets"][1]["cron"] = ["crontab"]
    expect_equal("refused by the schema",
                 json_schema.error_of(content, _SCHEMA), None)
    run = program.scan_json("--targets", _write(folder, content))
    expect_code(run, 1)
    expect_equal("targets with purges", _purged(run), {"two"})


def _cron_for_all(program):
    folder, content = _configured(program)
    (folder / "crontab").write_text(_CRONTAB)
    content["targets"][1] = {"name": "two", "source": "two.sqlite"}
    run = program.scan_json("--targets", _write(folder, content), "--cron",
                            folder / "crontab")
    expect_code(run, 1)
    expect_equal("targets with purges", _purged(run), {"one", "two"})


def _no_configuration(program):
    folder, content = _configured(program)
    content["targets"][1]["config_file"] = "two/nosuch.conf"
    expect_refused(program.scan("--targets", _write(folder, content)),
                   "nosuch.conf", "no such file")


def _labels(program):
    folder = _folder(program)
    content = _list_of(["one"], labels={
        "<b>land</b>": "Z\u00fcrich \u202e\x1b[31m", "=cmd()": "\"'&"})
    path = _write(folder, content)
    run = program.scan_json("--targets", path)
    expect_equal("labels", run.report["targets"][0]["labels"],
                 content["targets"][0]["labels"])
    table = program.scan("--targets", path, "--color", "never")
    if ("  labels: <b>land</b>: Z\u00fcrich <U+202E><U+001B>[31m, =cmd(): "
            "\"'&\n") not in table.text:
        raise Failed(f"no labels, or not visibly: {table.text!r}")
    html = program.scan("--targets", path, "--report", "html")
    if "&lt;b&gt;land&lt;/b&gt;" not in html.text or "<b>land" in html.text:
        raise Failed("no labels, or not escaped, in HTML")


def _relative(program):
    """They begin at the targets file, wherever the program runs."""
    folder = _folder(program)
    (folder / "below").mkdir()
    content = {"targets": [
        {"name": "one", "source": "../one.sqlite"},
        {"name": "two", "source": "sqlite:///../two.sqlite"}]}
    _write(folder / "below", content)
    for cwd, path in ((folder, "below/targets.yaml"),
                      (folder / "below", "targets.yaml"),
                      ("/", folder / "below" / "targets.yaml")):
        run = program.scan_json("--targets", path, cwd=cwd)
        expect_code(run, 1)
        expect_equal("images", [target["images"] for target
                                in run.report["targets"]], [SMALL_COUNTS] * 2)


def _id(program):
    folder = _folder(program)
    run = program.run("id", uuid(1), "--targets", _write(
        folder, _list_of(["one", "two"])), "--report", "json")
    expect_code(run, 1)
    expect_equal("states", {target["target"]: target["state"] for target
                            in run.report["targets"]},
                 {"one": "held", "two": "held"})


# Targets side by side

def _five(program):
    """Five clouds of which no two are alike; some thousand rows."""
    folder = program.new_folder()
    names = [f"region-{number}" for number in range(5)]
    for number, name in enumerate(names):
        images = [held(n) if n % (number + 2) else live(n, name=f"{n}")
                  for n in range(1, 2500 + 100 * number)]
        build(folder, {"images": images, "tags": [
            {"image_id": uuid(n)} for n in range(1, 4000, 7)]},
            f"{name}.sqlite")
    return folder, names


def _one_broken(program, place):
    folder = _folder(program, "abcde")
    broken = "abcde"[place]
    (folder / f"{broken}.sqlite").write_bytes(b"no database")
    run = program.scan_json("--targets", _write(folder, _list_of("abcde")))
    expect_incomplete(run, f"{broken}.sqlite")
    whole = program.scan_json(build(folder, name="whole.sqlite"))
    for target in run.report["targets"]:
        complete = all(entry["complete"] for entry in target["coverage"])
        expect_equal(f"{target['name']} is complete", complete,
                     target["name"] != broken)
        found = subjects({"findings": [
            finding for finding in run.report["findings"]
            if finding["target"] == target["name"]]})
        expect_equal(f"findings of {target['name']}", found,
                     set() if target["name"] == broken
                     else subjects(whole.report))


def _one_wrong(program):
    folder = _folder(program, "abcde")
    content = _list_of("abcde")
    content["targets"][3]["source"] = "nosuch://host/db"
    report = folder / "report.json"
    run = program.scan("--targets", _write(folder, content), "--report",
                       f"json={report}")
    expect_refused(run, "nosuch")
    expect_equal("a report", report.exists(), False)


def _same_bytes(program, form):
    folder, names = _five(program)
    path = _write(folder, _list_of(names))
    outputs = {program.scan("--targets", path, "--report", form, "--jobs",
                            jobs).out for jobs in ("1", "2", "8", "2", "8")}
    expect_equal("different reports", len(outputs), 1)
    expect_equal("an empty report", b"" in outputs, False)
