"""`policy matrix` against the real Glance.

usage: policy_matrix.py BINARY [--seed N] [--files N]

For generated policy files and every setting of the switches, each persona's
request context is made, and each action is asked for under all circumstances:
Glance's own enforcer, RequestContext, ImageTarget and its hard-coded checks of
owner and visibility answer. What they say together must be what the matrix
says. Last line: N passed, N failed.
"""

import argparse
import datetime
import itertools
import json
import logging
import os
import random
import subprocess
import sys
import tempfile
import warnings

from glance.api import policy as api_policy
from glance.api.v2 import image_members
from glance.api.v2 import policy as image_policy
from glance.common import config, exception  # noqa: F401  (registers options)
from glance.context import RequestContext
from glance.db import utils as db_utils
from glance.db.sqlalchemy import api as db_api
from glance.db.sqlalchemy.metadef_api import namespace as db_namespace
from glance import domain, policies
from oslo_config import cfg
import oslo_policy.policy

import debian_glances
import debian_packages
import policy_tally
from amounts import amount

CONF = cfg.CONF
INSTALLED = next(release for release, suite in debian_glances.RELEASES.items()
                 if suite == debian_packages.own_suite())
OWN, OTHER = "project-of-the-user", "another-project"
NOW = datetime.datetime(2026, 1, 2)

# name -> (settings of the context, whose images they act on)
_USER = {"user_id": "the-user", "project_id": OWN, "user_domain_id": "default",
         "project_domain_id": "default"}
PERSONAS = {
    "none": ({**_USER, "roles": []}, (True, False)),
    "owner": ({**_USER, "roles": []}, (True,)),
    "reader": ({**_USER, "roles": ["reader"]}, (True,)),
    "member": ({**_USER, "roles": ["member", "reader"]}, (True,)),
    "other-member": ({**_USER, "roles": ["member", "reader"]}, (False,)),
    "service": ({**_USER, "roles": ["service"], "service_user_id": "a-service",
                 "service_user_domain_id": "default",
                 "service_project_id": "the-service-project",
                 "service_project_domain_id": "default",
                 "service_roles": ["service"]}, (False,)),
    "admin": ({**_USER, "roles": ["admin", "manager", "member", "reader"]},
              (True, False)),
    "system-admin": ({**_USER, "project_id": None, "project_domain_id": None,
                      "roles": ["admin", "member", "reader"],
                      "system_scope": "all"}, (False,)),
}
# Which of Glance's own checks follow the policy.
MUTATE = {"upload_image", "modify_image", "delete_image", "deactivate",
          "reactivate", "set_image_location", "delete_image_location"}
READ = {"get_image", "download_image", "copy_image", "get_image_location",
        "add_image_location", "fetch_image_location"}
MEMBERS = {"add_member": "create", "delete_member": "delete",
           "get_member": None, "get_members": None}
# Asked for by other rules alone, which are told of an image.
BASE = {"default", "service_api"}
TASKS = {"add_task", "get_task", "get_tasks", "modify_task"}
CREATE = {"add_image": ("private", "shared"), "publicize_image": ("public",),
          "communitize_image": ("community",)}
OF_PROJECT = {"get_images", "get_metadef_namespaces", "add_metadef_namespace"}
VISIBILITIES = ("private", "shared", "community", "public")

CHECKS = [
    "@", "!", "", "role:admin", "role:member", "role:reader", "role:service",
    "role:Manager", "project_id:%(project_id)s", "project_id:%(owner)s",
    "project_id:%(member_id)s", "'public':%(visibility)s",
    "'shared':%(visibility)s", "user_id:the-user", "system_scope:all",
    "service_roles:service", "is_admin:True", "tenant:%(owner)s",
    "rule:context_is_admin", "rule:default", "rule:ours", "rule:nowhere",
    "role:50%", "'an-image':%(image_id)s", "'active':%(status)s",
    "None:%(checksum)s", "project_id:None", "domain_id:None",
    "is_admin_project:True", "'False':%(protected)s",
]


