"""Policy files: what is found in them, and that the real oslo.policy agrees on who may do what."""

import itertools
import json
import pathlib
import re

import yaml
from oslo_policy import _checks

import policy_program
import policy_reference
from expect import expect_refused
from material import cases, expect_all_used, expect_report
from policy_defaults import Table
from suite import Failed, expect_equal, expect_same_items

_OPEN_BY_DEFAULT = {"add_image": "ossn-0075/create-open-to-members", "communitize_image": "ossn-0075/communitize-open"}
_ORDINARY = {"admin", "member", "reader"}
_ACTIONS = ["add_image", "publicize_image", "communitize_image", "get_image", "download_image", "delete_image",
            "get_images", "set_image_location", "context_is_admin"]


def tests(program):
    yield "all material is used", lambda: expect_all_used("policies", 40)
    policy_reference.set_up()
    extensions = _checks.get_extensions()
    extensions["opa"] = extensions["http"]      # of the package oslo.policy.opa: it asks a server too
    table = Table()
    for name, folder, case in cases("policies"):
        path = folder / case["path"]
        yield name, lambda path=path, case=case: _check(program, table, path, case)
        if "refused" not in case:
            yield f"{name}: oslo.policy", lambda path=path, case=case: _check_decisions(program, table, path, case)


def _check(program, table, path, case):
    run = program.run("policy", "check", path, "--release", case["release"], "--report", "json")
    if "refused" in case:
        return expect_refused(run, *case["refused"])
    wanted = [tuple(finding) for finding in case.get("finds", [])]
    wanted += [("info", rule, action, None) for action, rule in _OPEN_BY_DEFAULT.items()
               if action in case.get("open", _OPEN_BY_DEFAULT)]
    report = expect_report(run, 1 if any(severity in ("high", "critical") for severity, *_ in wanted) else 0)
    expect_same_items("findings", [_told(finding) for finding in report["findings"]], wanted)
    for word in case.get("says", []):
        if not any(word in finding["message"] for finding in report["findings"]):
            raise Failed(f"no message says {word!r}")
    return None


def _told(finding):
    location = finding["location"]
    return finding["severity"], finding["rule"], finding["subject"]["id"], location and location["line"]


def _texts(path, case):
    """The files that oslo.policy would read."""
    inside = case.get("inside", [])
    if isinstance(inside, dict):
        return [(path / name).read_text(encoding="utf-8") for name in inside]
    if not inside:
        return [path.read_text(encoding="utf-8")]
    node = yaml.safe_load(path.read_text(encoding="utf-8"))
    for key in inside:
        node = {entry["key"]: entry["value"] for entry in node.values()} if key == "*" else node[key]
    return [node if isinstance(node, str) else json.dumps(node)]


def _people(texts):
    """Roles: nobody's, the ordinary ones, an administrator's, and each other one that the files name."""
    others = sorted(set(re.findall(r"role:([\w.-]+)", " ".join(texts))) - _ORDINARY)
    return [[], ["reader"], ["member", "reader"], ["admin", "member", "reader"], *([role] for role in others)]


def _questions(texts):
    for action, roles, own in itertools.product(_ACTIONS, _people(texts), (True, False)):
        owner = "p1" if own else "p2"
        yield {"action": action,
               "credentials": {"roles": roles, "project_id": "p1", "user_id": "u1", "system_scope": None,
                               "domain_id": None, "user_domain_id": "default", "project_domain_id": "default",
                               "is_admin_project": True},
               "target": {"project_id": owner, "owner": owner, "visibility": "public", "member_id": "p3"}}


def _check_decisions(program, table, path, case):
    """`policy test` and the real enforcer decide alike; and what is expected above is what the enforcer says."""
    texts, release = _texts(path, case), case["release"]
    questions = list(_questions(texts))
    by_default = table.enforces_new_defaults(release)
    conf = policy_reference.configuration(by_default, by_default)
    reference = policy_reference.Reference(conf, table.registered(release))
    real = reference.decide(texts, questions)   # in place of the file that older releases shipped
    told = policy_program.decisions(program.binary, questions, "--policy", path, "--release", release)
    for question, decision, ours in zip(questions, real, told, strict=True):
        if ours not in decision.split(" or "):
            raise Failed(f"oslo.policy: {decision}, glance-audit: {ours}, for {question}")
    _expect_agreement(case, texts, questions, real)


def _expect_agreement(case, texts, questions, real):
    """Whoever may publish, and create, is what the expectation says."""
    allowed = {action: [set(question["credentials"]["roles"]) for question, decision in zip(questions, real)
                        if question["action"] == action and decision == "allow"
                        and question["target"]["owner"] == "p1" and "admin" not in question["credentials"]["roles"]]
               for action in ("publicize_image", "add_image")}
    found = {(rule, action): severity for severity, rule, action, _ in case.get("finds", [])}
    publicize = found.get(("ossn-0075/publicize-open", "publicize_image"))
    one_project = any(re.search(r"project_id:[0-9a-f]{32}", text) for text in texts)    # nobody of it is asked
    wanted = ("high" if any(roles <= _ORDINARY for roles in allowed["publicize_image"])
              else "low" if allowed["publicize_image"] or one_project else None)
    expect_equal("who may publish, by oslo.policy", publicize, wanted)
    create = {rule for rule, action in found if action == "add_image" and "create-open" in rule}
    by_default = "add_image" in case.get("open", _OPEN_BY_DEFAULT)
    expect_equal("who may create, by oslo.policy", bool(create) or by_default, bool(allowed["add_image"]))
