"""SOURCE as a URL: SQLAlchemy's spelling, and no password in any message."""

import re

from expect import (expect_code, expect_no_words, expect_refused, expect_words)
from glance_database import build
from suite import expect_equal

_SECRET = "s3cr3t"
# A kind of source that this build does not know, or a URL that is wrong.
_WITH_PASSWORD = [
    "postgresql://glance:{}@127.0.0.1:1/glance",
    "postgresql+psycopg2://glance:{}@127.0.0.1:1/glance?sslmode=disable",
    "mysql+pymysql://glance:{}@127.0.0.1:1/glance?charset=utf8",
    "mariadb://glance:{}@127.0.0.1:1/glance",
    "postgres://glance:{}@127.0.0.1:1/glance",
    "sqlite://glance:{}@127.0.0.1/glance",
    "nosuch://glance:{}@127.0.0.1/glance",
]
# A URL, a lost colon, and a lost scheme.
_FORMS = ["postgresql://glance:{}@127.0.0.1:1/glance",
          "mysql+pymysql//glance:{}@127.0.0.1:1/glance",
          "glance:{}@127.0.0.1:1/glance"]
_ID = "6f1f0b5e-9c1c-4b0e-8a51-0d8f4f1d2a11"
_WRONG_PLACES = [
    ("{}",), ("scan", "{}"), ("scan", "x", "--config-file", "{}"),
    ("scan", "x", "--policy", "{}"), ("scan", "x", "--jobs", "{}"),
    ("scan", "x", "--report", "{}"), ("scan", "x", "--now", "{}"),
    ("scan", "x", "--release", "{}"), ("scan", "x", "--only", "{}"),
    ("scan", "x", "--skip", "{}"), ("scan", "x", "--fail-on", "{}"),
    ("scan", "x", "--cron", "{}"), ("scan", "x", "--rules", "{}"),
    ("scan", "x", "--timeout", "{}"), ("scan", "x", "--age-in-days", "{}"),
    ("scan", "x", "--color", "{}"), ("scan", "--targets", "{}"),
    ("id", "{}", "x"), ("id", "{}", _ID), ("snapshot", "x", "-o", "{}"),
    ("policy", "check", "{}"), ("policy", "explain", "{}", "--as", "member"),
    ("policy", "matrix", "--release", "{}"), ("policy", "test", "{}"),
    ("rules", "show", "{}"), ("rules", "validate", "{}"),
]
# Of a file of targets, where none of these belongs.
_SECRET_LINES = [
    "password: {}", "db_password: '{}'", "\"secret\": {}", "token: {}",
    "passwd: {}", "sourc: mysql://glance:{}@h/glance",
    "name: [mysql://glance:{}@h/glance]",
]
_NO_PATH = ["sqlite://", "sqlite:///", "sqlite://glance.sqlite",
            "sqlite:///?mode=ro"]


def tests(program):
    yield "an absolute SQLite URL", lambda: _reads(
        program, lambda path: f"sqlite:///{path}")
    yield "a SQLite URL with a driver and parameters", lambda: _reads(
        program, lambda path: f"sqlite+pysqlite:///{path}?timeout=9")
    yield "a relative SQLite URL", lambda: _reads(
        program, lambda path: f"sqlite:///{path.name}")
    for url in _WITH_PASSWORD:
        yield f"the password stays secret: {url}", lambda url=url: _secret(
            program, url.format(_SECRET))
    for form in _FORMS:
        for place in _WRONG_PLACES:
            yield (f"the password stays secret: {form} in {' '.join(place)}",
                   lambda form=form, place=place: _misplaced(
                       program, form.format(_SECRET), place))
    for line in _SECRET_LINES:
        yield f"the password stays secret: a line {line}", (
            lambda line=line: _line(program, line.format(_SECRET)))
    for url in _NO_PATH:
        yield f"{url} has no path", lambda url=url: expect_refused(
            program.scan(url), url, "sqlite:////absolute/path")
    for url, near in {"sqlit:///x": "sqlite", "Sqlite:///x": "sqlite"}.items():
        yield f"{url}: the kind nearest to it", lambda url=url, near=near: (
            expect_refused(program.scan(url), url.split(":")[0],
                           f"did you mean '{near}'?"))


def _reads(program, url_of):
    path = build(program.new_folder())
    run = program.scan_json(url_of(path), cwd=path.parent)
    expect_code(run, 1)
    expect_equal("target", run.report["targets"][0]["name"], path.name)


def _misplaced(program, url, place):
    folder = program.new_folder()
    run = program.run(*(part.format(url) for part in place), cwd=folder)
    if run.code != 3:
        expect_code(run, 2)
    expect_no_words(run, _SECRET)


def _line(program, line):
    folder = program.new_folder()
    (folder / "targets.yaml").write_text(
        f"targets:\n- source: x.sqlite\n  {line}\n", encoding="utf-8")
    run = program.scan("--targets", "targets.yaml", cwd=folder)
    expect_refused(run, "targets.yaml:3")
    expect_no_words(run, _SECRET)


def _secret(program, url):
    run = program.scan(url)
    if run.code not in (2, 3):
        expect_code(run, 2)
    expect_no_words(run, _SECRET)
    expect_words(run, re.match("[a-z]+", url).group())
