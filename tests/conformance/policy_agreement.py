"""Matrix, explanations and findings say the same of every action and persona.

usage: policy_agreement.py PROBE BINARY [--seed N] [--files N]

PROBE answers for generated policy files over the defaults of every release
(agreement_probe.cpp); of some, what BINARY's commands print is compared too.
Last line: N passed, N failed.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile

from glance import policies

import policy_matrix
import policy_tally
from amounts import amount

RELEASES = ["Kilo", "Liberty", "Mitaka", "Newton", "Ocata", "Pike", "Queens",
            "Rocky", "Stein", "Train", "Ussuri", "Victoria", "Wallaby", "Xena",
            "Yoga", "Zed", "2023.1", "2023.2", "2024.1", "2024.2", "2025.1",
            "2025.2", "2026.1"]
CHECKS = policy_matrix.CHECKS + [
    "role:image_manager", "role:_member_", "role:admin", "http://h/x", "opa:x",
    "project_id:abc", "user_id:u1", "tenant:%(tenant)s", "owner:%(owner)s",
    "roles:member", "roles:image_manager", "1abc:x", "service_roles:service",
    "is_admin_project:False", "user:%(owner)s", "project_id:%(id)s",
]
SWITCHES = ["enforce_new_defaults", "enforce_scope", "enforce_secure_rbac",
            "allow_anonymous_access"]
FILES = 300


def case(rng, actions, release, policy):
    switches = {name: rng.random() < 0.5 for name in SWITCHES
                if rng.random() < 0.5}
    return {"release": release, "policy": policy, "switches": switches}


def cases(rng, actions, files, releases):
    """Every file for `releases` releases, and all of them one after the
    other; the first file is empty."""
    for number in range(files):
        policy = policy_matrix.policy_file(rng, actions, CHECKS) \
            if number > 0 else {}
        for at in range(releases):
            release = RELEASES[(number + at * 7) % len(RELEASES)]
            yield case(rng, actions, release, policy)


def check_probe(tally, probe, asked):
    text = "".join(json.dumps(question) + "\n" for question in asked)
    run = subprocess.run([probe], input=text, capture_output=True, text=True,
                         check=True)
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    tally.check("as many answers", len(answers) != len(asked) and len(answers))
    for question, answer in zip(asked, answers):
        if "error" in answer:
            tally.check("loads", f"{answer['error']}: {question}")
            continue
        wrong = answer["contradictions"]
        tally.passed += answer["compared"] - len(wrong)
        for problem in wrong:
            tally.check(question["release"], f"{problem}; "
                        f"{json.dumps(question)}")


def told(binary, *arguments):
    return json.loads(subprocess.run(
        [binary, *arguments, "--report", "json"], capture_output=True,
        check=False).stdout)


def check_commands(tally, binary, rng, question, amount_of_pairs):
    """The commands print what the probe was told."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(question["policy"], file)
        file.flush()
        common = [file.name, "--release", question["release"]]
        matrix = told(binary, "policy", "matrix", *common)["matrix"]
        pairs = [(action, persona) for action, row in matrix.items()
                 for persona in row]
        for action, persona in rng.sample(pairs, amount_of_pairs):
            found = told(binary, "policy", "explain", action, *common,
                         "--as", persona)
            wanted = {"yes": ["allow"], "no": ["deny"],
                      "error": ["error", "deny"],
                      "unknown": ["unknown", "deny", "error"],
                      "depends": ["allow", "deny", "unknown", "error"],
                      }[matrix[action][persona]]
            tally.check("commands", found["decision"] not in wanted and (
                f"{action} as {persona}: matrix {matrix[action][persona]}, "
                f"explain {found['decision']}; {json.dumps(question)}"))
        report = told(binary, "policy", "check", *common)
        for finding in report["findings"]:
            group = finding["facts"].get("allowed_to")
            action = finding["subject"]["id"]
            if group and action in matrix:
                passes = matrix[action]["none"] in ("yes", "depends")
                tally.check("commands", (group == "anyone") != passes and (
                    f"{action}: finding {group}, matrix {matrix[action]}; "
                    f"{json.dumps(question)}"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("probe")
    parser.add_argument("binary")
    parser.add_argument("--seed", type=int, default=10)
    parser.add_argument("--files", type=int, default=FILES)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    actions = sorted({rule.name for rule in policies.list_rules()}
                     | {"copy_from", "ours"})
    tally = policy_tally.Tally()
    releases = amount(1, 2, len(RELEASES))
    asked = list(cases(rng, actions, arguments.files, releases))
    check_probe(tally, arguments.probe, asked)
    for question in rng.sample(asked, amount(1, 4, 30)):
        check_commands(tally, arguments.binary, rng, question, 30)
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
