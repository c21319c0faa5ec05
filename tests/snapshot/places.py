"""Where a snapshot is written: there whole or not at all, for its owner alone,
and never over what is read."""

import os
import resource
import signal
import stat
import time

import writer
from expect import (expect_code, expect_refused, expect_same_state,
                    expect_words, state)
from glance_database import build, build_many, edit
from program import NOW
from suite import Failed, expect_equal
from taking import expect_same_report, take

_SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


def tests(program):
    yield "only its owner may read it", lambda: _private(program)
    yield "an older one is replaced as a whole", lambda: _replaced(program)
    yield "what is said of it", lambda: _summary(program)
    yield "the source is left as it was", lambda: _untouched(program)
    yield "it is called as the source", lambda: _called(program)
    yield "a URL is a source too", lambda: _url(program)
    yield "two of one name are told apart", lambda: _two(program)
    for name in ("--help", "a b", "'", "\n", "\udcff", "a=b", "x" * 255,
                 "file:x?mode=memory", "a%20b", ":memory:"):
        yield f"the name {name[:20]!r}", lambda name=name: _named(program, name)
    for name, place in (("a folder", ""), ("a folder that is missing", "no/x"),
                        ("a name that is too long", "x" * 300)):
        yield f"in place of {name}", lambda place=place: _refused_place(
            program, place)
    yield "in place of a pipe", lambda: _pipe(program)
    yield "in place of a device", lambda: expect_refused(program.run(
        "snapshot", build(program.new_folder()), "-o", "/dev/null"),
        "/dev/null", "regular file")
    yield "over the source", lambda: _over_inputs(program)
    yield "without a place or a source", lambda: _bare(program)
    for number in _SIGNALS:
        yield f"{number.name} while a lock is waited for", (
            lambda number=number: _broken_off(program, number))
    yield "SIGTERM while it is written", lambda: _broken_off_late(program)
    for kilobytes in (0, 1, 20, 200):
        yield f"a disk that is full after {kilobytes} KB", (
            lambda kilobytes=kilobytes: _full(program, kilobytes))


def _mode(path):
    return oct(stat.S_IMODE(path.stat().st_mode))


def _private(program):
    path = take(program, build(program.new_folder()), umask=0)
    expect_equal("mode", _mode(path), oct(0o600))
    path.chmod(0o644)
    run = program.run("snapshot", build(program.new_folder()), "-o", path)
    expect_code(run, 0)
    expect_equal("mode of a replaced one", _mode(path), oct(0o600))


def _replaced(program):
    source = build(program.new_folder())
    path = take(program, source)
    with open(path, "rb") as reader:
        edit(source, "DELETE FROM images WHERE deleted = 1")
        expect_code(program.run("snapshot", source, "-o", path), 0)
        expect_equal("the old one", reader.read()[:15], b"SQLite format 3")
    expect_same_report(program, source, path)
    expect_equal("files", os.listdir(path.parent), [path.name])


def _summary(program):
    folder = program.new_folder()
    run = program.run("snapshot", build(folder), "-o", folder / "s")
    for words in ("10 images", "1 image_members", "sha256 ", "/s: "):
        if words not in run.text:
            raise Failed(f"it does not say {words!r}\n{run.text}")
    quiet = program.run("snapshot", folder / "glance.sqlite", "-o",
                        folder / "s", "-q")
    expect_equal("with -q", quiet.out + quiet.err, b"")


def _untouched(program):
    for journal in ("DELETE", "WAL"):
        folder = program.new_folder()
        path = build(folder)
        edit(path, f"PRAGMA journal_mode = {journal}")
        before = state(folder)
        take(program, path)
        expect_same_state(before, folder)


def _target(program, path, *more):
    return [target["name"] for target in program.scan_json(
        path, *more).report["targets"]]


def _called(program):
    snapshot = take(program, build(program.new_folder(), name="one.sqlite"),
                    name="another")
    expect_equal("target", _target(program, snapshot), ["one.sqlite"])


