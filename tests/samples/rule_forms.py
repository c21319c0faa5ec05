"""Do the JSON Schema of rules and the program accept the same rule files?"""

import pathlib

import yaml

import glance_sample
import json_schema
from suite import Failed, expect_equal

FORMS = pathlib.Path(__file__).with_name("rule_forms.yaml")


def forms():
    """[(name, is it accepted, rule)] of rule_forms.yaml."""
    document = glance_sample.load(FORMS)
    return [(form["form"], accepted, _rule(document["base"], form))
            for accepted, key in ((True, "accepted"), (False, "rejected"))
            for form in document[key]]


def _rule(base, form):
    rule = base | form.get("with", {})
    for key in form.get("without", []):
        del rule[key]
    return rule


def check(scanner, schema, accepted, rule):
    """Raises Failed unless both judge the rule as they should."""
    error = json_schema.error_of(rule, schema)
    expect_equal(f"accepted by the schema ({error})", error is None, accepted)
    path = scanner.new_folder() / "form.yaml"
    path.write_text(yaml.safe_dump(rule, sort_keys=False), encoding="utf-8")
    done = scanner.run("rules", "validate", str(path))
    if done.returncode not in (0, 2):
        raise Failed(f"exit code {done.returncode}\n{done.stderr}")
    expect_equal(f"accepted by the program ({done.stderr.strip()})",
                 done.returncode == 0, accepted)
