"""Policy files that cannot be read, or hardly: exit code 2 and nothing
written, or an answer; never a crash, and never long."""

import os

from expect import expect_complete, expect_refused
from glance_database import build
from suite import expect_equal

_DEEP = "(" * 10_000 + "role:admin" + ")" * 10_000
_NOTS = "not " * 10_001 + "role:admin"
_BOMB = ("a: &a ['role:admin', 'role:admin', 'role:admin']\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n"
    for before, name in zip("abcdefghijk", "bcdefghijkl")))

# What is in the file, and what is said beside its name.
_UNREADABLE = {
    "YAML that ends in a bracket": (b"add_image: [role:admin\n", ["YAML"]),
    "a quote that is not closed": (b'{"add_image": "role:admin}\n', ["quote"]),
    "a colon in plain text": (b"add_image: role: admin\n", [":1:"]),
    "an at sign that is not quoted": (b"add_image: @\n", ["quote"]),
    "only a word": (b"role:admin\n", []),
    "a list where a map belongs": (b"- add_image\n- role:admin\n", ["map"]),
    "a check that is a number": (b"add_image: 7\n", ["add_image", ":1:12"]),
    "a check that is a boolean": (b"add_image: yes\n", ["add_image"]),
    "a check that is a date": (b"add_image: 2001-01-01\n", ["add_image"]),
    "two documents": (b"a: role:x\n---\nb: role:y\n", ["second document"]),
    "invalid UTF-8": (b"add_image: 'role:\xff'\n", ["UTF-8"]),
    "a NUL byte": (b"add_image: 'role:\x00'\n", ["control character"]),
    "noise": (bytes(range(256)) * 40, []),
    "an alias that nobody defined": (b"add_image: *nobody\n", ["nobody"]),
    "a tag": (b"add_image: !!python/object:os.system {}\n", []),
    "aliases that would fill the memory": (_BOMB.encode(), ["alias"]),
    "50 MB of one check": (b"add_image: 'role:" + b"x" * 50_000_000 + b"'\n",
                           ["larger"]),
    "10,000 times not": (f"add_image: '{_NOTS}'\n".encode(),
                         [":1:12", "flatter"]),
    "100,000 brackets": (b"add_image: " + b"[" * 100_000, ["deep"]),
}
_READABLE = {
    "nothing": b"",
    "a comment": b"# add_image\n",
    "an empty list": b"[]\n",
    "a byte order mark": b"\xef\xbb\xbfadd_image: 'role:admin'\n",
    "JSON": b'{"add_image": "role:admin"}\n',
    "JSON with a trailing comma": b'{"add_image": "role:admin",}\n',
    "a list of lists": b"add_image: [['role:admin'], ['role:member']]\n",
    "null": b"add_image: ~\n",
    "a check that never parses": b"add_image: 'and and or ('\n",
    "10,000 parentheses": f"add_image: '{_DEEP}'\n".encode(),
    "10,000 times and": ("add_image: '" + " and ".join(["role:a"] * 10_000)
                         + "'\n").encode(),
    "10,000 rules in a row": "".join(
        f"r{n}: 'rule:r{n + 1}'\n" for n in range(10_000)).encode()
    + b"add_image: 'rule:r0'\n",
    "a rule that names itself": b"add_image: 'rule:add_image'\n",
    "a megabyte of one check": b"add_image: 'role:" + b"x" * 10 ** 6 + b"'\n",
    "a name that steers terminals": b'"\\e[31m": "role:admin"\n',
}


def tests(program):
    for name, (content, words) in _UNREADABLE.items():
        yield name, lambda content=content, words=words: _refused(
            program, _file(program, content), *words)
    for name, content in _READABLE.items():
        yield name, lambda content=content: _accepted(
            program, _file(program, content))
    yield "a missing file", lambda: _refused(
        program, program.new_folder() / "policy.yaml", "no such file")
    yield "a missing file beside one with such a name", lambda: _near(program)
    yield "a circle of links", lambda: _refused(
        program, _loop(program), "link")
    yield "a pipe", lambda: _refused(program, _pipe(program), "regular file")
    yield "a device", lambda: _refused(program, "/dev/zero", "regular file")
    yield "no name at all", lambda: expect_refused(
        program.scan(build(program.new_folder()), "--policy", ""), "--policy")
    yield "a folder of files", lambda: _accepted(program, _folder(program))
    yield "a folder with one bad file", lambda: _refused(
        program, _folder(program, bad=True), "20-bad.yaml", "map")
    yield "a folder with a file that leads nowhere", lambda: _refused(
        program, _dangling(program), "30-gone.yaml")


def _file(program, content):
    path = program.new_folder() / "policy.yaml"
    path.write_bytes(content)
    return path


def _refused(program, policy, *words):
    """Nothing is written, and the report of yesterday stays."""
    folder = program.new_folder()
    report = folder / "report.json"
    report.write_text("yesterday's", encoding="utf-8")
    run = program.scan(build(program.new_folder()), "--policy", policy,
                       "--report", f"json={report}", timeout=30)
    expect_refused(run, os.fspath(policy), *words)
    expect_equal("files", os.listdir(folder), ["report.json"])
    expect_equal("report", report.read_text(encoding="utf-8"), "yesterday's")


def _accepted(program, policy):
    expect_complete(program.scan(build(program.new_folder()), "--policy",
                                 policy, timeout=30))


def _near(program):
    path = _file(program, b"{}\n").with_name("polcy.yaml")
    _refused(program, path, "did you mean", "policy.yaml")


def _loop(program):
    folder = program.new_folder()
    os.symlink("b", folder / "a")
    os.symlink("a", folder / "b")
    return folder / "a"


def _pipe(program):
    path = program.new_folder() / "policy.yaml"
    os.mkfifo(path)
    return path


def _folder(program, bad=False):
    folder = program.new_folder()
    (folder / "10-good.yaml").write_bytes(b"add_image: 'role:admin'\n")
    (folder / ".hidden").write_bytes(b"- no map\n")
    (folder / "below").mkdir()
    if bad:
        (folder / "20-bad.yaml").write_bytes(b"- no map\n")
    return folder


def _dangling(program):
    folder = _folder(program)
    os.symlink("nothing", folder / "30-gone.yaml")
    return folder
