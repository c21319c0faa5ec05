"""Reports in a folder that others can write to, such as /tmp: no link in it is followed, nothing of somebody else's is
written to."""

import os

from expect import expect_code, expect_refused, expect_same_state, state
from glance_database import build
from program import NOBODY
from suite import expect_equal

_MODES = {"/tmp": 0o1777, "a folder for all": 0o777, "a sticky one of a group": 0o1775}


def tests(program):
    for name, mode in _MODES.items():
        yield f"a new report in {name}", lambda mode=mode: _new(program, mode)
        for what, make in _TRAPS.items():
            yield f"{what} in {name}", lambda mode=mode, make=make: _refused(
                program, mode, make)
    yield "a link in somebody else's folder", lambda: _foreign_folder(program)
    yield "a link in one's own folder", lambda: _own_folder(program)


def _folder(program, mode):
    folder = program.new_folder()
    folder.chmod(mode)
    return folder


def _scan(program, place, *arguments):
    return program.scan(build(program.new_folder()), "--report", f"json={place}", *arguments)


def _new(program, mode):
    """And once more over one's own."""
    place = _folder(program, mode) / "report.json"
    for _ in range(2):
        expect_code(_scan(program, place), 1)
        expect_equal("mode", oct(place.stat().st_mode & 0o777), oct(0o600))
    expect_equal("files", os.listdir(place.parent), ["report.json"])


def _link_to_victim(folder, victim):
    (folder / "report.json").symlink_to(victim)


def _link_to_nothing(folder, victim):
    (folder / "report.json").symlink_to(victim.parent / "new")


def _linked_folder(folder, victim):
    (folder / "below").symlink_to(victim.parent)


def _link_behind_link(folder, victim):
    (folder / "one").symlink_to(victim)
    (victim.parent / "two").symlink_to(folder / "one")
    return victim.parent / "two"


def _foreign_file(folder, _victim):
    path = folder / "report.json"
    path.write_bytes(b"")
    path.chmod(0o666)
    os.chown(path, NOBODY, NOBODY)


def _foreign_pipe(folder, _victim):
    path = folder / "report.json"
    os.mkfifo(path)
    path.chmod(0o666)
    os.chown(path, NOBODY, NOBODY)


def _place_in_linked(folder, victim):
    _linked_folder(folder, victim)
    return folder / "below" / "victim"


_TRAPS = {"a link to a file": _link_to_victim, "a link to nothing": _link_to_nothing,
          "a link to a folder": _place_in_linked, "a link that a link leads to": _link_behind_link}
if os.geteuid() == 0:   # nobody else can give files away
    _TRAPS |= {"somebody else's file": _foreign_file, "somebody else's pipe": _foreign_pipe}


def _refused(program, mode, make):
    folder = _folder(program, mode)
    victim = program.new_folder() / "victim"
    victim.write_bytes(b"precious")
    place = make(folder, victim) or folder / "report.json"
    before = state(folder)
    expect_refused(_scan(program, place), os.fspath(place), "others can write to", "in a folder that nobody else")
    expect_same_state(before, folder)
    expect_equal("the victim", victim.read_bytes(), b"precious")
    expect_equal("files beside it", "new" in os.listdir(victim.parent), False)
    run = program.run("snapshot", build(program.new_folder()), "-o", place)
    expect_refused(run, os.fspath(place), "others can write to")
    expect_same_state(before, folder)


def _foreign_folder(program):
    """Whoever owns a folder chooses where a link in it leads."""
    folder = program.new_folder()
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    victim = program.new_folder() / "victim"
    victim.write_bytes(b"precious")
    (folder / "report.json").symlink_to(victim)
    expect_code(_scan(program, folder / "report.json"), 2 if os.geteuid() == 0 else 1)
    expect_equal("kept", victim.read_bytes() == b"precious", os.geteuid() == 0)


def _own_folder(program):
    folder = program.new_folder()
    (folder / "report.json").symlink_to("target.json")
    expect_code(_scan(program, folder / "report.json"), 1)
    expect_equal("files", sorted(os.listdir(folder)), ["report.json", "target.json"])
