"""No report, and no snapshot, in the place of anything that is read: by any name, in any folder, and before any of it
is read."""

import os

from every_input import INPUTS, build_inputs, copy_inputs
from expect import expect_no_words, expect_refused, state
from program import NOW
from suite import expect_equal

_SOURCES = ("sql/", "journal/", "log/", "dump/", "tables/", "taken/")
# Written by the commands themselves, or by none of them.
_WITH_REPORTS = ("scan", "check", "snapshot")


def tests(program):
    folder = program.new_folder()
    build_inputs(program, folder)
    for one in _inputs():
        for name, spell in _SPELLINGS.items():
            yield f"{one.name}: {name}", lambda one=one, spell=spell: _kept(
                program, folder, one, spell)
        yield f"{one.name}: standard output", lambda one=one: _appended(
            program, folder, one)
    yield "a file that a server's URL names", lambda: _client_file(
        program, "?sslkey={}", {})
    yield "a file of the client's own", lambda: _client_file(
        program, "", {"PGPASSFILE": "{}"})
    yield "a report of yesterday beside what is read", lambda: _beside(
        program, folder)


def _inputs():
    for one in INPUTS:
        writes = one.command[0] in _WITH_REPORTS or one.command[1] in (
            _WITH_REPORTS)
        if writes and not one.is_folder:
            yield one


def _as_it_is(path):
    return path


def _upwards(path):
    return path.parent / ".." / path.parent.name / path.name


def _link(path):
    link = path.parent.parent / "a link"
    link.symlink_to(path)
    return link


def _hard_link(path):
    link = path.parent.parent / "another name"
    os.link(path, link)
    return link


def _linked_folder(path):
    link = path.parent.parent / "a folder"
    link.symlink_to(path.parent)
    return link / path.name


_SPELLINGS = {"its own name": _as_it_is, "through another folder": _upwards,
              "a link": _link, "another name of it": _hard_link,
              "a link to its folder": _linked_folder}


def _command(one, place):
    """Where the source is not what is to be kept, it is not there: so that it is seen that nothing was read."""
    command = [word.replace("sql/glance", "sql/nowhere")
               if one.command[0] == "scan" and not one.path.startswith(_SOURCES)
               else word for word in one.command]
    if command[0] == "snapshot":
        return command[:-1] + [place]
    return command + (["--now", NOW] if command[0] == "scan" else []) + [
        "--report", f"json={place}"]


def _kept(program, folder, one, spell):
    copy = program.new_folder()
    copy_inputs(folder, copy)
    place = spell(copy / one.path)
    parent = (copy / one.path).parent
    before = state(parent)
    run = program.run(*_command(one, place), cwd=copy)
    expect_refused(run, "overwrite", os.fspath(place))
    expect_no_words(run, "nowhere")
    expect_equal("what is in the folder", state(parent), before)


def _appended(program, folder, one):
    """As `>> FILE` does."""
    if one.command[0] == "snapshot":
        return
    copy = program.new_folder()
    copy_inputs(folder, copy)
    path = copy / one.path
    before = path.read_bytes()
    with open(path, "ab") as output:
        run = program.run(*_command(one, "/dev/stdout"), cwd=copy,
                          stdout=output)
    expect_refused(run, "overwrite")
    expect_equal("bytes", path.read_bytes() == before, True)


def _client_file(program, query, environment):
    path = program.new_folder() / "secret"
    path.write_text("secret", encoding="utf-8")
    url = "postgresql://audit@127.0.0.1:1/glance" + query.format(path)
    run = program.scan(url, "--report", f"json={path}",
                       env=program.environment(**{
                           name: value.format(path)
                           for name, value in environment.items()}))
    expect_refused(run, "overwrite")
    expect_equal("content", path.read_text(encoding="utf-8"), "secret")


def _beside(program, folder):
    """It may be replaced: nothing reads it."""
    copy = program.new_folder()
    copy_inputs(folder, copy)
    for command, name in ((["tables"], "tables/report.csv"),
                          (["--config-dir", "confd/d"], "confd/d/r.json")):
        for _ in range(2):
            run = program.scan(*command, "--report", f"json={name}", cwd=copy)
            expect_equal("exit code", run.code, 1)
