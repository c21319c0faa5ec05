"""How fast: figures for people, and bounds wide enough for a busy machine."""

import json
import os
import resource
import subprocess
import tempfile

_RULES = 10_000
_CASES = 100_000
_LOADING_SECONDS = 2.0
_DECIDING_SECONDS = 20.0
_CHECK = "role:admin or (role:member and project_id:%(project_id)s and project_id:%(owner)s)"


def _case(number):
    return {"name": f"case {number}",
            "policy": {"publicize_image": f"role:r{number % 100} or rule:context_is_admin"},
            "action": "add_image" if number % 2 else "publicize_image",
            "credentials": {"roles": ["member", "reader"], "project_id": "p1", "user_id": "u1"},
            "target": {"project_id": "p1", "owner": "p1", "visibility": "private"},
            "expect": "allow" if number % 2 else "deny"}


def _write(path, text):
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)


def _seconds(tally, name, command):
    """The time that it keeps a processor busy, whoever else wants one; it must end with exit code 0."""
    began = _busy()
    run = subprocess.run(command, capture_output=True)
    tally.check(name, run.returncode != 0 and run.stdout[-500:] + run.stderr[-500:])
    return _busy() - began


def _busy():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(tally, binary):
    with tempfile.TemporaryDirectory() as folder:
        rules, few, many = (os.path.join(folder, name) for name in ("policy.yaml", "few", "many"))
        _write(rules, "".join(f'rule_{i}: "{_CHECK}"\n' for i in range(_RULES)))
        one = {"action": f"rule_{_RULES - 1}", "credentials": {"roles": ["admin"]}, "expect": "allow"}
        _write(few, json.dumps(one))
        _write(many, "".join(json.dumps(_case(i)) + "\n" for i in range(_CASES)))
        test = [binary, "policy", "test"]
        loading = _seconds(tally, "many rules", [*test, few, "--policy", rules])
        deciding = _seconds(tally, "many cases", [*test, many, "--release", "Zed", "--report", "json"])
    print(f"figure: {_RULES} rules loaded in {loading:.3f} s; "
          f"{_CASES} cases, each with a policy of its own, in {deciding:.2f} s")
    tally.check("time to load", loading > _LOADING_SECONDS and f"{loading:.2f} s")
    tally.check("time to decide", deciding > _DECIDING_SECONDS and f"{deciding:.2f} s")
