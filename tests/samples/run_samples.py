#!/usr/bin/python3
"""Runs every sample of every built-in rule.

    run_samples.py BINARY [RULE…]

Each case of samples/rules/ is one test: its database and policy file are
made, `glance-audit scan` is run with that rule alone, and the subjects found
and their severities must be exactly those that the sample names, and the
commands of a cure must mend them. Beside that, every rule has a sample and
every sample a rule, rules and samples follow their JSON Schemas, and the
sample cloud holds what cloud.yaml says.
"""

import json
import pathlib
import sys
import tempfile

import cloud_check
import glance_sample
import json_schema
import rule_forms
import sample_check
from scanner import Scanner
from suite import Failed, Suite, expect_equal, expect_same_items

TOP = pathlib.Path(__file__).parents[2]
RULES = TOP / "rules"
# Other data below rules/: the releases' defaults, and what folders are about.
NO_RULES = ("defaults/", "advisories")
SAMPLES = TOP / "samples" / "rules"
SAMPLE_SCHEMA = TOP / "samples" / "sample.schema.json"
# Facts of an image that only several targets have, or a configuration.
BESIDE_OTHERS = {"conflicts", "missing_in"}
CONFIGURED = {"locations_shown", "locations_changeable_by", "converts_images"}
# Somebody who runs the audit of the sample cloud some day, without --now.
LATER = "2031-07-08T09:10:11Z"


def main(arguments):
    if not arguments:
        sys.exit(__doc__.split("\n\n")[1].strip())
    binary, *only = arguments
    suite = Suite()
    with tempfile.TemporaryDirectory(prefix="glance-samples-") as folder:
        scanner = Scanner(binary, pathlib.Path(folder))
        if suite.run(f"{binary} runs", lambda: _expect_runs(scanner)):
            schema = json.loads(scanner.run("rules", "schema").stdout)
            for rule_id in only or sorted(_names(RULES) | _names(SAMPLES)):
                _test_rule(suite, scanner, schema, rule_id)
            if not only:
                _test_the_whole(suite, scanner, schema)
    sys.exit(suite.report())


def _expect_runs(scanner):
    expect_equal("exit code", scanner.run("--version").returncode, 0)
    return True


def _names(folder):
    """The IDs of the rules that files are named after."""
    names = {str(path.relative_to(folder).with_suffix(""))
             for path in folder.rglob("*.yaml")}
    return {name for name in names if not name.startswith(NO_RULES)}


def _test_rule(suite, scanner, schema, rule_id):
    rule = suite.run(f"{rule_id}: the rule file",
                     lambda: _load_rule(schema, rule_id))
    sample = suite.run(f"{rule_id}: the sample file", lambda: _load(
        SAMPLES / f"{rule_id}.yaml", SAMPLE_SCHEMA))
    if rule is None or sample is None:
        return
    common = {key: value for key, value in sample.items()
              if key not in ("bad", "good")}
    for side in ("bad", "good"):
        for case in sample[side]:
            suite.run(f"{rule_id}: {side}: {case['case']}", lambda case=case:
                      sample_check.check(scanner, rule, common | case))


def _load(path, schema):
    """Reads a YAML file and holds it against a JSON Schema."""
    document = glance_sample.load(path)
    error = json_schema.error_of(document, schema)
    if error is not None:
        raise Failed(error)
    return document


def _load_rule(schema, rule_id):
    """A built-in rule, which owes its readers more than the schema asks."""
    rule = _load(RULES / f"{rule_id}.yaml", schema)
    expect_equal("id", rule["id"], rule_id)
    for key in ("cure", "references"):
        if not rule.get(key):
            raise Failed(f"a built-in rule says its {key}")
    for reference in rule["references"]:
        if not reference.startswith("https://"):
            raise Failed(f"no https: {reference}")
    return rule


def _test_the_whole(suite, scanner, schema):
    suite.run("the program has the rules of the files",
              lambda: _expect_built_in(scanner))
    suite.run("every folder of rules is an advisory, and the reverse",
              _expect_advisories)
    for name, accepted, rule in rule_forms.forms():
        suite.run(f"rule form: {name}", lambda accepted=accepted, rule=rule:
                  rule_forms.check(scanner, schema, accepted, rule))
    suite.run("the sample cloud: its findings",
              lambda: cloud_check.check_findings(scanner))
    for when in (glance_sample.DEFAULT_NOW, LATER):
        suite.run(f"the sample cloud: all rules on images speak at {when}",
                  lambda when=when: cloud_check.check_every_rule_speaks(
                      scanner, _image_rules(), when))


def _expect_built_in(scanner):
    listed = json.loads(scanner.run("rules", "list", "--report", "json").stdout)
    expect_same_items("rules", [rule["id"] for rule in listed["rules"]],
                      _names(RULES))


def _expect_advisories():
    advisories = glance_sample.load(RULES / "advisories.yaml")
    expect_same_items("folders", {name.split("/")[0]
                                  for name in _names(RULES)}, advisories)
    for folder, advisory in advisories.items():
        _expect_advisory(folder, advisory)


def _expect_advisory(folder, advisory):
    """It is called by its folder, and its links are its own."""
    numbers = advisory.get("numbers", [])
    if folder.startswith(("ossn-", "ossa-")):
        expect_equal(f"the number of {folder}", numbers, [folder.upper()])
    for number in numbers + advisory.get("cves", []):
        kind = number.split("-")[0]
        link = {"OSSN": f"https://wiki.openstack.org/wiki/OSSN/{number}",
                "OSSA": f"https://security.openstack.org/ossa/{number}.html",
                "CVE": f"https://nvd.nist.gov/vuln/detail/{number}"}[kind]
        if link not in advisory["links"]:
            raise Failed(f"{folder} has no link {link}")


def _image_rules():
    """Those that one cloud is enough for, without its configuration."""
    rules = [glance_sample.load(RULES / f"{name}.yaml")
             for name in _names(RULES)]
    return [rule["id"] for rule in rules if rule["subject"] == "image"
            and not (BESIDE_OTHERS | CONFIGURED) & rule["match"].keys()]


if __name__ == "__main__":
    main(sys.argv[1:])