def _url(program):
    path = build(program.new_folder())
    expect_same_report(program, f"sqlite:///{path}", f"sqlite:///"
                       f"{take(program, f'sqlite:///{path}')}")


def _two(program):
    source = build(program.new_folder())
    one, other = take(program, source), take(program, source)
    names = _target(program, one, other)
    if len(set(names)) != 2:
        raise Failed(f"two targets are called {names}")


def _named(program, name):
    folder = program.new_folder()
    source = build(program.new_folder())
    run = program.run("snapshot", source, f"--output={name}", "--now", NOW,
                      cwd=folder)
    expect_code(run, 0)
    expect_equal("files", os.listdir(os.fsencode(folder)),
                 [os.fsencode(name)])
    expect_same_report(program, source, os.fsencode(folder) + b"/"
                       + os.fsencode(name))


def _refused_place(program, place):
    folder = program.new_folder()
    run = program.run("snapshot", build(program.new_folder()), "-o",
                      folder / place)
    expect_refused(run, "snapshot")
    expect_equal("files", os.listdir(folder), [])


def _pipe(program):
    pipe = program.new_folder() / "pipe"
    os.mkfifo(pipe)
    expect_refused(program.run("snapshot", build(program.new_folder()), "-o",
                               pipe), "regular file")


def _over_inputs(program):
    folder = program.new_folder()
    path = build(folder)
    policies = program.new_folder()
    (policies / "p.yaml").write_text('add_image: ""\n')
    (folder / "link").symlink_to(path)
    os.link(path, folder / "hard")
    before = state(folder), state(policies)
    for place in (path, folder / "link", folder / "hard",
                  folder / "glance.sqlite-wal", policies / "p.yaml"):
        for source in (path, f"sqlite:///{path}"):
            expect_refused(program.run("snapshot", source, "-o", place,
                                       "--policy", policies), "overwrite")
    expect_same_state(before[0], folder)
    expect_same_state(before[1], policies)


def _bare(program):
    path = build(program.new_folder())
    expect_refused(program.run("snapshot", path), "--output")
    expect_refused(program.run("snapshot", "-o", "x"), "SOURCE")
    expect_refused(program.run("snapshot", path, "-o", ""), "--output")
    expect_refused(program.run("snapshot", path, path, "-o", "x"), "SOURCE")


def _wait_for(condition, process):
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if condition():
            return
        if process.poll() is not None:
            raise Failed(f"it ended first, exit code {process.returncode}")
        time.sleep(0.001)
    raise Failed("it does not begin to write")


def _broken_off(program, number):
    folder = program.new_folder()
    place = folder / "s"
    place.write_bytes(b"yesterday's")
    path = build(program.new_folder())
    with writer.connected(path, "BEGIN EXCLUSIVE"):
        process = program.start("snapshot", path, "-o", place)
        _wait_for(lambda: len(os.listdir(folder)) == 2, process)
        process.send_signal(number)
        process.wait(timeout=20)
    if process.returncode not in (-number, 128 + number):
        raise Failed(f"exit code {process.returncode}")
    expect_equal("files", os.listdir(folder), ["s"])
    expect_equal("the older one", place.read_bytes(), b"yesterday's")


def _broken_off_late(program):
    folder = program.new_folder()
    path = build_many(program.new_folder(), 20_000, name="x" * 5000)

    def written():
        return any(entry.stat().st_size > 2 ** 20
                   for entry in os.scandir(folder))

    process = program.start("snapshot", path, "-o", folder / "s")
    _wait_for(written, process)
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=20)
    expect_equal("exit code", process.returncode, -signal.SIGTERM)
    expect_equal("files", os.listdir(folder), [])


def _full(program, kilobytes):
    """Files of this process cannot grow beyond: as on a full disk, a write
    fails."""
    folder = program.new_folder()
    path = build_many(program.new_folder(), 2000)

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024,) * 2)

    run = program.run("snapshot", path, "-o", folder / "s", preexec_fn=limit,
                      restore_signals=False)
    expect_refused(run, "snapshot cannot be written")
    expect_words(run, "make room")
    expect_equal("files", os.listdir(folder), [])
