"""A SOURCE that another program is writing to at this moment."""

import os
import sqlite3
import threading
import time

import writer
from expect import expect_code, expect_incomplete
from glance_database import build, uuid
from suite import Failed, expect_equal

_RENAME = f"UPDATE images SET name = 'renamed' WHERE id = '{uuid(1)}'"
_LONGEST_WAIT_SECONDS = 25


def tests(program):
    yield "a lock that is not given up", lambda: _locked(program)
    yield "a lock that is given up soon", lambda: _locked_for_a_second(program)
    yield "a writer before its commit", lambda: _seen(
        program, "image 1", "BEGIN IMMEDIATE", _RENAME)
    yield "a writer after its commit", lambda: _seen(
        program, "renamed", _RENAME)
    for jobs in ("1", "4"):
        yield f"a writer that never rests, {jobs} threads", (
            lambda jobs=jobs: _busy(program, jobs))


def _locked(program):
    path = build(program.new_folder())
    with writer.connected(path, "BEGIN EXCLUSIVE"):
        begun = time.monotonic()
        run = program.scan_json(os.fspath(path))
        waited = time.monotonic() - begun
    expect_incomplete(run, os.fspath(path), "locked", "another program")
    if waited > _LONGEST_WAIT_SECONDS:
        raise Failed(f"it took {waited} s to give up")


def _locked_for_a_second(program):
    path = build(program.new_folder())
    with writer.connected(path, "BEGIN EXCLUSIVE") as other:
        timer = threading.Timer(1, other.stdin.close)
        timer.start()
        run = program.scan_json(os.fspath(path))
        timer.join()
        other.stdin = None      # it is closed, and communicate() knows it
    expect_code(run, 1)


def _seen(program, name, *statements):
    path = build(program.new_folder())
    with writer.connected(path, *statements):
        run = program.scan(os.fspath(path))
    expect_code(run, 1)
    expect_equal("the name as at the start", f"({name})" in run.text, True)


def _busy(program, jobs):
    """Every image is renamed again and again, all at once: one scan sees one
    name."""
    path = build(program.new_folder())
    with writer.connected(path, "PRAGMA journal_mode = WAL"):
        stop = threading.Event()
        thread = threading.Thread(target=_rename, args=(path, stop))
        thread.start()
        try:
            owners = [_owner(program.scan_json(path, "--jobs", jobs))
                      for _ in range(20)]
        finally:
            stop.set()
            thread.join()
    if len(set(owners)) < 2:
        raise Failed("nothing was written meanwhile")


def _owner(run):
    """The one owner of all images."""
    expect_code(run, 1)
    owners = [finding["facts"]["owner"] for finding in run.report["findings"]
              if "owner" in finding["facts"]]
    if len(owners) < 2:
        raise Failed(f"too few owners to compare\n{run}")
    expect_equal("owners at one time", set(owners), {owners[0]})
    return owners[0]


def _rename(path, stop):
    connection = sqlite3.connect(path, isolation_level=None)
    number = 0
    while not stop.wait(0.001):     # else this thread alone would run here
        number += 1
        connection.execute("UPDATE images SET owner = ?", (f"o{number}",))
    connection.close()
