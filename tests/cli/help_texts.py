"""Help of everything: exit code 0, on standard output, as wide as the terminal, with examples that the program
understands and with exit codes."""

import os
import pty
import re
import subprocess

import commands
from expect import expect_code, expect_refused, expect_words
from pty_reader import read_all
from suite import Failed, expect_equal

_WIDTHS = (60, 80, 120)
# The contract's options of `scan` that this version knows.
_SCAN_OPTIONS = [
    "--policy FILE|DIR", "--cron PATH", "--release NAME", "--now RFC3339", "--rules PATH",
    "--only GLOB", "--skip GLOB", "--fail-on SEVERITY",
    "--report FORMAT[=FILE]", "--color WHEN", "--jobs N", "--no-progress",
    "-q,--quiet", "-v,--verbose", "--age-in-days", "--age_in_days"]


def tests(program):
    every = commands.all_commands(program)
    yield "the commands", lambda: expect_equal(
        "commands of the contract that are missing",
        {"scan", "id", "rules", "policy", "snapshot"} - {command[0] for command in every if command}, set())
    for command in every:
        for flag in ("--help", "-h"):
            yield f"{command} {flag}", lambda command=command, flag=flag: _help(program, [*command, flag])
        yield f"help {command}", lambda command=command: _help_command(program, command)
        yield f"{command}: examples", lambda command=command: _examples(program, command)
        yield f"{command}: exit codes", lambda command=command: _exit_codes(program, command)
        for width in _WIDTHS:
            yield f"{command}: {width} columns", lambda command=command, width=width: _width(program, command, width)
    for option in _SCAN_OPTIONS:
        yield f"scan explains {option}", lambda option=option: expect_equal(
            "it is there", option in program.run("scan", "--help").text, True)
    yield "as wide as the terminal", lambda: _terminal(program)
    yield "COLUMNS that is no number", lambda: _no_columns(program)
    yield "help for what is no command", lambda: expect_refused(
        program.run("help", "policy", "explian"), "'explian'", "did you mean 'explain'?")
    yield "without any argument", lambda: _bare(program, [command[0] for command in every if len(command) == 1])
    for words in (["--version"], ["version"]):
        yield f"{words}", lambda words=words: _version(program, words)


def _help(program, command):
    run = program.run(*command)
    expect_code(run, 0)
    expect_equal("standard error", run.err, b"")
    if "Usage: glance-audit" not in run.text:
        raise Failed(f"no usage: {run.text!r}")


def _help_command(program, command):
    """The command says the same as the option."""
    run = program.run("help", *command)
    expect_code(run, 0)
    expect_equal("help", run.text, program.run(*command, "--help").text)


def _at(program, command, width):
    return program.run(*command, "--help", env=program.environment(COLUMNS=str(width))).text


def _width(program, command, width):
    """The same words in shorter lines."""
    text = _at(program, command, width)
    for line in text.splitlines():
        if len(line) > width:
            raise Failed(f"{len(line)} columns: {line!r}")
    expect_equal("words", text.replace(" \\\n", "\n").split(),
                 _at(program, command, 1000).split())


def _exit_codes(program, command):
    """0 and 2 are possible everywhere; each says what it means."""
    text = program.run(*command, "--help").text.partition("\nExit codes:\n")[2]
    codes = re.findall(r"^  ([0-3])  \S", text, re.MULTILINE)
    expect_equal("codes in their order", codes, sorted(codes))
    expect_equal("0 and 2", {"0", "2"} - set(codes), set())


def _examples(program, command):
    """Each example is one that the program understands, at any width."""
    texts = [commands.examples(_at(program, command, width)) for width in (60, 1000)]
    expect_equal("examples", *texts)
    if not texts[0]:
        raise Failed("no example")
    folder = program.new_folder()
    # Not this machine's own configuration, whose database may be anywhere.
    configuration = folder / "glance-api.conf"
    configuration.write_text("[database]\nconnection = sqlite:///none\n")
    for example in texts[0]:
        words = example.replace("/etc/glance/glance-api.conf", str(configuration)).split()
        begin = words.index("glance-audit")
        variables = dict(word.split("=", 1) for word in words[:begin])
        run = program.run(*words[begin + 1:], cwd=folder, env=program.environment(**variables))
        if run.code == 2 and "no such file" not in run.errors:
            raise Failed(f"an example is wrong use\n{run}")


def _terminal(program):
    """A terminal of 60 columns, of which no variable speaks."""
    ours, theirs = pty.openpty()
    subprocess.run(["stty", "cols", "60"], stdin=theirs, check=True)
    environment = {key: value for key, value in program.environment().items() if key != "COLUMNS"}
    with subprocess.Popen([program.binary, "version", "--help"], env=environment, stdout=theirs):
        os.close(theirs)
        got = read_all(ours).decode().replace("\r\n", "\n")
    expect_equal("help", got, _at(program, ["version"], 60))


def _no_columns(program):
    usual = {key: value for key, value in program.environment().items() if key != "COLUMNS"}
    wanted = program.run("--help", env=usual).text
    for columns in ("", "0", "-1", "many", "9" * 30):
        expect_equal(f"COLUMNS={columns}", program.run("--help", env=usual | {"COLUMNS": columns}).text, wanted)


def _bare(program, names):
    """Wrong use: standard output carries reports alone."""
    run = program.run(promised=False)
    expect_code(run, 2)
    expect_equal("standard output", run.out, b"")
    expect_words(run, *names, "glance-audit COMMAND --help")


def _version(program, words):
    run = program.run(*words)
    expect_code(run, 0)
    if not re.fullmatch(r"glance-audit \d+\.\d+\.\d+\n", run.text):
        raise Failed(f"no version: {run.text!r}")
