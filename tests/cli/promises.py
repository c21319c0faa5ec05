"""What every run of glance-audit keeps, whatever it is given.

The exit code is one of four. Wrong use leaves standard output empty and says
what is wrong and what to do; an incomplete audit says what is missing; a
complete one complains of nothing. No text of a stranger steers the terminal.
"""

import re
from pathlib import Path

from suite import Failed

_BROKEN = ["Traceback", "terminate called", "AddressSanitizer",
           "LeakSanitizer", "runtime error:", "please report this as a bug",
           "what():", "core dumped"]
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069"
                       "\u200b-\u200f\ufeff]")
_ERROR = "glance-audit: error: "
# Said only of a release that somebody named.
_OTHER_RELEASE = re.compile("^glance-audit: warning: .*: this schema is that of .*\n", re.MULTILINE)
# What a user did on purpose, and should know of all the same: words of the command line -> the warning.
_ON_PURPOSE = {
    "--rules": re.compile("^glance-audit: warning: .*: this rule takes the place of the built-in .*\n", re.MULTILINE),
    "--redact": re.compile("^glance-audit: warning: GLANCE_AUDIT_REDACT_KEY is not set: .*\n", re.MULTILINE)}
_HINT = re.compile(r"^  hint: \S", re.MULTILINE)


def _names_a_release(arguments):
    """The command line does, a file of targets, or whoever took a snapshot."""
    files = [Path(argument) for argument in arguments
             if str(argument).endswith((".yaml", ".snapshot"))]
    return "--release" in arguments or any(
        b"release" in file.read_bytes() for file in files if file.is_file())


def check(run):
    """Raises Failed unless `run` (a program.Run) keeps them all."""
    problem = _problem(run)
    if problem is not None:
        raise Failed(f"{problem}\n{run}")


def _problem(run):
    if run.code not in (0, 1, 2, 3):
        return "an exit code that means nothing"
    try:
        errors = run.errors
    except UnicodeDecodeError:
        return "standard error is not UTF-8"
    for words in _BROKEN:
        if words in errors:
            return f"{words!r} on standard error"
    control = _CONTROLS.search(errors)
    if control is not None:
        return f"{control.group()!r} on standard error"
    return _problem_of_words(run, errors)


def _problem_of_words(run, errors):
    if run.code == 2 and run.out:
        return "wrong use, and yet something on standard output"
    if run.code == 2 and not errors.startswith(_ERROR):
        return "wrong use, and standard error does not begin with the error"
    if run.code == 2 and not _HINT.search(errors):
        return "an error without a hint"
    if run.code == 3 and _ERROR not in errors:
        return "incomplete, and standard error does not say what"
    if _names_a_release(run.arguments):
        errors = _OTHER_RELEASE.sub("", errors)
    for option, warning in _ON_PURPOSE.items():
        if option in run.arguments:
            errors = warning.sub("", errors)
    if run.code in (0, 1) and errors:
        return "the audit is complete, and yet it complains"
    return None
