#!/usr/bin/python3
"""Purges in shell scripts, held against a real shell and the real glance-manage.

    schedule_purges.py BINARY

Every script is run by bash, with a glance-manage that only writes down how it
was called, and with stand-ins for sudo, docker and so on. The real parser of
glance-manage says what each call would purge. `glance-audit scan --cron` must
find exactly these purges in the script, without running it. Half of the
scripts are written by hand, the others made up at random.
"""

import collections
import contextlib
import io
import json
import pathlib
import random
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "samples"))

import glance_sample                        # noqa: E402
from amounts import amount                  # noqa: E402
from suite import Suite, expect_equal       # noqa: E402

from glance.cmd import manage               # noqa: E402

RANDOM_SCRIPTS = amount(50, 400, 4000)
SEED = 75

# Each runs what it is given, as the program it stands for would.
_RUNS = 'exec "$@"\n'
_OPTIONS = 'while :; do case $1 in {with_value}) shift 2;; -*) shift;; *) break;; esac; done\n'
_STAND_INS = {
    "glance-manage": 'printf "%s\\0" "$@" >>"$CALLS"; printf "\\1" >>"$CALLS"\n',
    "sudo": _OPTIONS.format(with_value="-u|-g") + _RUNS,
    "docker": "shift\n" + _OPTIONS.format(with_value="-u|-e|--user") + "shift\n" + _RUNS,
    "kubectl": 'while [ "$1" != -- ]; do shift; done; shift\n' + _RUNS,
    "flock": _OPTIONS.format(with_value="-w") + 'shift; if [ "$1" = -c ]; then exec sh -c "$2"; fi\n' + _RUNS,
    "ssh": 'shift; exec sh -c "$*"\n',
    "su": 'while [ "$1" != -c ]; do shift; done; exec sh -c "$2"\n',
    "mail": "cat >/dev/null\n",
    "logger": "exit 0\n",
}

_SCRIPTS = [
    "glance-manage db purge",
    "glance-manage db purge_images_table --age_in_days 30 --max_rows 5",
    "glance-manage db purge --age_in_days=30 --max_rows=-1",
    "glance-manage db purge --age 3 --max 4",
    "glance-manage db purge 30 100 2>&1 | logger -t purge",
    "glance-manage --debug db purge 7>/dev/null",
    "glance-manage db purge 7 >/dev/null",
    "glance-manage db sync; glance-manage db purge --help",
    "glance-manage db purge --age_in_days=-1",
    "glance-manage db_purge 7; glance-manage db_purge_images_table",
    "glance-manage db purge --age-in-days 3; glance-manage db purge --max_rows=-2; glance-manage db purge -a 3",
    "glance-manage db purge 1 2 3; glance-manage db purge 4 --age 4",
    "glance-manage db purge soon; glance-manage db purge ''; glance-manage db purge 1.5",
    "glance-manage db purge --age; glance-manage db purge --age=; glance-manage db purge --max_rows --age 3",
    "glance-manage db purge -- 5; glance-manage db purge 3 --m +4; glance-manage db purge --a 1 --a 2",
    "echo glance-manage db purge; printf '%s' 'glance-manage db purge'",
    "echo 'glance-manage db purge 9' | bash",
    "echo 'glance-manage db purge 9' | mail -s x root",
    "sudo -u glance glance-manage db purge 1 && sudo glance-manage db purge 2",
    "su -s /bin/sh -c 'glance-manage db purge 3' glance",
    "docker exec -u glance glance_api glance-manage db purge 4",
    "kubectl -n openstack exec deploy/glance -- sh -c 'glance-manage db purge 5'",
    "flock -n /tmp/lock -c \"glance-manage db purge 6\"",
    "ssh controller glance-manage db purge 8",
    "ssh controller 'X=1; glance-manage db purge 8 # not 9'",
    "bash -c \"sudo sh -c 'glance-manage db purge 10'\"",
    "AGE=30; glance-manage db purge $AGE",
    "AGE=30; glance-manage db purge --age_in_days='3'\"${AGE}\"",
    "ARGS='--age_in_days 3 --max_rows 4'; glance-manage db purge $ARGS",
    "AGE=5 bash -c 'glance-manage db purge $AGE'",
    "export AGE=5; bash -c 'glance-manage db purge ${AGE}'",
    "CMD='glance-manage db purge 5'; $CMD; eval \"$CMD\"; bash -c \"$CMD\"",
    "glance-manage db purge ${1:-60} ${ROWS-8}",
    "if true; then glance-manage db purge 3; else :; fi",
    "for i in 1 2; do glance-manage db sync; done; { glance-manage db purge 1; }",
    "X=$(glance-manage db purge 1); Y=`glance-manage db purge 2`; echo \"$(glance-manage db purge 3)\"",
    "bash <<END\nglance-manage db purge 4\nEND\nglance-manage db purge 5",
    "cat >/dev/null <<'END'; glance-manage db purge 6\nit's nothing\nEND\nglance-manage db purge 7",
    "bash <<< 'glance-manage db purge 8'",
    "glance-manage db purge \\\n  --age_in_days 30 \\\n  --max_rows 5 # --age_in_days 1",
    "true 'glance-manage db purge' || : \"a ; glance-manage db purge\"",
    "(glance-manage db purge 1)&wait",
    "gl\"ance-man\"age db 'purge' \\3",
    "case x in x) glance-manage db purge 1;; esac",
    "set -e\n\n# glance-manage db purge 1\n\tglance-manage db purge 2;#3",
    "glance-manage db purge --age_in_days \"$((30))\" >/dev/null; exit",
    "docker exec $(echo api) glance-manage db purge --max_rows $(echo 3) --age_in_days 4 </dev/null",
    "X=\"$(ssh host \"sudo sh -c 'glance-manage db purge 19'\")\"",
    "ARGS='--age_in_days 3'; ARGS+=' --max_rows 4'; glance-manage db purge $ARGS; glance-manage db purge $(echo 1) 100",
    "ssh host sh <<END\nX=\"it's\"\nglance-manage db purge 5\nEND\n(glance-manage db purge 6) 2> >(cat) | cat",
]


