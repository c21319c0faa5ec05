"""The commands of the program, as its help names them."""

import re


def listed(text):
    """The names below a help's `Commands:`."""
    below = text.partition("\nCommands:\n")[2].partition("\n\n")[0]
    return re.findall(r"^  ([a-z]+)(?: |$)", below, re.MULTILINE)


def all_commands(program):
    """Every command as a list of words, the whole program first."""
    return list(_with_those_below(program, []))


def leaves(program):
    """Those that do something."""
    commands = all_commands(program)
    return [command for command in commands
            if not any(other[:-1] == command for other in commands if other)]


def _with_those_below(program, command):
    yield command
    for name in listed(program.run(*command, "--help").text):
        yield from _with_those_below(program, [*command, name])


def examples(text):
    """The command lines of a help, as a shell would take them."""
    below = text.partition("\nExamples:\n")[2].partition("\n\n")[0]
    whole = re.sub(r" \\\n +", " ", below)
    return [line.strip() for line in whole.splitlines() if line.strip()]
