"""`policy effective` against the real oslopolicy-policy-generator, for each release that Debian has.

usage: policy_effective.py BINARY [--seed N] [--files N]

Every release's Glance and oslo.policy run with files that operators could
write; what the generator prints, and what the enforcer holds, is compared
action by action. Last line: N passed, N failed.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile

import debian_glances
import debian_packages
import operator_files
import policy_tally
from policy_defaults import Table

_SOURCES = {  # both forms in which apt's sources stand
    "sources.list": "deb [arch=amd64] http://mirror.invalid/debian {suite} main contrib\n",
    "debian.sources": "Types: deb\nURIs: http://mirror.invalid/debian\nSuites: {suite} {suite}-updates\nComponents: main\n",
}


def check_sources(tally):
    """The mirror is found in either form."""
    for name, content in _SOURCES.items():
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, name), "w", encoding="utf-8") as out:
                out.write(content.format(suite=debian_packages.own_suite()))
            options = ["-o", f"Dir::Etc::sourcelist={folder}/sources.list", "-o", f"Dir::Etc::sourceparts={folder}"]
            found = debian_packages.mirror(options)
        tally.check(f"the mirror of {name}", found != "http://mirror.invalid/debian/" and f"it is said to be {found}")


class Effective:
    """What `policy effective` says of files, in both forms."""

    def __init__(self, binary, release):
        self._command = [binary, "policy", "effective", "--release", release]

    def of(self, folder, files, settings):
        """(action -> facts of it, YAML), or None where the files cannot be read."""
        options = []
        for path in files:
            options += ["--policy", os.path.join(folder, path)]
        for name, value in settings.items():
            options.append(f"--{name.replace('_', '-')}={str(value).lower()}")
        told = self._run([*options, "--report", "json"])
        return told and (json.loads(told)["effective"], self._run(options))

    def _run(self, options):
        run = subprocess.run([*self._command, *options], capture_output=True)
        if run.returncode not in (0, 2):
            raise RuntimeError(f"exit code {run.returncode}: {run.stderr.decode(errors='replace')}")
        return run.stdout.decode() if run.returncode == 0 else None


def _configuration(home, files, settings):
    """glance.conf. Without policy_file in it the release finds its own, but only beside it: not in /etc/glance."""
    told = {"policy_dirs": os.path.join(home, "policy.d"), **settings}
    if not any(name in files for name in ("policy.yaml", "policy.json")):
        told["policy_file"] = os.path.join(home, "policy.yaml")
    return "[oslo_policy]\n" + "".join(f"{name} = {value}\n" for name, value in told.items())


def _read(files, default_file):
    """What Glance reads of these files, as --policy names it: policy.json too where its own policy.yaml is not there."""
    mains = [name for name in (default_file, "policy.json") if name in files]
    return mains[:1] + (["policy.d"] if any(name.startswith("policy.d/") for name in files) else [])


class Comparison:
    def __init__(self, tally, binary, glance):
        self._tally = tally
        self._glance = glance
        self._effective = Effective(binary, glance.release)
        self.loaded = self.refused = 0

    def files(self, folder, operators):
        """One folder of generated files."""
        home = os.path.join(folder, ".glance")
        files, settings = operators.folder(), operators.settings()
        told = _configuration(home, files, settings)
        operator_files.write(home, {**files, "glance.conf": told})
        real = self._glance.effective(folder)
        ours = self._effective.of(home, _read(files, operators.default_file), settings)
        name = f"{self._glance.release} with {json.dumps({**files, 'glance.conf': told})[:1500]}"
        if real["error"] or ours is None:
            self.refused += 1
            differs = bool(real["error"]) != (ours is None)
            self._tally.check(name, differs and f"Glance: {real['error'] or 'loads it'}, glance-audit: "
                              f"{'loads it' if ours else 'refuses'}")
            return
        self.loaded += 1
        self._compare(name, real, ours[0])
        operator_files.write(home, {"own.yaml": ours[1]})
        self._check_yaml(name, folder, ours[0])

    def _compare(self, name, real, ours):
        printed = dict(real["printed"])
        names = sorted(printed.keys() ^ ours.keys())
        self._tally.check(name, names and f"only one of both has {names}")
        shared = sorted(printed.keys() & ours.keys())
        trees = self._glance.trees([[ours[action][part] for part in ("check", "or_deprecated") if part in ours[action]]
                                    for action in shared])
        for action, tree in zip(shared, trees):
            text = action not in real["no_text"] and printed[action] != ours[action]["check"]
            self._tally.check(f"{action}, {name}", text and f"printed: {printed[action]!r}, {ours[action]}")
            held = real["held"][action] != tree
            self._tally.check(f"{action}, {name}", held and f"enforced: {real['held'][action]}, {ours[action]}: {tree}")

    def _check_yaml(self, name, folder, ours):
        """The YAML loads in the real enforcer, and says the same."""
        home = os.path.join(folder, ".glance")
        configuration = f"[oslo_policy]\npolicy_file = {home}/own.yaml\npolicy_dirs = {home}/none.d\n"
        operator_files.write(home, {"glance.conf": configuration})
        real = self._glance.effective(folder)
        if real["error"]:
            self._tally.check(name, f"the YAML of policy effective does not load: {real['error']}")
            return
        printed = dict(real["printed"])
        differ = [action for action in sorted(printed.keys() | ours.keys()) if action not in real["no_text"] and
                  printed.get(action) != ours.get(action, {}).get("check")]
        self._tally.check(name, differ and f"its YAML says otherwise of {differ}: "
                          f"{[(printed.get(action), ours.get(action)) for action in differ]}")


def check_defaults(tally, glance):
    """Every default that the release registers is in the table as it is, and no other."""
    real = {name: (check, old and tuple(old), scopes) for name, check, old, scopes in glance.about["defaults"]}
    told = {}
    for rule in Table().registered(glance.release):
        old = rule.deprecated_rule
        told[rule.name] = (rule.check_str, (old.name, old.check_str) if old else None, rule.scope_types)
    for name in sorted(real.keys() | told.keys()):
        differs = _telling(name, real.get(name)) != _telling(name, told.get(name))
        tally.check(f"default of {name} in {glance.release}",
                    differs and f"Glance: {real.get(name)}, table: {told.get(name)}")


def _telling(name, rule):
    """A deprecated rule that says the same changes nothing, and the table leaves it out."""
    return rule and (rule[0], None if rule[1] == (name, rule[0]) else rule[1], rule[2])


def check_files(tally, binary, glance, seed, count):
    """`count` folders that load, and those that do not between them."""
    rng = random.Random(f"{seed} {glance.release}")
    default_file = "policy.json" if glance.release == "Victoria" else "policy.yaml"
    operators = operator_files.Operators(rng, [rule[0] for rule in glance.about["defaults"]], default_file)
    comparison = Comparison(tally, binary, glance)
    while comparison.loaded < count:
        with tempfile.TemporaryDirectory() as folder:
            comparison.files(folder, operators)
    print(f"figure: {glance.release}: the generator was asked of {comparison.loaded} folders of policy files; "
          f"{comparison.refused} more do not load", flush=True)


def check_release(task):
    """Runs in a process of its own."""
    release, binary, seed, count = task
    tally = policy_tally.Tally()
    try:
        glance = debian_glances.Glance(release)
    except debian_packages.NotToBeHad as why:
        tally.check(f"the Glance of {release}", str(why))
        return tally
    check_defaults(tally, glance)
    check_files(tally, binary, glance, seed, count)
    glance.close()
    return tally


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--seed", type=int, default=75)
    parser.add_argument("--files", type=int, default=200, help="folders of policy files that load, a release")
    parser.add_argument("--jobs", type=int, default=2, help="processes (%(default)s)")
    arguments = parser.parse_args()
    tally = policy_tally.Tally()
    check_sources(tally)
    tasks = [(release, arguments.binary, arguments.seed, arguments.files) for release in debian_glances.RELEASES]
    tally.add_parts(check_release, tasks, arguments.jobs)
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
