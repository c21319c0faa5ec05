"""`policy effective` against the real oslopolicy-policy-generator, for each release that Debian has.

usage: policy_effective.py BINARY [--seed N] [--files N]

Every release's Glance and oslo.policy run with files that operators could
write; what the generator prints, and what the enforcer holds, is compared
action by action. Last line: N passed, N failed.
"""

import argparse
import os
import random
import sys
import tempfile

import debian_glances
import debian_packages
import operator_files
import policy_tally
from amounts import amount
from effective_comparison import Comparison
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
    parser.add_argument("--files", type=int, default=amount(4, 60, 200), help="folders of policy files that load, a release")
    parser.add_argument("--jobs", type=int, default=2, help="processes (%(default)s)")
    arguments = parser.parse_args()
    tally = policy_tally.Tally()
    check_sources(tally)
    tasks = [(release, arguments.binary, arguments.seed, arguments.files) for release in debian_glances.RELEASES]
    tally.add_parts(check_release, tasks, arguments.jobs)
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