def check_string(rng, checks=CHECKS):
    parts = [rng.choice(checks) for _ in range(rng.choice([1, 1, 2, 2, 3, 4]))]
    parts = [part if part else "@" for part in parts] if len(parts) > 1 \
        else parts
    text = parts[0]
    for part in parts[1:]:
        text += f" {rng.choice(['and', 'or'])} " + \
            rng.choice(["", "", "not "]) + part
    return text


def policy_file(rng, actions, checks=CHECKS):
    """{name: check string}; the first file of all is empty."""
    rules = {rng.choice(actions): check_string(rng, checks)
             for _ in range(rng.choice([1, 3, 10, 40]))}
    if rng.random() < 0.3:
        rules["default"] = check_string(rng, checks)
    if rng.random() < 0.3:
        rules["context_is_admin"] = rng.choice(
            ["role:member", "role:admin", "role:manager", "@", "!"])
    rules["ours"] = check_string(rng, checks).replace("rule:ours", "@")
    return rules


def switches():
    """[(options of the program, {(group, option): value})]"""
    if INSTALLED == "Zed":
        return [([new, scope], secure) for new, scope, secure in
                itertools.product((False, True), (False, True), (False, True))]
    return [([new, scope], None) for new, scope in
            itertools.product((False, True), (False, True))]


class Glance:
    """The real one, with one policy file and one setting of the switches."""

    def __init__(self, path, new_defaults, scope, secure_rbac):
        CONF.set_override("policy_file", path, group="oslo_policy")
        CONF.set_override("policy_dirs", [], group="oslo_policy")
        CONF.set_override("enforce_new_defaults", new_defaults,
                          group="oslo_policy")
        CONF.set_override("enforce_scope", scope, group="oslo_policy")
        if secure_rbac is not None:
            CONF.set_override("enforce_secure_rbac", secure_rbac)
        self.enforcer = api_policy.Enforcer(suppress_deprecation_warnings=True)
        self.actions = sorted(self.enforcer.registered_rules)

    def context(self, settings):
        return RequestContext(policy_enforcer=self.enforcer, **settings)

    def _enforce(self, context, action, target):
        """False where it is refused; raises what is a fault."""
        try:
            self.enforcer.enforce(context, action, target)
        except exception.Forbidden:
            return False
        return True

    def answer(self, context, action, own, visibility, shared):
        owner = OWN if own else OTHER
        if action in CREATE:
            target = {"project_id": owner, "owner": owner,
                      "visibility": visibility}
            return (self._enforce(context, action, target)
                    and self._may_create(context, target))
        if action in OF_PROJECT:
            return self._enforce(context, action, {"project_id": OWN})
        if "metadef" in action:
            space = {"owner": owner, "visibility": visibility}
            return (db_namespace._is_namespace_visible(context, space)
                    and self._enforce(context, action, {
                        "project_id": owner, "visibility": visibility}))
        if action == "context_is_admin":
            return self.enforcer.check_is_admin(context)
        if action in TASKS:     # nothing asks for these after Yoga
            return self._enforce(context, "tasks_api_access", {})
        if action in MUTATE | READ | BASE or action.endswith(("_member", "_members")):
            return self._answer_of_image(context, action, owner, visibility,
                                         shared)
        return self._enforce(context, action, {})

    def _answer_of_image(self, context, action, owner, visibility, shared):
        image = domain.Image("an-image", "active", NOW, NOW, name="an image",
                             owner=owner, visibility=visibility,
                             member=OWN if shared else None)
        row = {"id": "an-image", "owner": owner, "visibility": visibility}
        members = [{"member": OWN, "status": "accepted", "deleted": False}]
        visible = db_utils.is_image_visible(
            context, row, lambda *args, **settings: members if shared else [])
        if not visible:
            return False
        target = api_policy.ImageTarget(image)
        if not self._enforce(context, action, target):
            return False
        if action in MUTATE:
            return bool(db_api.is_image_mutable(context, row))
        if action in MEMBERS or action == "modify_member":
            return self._may_share(context, image,
                                   MEMBERS.get(action, "update"))
        return True

    def _may_create(self, context, target):
        if self._lifted():
            return True
        try:
            image_policy.check_admin_or_same_owner(context, target)
        except exception.Forbidden:
            return False
        return True

    @staticmethod
    def _may_share(context, image, check):
        controller = image_members.ImageMembersController.__new__(
            image_members.ImageMembersController)
        try:
            controller._check_visibility_and_ownership(context, image, check)
        except exception.Forbidden:
            return False
        return True

    @staticmethod
    def _lifted():
        if INSTALLED == "Zed":
            return CONF.enforce_secure_rbac
        return (CONF.oslo_policy.enforce_new_defaults
                or CONF.oslo_policy.enforce_scope)


