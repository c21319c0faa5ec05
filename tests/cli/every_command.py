"""One way for every command: --report, --color, --jobs, --no-progress, -q and -v; and one for all that read policies.

Whatever is promised of one command is tried on all that the help names.
"""

import json
import os
import pty
import re

import commands
from expect import expect_code, expect_refused
from glance_database import build, uuid, write_rule
from program import NOW
from pty_reader import read_all
from suite import Failed, expect_equal

_COMMON = ["--report FORMAT[=FILE]", "--color WHEN", "--jobs N", "--no-progress", "-q,--quiet", "-v,--verbose",
           "-h,--help"]
_POLICIES = ["--config-file", "--config-dir", "--policy", "--release", "--enforce-new-defaults", "--enforce-scope",
             "--enforce-secure-rbac", "--allow-anonymous-access"]
_READ_POLICIES = ["scan", "id", "snapshot", "policy check", "policy effective", "policy explain", "policy matrix",
                  "policy test"]
_SILENT = [["-q"], ["--quiet"], ["--no-progress"], ["--jobs", "1"], ["--jobs", "3"], ["--color", "never"],
           ["--color", "auto"]]
_WIDE_ENOUGH = 60
_ESCAPE = re.compile(rb"\x1b")


def tests(program):
    lines = _command_lines(program)
    found = {" ".join(command) for command in commands.leaves(program)}
    yield "every command is tried", lambda: expect_equal("commands", found, set(lines) | {"help"})
    for name in lines:
        yield f"{name}: its options", lambda name=name: _explains(program, name, _COMMON)
        yield f"{name}: wrong options", lambda name=name: _wrong(program, lines[name])
        yield f"{name}: its formats", lambda name=name: _formats(program, name, lines[name])
        yield f"{name}: several reports", lambda name=name: _several(program, name, lines[name])
        yield f"{name}: its JSON", lambda name=name: _json(program, name, lines[name])
        yield f"{name}: at 60 columns", lambda name=name: _narrow(program, name, lines[name])
        yield f"{name}: a terminal without escapes", lambda name=name: _dumb(program, lines[name])
        yield f"{name}: -v", lambda name=name: _verbose(program, lines[name])
        for options in _SILENT:
            yield f"{name}: {options}", lambda name=name, options=options: _silent(program, lines[name], options)
    for name in _READ_POLICIES:
        yield f"{name}: its policies", lambda name=name: _explains(program, name, _POLICIES)
        yield f"{name}: both spellings", lambda name=name: _explains(program, name, [
            option + ",-" + option[1:].replace("-", "_").replace("_", "-", 1)
            for option in _POLICIES if option not in ("--policy", "--release")])
    for name in ("scan", "id", "snapshot", "policy check", "policy explain", "policy test"):
        yield f"{name}: an input is not overwritten", lambda name=name: _input(program, lines[name])


def _command_lines(program):
    """For each command the arguments with which it succeeds."""
    folder = program.new_folder()
    database = build(folder)
    rule = write_rule(folder, "test/own")
    policy = folder / "policy.yaml"
    policy.write_text("publicize_image: 'role:admin'\n")
    cases = folder / "cases.yaml"
    cases.write_text("- {action: add_image, credentials: {roles: [member], project_id: p}, target: {project_id: p},"
                     " expect: allow}\n")
    return {name: [*name.split(), *map(os.fspath, arguments)] for name, arguments in {
        "scan": [database, "--now", NOW], "id": [uuid(1), database, "--now", NOW],
        "snapshot": [database, "-o", folder / "x.snapshot", "--now", NOW],
        "policy explain": ["add_image", policy, "--as", "member"],
        "policy matrix": [policy], "policy effective": [policy],
        "policy check": [policy, "--now", NOW],
        "policy test": [cases, policy, "--release", "Zed"],
        "rules list": [], "rules show": ["held-public"], "rules validate": [rule], "rules schema": [],
        "version": []}.items()}


def _help(program, name):
    return program.run(*name.split(), "--help", env=program.environment(COLUMNS="1000")).text


def _format_names(program, name):
    return re.search(r"A report: ([a-z, ]+)\.", _help(program, name))[1].split(", ")


def _explains(program, name, options):
    text = _help(program, name)
    missing = [option for option in options if not re.search(rf"^  {re.escape(option)}\b", text, re.MULTILINE)
               and not re.search(rf"^  {re.escape(option)}(?=[ ,\n])", text, re.MULTILINE)]
    expect_equal("options that the help lacks", missing, [])


