"""Mistakes that people make in targets files, and what is to be said of
them."""

TARGETS = """\
targets:
  - name: one
    source: one.sqlite
  - name: two
    source: two.sqlite
"""

# Replaced in TARGETS: the old line, the new one, the offending text, what is
# said of it, and whether the JSON Schema refuses it as well.
WRONG = [
    ("    source: two.sqlite", "    sorce: two.sqlite", "sorce",
     ["no key 'sorce'", "did you mean 'source'?"], True),
    ("    source: two.sqlite", "    source: two.sqlite\n    xylophone: 1",
     "xylophone", ["no key 'xylophone'", "one of name, source, config_file"],
     True),
    ("targets:", "target:", "target", ["no key 'target'",
                                       "did you mean 'targets'?"], True),
    ("  - name: two\n    source", "  - source", "source: two",
     ["no 'name'", "RegionOne"], True),
    ("    source: two.sqlite", "", "name: two", ["no 'source'"], True),
    ("  - name: two", "  - name: one", "one\n",
     ["two targets are called 'one'", "a name of its own"], False),
    ("    source: two.sqlite", "    source: one.sqlite", "one.sqlite",
     ["'one' has the same source", "once"], False),
    ("  - name: two", "  - name: 7", "7", ["'name' is a string", "quote it"],
     True),
    ("  - name: two", "  - name: ''", "''", ["'name' is empty"], True),
    ("  - name: two", "  - name: two\n    name: three", "name: two",
     ["is given twice"], False),
    ("    source: two.sqlite", "    source: [a, b]", "[a",
     ["'source' is a string", "a list"], True),
    ("    source: two.sqlite", "    source: two.sqlite\n    labels: [a]",
     "[a]", ["'labels' is a map", "{country: DE}"], True),
    ("    source: two.sqlite", "    source: two.sqlite\n    labels: {a: 1}",
     "1", ["'a' is a string", "quote it"], True),
    ("    source: two.sqlite",
     "    source: two.sqlite\n    labels: {a: x, a: y}", "a: x",
     ["is given twice"], False),
    ("    source: two.sqlite", "    source: two.sqlite\n    release: Zad",
     "Zad", ["there is no release 'Zad'", "did you mean 'Zed'?"], False),
    ("    source: two.sqlite", "    source: two.sqlite\n    release: [Zed]",
     "[Zed]", ["'release' is a string"], True),
    ("    source: two.sqlite", "    source: two.sqlite\n    release: 2099.9",
     "2099.9", ["there is no release '2099.9'"], False),
    ("    source: two.sqlite", "    source: two.sqlite\n    age_in_days: -1",
     "-1", ["not an age in days", "whole number"], True),
    ("    source: two.sqlite",
     "    source: two.sqlite\n    age_in_days: 999999", "999999",
     ["not an age in days", "1970"], False),
    ("    source: two.sqlite",
     "    source: two.sqlite\n    age_in_days: '30'", "'30'",
     ["not an age in days"], True),
    ("    source: two.sqlite",
     "    source: two.sqlite\n    enforce_new_defaults: maybe", "maybe",
     ["a boolean", "true or false"], True),
    ("    source: two.sqlite", "    source: two.sqlite\n    policies: 7", "7",
     ["'policies' is a string", "quote it"], True),
    ("    source: two.sqlite",
     "    source: two.sqlite\n    policies: ['']", "''",
     ["'policies' is empty"], True),
    ("    source: two.sqlite", "    source: two.sqlite\n    policies: nope.yaml", "nope.yaml",
     ["'policies': there is no such file or folder: '", "nope.yaml'", "folder of the targets file"], False),
    ("    source: two.sqlite", "    source: two.sqlite\n    cron: [/nonexistent/cron.d]", "/nonexistent",
     ["'cron': there is no such file or folder: '/nonexistent/cron.d'"], False),
    ("    source: two.sqlite", "    config_file: nope.conf", "nope.conf",
     ["'config_file': there is no such file or folder: '"], False),
    ("    source: two.sqlite", "    source: two.sqlite\n    password_file: nope.txt", "nope.txt",
     ["'password_file': there is no such file or folder: '"], False),
    ("    source: two.sqlite",
     "    source: two.sqlite\n    password_env: GLANCE_NO_SUCH", "GLANCE_NO",
     ["no variable 'GLANCE_NO_SUCH'", "export"], False),
    ("    source: two.sqlite",
     "    source: two.sqlite\n    password_env: HOME\n    password_file: x",
     "x\n", ["'password_env' as well", "keep one"], True),
    ("    source: two.sqlite",
     "    source: two.sqlite\n    config_file: glance-api.conf",
     "two.sqlite", ["'config_file' as well", "keep one"], True),
    ("    source: two.sqlite",
     "    source: two.sqlite\n    config_dir: [glance.d]",
     "two.sqlite", ["'config_dir' as well", "keep one"], True),
    ("    source: two.sqlite", "    config_file: []", "name: two",
     ["no 'source'", "config_file"], True),
    ("    source: two.sqlite", "    config_file: {a: b}", "{a: b}",
     ["'config_file' is a string", "a map"], True),
    ("    source: two.sqlite", "    source: two.sqlite\n    cron: 7", "7",
     ["'cron' is a string", "quote it"], True),
    ("  - name: two", "  - two\n  - name: two", "two\n",
     ["a target is a map", "a string"], True),
    ("    source: two.sqlite", "    source: @two", "@two",
     ["cannot begin"], None),
]

# name -> (content, words)
WRONG_FILES = {
    "an empty file": ("", ["a map", "targets:"]),
    "a list": ("- name: one\n", ["a map", "targets:"]),
    "no targets": ("{}\n", ["no 'targets'"]),
    "an empty list": ("targets: []\n", ["the list of targets is empty"]),
    "targets that are a map": ("targets: {name: one}\n",
                               ["'targets' is a list", "a map"]),
    "targets that are nothing": ("targets:\n", ["'targets' is a list"]),
    "two documents": ("targets: []\n---\na: b\n", ["document"]),
}

# Lines with a mistake and a password, and the word that is still shown.
SECRETS = [
    "  - {name: x, source: 'mysql://glance:hunter2@db/glance', nam: y}",
    "  - {source: mysql+pymysql://glance:hunter2@db/glance?charset=utf8}",
    "  - {name: x, source: mysql://glance:hunter2@db/glance} }",
    "  - {name: [mysql://glance:hunter2@db/glance]}",
    "  - name: \u00fcn\u00efc\u00f6de\n    mysql://glance:hunter2@db/glance: x",
]
