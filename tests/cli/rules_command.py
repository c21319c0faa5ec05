"""`rules list`, `show` and `validate`, where nothing is wrong."""

import json
import os
import re

import glance_sample
import json_schema
from expect import expect_code, expect_in_order, expect_refused, expect_words
from glance_database import build, write_rule
from report_schema import SCHEMA
from suite import Failed, expect_equal

_RULES = SCHEMA.parents[1] / "rules"


def tests(program):
    yield "list names every rule file", lambda: _list(program)
    yield "list as JSON says the same", lambda: _list_json(program)
    yield "list groups by advisory", lambda: _by_advisory(program)
    yield "list as JSON names the advisories", lambda: _advisories_json(program)
    yield "a heading for a folder of one's own", lambda: _own_heading(program)
    yield "list with rules of one's own", lambda: _list_own(program)
    for rule in _built_in():
        yield f"show {rule}", lambda rule=rule: _show(program, rule)
    yield "show by the bare name", lambda: _bare_name(program)
    yield "a bare name that two rules have", lambda: _ambiguous(program)
    yield "show as JSON", lambda: _show_json(program)
    yield "show a rule of one's own", lambda: _show_own(program)
    yield "what show prints is a rule file", lambda: _round_trip(program)
    yield "validate a rule", lambda: _validate(program)
    yield "validate a change of severity", lambda: _validate_change(program)
    yield "validate several", lambda: _validate_several(program)
    yield "validate names all mistakes", lambda: _all_mistakes(program)
    yield "validate names all mistakes of one file", lambda: _all_of_one(program)
    yield "validate names all mistakes within the keys", lambda: _all_within(program)
    yield "a rule of one's own replaces a built-in one", lambda: _replace(
        program)
    yield "the schema knows the facts", lambda: _schema(program)
    yield "the schema tells a rule from what is none", lambda: _schema_judges(
        program)


def _built_in():
    """Beside the rules there are other data: they have no ID."""
    return sorted(os.fspath(path.relative_to(_RULES).with_suffix(""))
                  for path in _RULES.rglob("*.yaml")
                  if "id" in glance_sample.load(path))


def _lines(program, *options):
    """[(ID, severity, title)] as `rules list` prints them."""
    return [rule for _, rules in _groups(program, *options) for rule in rules]


def _groups(program, *options):
    """[(the lines of a heading, [(ID, severity, title)])]"""
    run = program.run("rules", "list", *options)
    expect_code(run, 0)
    groups = []
    for text in run.text.split("\n\n"):
        lines = text.splitlines()
        rules = [re.fullmatch(r"    (\S+) +(\w+) +(.+)", line)
                 for line in lines if line.startswith("    ")]
        if None in rules or not rules:
            raise Failed(f"a line that is none: {text!r}")
        groups.append((lines[:-len(rules)], [rule.groups() for rule in rules]))
    return groups


def _by_advisory(program):
    """A heading with number, CVE and link, and below it the folder's rules."""
    advisories = glance_sample.load(_RULES / "advisories.yaml")
    groups = _groups(program)
    expect_equal("groups", len(groups), len(advisories))
    for (heading, rules), folder in zip(groups, sorted(advisories)):
        advisory = advisories[folder]
        names = advisory.get("numbers", []) + advisory.get("cves", [])
        expect_equal(f"heading of {folder}", heading, [
            f"{', '.join(names) or folder}: {advisory['title']}",
            f"  {advisory['about']}",
            *[f"  {link}" for link in advisory["links"]]])
        expect_equal(f"folders below {folder}",
                     {rule.split("/")[0] for rule, *_ in rules}, {folder})


def _own_heading(program):
    """A folder that is nobody's advisory is called by its name."""
    path = write_rule(program.new_folder(), "zzz/own", "low")
    heading, rules = _groups(program, "--rules", path)[-1]
    expect_equal("heading", heading, ["zzz"])
    expect_equal("rules", [rule[0] for rule in rules], ["zzz/own"])


def _advisories_json(program):
    listed = json.loads(program.run("rules", "list", "--report", "json").text)
    known = glance_sample.load(_RULES / "advisories.yaml")
    expect_equal("advisories", {advisory.pop("folder"): advisory
                                for advisory in listed["advisories"]},
                 {folder: {"numbers": [], "cves": []} | advisory
                  for folder, advisory in known.items()})
    for rule in listed["rules"]:
        expect_equal(f"advisory of {rule['id']}", rule["advisory"],
                     rule["id"].split("/")[0])


