"""`policy check`: the rules about policies without a database, in good use and
with every mistake."""

import json
import os

import json_schema
from expect import (expect_code, expect_no_words, expect_refused,
                    expect_same_state, state)
from glance_database import build, held, write_rule
from program import NOW
from releases import releases
from report_schema import SCHEMA
from suite import Failed, expect_equal

_SOUND = ("add_image: rule:uploader\n"
          "uploader: role:member and project_id:%(project_id)s and"
          " project_id:%(owner)s\n")
_OPEN = 'publicize_image: "role:member"\n'
_TYPO = "publicise_image: role:admin\n"

# What is in the file, and what the error says beside its name.
_UNREADABLE = {
    "YAML that ends in a bracket": ("add_image: [role:admin\n", ["YAML"]),
    "an at sign without quotes": ("add_image: @\n", [":1:12", "^", "quote"]),
    "a number": ("get_images: ''\nadd_image: 7\n", [":2:12", "^", "integer"]),
    "a date": ("add_image: 2001-01-01\n", [":1:12", "^", "date"]),
    "a list": ("- add_image\n", [":1:", "^", "map"]),
}
# Options beside a sound file, and what is said.
_MISTAKES = [
    (["--release", "Zet"], ["--release", "'Zet'", "did you mean 'Zed'?"]),
    (["--fail-on", "hihg"], ["--fail-on", "did you mean 'high'?"]),
    (["--only", "policy/cycl"], ["--only", "did you mean 'policy/cycle'?"]),
    (["--only", "ossn-0075/held-*"], ["--only", "no rule is left", "policy"]),
    (["--skip", "*"], ["no rule is left"]),
    (["--enforce-new-defaults", "yes"], ["--enforce-new-defaults", "true"]),
    (["--report", "jsn"], ["--report", "did you mean 'json'?"]),
    (["--report", "json=policy.yaml"], ["policy.yaml"]),
    (["--report", "json=no/such/folder"], ["no/such/folder"]),
    (["--color", "always!"], ["--color"]),
    (["--now", "yesterday"], ["--now", "RFC 3339"]),
    (["--rules", "no-rules"], ["no-rules"]),
    (["--policy", ""], ["--policy", "empty"]),
    (["--policy", "gone.yaml"], ["gone.yaml", "no such file"]),
    (["gone.yaml"], ["gone.yaml", "no such file"]),
    (["--config-file", "gone.conf"], ["gone.conf"]),
    (["--targets", "clouds.yaml"], ["--targets"]),
    (["--polcy", "policy.yaml"], ["did you mean '--policy'?"]),
]


def tests(program):
    yield "nothing is wrong", lambda: _expect(program, _SOUND, {}, 0)
    yield "a file of comments", lambda: _expect(program, "# none\n", {}, 0)
    yield "something is", lambda: _expect(
        program, _OPEN, {"policy/weaker-than-default": "publicize_image",
                         "ossn-0075/publicize-open": "publicize_image"}, 1)
    for threshold, code in (("high", 0), ("medium", 1), ("never", 0)):
        yield f"a typo with --fail-on {threshold}", lambda threshold=threshold, code=code: (
            _expect(program, _TYPO, {"policy/unknown-action": "publicise_image"},
                    code, "--fail-on", threshold))
    yield "the report follows its schema", lambda: _report(program)
    yield "every format", lambda: _formats(program)
    yield "the newest release, unless one is named", lambda: _releases(program)
    yield "files are applied in order", lambda: _order(program)
    yield "a folder of files", lambda: _folder(program)
    yield "a configuration", lambda: _configuration(program)
    yield "a configuration without policies", lambda: _no_policies(program)
    yield "enforced new defaults", lambda: _new_defaults(program)
    yield "a rule of one's own", lambda: _own_rule(program)
    yield "what a scan says", lambda: _as_scan(program)
    yield "a password in a URL is not repeated", lambda: _password(program)
    yield "more rules than a batch holds", lambda: _many(program)
    yield "nothing is written", lambda: _untouched(program)
    for release in releases(program):
        yield f"the defaults of {release} are nobody's fault", lambda release=release: (
            _blameless(program, release))
    for name, (content, words) in _UNREADABLE.items():
        yield f"unreadable: {name}", lambda content=content, words=words: expect_refused(
            _check(program, content), "policy.yaml", *words)
    for options, words in _MISTAKES:
        yield f"a mistake: {' '.join(options)}", lambda options=options, words=words: expect_refused(
            _check(program, _SOUND, *options), *words)
    yield "no file at all", lambda: expect_refused(
        program.run("policy", "check"), "FILE", "nothing to check",
        "--config-file")


