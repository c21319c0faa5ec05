"""The sample cloud: does the audit find in it what cloud.yaml says?"""

import pathlib

import glance_sample
from scanner import run_sql
from suite import Failed, expect_same_items

SAMPLES = pathlib.Path(__file__).parents[2] / "samples"
CLOUD = pathlib.Path(__file__).with_name("cloud.yaml")


def check_findings(scanner):
    """Exactly these findings, at the moment that cloud.yaml names."""
    cloud = glance_sample.load(CLOUD)
    expect_same_items("findings", _scan(scanner, cloud["now"]), [
        (rule, subject) for rule, subjects in cloud["findings"].items()
        for subject in subjects])


def check_every_rule_speaks(scanner, rule_ids, now):
    """Each of these rules finds something at `now`."""
    silent = set(rule_ids) - {rule for rule, _ in _scan(scanner, now)}
    if silent:
        raise Failed(f"nothing is found by {sorted(silent)}")


def _scan(scanner, now):
    """[(rule, subject ID)]"""
    database = scanner.new_folder() / "glance.sqlite"
    run_sql(database, (SAMPLES / "cloud.sql").read_text(encoding="utf-8"))
    report = scanner.scan(database, [
        "--now", now, "--policy", str(SAMPLES / "policy.yaml")])
    return [(finding["rule"], finding["subject"]["id"])
            for finding in report["findings"]]
