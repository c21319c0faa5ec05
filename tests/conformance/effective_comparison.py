"""One folder of policy files: what `policy effective` says of it, and what the real Glance of a release does."""

import json
import os
import subprocess

import operator_files
import policy_odd_forms


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
        hidden = any(policy_odd_forms.reason(content) == policy_odd_forms.HIDDEN for content in files.values())
        if hidden and ours is None and not real["error"]:
            self.refused += 1
            self._tally.check(f"refused for {policy_odd_forms.HIDDEN}", None)
            return
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