def _silent(program, line, options):
    """The result is the same."""
    plain, run = program.run(*line), program.run(*line, *options)
    expect_equal("exit code and standard error", (run.code, run.err), (plain.code, b""))
    if run.out or line[0] != "snapshot":    # whose summary -q leaves out
        expect_equal("standard output", run.out, plain.out)


def _verbose(program, line):
    """What is done is said on standard error alone."""
    plain, run = program.run(*line), program.run(*line, "-v", promised=False)
    expect_equal("exit code and standard output", (run.code, run.out), (plain.code, plain.out))


def _wrong(program, line):
    for options, words in ((["--color", "sometimes"], ["--color", "auto, always, never"]),
                           (["--jobs", "0"], ["--jobs", "1", "256"]), (["--jobs", "many"], ["--jobs", "'many'"]),
                           (["--report", "pdf"], ["--report", "'pdf'", "one of "]),
                           (["--report", "jsn"], ["--report", "did you mean 'json'?"]),
                           (["--report", "json="], ["--report", "no file name"]),
                           (["--report", "json", "--report", "json=-"], ["standard output"]),
                           (["--report", "json=/nonexistent/x"], ["/nonexistent/x"])):
        expect_refused(program.run(*line, *options), *words)


def _formats(program, name, line):
    """On standard output, by whatever name, and in a file: the same bytes. The first is the default."""
    names = _format_names(program, name)
    expect_equal("default", program.run(*line).out, program.run(*line, "--report", names[0]).out)
    for form in names:
        plain = program.run(*line, "--report", form)
        if plain.code not in (0, 1) or not plain.out:
            raise Failed(f"nothing\n{plain}")
        for place in ("-", "/dev/stdout"):
            run = program.run(*line, "--report", f"{form}={place}")
            expect_equal(f"{form}={place}", (run.code, run.out), (plain.code, plain.out))
        path = program.new_folder() / "report"
        run = program.run(*line, "--report", f"{form}={path}")
        expect_equal(f"{form} in a file", (run.code, run.out, path.read_bytes()), (plain.code, b"", plain.out))


def _several(program, name, line):
    folder = program.new_folder()
    names = _format_names(program, name)
    run = program.run(*line, *[word for form in names for word in ("--report", f"{form}={folder / form}")],
                      "--report", "json")
    expect_code(run, program.run(*line).code)
    expect_equal("files", sorted(os.listdir(folder)), sorted(names))
    expect_equal("standard output", run.out, (folder / "json").read_bytes())


def _json(program, name, line):
    """It says what it is, in the same manner everywhere."""
    report = json.loads(program.run(*line, "--report", "json").text)
    if name == "rules schema":
        return
    expect_equal("first key", next(iter(report)), "schema")
    if not re.fullmatch(r"glance-audit/[a-z-]+/1", report["schema"]):
        raise Failed(f"schema: {report['schema']!r}")
    text = program.run(*line, "--report", "json").text
    expect_equal("one line feed at its end", text[-2:].count("\n"), 1)


def _narrow(program, name, line):
    """No line is longer than the terminal, save where one cannot be broken: a command to be copied, a single word,
    a file that is shown as it is."""
    run = program.run(*line, env=program.environment(COLUMNS=str(_WIDE_ENOUGH)))
    if name in ("rules schema", "rules show", "policy effective"):
        return
    for text in run.text.splitlines():
        if len(text) > _WIDE_ENOUGH and len(text.split()) > 2 and not re.match(r" +(sql|sql-undo|shell): ", text):
            raise Failed(f"{len(text)} columns: {text!r}")


def _dumb(program, line):
    """TERM=dumb, and NO_COLOR on a terminal that could."""
    for variables in ({"TERM": "dumb"}, {"TERM": ""}, {"NO_COLOR": "1"}):
        ours, theirs = pty.openpty()
        with program.start(*line, stdout=theirs, stderr=theirs, env=program.environment(**variables)) as process:
            os.close(theirs)
            got = read_all(ours)
        if process.returncode not in (0, 1):
            raise Failed(f"{variables}: {process.returncode}: {got!r}")
        if variables.get("TERM", "x") in ("dumb", "") and _ESCAPE.search(got):
            raise Failed(f"{variables}: an escape in {got!r}")
        if re.search(rb"\x1b\[[0-9;]*m", got):
            raise Failed(f"{variables}: a colour in {got!r}")


def _input(program, line):
    """Of every file among the arguments."""
    for path in line[1:]:
        if os.path.isfile(path) and not path.endswith(".snapshot"):
            with open(path, "rb") as file:
                before = file.read()
            expect_refused(program.run(*line, "--report", f"json={path}"), "overwrite")
            with open(path, "rb") as file:
                expect_equal(path, file.read(), before)
