"""The same input and the same --now: the same bytes, however many threads
read and in whatever order the rows are stored."""

import random

from expect import expect_code
from glance_database import build, build_many, edit, held, live, uuid
from suite import expect_equal

_IMAGES = 3000      # more than a batch of the scanner's holds
_FORMATS = ["table", "json", "html"]


def tests(program):
    many = build_many(program.new_folder(), _IMAGES)
    small = build(program.new_folder())
    for name, database in (("3,000 images", many), ("a small cloud", small)):
        for form in _FORMATS:
            yield f"{name}: {form} in three runs", (
                lambda database=database, form=form: _same(
                    [_run(program, database, form) for _ in range(3)]))
            yield f"{name}: {form} with 1, 2, 3, 4 and 64 threads", (
                lambda database=database, form=form: _same(
                    [_run(program, database, form, "--jobs", jobs)
                     for jobs in ("1", "2", "3", "4", "64")]))
        yield f"{name}: id with everything", lambda database=database: _same(
            [program.run("id", uuid(3), database, "--report", "json", "--now",
                         "2026-01-02T03:04:05Z").out for _ in range(3)])
    yield "the order of the rows does not matter", lambda: _shuffled(program)
    yield "only --now is taken from the clock", lambda: _clock(program, small)
    yield "a file and standard output get the same", lambda: _places(
        program, many)


def _run(program, database, form, *options):
    run = program.scan(database, "--report", form, *options)
    expect_code(run, 1)
    return run.out


def _same(outputs):
    expect_equal("different reports", len(set(outputs)), 1)
    expect_equal("an empty report", min(map(len, outputs)) == 0, False)


def _shuffled(program):
    images = [held(n) if n % 2 else live(n, id=uuid(n).upper())
              for n in range(1, 400)]
    reports = []
    for seed in range(3):
        random.Random(seed).shuffle(images)
        path = build(program.new_folder(), {
            "images": images, "tags": [{"image_id": image["id"]}
                                       for image in images]})
        edit(path, "DELETE FROM images WHERE id IN (?, ?)", uuid(1), uuid(3))
        reports.append(_run(program, path, "json", "--jobs", "4"))
    _same(reports)


def _clock(program, database):
    """Without --now, nothing but times differs."""
    reports = []
    for _ in range(2):
        run = program.run("scan", database, "--report", "json")
        now = run.report["audit"]["now"]
        reports.append(run.text.replace(now, "NOW"))
    expect_equal("reports", reports[0], reports[1])


def _places(program, database):
    path = program.new_folder() / "report.json"
    program.scan(database, "--report", f"json={path}")
    expect_equal("bytes", path.read_bytes(), _run(program, database, "json"))
