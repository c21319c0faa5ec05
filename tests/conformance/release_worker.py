"""The Glance and oslo.policy that PYTHONPATH leads to, asked over standard input and output.

A line of JSON is a request, a line of JSON the answer:
  {"ask": "about"}                  {"glance": FILE, "oslo_policy": FILE, "defaults": [[name, check, old, scopes]…]}
  {"ask": "effective", "home": DIR} what the generator prints where ~/.glance is DIR/.glance, and what is enforced
  {"ask": "trees", "rules": […]}    each rule as oslo.policy understands it; of a list of two: joined by "or"
"""

import collections
import collections.abc
import json
import logging
import os
import sys
import tempfile
import warnings

# Python 3.10 dropped the name by which the oslo libraries of Victoria know it. Nothing else of theirs is touched.
collections.MutableMapping = collections.abc.MutableMapping

import glance
import oslo_policy
from glance import policies
from glance.api import policy as glance_policy
from oslo_config import cfg
from oslo_policy import _checks, _parser, generator


_CHECKS = [(rule, rule.check) for rule in policies.list_rules()]


def _about(_request):
    return {"glance": glance.__file__, "oslo_policy": oslo_policy.__file__,
            "defaults": [_described(rule) for rule in policies.list_rules()]}


def _described(rule):
    old = rule.deprecated_rule
    return [rule.name, rule.check_str, [old.name, old.check_str] if old else None, rule.scope_types]


def _effective(request):
    """Runs `oslopolicy-policy-generator --namespace glance` as its console script does.

    Glance's own get_enforcer() reads the configuration anew, from the home directory, whatever the generator was told.
    """
    os.environ["HOME"] = request["home"]
    glance_policy._ENFORCER = None
    for rule, check in _CHECKS:  # oslo.policy 3.5 joins a deprecated check to it for good; a service does that once
        if rule.check is not check:
            rule.check = check
    cfg.CONF.reset()
    with tempfile.NamedTemporaryFile("r", encoding="utf-8", newline="") as output:
        try:
            generator.generate_policy(["--namespace", "glance", "--output-file", output.name])
        except (Exception, SystemExit) as raised:  # whatever it is, Glance would not start with these files
            return {"error": f"{type(raised).__name__}: {raised}"}
        printed = output.read()
    enforcer = glance_policy._ENFORCER
    kinds = {**{name: rule.check_str for name, rule in enforcer.registered_rules.items()},
             **{name: rule.check_str for name, rule in enforcer.file_rules.items()}}
    order = [*enforcer.file_rules, *(name for name in enforcer.registered_rules if name not in enforcer.file_rules)]
    return {"error": None, "printed": _cut(printed, order),
            "no_text": [str(name) for name in order if not isinstance(kinds[name], str)],
            "held": {str(name): str(enforcer.rules[name]) for name in order}}


def _cut(printed, order):
    """The generator escapes nothing: its text is cut by the names that it went through."""
    values = []
    for at, name in enumerate(order):
        start = f'"{name}": "'
        if not printed.startswith(start):
            raise ValueError(f"the generator prints {printed[:200]!r}, not {name}")
        end = len(printed) - 2 if at + 1 == len(order) else printed.index(f'"\n"{order[at + 1]}": "', len(start))
        values.append([str(name), printed[len(start):end]])
        printed = printed[end + 2:]
    return values


def _trees(request):
    return {"trees": [_tree(rule) for rule in request["rules"]]}


def _tree(rule):
    """`rule`: [check] or [check, or_deprecated]."""
    try:
        parsed = [_parser.parse_rule(check) for check in rule]
    except Exception as raised:  # it would not load
        return f"{type(raised).__name__}: {raised}"
    return str(parsed[0] if len(parsed) == 1 else _checks.OrCheck(parsed))


def main():
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    sys.argv[0] = "oslopolicy-policy-generator"  # oslo.config looks for files of the program's name
    answers = {"about": _about, "effective": _effective, "trees": _trees}
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps(answers[request["ask"]](request)), flush=True)


main()
