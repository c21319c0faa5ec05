"""Random folders of policy files as operators write them: overrides, typing errors, leftovers of older releases."""

import json
import os

import yaml

from policy_cases import Generator
from policy_texts import SCALARS

_OWN_NAMES = ["admin_only", "admin_or_owner", "cloud_admin", "adm_image", "Add_Image", "copy_from", "é", "os:x"]
USUAL = [
    "", "@", "!", "role:admin", "role:member", "rule:default", "rule:admin_only", "rule:context_is_admin", "not role:x",
    "role:admin or project_id:%(owner)s", "rule:admin_or_owner", "is_admin:True", "rule:no_such_rule", "role:reader",
    "(role:admin and system_scope:all) or (role:member and project_id:%(project_id)s)", "role:a and(role:b)",
    "role:admin or", "'quoted'", "http://h/%(id)s", "'public':%(visibility)s", '"public":%(visibility)s',
]
_LISTS = [[], [[]], None, [["role:admin"], ["project_id:%(owner)s"]], [["role:admin", "role:x"], "@"], ["role:a"],
          [[], ["role:a"]], ["rule:default", ["rule:admin_only", "!"]]]
_NO_FILES = {".hidden.yaml": 'add_image: "!"\n', "sub/x.yaml": 'add_image: "!"\n'}


class Operators:
    def __init__(self, rng, actions, default_file):
        """`actions` of one release; `default_file`: "policy.json" where that release asks for it, else "policy.yaml"."""
        self._rng = rng
        self._generator = Generator(rng)
        self._actions = actions
        self.default_file = default_file

    def folder(self):
        """Path -> content of the files. policy.yaml or policy.json beside policy.d, and glance.conf."""
        files = {}
        form = self._rng.random()
        if form < 0.85:
            main = self.default_file if form < 0.65 else "policy.json"
            files[main] = self.content(main)
        if form < 0.1:  # the older file lies there still, and is not read
            files["policy.json" if self.default_file == "policy.yaml" else "policy.yaml"] = self.content("policy.json")
        if form > 0.55:
            for name in self._rng.sample(["10-a.yaml", "20.json", "z", "Z.yaml", "00.yml"], self._rng.randint(1, 3)):
                files[f"policy.d/{name}"] = self.content(name)
            files.update({f"policy.d/{name}": content for name, content in _NO_FILES.items()})
        return files

    def settings(self):
        """Options of [oslo_policy], the switches that are set."""
        return {"enforce_new_defaults": self._rng.random() < 0.5} if self._rng.random() < 0.4 else {}

    def _rules(self):
        names = self._actions if self._rng.random() < 0.9 else [*self._actions, *_OWN_NAMES]
        chosen = self._rng.sample(names, self._rng.randint(0, 8))
        chosen += self._rng.sample(["default", "admin_only", "admin_or_owner", *_OWN_NAMES], self._rng.randint(0, 2))
        self._rng.shuffle(chosen)
        return {name: self._rule() for name in chosen}

    def _rule(self):
        form = self._rng.random()
        if form < 0.6:
            return self._rng.choice(USUAL)
        if form < 0.85:
            return self._generator.check_string()
        return self._rng.choice(_LISTS)

    def content(self, name):
        rules = self._rules()
        form = self._rng.random()
        if name.endswith(".json") or form < 0.1:
            return json.dumps(rules, indent=self._rng.choice([None, 4]), ensure_ascii=self._rng.random() < 0.5)
        if form < 0.5:
            return "# rules\n" + yaml.safe_dump(rules, sort_keys=False, allow_unicode=True,
                                                default_flow_style=self._rng.choice([None, False]))
        return "".join(f"{json.dumps(name)}: {self._written(rule)}\n" for name, rule in rules.items())

    def _written(self, rule):
        """As a hand might write it; now and then something else."""
        if self._rng.random() < 0.03:
            return self._rng.choice(SCALARS)
        if isinstance(rule, str) and self._rng.random() < 0.3:
            return "'" + rule.replace("'", "''").replace("\n", " ") + "'"
        return json.dumps(rule) + self._rng.choice(["", "", " # why"])


def write(folder, files):
    for name, content in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as out:
            out.write(content)