def _list(program):
    lines = _lines(program)
    expect_equal("IDs", [line[0] for line in lines], _built_in())
    for rule_id, severity, title in lines:
        rule = glance_sample.load(_RULES / f"{rule_id}.yaml")
        expect_equal(f"title of {rule_id}", title, rule["title"])
        usual = rule["severity"]
        expect_equal(f"severity of {rule_id}", severity,
                     usual[-1] if isinstance(usual, list) else usual)


def _list_json(program):
    rules = json.loads(program.run("rules", "list", "--report",
                                   "json").text)["rules"]
    expect_equal("rules", [(rule["id"], rule["severity"], rule["title"])
                           for rule in rules], _lines(program))


def _list_own(program):
    path = write_rule(program.new_folder(), "test/own", "low")
    expect_equal("rules", sorted(_lines(program, "--rules", path)), sorted(
        _lines(program) + [("test/own", "low", "A deleted image")]))


def _show(program, rule):
    """The file as it is, and what the facts in it mean."""
    run = program.run("rules", "show", rule)
    expect_code(run, 0)
    text = (_RULES / f"{rule}.yaml").read_text(encoding="utf-8")
    expect_in_order(["# built in", text, "Facts this rule uses or shows:"],
                    run.text)
    for fact in glance_sample.load(_RULES / f"{rule}.yaml")["match"]:
        if fact not in ("any", "not") and not re.search(
                rf"^  {fact} +\w+ +\S", run.text, re.MULTILINE):
            raise Failed(f"{fact} is not explained: {run.text!r}")


def _bare_name(program):
    """Whoever copies a rule from a sentence has no advisory to write."""
    for rule in _built_in():
        name = rule.partition("/")[2]
        same = [other for other in _built_in() if other.endswith("/" + name)]
        if same == [rule]:
            expect_equal(f"show {name}", program.run("rules", "show", name).out,
                         program.run("rules", "show", rule).out)
    expect_refused(program.run("rules", "show", "held-publc"), "'held-publc'", "did you mean 'held-public'?")
    expect_refused(program.run("rules", "show", "nothing-of-the-kind"), "glance-audit rules list")


def _ambiguous(program):
    path = write_rule(program.new_folder(), "test/held-public")
    run = program.run("rules", "show", "held-public", "--rules", path)
    expect_refused(run, "2 rules", "'held-public'", "ossn-0075/held-public, test/held-public")


def _show_json(program):
    rule = "ossn-0075/held-public"
    run = program.run("rules", "show", rule, "--report", "json")
    expect_code(run, 0)
    shown = json.loads(run.text)
    file = glance_sample.load(_RULES / f"{rule}.yaml")
    for key in ("id", "title", "subject", "references"):
        expect_equal(key, shown[key], file[key])
    expect_equal("origin", shown["origin"], "built in")


def _show_own(program):
    path = write_rule(program.new_folder(), "test/own")
    run = program.run("rules", "show", "test/own", "--rules", path)
    expect_code(run, 0)
    expect_in_order([f"# {path}", path.read_text(encoding="utf-8")], run.text)


def _round_trip(program):
    """Whoever writes a rule of their own begins with one that is there."""
    text = program.run("rules", "show", "ossn-0075/held-public").text
    path = program.new_folder() / "own.yaml"
    path.write_text(text.split("\nFacts this rule")[0].replace(
        "id: ossn-0075/", "id: test/"), encoding="utf-8")
    expect_code(program.run("rules", "validate", path), 0)


def _validate(program):
    path = write_rule(program.new_folder(), "test/own")
    run = program.run("rules", "validate", path)
    expect_code(run, 0)
    expect_in_order(["test/own", os.fspath(path), "1 file is valid"], run.text)


def _validate_change(program):
    """It says which rule is changed, and by which file."""
    path = program.new_folder() / "change.yaml"
    path.write_text("id: ossn-0075/held-public\nseverity: low\n",
                    encoding="utf-8")
    run = program.run("rules", "validate", path)
    expect_code(run, 0)
    expect_in_order(["ossn-0075/held-public", os.fspath(path),
                     "1 file is valid"], run.text)


def _validate_several(program):
    folder = program.new_folder()
    paths = [write_rule(folder, f"test/{name}", name=f"{name}.yaml")
             for name in "ab"]
    run = program.run("rules", "validate", *paths)
    expect_code(run, 0)
    expect_in_order(["test/a", "test/b", "2 files are valid"], run.text)


