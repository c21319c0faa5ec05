#!/usr/bin/python3
"""Configuration files: glance-audit against the real oslo.config with Glance's own options.

    config_conformance.py CONFIG_PROBE GLANCE_AUDIT [--seed N] [--cases N]

Each case is a few files and folders and an environment. Both must give the same value or refuse it, option by option.
At last the real glance-manage makes its database, and glance-audit finds it by the same words.
"""

import argparse
import collections
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

import config_reference
import config_samples
from amounts import amount
from policy_tally import Tally

_AT_ONCE = 200
_SECRETS = {"database.connection", "database.connection_parameters", "DEFAULT.metadata_encryption_key"}


def ask(probe, cases):
    lines = "".join(json.dumps(case) + "\n" for case in cases)
    run = subprocess.run([probe], input=lines.encode(), capture_output=True, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def key_on(place):
    """The key on the line that a value is said to stand on."""
    path, line = place
    if line == 0:
        return path.split("__")[-1].lower()
    text = pathlib.Path(path).read_bytes().decode()
    return re.split("[:=]", re.split("\r\n|\r|\n", text)[line - 1])[0].strip()


_NAMES = {"connection": ("connection", "sql_connection")}


def option_problem(name, wanted, got):
    if "error" in wanted or "error" in got:
        return None if "error" in wanted and "error" in got else f"oslo.config {wanted}, glance-audit {got}"
    if wanted["value"] != got["value"]:
        return f"oslo.config {wanted['value']!r}, glance-audit {got['value']!r}"
    option = name.split(".")[1]
    if "place" in got and key_on(got["place"]) not in _NAMES.get(option, (option,)):
        return f"{got['place']} is not where it stands"
    return None


def described(case):
    """A failing case, so that it can be seen without running it."""
    files = []
    for path, _ in case["inputs"]:
        path = pathlib.Path(path)
        for file in sorted(path.iterdir()) if path.is_dir() else [path]:
            files.append((file.name, file.read_bytes() if file.is_file() else None))
    return f"inputs {case['inputs']}, environment {case['environment']}, files {files}"


def compare(tally, counts, case, wanted, got):
    if "error" in wanted or "error" in got:
        counts["refused"] += 1
        same = "error" in wanted and "error" in got
        tally.check("whole", None if same else f"oslo.config {wanted}, glance-audit {got}: {described(case)}")
        return
    tally.check("found files", None if wanted["found"] == got["found"] else f"{wanted['found']} {got['found']} {described(case)}")
    for name, value in wanted["options"].items():
        counts["error" if "error" in value else "value"] += 1
        problem = option_problem(name, value, got["options"][name])
        tally.check(name, problem and f"{problem}: {described(case)}")
        leaks = name in _SECRETS and "p%40w" in got["options"][name].get("error", "")
        tally.check("secrets", leaks and f"{name}: {got['options'][name]}")


# Newer releases have given up the former name.
_CONNECTION = "[DEFAULT]\nsql_connection" if config_reference.takes_former_names() else "[database]\nconnection"
# (files below the folder, their content, the options; all of them name glance.sqlite in that folder in their own way)
_MANAGED = [
    ({"a.conf": "[DEFAULT]\nhashing_algorithm = glance\n[database]\nconnection = sqlite:///nowhere\n"
                "connection_parameters = timeout=30\n",
      "conf.d/9.conf": "[DATABASE]\nconnection = sqlite:///{folder}/${{hashing_algorithm}}.sqlite?cached_statements=50\n",
      "conf.d/10.conf": "[database]\nconnection = sqlite:////nowhere/2\n"},
     ["--config-file", "a.conf", "--config-dir", "conf.d"], {}),
    ({"conf.d/a.conf": "[database]\nconnection = sqlite:////nowhere/1\n",
      "b.conf": _CONNECTION + " : 'sqlite:///{folder}/glance.sqlite'\n"},
     ["--config-dir", "conf.d", "--config-file", "b.conf"], {}),
    ({"a.conf": "[database]\nconnection = sqlite:////nowhere/1\n"}, ["--config-file", "a.conf"],
     {"OS_DATABASE__CONNECTION": "sqlite:///{folder}/glance.sqlite"}),
]


def managed_problem(binary, files, words, variables):
    """glance-manage db sync, then glance-audit scan, with the same words."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            path = pathlib.Path(folder, name)
            path.parent.mkdir(exist_ok=True)
            path.write_text(content.format(folder=folder))
        settings = {"cwd": folder, "capture_output": True, "text": True,
                    "env": os.environ | {name: value.format(folder=folder) for name, value in variables.items()}}
        made = subprocess.run(["glance-manage", *words, "db", "sync"], check=False, **settings)
        if made.returncode or not pathlib.Path(folder, "glance.sqlite").exists():
            return f"glance-manage: {made.stderr[-500:]}"
        run = subprocess.run([binary, "scan", *words, "--report", "json"], check=False, **settings)
        target = json.loads(run.stdout)["targets"][0] if run.stdout else {}
        return None if run.returncode == 0 and target["name"] == "glance.sqlite" else f"{run.returncode} {run.stderr}"


def main():
    options = argparse.ArgumentParser()
    options.add_argument("probe")
    options.add_argument("binary", type=pathlib.Path)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--cases", type=int, default=amount(400, 3_000, 30_000))
    options = options.parse_args()
    generator = random.Random(options.seed)
    tally, counts = Tally(), collections.Counter()
    release = config_reference.release()
    for start in range(0, options.cases, _AT_ONCE):
        with tempfile.TemporaryDirectory() as folder:
            os.environ["HOME"] = folder
            cases = []
            for number in range(start, min(start + _AT_ONCE, options.cases)):
                place = pathlib.Path(folder, str(number))
                place.mkdir()
                case = config_samples.make_case(generator, place)
                cases.append({**case, "release": release, "environment": {**case["environment"], "HOME": folder}})
            answers = ask(options.probe, cases)
            known = [name for got in answers if "options" in got for name in got["options"]]
            names = [name for name in dict.fromkeys(known) if config_reference.is_registered(name)]
            for case, got in zip(cases, answers, strict=True):
                compare(tally, counts, case, config_reference.answer(case, names), got)
    for files, words, variables in _MANAGED:
        tally.check(f"glance-manage {words}", managed_problem(options.binary.resolve(), files, words, variables))
    print(f"figure: configurations compared: {options.cases}, {len(names)} options each: {dict(counts)}")
    print(f"{tally.passed} passed, {tally.failed} failed")
    return 1 if tally.failed else 0


sys.exit(main())