def _file(program, content, name="policy.yaml"):
    path = program.new_folder() / name
    path.write_text(content, encoding="utf-8")
    return path


def _check(program, content, *options, **settings):
    """A run in the folder of a file with this content."""
    path = _file(program, content)
    return program.run("policy", "check", path.name, *options, cwd=path.parent,
                       **settings)


def _findings(run):
    """[(rule, subject, line)]"""
    return [(finding["rule"], finding["subject"]["id"],
             (finding["location"] or {}).get("line"))
            for finding in run.report["findings"]
            if not finding["rule"].startswith("ossn-0075/c")]  # of every default


def _expect(program, content, findings, code, *options):
    run = _check(program, content, *options, "--report", "json")
    expect_code(run, code)
    expect_equal("findings", {rule: subject for rule, subject, _ in
                              _findings(run)}, findings)


def _report(program):
    run = _check(program, _OPEN + _TYPO, "--report", "json", "--now", NOW)
    error = json_schema.error_of(run.report, SCHEMA)
    if error is not None:
        raise Failed(error)
    target = run.report["targets"][0]
    expect_equal("who may publicize", target.pop("policies")["by_default"][
        "publicize_image"], {"member": "no", "other-member": "no"})
    expect_equal("the target", target, {
        "name": "policy.yaml", "labels": {}, "engine": None,
        "server_version": None, "schema_revision": [],
        "release": releases(program)[-1], "purge_age_days": None, "images": None,
        "coverage": [{"what": "policy files", "rows": 2, "complete": True,
                      "proof": "listed", "error": None}]})
    expect_equal("the audit", run.report["audit"], {
        "now": NOW, "complete": True, "exit_code": 1, "fail_on": "high",
        "rules": {"asked": len(run.report["rules"]), "left_out": 0}})
    typo = [finding for finding in run.report["findings"]
            if finding["rule"] == "policy/unknown-action"]
    expect_equal("the place", typo[0]["location"],
                 {"file": "policy.yaml", "line": 2})
    again = _check(program, _OPEN + _TYPO, "--report", "json", "--now", NOW)
    expect_equal("the same bytes", again.text == run.text, True)


def _formats(program):
    table = _check(program, _OPEN, "--release", "Zed")
    for words in ("policies alone, Glance Zed", "policy files: 1 rule",
                  "policy.yaml:1", "FAIL", "Remedy:"):
        if words not in table.text:
            raise Failed(f"no {words!r} in {table.text!r}")
    page = _check(program, _OPEN, "--report", "html").text
    for words in ("<title>Policy audit of policy.yaml", "policies alone",
                  "policy files", "policy/weaker-than-default"):
        if words not in page:
            raise Failed(f"no {words!r} in the page")
    expect_equal("images in the page", "deleted, ID still blocked" in page, False)


def _releases(program):
    for options, name in (([], releases(program)[-1]),
                          (["--release", "zed"], "Zed"),
                          (["--release", "none"], "none")):
        run = _check(program, _SOUND, *options, "--report", "json")
        expect_equal("release", run.report["targets"][0]["release"], name)


def _order(program):
    folder = program.new_folder()
    for name, check in {"a": "role:member", "b": "role:x", "c": "'!'"}.items():
        (folder / f"{name}.yaml").write_text(f"publicize_image: {check}\n")
    run = program.run("policy", "check", "b.yaml", "a.yaml", "--policy",
                      "c.yaml", "--only", "policy/*", "--report", "json",
                      cwd=folder)
    expect_equal("findings", _findings(run),
                 [("policy/overridden-twice", "publicize_image", 1)])
    finding = run.report["findings"][0]
    expect_equal("the last", finding["location"]["file"], "c.yaml")
    expect_equal("the earlier", finding["facts"]["earlier"],
                 "b.yaml:1, a.yaml:1")
    expect_equal("name", run.report["targets"][0]["name"], "b.yaml")


def _folder(program):
    folder = program.new_folder()
    (folder / "20.yaml").write_text(_TYPO)
    (folder / "10.yaml").write_text(_SOUND)
    (folder / ".hidden.yaml").write_text("- no map\n")
    run = program.run("policy", "check", f"{folder}/", "--report", "json")
    expect_equal("findings", _findings(run),
                 [("policy/unknown-action", "publicise_image", 1)])
    expect_equal("rules", run.report["targets"][0]["coverage"][0]["rows"], 3)
    expect_equal("name", run.report["targets"][0]["name"], folder.name)