def _all_mistakes(program):
    """Of every file of the folder, with its line; the good ones are no obstacle."""
    folder = program.new_folder()
    write_rule(folder, "test/good", name="a.yaml")
    for name, old, new in (("b", "severity: high", "severity: hgih"), ("c", "state:", "stat:"),
                           ("e", "id: test/e", "id: test/good")):
        path = write_rule(folder, f"test/{name}", "high", name=f"{name}.yaml")
        text = path.read_text(encoding="utf-8")
        expect_equal(f"places in {name}", text.count(old), 1)
        path.write_text(text.replace(old, new), encoding="utf-8")
    (folder / "d.yaml").write_text("why: 'unfinished\n", encoding="utf-8")
    run = program.run("rules", "validate", folder)
    expect_refused(run, f"{folder}/b.yaml:", "did you mean 'high'?", f"{folder}/c.yaml:", "did you mean 'state'?",
                   f"{folder}/d.yaml:", f"{folder}/e.yaml: there are two rules")
    expect_equal("errors", run.errors.count("glance-audit: error: "), 4)


def _all_of_one(program):
    path = write_rule(program.new_folder(), "test/own", "high")
    text = path.read_text(encoding="utf-8").replace("severity: high", "severity: hgih").replace("state:", "stat:")
    path.write_text(text.replace("title:", "titel:"), encoding="utf-8")
    run = program.run("rules", "validate", path)
    expect_refused(run, "'titel'", "has no 'title'", "'hgih'", "'stat'")
    expect_equal("errors", run.errors.count("glance-audit: error: "), 4)


_WITHIN = """id: my/rule
title: a title
subject: image
severity:
  - {when: {stat: held, reach: [everyon, nobody]}, is: hi}
  - {whn: {}, is: low}
  - lo
match:
  statu: deleted
  not: {visibility: pubic}
  any: [{members: x}, {twins: {at_leas: 1}}]
message: "{somebody} {nothing}"
why: it is so
remedy: do it
show: [ownr, membrs]
"""


def _all_within(program):
    path = program.new_folder() / "rule.yaml"
    path.write_text(_WITHIN, encoding="utf-8")
    run = program.run("rules", "validate", path)
    expect_refused(run)
    expect_in_order(["5:13: ", "5:33: ", "5:42: ", "5:56: ", "6:6: ", "7:5: ", "9:3: ", "10:21: ", "11:19: ",
                     "11:32: ", "12:12: ", "12:23: ", "15:8: ", "15:14: "], run.errors)
    expect_equal("errors", run.errors.count("glance-audit: error: "), 14)


def _replace(program):
    path = write_rule(program.new_folder(), "ossn-0075/held-public", "info")
    shown = program.run("rules", "show", "held-public", "--rules", path).text
    expect_in_order([f"# {path}, in place of the built-in rule"], shown)
    expect_in_order(["ok  ossn-0075/held-public", "replaces the built-in rule", "1 file is valid"],
                    program.run("rules", "validate", path).text)
    scan = program.scan(build(program.new_folder()), "--rules", path)
    expect_words(scan, f"warning: {path}: this rule takes the place of the built-in ossn-0075/held-public")
    expect_equal("with -q", program.scan(build(program.new_folder()), "--rules", path, "-q").err, b"")
    lines = dict((line[0], line[1:]) for line in _lines(
        program, "--rules", path))
    expect_equal("rules", sorted(lines), _built_in())
    expect_equal("the rule", lines["ossn-0075/held-public"],
                 ("info", "A deleted image"))


def _read_schema(program):
    run = program.run("rules", "schema")
    expect_code(run, 0)
    return json.loads(run.text)


def _schema(program):
    """Each with what `show` says of it, and nothing else."""
    schema = _read_schema(program)
    for rule, subject in (("ossn-0075/held-public", "image"),
                          ("policy/cycle", "policy"),
                          ("ossn-0075/purge-drops-images", "database"),
                          ("ossn-0075/scheduled-purge", "schedule"),
                          ("ossn-0076/no-image-limit", "config")):
        shown = dict(re.findall(
            r"^  (\w+) +(?:text|word|integer|time|boolean) +(.*)$",
            program.run("rules", "show", rule).text, re.MULTILINE))
        known = {name: fact["description"] for name, fact in schema[
            "definitions"][f"{subject}_match"]["properties"].items()}
        for combined in ("any", "not"):
            known.pop(combined)
        expect_equal(f"facts of {subject}", known, shown)


def _schema_judges(program):
    schema = _read_schema(program)
    rule = glance_sample.load(_RULES / "ossn-0075/held-public.yaml")
    expect_equal("a rule", json_schema.error_of(rule, schema), None)
    for key in ("id", "title", "subject", "severity", "match", "message",
                "why", "remedy"):
        lacking = {name: rule[name] for name in rule if name != key}
        if json_schema.error_of(lacking, schema) is None:
            raise Failed(f"a rule without {key} is one by the schema")
