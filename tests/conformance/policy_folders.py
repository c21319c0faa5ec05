"""Configurations as Glance starts with: policy_file, several policy_dirs and the switches, over a release's defaults.

The real enforcer reads the same configuration, files and folders.
"""

import os
import tempfile

from oslo_config import cfg
from oslo_policy import policy

import operator_files
import policy_odd_forms
import policy_program
import policy_reference
from policy_cases import Generator
from policy_defaults import Table, people

_QUESTIONS = 48  # of each configuration
_RENAMED = ["manage_image_cache", "cache_image", "cache_list", "cache_delete"]


def _configuration(rng):
    """glance.conf; its paths are relative to it, as operators write them."""
    lines = ["[oslo_policy]", f"policy_file = {rng.choice(['policy.yaml', 'policy.yaml', 'rules.d/policy.yaml'])}"]
    lines += [f"policy_dirs = {name}" for name in rng.sample(["policy.d", "more.d", "none.d"], rng.randint(1, 3))]
    for switch in ("enforce_new_defaults", "enforce_scope"):
        lines.append(f"{switch} = {rng.choice(['true', 'false', 'True', '0'])}")
    return "\n".join(lines) + "\n"


def _files(rng, operators):
    places = ["policy.yaml", "rules.d/policy.yaml", "policy.d/20.yaml", "policy.d/10.json", "policy.d/.a.yaml",
              "policy.d/sub/1.yaml", "more.d/Z", "more.d/a.yaml", "more.d/é.yaml"]
    return {name: operators.content(name) for name in places if rng.random() < 0.6}


def _enforcer(path, defaults):
    conf = cfg.ConfigOpts()
    conf([], default_config_files=[path], default_config_dirs=[])
    enforcer = policy.Enforcer(conf, overwrite=False)
    enforcer.register_defaults(defaults)
    enforcer.load_rules()
    return enforcer


def _expected(path, defaults, cases):
    """None where Glance would not start."""
    try:
        enforcer = _enforcer(path, defaults)
    except Exception:  # whatever it is
        return None
    return [policy_reference.decide(enforcer, case) for case in cases]


def _decided(binary, path, release, cases):
    try:
        return policy_program.decisions(binary, cases, "--config-file", path, "--release", release)
    except policy_program.ProgramFailed as failed:
        if not str(failed).startswith("exit code 2:"):
            raise
        return None


def check(tally, binary, rng, count):
    """`count` configurations."""
    table = Table()
    generator = Generator(rng)
    releases = [release for release in table.releases if table.registered(release)]
    for _ in range(count):
        release = rng.choice(releases)
        defaults = table.registered(release)
        actions = [rule.name for rule in defaults] + _RENAMED + ["no_such_action"]
        operators = operator_files.Operators(rng, actions[:-1], "policy.yaml")
        files = {**_files(rng, operators), "glance.conf": _configuration(rng)}
        cases = [people(rng, generator.question(actions), actions) for _ in range(_QUESTIONS)]
        with tempfile.TemporaryDirectory() as folder:
            operator_files.write(folder, files)
            path = os.path.join(folder, "glance.conf")
            expected, decided = _expected(path, defaults, cases), _decided(binary, path, release, cases)
        told = f"{release}, {files!r}"
        hidden = any(policy_odd_forms.reason(content) == policy_odd_forms.HIDDEN for content in files.values())
        if hidden and decided is None and expected is not None:
            tally.check(f"folders refused for {policy_odd_forms.HIDDEN}", None)
            continue
        if expected is None or decided is None:
            differs = (expected is None) != (decided is None)
            tally.check("folders", differs and f"{'glance-audit' if expected is None else 'oslo.policy'} loads {told}")
            continue
        tally.compare("folders", [{**case, "files": told} for case in cases], expected, decided)