def main(arguments):
    if len(arguments) != 1:
        sys.exit(__doc__.split("\n\n")[1].strip())
    manage.logging.register_options(manage.CONF)
    manage.CONF.register_cli_opt(manage.command_opt)
    chance = random.Random(SEED)
    scripts = _SCRIPTS + [_random_script(chance) for _ in range(RANDOM_SCRIPTS)]
    suite = Suite()
    with tempfile.TemporaryDirectory(prefix="glance-schedules-") as folder:
        folder = pathlib.Path(folder)
        shell = _Shell(folder)
        found = _found(arguments[0], folder, scripts)
        purges = 0
        for number, script in enumerate(scripts):
            wanted = [purge for call in shell.calls(script) for purge in _purge_of(call)]
            purges += len(wanted)
            suite.run(f"{script!r}", lambda number=number, wanted=wanted: _compare(found[number], wanted))
    print(f"figure: {len(scripts)} scripts with {purges} purges, as bash and glance-manage understand them")
    sys.exit(suite.report())


def _compare(found, wanted):
    """An argument that the program calls unknown may be anything."""
    def known(purge):
        return (purge[0], None if purge[1] == "?" else purge[1], None if purge[2] == "?" else purge[2])
    expect_equal("number of purges", len(found), len(wanted))
    for one, other in zip(sorted(map(known, found), key=str), sorted(wanted, key=str)):
        for mine, real in zip(one, other):
            if mine is not None:
                expect_equal("purges", mine, real)


class _Shell:
    def __init__(self, folder):
        self.folder = folder / "bin"
        self.folder.mkdir()
        self.record = folder / "calls"
        for name, text in _STAND_INS.items():
            path = self.folder / name
            path.write_text("#!/bin/sh\n" + text, encoding="utf-8")
            path.chmod(0o755)

    def calls(self, script):
        """How the script calls glance-manage: lists of arguments."""
        self.record.write_bytes(b"")
        subprocess.run(["bash", "-c", script, "script"], check=False, capture_output=True, timeout=20,
                       stdin=subprocess.DEVNULL, cwd=self.folder,
                       env={"PATH": f"{self.folder}:/usr/bin:/bin", "CALLS": str(self.record)})
        calls = self.record.read_text(encoding="utf-8").split("\1")[:-1]
        return [call.split("\0")[:-1] for call in calls]


