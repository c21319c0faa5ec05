"""Folders of rules, and paths that are none."""

import os

from expect import expect_code, expect_in_order, expect_refused
from glance_database import build, write_rule
from suite import expect_equal


def tests(program):
    yield "a folder and the folders in it", lambda: _folder(program)
    yield "a folder linked into itself", lambda: _loop_of_folders(program)
    for name, (make, words) in _BAD.items():
        yield name, lambda make=make, words=words: _refused(
            program, make(program.new_folder()), *words)
    yield "the same ID twice", lambda: _same_id(program)
    yield "the same file twice", lambda: _same_file(program)
    yield "a change of a rule of one's own, in another file", lambda: (
        _own_changed(program))
    yield "a folder that may not be entered", lambda: _no_permission(
        program, lambda path: path.parent.chmod(0))
    yield "a file that may not be read", lambda: _no_permission(
        program, lambda path: path.chmod(0))
    yield "no name at all", lambda: expect_refused(
        program.run("rules", "list", "--rules", ""), "--rules")


def _folder(program):
    folder = program.new_folder()
    (folder / "below").mkdir()
    write_rule(folder, "test/a", name="a.yaml")
    write_rule(folder / "below", "test/b", name="b.yml")
    (folder / "README.txt").write_text("[no rule", encoding="utf-8")
    run = program.run("rules", "validate", folder)
    expect_code(run, 0)
    expect_in_order(["test/a", "test/b", "2 files are valid"], run.text)
    run = program.scan_json(build(program.new_folder()), "--rules", folder,
                            "--only", "test/*")
    expect_equal("by rule", run.report["summary"]["by_rule"],
                 {"test/a": 6, "test/b": 6})


def _loop_of_folders(program):
    folder = program.new_folder()
    write_rule(folder)
    os.symlink(".", folder / "again")
    run = program.run("rules", "validate", folder)
    expect_code(run, 0)
    expect_in_order(["1 file is valid"], run.text)


def _empty(folder):
    (folder / "README").touch()
    return folder


def _circle(folder):
    os.symlink("b.yaml", folder / "a.yaml")
    os.symlink("a.yaml", folder / "b.yaml")
    return folder / "a.yaml"


def _pipe(folder):
    os.mkfifo(folder / "rule.yaml")
    return folder / "rule.yaml"


def _dangling(folder):
    os.symlink("nothing.yaml", folder / "rule.yaml")
    return folder / "rule.yaml"


def _with_good_rule(make):
    """Beside a good rule: what one means to have loaded is not left out."""
    def made(folder):
        write_rule(folder, name="good.yaml")
        make(folder)
        return folder
    return made


def _misspelt(folder):
    write_rule(folder, name="rule.yaml")
    return folder / "rul.yaml"


# name -> (what makes it, what is said of it)
_BAD = {
    "an empty folder": (_empty, ["no rules in this folder", ".yaml"]),
    "a missing file": (lambda folder: folder / "x.yaml", ["no such file"]),
    "a file whose name is misspelt": (
        _misspelt, ["no such file", "did you mean", "rule.yaml"]),
    "a circle of links": (_circle, ["link"]),
    "a link that leads nowhere": (_dangling, ["no such file"]),
    "a pipe": (_pipe, ["regular file"]),
    "a device": (lambda folder: "/dev/zero", ["regular file"]),
    "a folder with a circle of links": (
        _with_good_rule(_circle), ["a.yaml", "link"]),
    "a folder with a link that leads nowhere": (
        _with_good_rule(_dangling), ["rule.yaml"]),
    "a folder with a pipe": (_with_good_rule(_pipe), ["rule.yaml"]),
    "a folder with a bad rule": (
        _with_good_rule(lambda folder: (folder / "bad.yaml").write_text(
            "id: x\n", encoding="utf-8")), ["bad.yaml:1:1"]),
}


def _refused(program, path, *words):
    expect_refused(program.run("rules", "validate", path, timeout=20),
                   os.fspath(path), *words)
    expect_refused(program.scan(build(program.new_folder()), "--rules", path,
                                timeout=20), os.fspath(path), *words)


def _same_id(program):
    folder = program.new_folder()
    write_rule(folder, name="a.yaml")
    write_rule(folder, name="b.yaml")
    _refused(program, folder, "b.yaml", "'test/held'", "a.yaml")


def _same_file(program):
    path = write_rule(program.new_folder())
    expect_refused(program.run("rules", "list", "--rules", path, "--rules",
                               path), os.fspath(path), "'test/held'")


def _own_changed(program):
    folder = program.new_folder()
    write_rule(folder, name="a.yaml")
    (folder / "b.yaml").write_text("id: test/held\nseverity: info\n",
                                   encoding="utf-8")
    run = program.scan(build(program.new_folder()), "--rules", folder, "--only",
                       "test/held")
    expect_code(run, 0)


def _no_permission(program, forbid):
    path = write_rule(program.new_folder())
    database = build(program.new_folder())
    forbid(path)
    run = program.scan_as_nobody(database, "--rules", path)
    path.parent.chmod(0o755)
    expect_refused(run, os.fspath(path), "permission")
