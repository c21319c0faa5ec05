#!/usr/bin/python3
"""Chosen alone, rules find what they find among all.

    run_pairs.py BINARY [--long]

What two built-in rules find when `--only` chooses them must be, byte for
byte, what the scan by all rules says of those two: in databases, dumps,
snapshots, with configurations and in several regions. (But for the evidence:
what a rule has found out of a row stands with every finding on that row.) Of rules that read the
same facts one stands for all; with --long every pair is chosen, and in more
worlds. Beside that, every fact of images is asked for by rules of a user, each
chosen alone.
"""

import concurrent.futures
import itertools
import os
import pathlib
import re
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path += [str(HERE.parent / folder)
             for folder in ("cli", "samples", "conformance")]

# pylint: disable=wrong-import-position
import user_rules                       # noqa: E402
import worlds                           # noqa: E402
from program import NOW, Program        # noqa: E402
from suite import Failed, Suite, expect_equal    # noqa: E402

_FINDING = re.compile(rb'^  (\{"fingerprint".*), "evidence": \[.*?\]'
                      rb'(, "location": .*\}),?$', re.MULTILINE)
# Of the built-in rules so many must have something to say in these worlds.
_SPEAKING = 0.9


def main(arguments):
    if not arguments or arguments[1:] not in ([], ["--long"]):
        sys.exit(__doc__.split("\n\n")[1].strip())
    suite = Suite()
    with tempfile.TemporaryDirectory(prefix="glance-pairs-") as folder:
        program = Program(arguments[0], folder)
        whole = suite.run("the scans by all rules", lambda: _whole(program))
        if whole is not None:
            _test_choices(suite, program, whole, every=len(arguments) > 1)
    sys.exit(suite.report())


class _World:
    """What the scan by all rules found in one world."""

    def __init__(self, name, told, run):
        self.name = name
        self.told = told
        self.lines = _findings(run)
        self.rules = [finding["rule"] for finding in run.report["findings"]]

    def of(self, chosen):
        """The findings of these rules, in the report's order."""
        return [line for line, rule in zip(self.lines, self.rules)
                if rule in chosen]


def _whole(program):
    """The built-in rules, and what is found in every world: by them, and
    by a user's rules beside them."""
    built_in = program.run("rules", "list", "--report", "json").report["rules"]
    found = [_World(name, told, _scan(program, told))
             for name, told in worlds.build(program).items()]
    silent = {rule["id"] for rule in built_in}.difference(
        *(world.rules for world in found))
    if len(silent) > (1 - _SPEAKING) * len(built_in):
        raise Failed(f"these find nothing in any world: {sorted(silent)}")
    rules = user_rules.write(program, _image_facts(program, found[0]))
    own = []
    for world in found:
        told = [*world.told, "--rules", rules]
        own.append(_World(world.name, told, _scan(program, told)))
    return built_in, found, own


def _image_facts(program, world):
    report = program.run("id", worlds.ONE, world.told[0], "--report",
                         "json").report
    return ["id", *report["targets"][0]["facts"]]


def _scan(program, told, *chosen):
    run = program.scan_json(*told, *chosen, "--fail-on", "never", "--quiet",
                            promised=False)
    if run.code != 0:
        raise Failed(f"it is no complete audit\n{run}")
    return run


def _findings(run):
    """A line each."""
    lines = [b"".join(parts) for parts in _FINDING.findall(run.out)]
    expect_equal("findings", len(lines), run.out.count(b'\n  {"fingerprint"'))
    return lines


def _test_choices(suite, program, whole, every):
    built_in, found, own = whole
    pairs = list(itertools.combinations(_one_of_each(built_in, every), 2))
    tests = []
    for world in found:
        tests += [(world, (rule["id"],)) for rule in built_in]
        if every or world.name in worlds.MAIN:
            tests += [(world, pair) for pair in pairs]
    for world in own:
        if every or world.name in worlds.MAIN:
            tests += [(world, (rule,)) for rule in sorted(set(world.rules))
                      if rule.startswith("test/")]
    with concurrent.futures.ThreadPoolExecutor(max(2, os.cpu_count())) as pool:
        running = [(f"{world.name}: {' and '.join(chosen)}",
                    pool.submit(_expect_same, program, world, chosen))
                   for world, chosen in tests]
        for name, future in running:
            suite.run(name, future.result)


def _one_of_each(built_in, every):
    """Of the rules that read the same facts the first, or every rule."""
    rules = {}
    for rule in built_in:
        # Policies and options are read whole, whatever is asked of them.
        whole = rule["subject"] in ("policy", "config")
        facts = None if whole else frozenset(rule["facts"])
        rules.setdefault(rule["id"] if every else (rule["subject"], facts),
                         rule["id"])
    return sorted(rules.values())


def _expect_same(program, world, chosen):
    run = _scan(program, world.told,
                *(word for rule in chosen for word in ("--only", rule)))
    got = _findings(run)
    wanted = world.of(chosen)
    if got != wanted:
        missing = [line[:300] for line in wanted if line not in got]
        surplus = [line[:300] for line in got if line not in wanted]
        raise Failed(f"{len(got)} findings, wanted {len(wanted)}; missing "
                     f"{missing[:2]}, surplus {surplus[:2]}")


if __name__ == "__main__":
    main(sys.argv[1:])