def circumstances(action, stands, has_project):
    """[(own, visibility, shared with the caller)]: with nobody's project no
    image is shared. Whoever has a project creates images for it."""
    if action == "add_image" and has_project:
        stands = (True,)
    if action in CREATE:
        own = [True] if stands == (True, False) else stands
        return [(o, v, False) for o in own for v in CREATE[action]]
    if action == "modify_member":
        return [(False, "shared", stands != (False,))]
    if action in OF_PROJECT:
        return [(True, "private", False)]
    if "metadef" in action:
        return [(o, v, False) for o in stands for v in ("private", "public")]
    if action in MEMBERS:
        visibilities = ("shared",)
    elif action in MUTATE | READ | BASE:
        visibilities = VISIBILITIES
    else:
        return [(True, "private", False)]
    return [(own, visibility, shared) for own in stands
            for visibility in visibilities
            for shared in ((False, True) if not own and visibility == "shared"
                           and has_project else (False,))]


def cell(glance, context, action, stands):
    said = set()
    for circumstance in circumstances(action, stands,
                                      context.project_id is not None):
        try:
            said.add(glance.answer(context, action, *circumstance))
        except Exception:  # an API answers 500
            said.add("error")
    if True not in said:
        return "error" if "error" in said else "no"
    return "yes" if said == {True} else "depends"


def expected(glance):
    cells = {}
    for name, (settings, stands) in PERSONAS.items():
        try:
            context = glance.context(settings)
        except Exception:  # context_is_admin raises: every request fails
            return None
        for action in glance.actions:
            cells[action, name] = cell(glance, context, action, stands)
    return cells


def told(binary, path, new_defaults, scope, secure_rbac, folder):
    lines = ["[DEFAULT]"]
    if secure_rbac is not None:
        lines.append(f"enforce_secure_rbac = {secure_rbac}")
    lines += ["[oslo_policy]", f"policy_file = {path}",
              f"enforce_new_defaults = {new_defaults}",
              f"enforce_scope = {scope}"]
    conf = os.path.join(folder, "glance-api.conf")
    with open(conf, "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")
    run = subprocess.run([binary, "policy", "matrix", "--config-file", conf,
                          "--release", INSTALLED, "--report", "json"],
                         capture_output=True, check=True)
    return json.loads(run.stdout)["matrix"]


def check_file(tally, binary, rules, folder):
    path = os.path.join(folder, "policy.yaml")
    with open(path, "w", encoding="utf-8") as out:
        json.dump(rules, out)
    for (new_defaults, scope), secure in switches():
        glance = Glance(path, new_defaults, scope, secure)
        wanted = expected(glance)
        if wanted is None:
            continue
        matrix = told(binary, path, new_defaults, scope, secure, folder)
        for (action, persona), answer in wanted.items():
            tally.decided[answer] += 1
            got = matrix[action][persona]
            tally.check("matrix", got != answer and (
                f"{action} for {persona}: Glance {answer}, matrix {got}; "
                f"new defaults {new_defaults}, scope {scope}, secure RBAC "
                f"{secure}; {json.dumps(rules)}"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--seed", type=int, default=75)
    parser.add_argument("--files", type=int, default=amount(2, 8, 40))
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    CONF([], project="glance", default_config_files=[], default_config_dirs=[])
    # Registers the group oslo_policy, as Glance itself does only when it makes
    # its first enforcer.
    oslo_policy.policy.Enforcer(CONF, use_conf=False)
    rng = random.Random(arguments.seed)
    tally = policy_tally.Tally()
    with tempfile.TemporaryDirectory() as folder:
        actions = sorted(rule.name for rule in
                         policies.list_rules())
        for number in range(arguments.files):
            rules = policy_file(rng, actions) if number > 0 else {}
            check_file(tally, arguments.binary, rules, folder)
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
