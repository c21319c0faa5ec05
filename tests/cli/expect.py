"""What tests say about runs and files; each raises suite.Failed."""

import hashlib
import os
import re

from suite import Failed, expect_equal


def expect_code(run, code):
    if run.code != code:
        raise Failed(f"wanted exit code {code}\n{run}")


def expect_words(run, *words):
    """Standard error says every one of `words` (text or bytes paths)."""
    for word in words:
        if os.fsencode(word) not in run.err:
            raise Failed(f"standard error does not say {word!r}\n{run}")


def expect_no_words(run, *words):
    for word in words:
        if os.fsencode(word) in run.err + run.out:
            raise Failed(f"it must not say {word!r}\n{run}")


def expect_refused(run, *words):
    """Wrong use, in these words."""
    expect_code(run, 2)
    expect_words(run, *words)


def expect_incomplete(run, *words):
    """The audit says it is incomplete, and why, in these words."""
    expect_code(run, 3)
    expect_words(run, *words)


def expect_complete(run):
    if run.code not in (0, 1):
        raise Failed(f"wanted a complete audit\n{run}")


def expect_in_order(words, text):
    """Every one of `words` stands in `text` behind the one before."""
    at = 0
    for word in words:
        found = text.find(word, at)
        if found < 0:
            raise Failed(f"no {word!r} behind {text[:at]!r} in {text!r}")
        at = found + len(word)


def visible(text):
    """True if nothing in `text` steers a terminal or hides."""
    return not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e"
                         "\u2066-\u2069\u200b-\u200f\u2028\u2029\ufeff]", text)


def state(folder):
    """{name: (kind and mode, time, size, digest)} of a folder and in it."""
    found = {".": _status(folder, "")}
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        digest = ""
        if entry.is_file(follow_symlinks=False):
            with open(entry.path, "rb") as file:
                digest = hashlib.sha256(file.read()).hexdigest()
        found[entry.name] = _status(entry.path, digest)
    return found


def _status(path, digest):
    status = os.lstat(path)
    return (oct(status.st_mode), status.st_mtime_ns, status.st_size, digest)


def expect_same_state(before, folder):
    after = state(folder)
    expect_equal("what is in the folder", sorted(after), sorted(before))
    for name, status in before.items():
        expect_equal(f"mode, time, size and bytes of {name}", after[name],
                     status)
