"""--help of everything: exit code 0, on standard output, with examples."""

import re

from expect import expect_code, expect_words
from suite import Failed, expect_equal

_LONGEST_LINE = 200
# The contract's options of `scan` that this version knows.
_SCAN_OPTIONS = [
    "--policy FILE|DIR", "--cron PATH", "--release NAME", "--now RFC3339", "--rules PATH",
    "--only GLOB", "--skip GLOB", "--fail-on SEVERITY",
    "--report FORMAT[=FILE]", "--color WHEN", "--jobs N", "--no-progress",
    "-q,--quiet", "-v,--verbose", "--age-in-days", "--age_in_days"]


def tests(program):
    commands = _listed(program.run("--help").text)
    yield "the commands", lambda: expect_equal(
        "commands of the contract that are missing",
        {"scan", "id", "rules"} - set(commands), set())
    for command in commands:
        yield f"{command}: examples", lambda command=command: _examples(
            program, command)
    for command in [[], *([name] for name in commands), *_below(
            program, commands)]:
        for flag in ("--help", "-h"):
            yield f"{command} {flag}", lambda command=command, flag=flag: (
                _help(program, [*command, flag]))
    for option in _SCAN_OPTIONS:
        yield f"scan explains {option}", lambda option=option: expect_equal(
            "it is there", option in program.run("scan", "--help").text, True)
    yield "without any argument", lambda: _bare(program, commands)
    yield "--version", lambda: _version(program)


def _listed(text):
    """The commands below a help's `Subcommands:`; each says what it is for."""
    return re.findall(r"^  ([a-z]+) +\S", text.partition("Subcommands:")[2],
                      re.MULTILINE)


def _below(program, commands):
    for command in commands:
        for name in _listed(program.run(command, "--help").text):
            yield [command, name]


def _help(program, command):
    run = program.run(*command)
    expect_code(run, 0)
    expect_equal("standard error", run.err, b"")
    if "Usage: glance-audit" not in run.text:
        raise Failed(f"no usage: {run.text!r}")
    for line in run.text.splitlines():
        if len(line) > _LONGEST_LINE:
            raise Failed(f"a line of {len(line)} characters: {line!r}")


def _examples(program, command):
    """Each example is one that the program understands."""
    text = program.run(command, "--help").text
    examples = re.findall(r"^  (glance-audit .*)$", text, re.MULTILINE)
    if not examples:
        raise Failed(f"no example: {text!r}")
    folder = program.new_folder()
    # Not this machine's own configuration, whose database may be anywhere.
    configuration = folder / "glance-api.conf"
    configuration.write_text("[database]\nconnection = sqlite:///none\n")
    for example in examples:
        words = example.replace("/etc/glance/glance-api.conf",
                                str(configuration)).split()
        run = program.run(*words[1:], cwd=folder)
        if run.code == 2 and "no such file" not in run.errors:
            raise Failed(f"an example is wrong use\n{run}")


def _bare(program, commands):
    """Wrong use: standard output carries reports alone."""
    run = program.run(promised=False)
    expect_code(run, 2)
    expect_equal("standard output", run.out, b"")
    expect_words(run, *commands, "glance-audit COMMAND --help")


def _version(program):
    run = program.run("--version")
    expect_code(run, 0)
    if not re.fullmatch(r"glance-audit \d+\.\d+\.\d+\n", run.text):
        raise Failed(f"no version: {run.text!r}")