def _purge_of(arguments):
    """[(command, age, rows)], or [] where glance-manage would not purge."""
    seen = []

    def purge(_self, age_in_days, max_rows, purge_images_only=False):
        age, rows = int(age_in_days), int(max_rows)
        if age >= 0 and rows >= -1:
            seen.append(("purge_images_table" if purge_images_only else "purge", age, rows))

    real, manage.DbCommands._purge = manage.DbCommands._purge, purge
    try:
        manage.CONF.clear()
        with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
            manage.CONF(arguments, project="glance", prog="glance-manage", default_config_files=[])
        command = manage.CONF.command
        if command.action in ("purge", "purge_images_table"):
            given = {name: getattr(command, "action_kwarg_" + name) for name in command.action_kwargs}
            command.action_fn(*command.action_args,
                              **{name: value for name, value in given.items() if value is not None})
    except (SystemExit, ValueError, TypeError):
        return []
    finally:
        manage.DbCommands._purge = real
    return seen


def _found(binary, folder, scripts):
    """What the program finds: {number of the script: [(command, age, rows)]}."""
    cron = folder / "cron"
    cron.mkdir()
    for number, script in enumerate(scripts):
        (cron / f"{number}").write_text("#!/bin/bash\n" + script + "\n", encoding="utf-8")
    rule = folder / "rule.yaml"
    rule.write_text("{id: test/purges, title: A purge, subject: schedule, severity: low,"
                    " match: {command: [purge, purge_images_table]}, message: '{schedule}', why: It is a test.,"
                    " remedy: None., show: [command, command_line, age_in_days, age_from, max_rows]}\n",
                    encoding="utf-8")
    database = folder / "glance.sqlite"
    glance_sample.build_database({}, database)
    done = subprocess.run([binary, "scan", database, "--cron", cron, "--rules", rule, "--only", "test/purges",
                           "--report", "json"], check=True, capture_output=True, timeout=60)
    found = collections.defaultdict(list)
    for finding in json.loads(done.stdout)["findings"]:
        facts = finding["facts"]
        age = "?" if facts["age_from"] == "unknown" else facts["age_in_days"]
        rows = facts.get("max_rows")
        if rows is None:
            rows = "?" if "--max_rows ?" in facts["command_line"] else -1
        found[int(pathlib.Path(finding["location"]["file"]).name)].append((facts["command"], age, rows))
    return found


def _random_script(chance):
    return chance.choice(["; ", " && ", "\n", " ;\n  "]).join(
        _random_command(chance, chance.randrange(3)) for _ in range(chance.randint(1, 3)))


def _random_command(chance, depth):
    if depth == 0:
        return _random_purge(chance)
    inner = _random_command(chance, depth - 1)
    simple = not set(inner) & set(";|&<>()") and not inner.startswith(("{", "if", "X=", "eval", "echo", "grep"))
    forms = ["bash -c {quoted}", "su -s /bin/sh -c {quoted} glance", "ssh host {quoted}", "X=$( {inner} )",
             "( {inner} )", "{{ {inner}; }}", "if true; then {inner}; fi", "eval {quoted}", "bash <<E\n{inner}\nE\n:",
             "echo {quoted}", "grep -q {quoted} /dev/null || true"]
    if simple:
        forms += ["sudo -u glance {inner}", "docker exec glance_api {inner}", "env LC_ALL=C nice -n 5 {inner}",
                  "flock -n /tmp/x {inner}", "timeout 5 {inner}", "{inner} 2>&1 | cat", "{inner} >/dev/null 2>&1"]
    return chance.choice(forms).format(inner=inner, quoted=_quoted(inner, chance))


def _quoted(text, chance):
    if chance.random() < 0.5 or set(text) & set("\\$`\""):
        return "'" + text.replace("'", "'\\''") + "'"
    return '"' + text + '"'


def _random_purge(chance):
    words = ["glance-manage", "db", chance.choice(["purge", "purge_images_table", "purge", "sync", "version"])]
    age, rows = str(chance.randint(0, 400)), str(chance.choice([1, 100, 7]))
    words += chance.choice([[], [age], [age, rows], ["--age_in_days", age], ["--age_in_days=" + age],
                            ["--max_rows", rows, "--age_in_days", age], ["--max_rows=" + rows], ["--age", age]])
    return chance.choice([" ", "  ", " \\\n "]).join(_random_word(word, chance) for word in words)


def _random_word(word, chance):
    form = chance.randrange(8)
    if form == 0:
        return f"'{word}'"
    if form == 1:
        return f'"{word}"'
    if form == 2:
        return word[:2] + f"'{word[2:]}'"
    if form == 3:
        return "\\" + word
    return word


if __name__ == "__main__":
    main(sys.argv[1:])
