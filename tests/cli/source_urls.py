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


def _secret(program, url):
    run = program.scan(url)
    if run.code not in (2, 3):
        expect_code(run, 2)
    expect_no_words(run, _SECRET)
    expect_words(run, re.match("[a-z]+", url).group())