def _configured(program, content, *options, **files):
    folder = program.new_folder()
    (folder / "glance-api.conf").write_text(content)
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text)
    run = program.run("policy", "check", "--config-file", "glance-api.conf",
                      *options, "--report", "json", cwd=folder,
                      env=program.environment(HOME=os.fspath(folder)))
    return run


def _configuration(program):
    run = _configured(program, "[oslo_policy]\npolicy_file = mine.yaml\n",
                      mine__yaml=_TYPO)
    expect_equal("findings", _findings(run),
                 [("policy/unknown-action", "publicise_image", 1)])
    over = _configured(program, "[oslo_policy]\npolicy_file = mine.yaml\n",
                       "--policy", "yours.yaml", mine__yaml=_TYPO,
                       yours__yaml=_SOUND)
    expect_equal("findings of --policy", _findings(over), [])


def _no_policies(program):
    run = _configured(program, "[DEFAULT]\n")
    expect_code(run, 0)
    expect_equal("rules", run.report["targets"][0]["coverage"][0]["rows"], 0)
    expect_equal("name", run.report["targets"][0]["name"], "glance-api.conf")
    expect_equal("findings", _findings(run), [])


def _new_defaults(program):
    for word, found in {"true": ["policy/weaker-than-default"], "false": []}.items():
        run = _check(program, "get_images: '@'\n", "--release", "Zed",
                     "--enforce-new-defaults", word, "--report", "json")
        expect_equal(f"with {word}", [rule for rule, *_ in _findings(run)],
                     found)
    run = _configured(program, "[oslo_policy]\nenforce_new_defaults = true\n",
                      "--release", "Zed", policy__yaml="get_images: '@'\n")
    expect_equal("configured", [rule for rule, *_ in _findings(run)],
                 ["policy/weaker-than-default"])


def _own_rule(program):
    folder = program.new_folder()
    rule = write_rule(folder, "test/mine", "critical", "rule.yaml")
    rule.write_text(rule.read_text().replace("subject: image", "subject: policy")
                    .replace("{state: held}", "{action: uploader}")
                    .replace("{id} ({name})", "{action}"), encoding="utf-8")
    run = _check(program, _SOUND, "--rules", rule, "--report", "json")
    expect_code(run, 1)
    expect_equal("findings", _findings(run), [("test/mine", "uploader", 2)])


def _as_scan(program):
    content = _OPEN + _TYPO + "default: '!'\nget_image: rule:gone\na: !\nb: rule:b\n"
    path = _file(program, content)
    check = program.run("policy", "check", path, "--release", "Xena",
                        "--report", "json")
    scan = program.scan_json(build(program.new_folder()), "--policy", path,
                             "--release", "Xena")
    told = [_told(run) for run in (check, scan)]
    expect_equal("findings", told[0], told[1])
    expect_equal("there are some", len(told[0]) > 6, True)


def _told(run):
    return [{key: finding[key] for key in (
        "rule", "severity", "subject", "message", "facts", "location")}
            for finding in run.report["findings"]
            if finding["subject"]["kind"] == "policy"]


def _password(program):
    content = "add_image: role:admin or https://audit:hunter2@opa.example.org/\n"
    for name in ("table", "json", "html"):
        run = _check(program, content, "--report", name)
        expect_no_words(run, "hunter2")


def _many(program):
    content = "".join(f"rule{n}: rule:rule{n + 1}\n" for n in range(5000))
    run = _check(program, content + "rule5000: rule:gone\n", "--report", "json",
                 "--only", "policy/u*", timeout=20)
    expect_equal("findings", sorted(_findings(run)), [
        ("policy/undefined-rule", "rule5000", 5001),
        ("policy/unknown-action", "rule0", 1)])


def _untouched(program):
    path = _file(program, _OPEN)
    before = state(path.parent)
    expect_code(program.run("policy", "check", path), 1)
    expect_same_state(before, path.parent)


def _blameless(program, release):
    """Without files, and with an empty one."""
    images = build(program.new_folder(), {"images": [held(1)]})
    for options in ([], ["--policy", _file(program, json.dumps({}))]):
        run = program.scan_json(images, "--release", release, *options)
        expect_equal("findings", [
            finding for finding in run.report["findings"]
            if finding["rule"].startswith("policy/")], [])
