"""Every kind of input that may not be read, leads nowhere or is no file: never taken for one that is not there, and
never waited for."""

import os
import re
import stat

from every_input import INPUTS, build_inputs, copy_inputs
from expect import expect_refused
from program import NOW
from suite import Failed

_TIMEOUT_SECONDS = 20
_CLOSED = "closed/inside"
# Folders may lie beside schedules and rules, where they are entered, and beside policies, where they are not.
_MAY_BE_FOLDERS = [
    "cron/crontab", "targets/crontab", "crons/cron.d/glance", "elsewhere/jobs/glance", "conf/policy.d/a.yaml",
    "named/q/a.yaml", "rules/own/below/b.yaml", "more/rules/c.yaml"]


def tests(program):
    folder = program.new_folder()
    build_inputs(program, folder)
    plain = {tuple(one.command): None for one in INPUTS}
    for one in INPUTS:
        yield f"{one.name}: nothing is wrong", lambda one=one: _plain(
            program, folder, one, plain)
        for name, damage in (_FOLDER if one.is_folder else _FILE).items():
            if damage is _folder_instead and one.path in _MAY_BE_FOLDERS:
                continue
            yield f"{one.name}: {name}", (
                lambda one=one, damage=damage: _attempt(
                    program, folder, one, damage, plain))
    for name, damage in _FILE.items():
        yield f"an option file of MariaDB's client: {name}", (
            lambda damage=damage: _option_file(program, damage))


def _plain(program, folder, one, plain):
    place = program.new_folder()
    copy_inputs(folder, place)
    run = _run(program, place, one)
    if run.code not in (0, 1):
        raise Failed(f"wanted a complete audit\n{run}")
    plain[tuple(one.command)] = _said(run)


def _attempt(program, folder, one, damage, plain):
    place = program.new_folder()
    copy_inputs(folder, place)
    _make_closed(place)
    path = place / one.path
    damage(path)
    try:
        run = _run(program, place, one)
    finally:
        for closed in (path.parent, path, place / "closed"):
            if closed.is_dir() and not closed.is_symlink():
                closed.chmod(0o755)
    if run.code in (0, 1) and _said(run) != plain[tuple(one.command)]:
        raise Failed(f"complete, with something missing\n{run}")
    if run.code in (2, 3) and not _names(run.errors, path):
        raise Failed(f"it does not name {path}\n{run}")


def _option_file(program, damage):
    """It may ask for TLS: nothing is connected to without it."""
    place = program.new_folder()
    path = place / "client" / "my.cnf"
    path.parent.mkdir()
    path.write_text("[client]\nssl\n", encoding="utf-8")
    _make_closed(place)
    damage(path)
    try:
        run = program.run_as_nobody(
            "scan", f"mysql://audit@127.0.0.1:1/glance?read_default_file={path}",
            timeout=_TIMEOUT_SECONDS)
    finally:
        path.parent.chmod(0o755)
        (place / "closed").chmod(0o755)
    expect_refused(run, path)


def _names(errors, path):
    """The file, or the folder that it cannot be seen in."""
    return path.name in errors or path.parent.name in errors


def _run(program, place, one):
    """Its standard input is a pipe that nobody writes to."""
    extra = ["--now", NOW] if one.command[0] in ("scan", "id") else []
    read_end, write_end = os.pipe()
    try:
        return program.run_as_nobody(*one.command, *extra, cwd=place,
                                     stdin=read_end, timeout=_TIMEOUT_SECONDS)
    finally:
        os.close(read_end)
        os.close(write_end)


def _said(run):
    """Exit code and output; without the places, which differ."""
    return run.code, re.sub(r"/\S*glance-adversary-\S*", "", run.text)


def _make_closed(place):
    (place / "closed").mkdir()
    (place / _CLOSED).write_text("{}", encoding="utf-8")
    (place / "closed").chmod(0)


def _remove(path):
    if path.is_dir() and not path.is_symlink():
        for entry in path.iterdir():
            _remove(entry)
        path.rmdir()
    else:
        path.unlink()


def _link(target):
    def damage(path):
        _remove(path)
        path.symlink_to(target)
    return damage


def _loop(path):
    _link(path.name)(path)


def _into_closed(path):
    place = path.parent
    while not (place / "closed").exists():
        place = place.parent
    _link(place / _CLOSED)(path)


def _node(kind):
    def damage(path):
        _remove(path)
        os.mknod(path, kind | 0o666)
    return damage


def _folder_instead(path):
    _remove(path)
    path.mkdir()


_ANY = {
    "a link that leads nowhere": _link("nowhere"),
    "a link to itself": _loop,
    "a link into a folder that may not be searched": _into_closed,
    "a pipe": _node(stat.S_IFIFO),
    "a socket": _node(stat.S_IFSOCK),
    "a link to /dev/zero": _link("/dev/zero"),
    "a link to /dev/tty": _link("/dev/tty"),
    "may not be read": lambda path: path.chmod(0),
}
_FILE = _ANY | {
    "its folder may not be entered": lambda path: path.parent.chmod(0),
    "its folder may not be searched": lambda path: path.parent.chmod(0o444),
    "a folder": _folder_instead,
    "a link to the kernel's messages": _link("/proc/kmsg"),
    "a link to memory": _link("/proc/self/mem"),
    "a link to a standard input that never ends": _link("/dev/stdin"),
}
_FOLDER = _ANY | {
    "may not be searched": lambda path: path.chmod(0o444),
    "may not be listed": lambda path: path.chmod(0o111),
}
