"""Several SOURCEs: each is reported; one that fails makes the whole audit
incomplete and takes nothing from the others."""

from expect import expect_code, expect_refused, expect_words
from glance_database import SMALL_COUNTS, build, subjects
from suite import expect_equal


def tests(program):
    yield "two good ones", lambda: _two(program)
    yield "the same file name in two folders", lambda: _same_name(program)
    for place in (0, 1, 2):
        yield f"number {place + 1} of three fails", lambda place=place: _fails(
            program, place)
    yield "each finding of the table names its target", lambda: (
        _named_in_table(program))
    yield "a server that cannot be reached keeps its engine", lambda: (
        _engine_unopened(program))
    yield "one is named twice", lambda: _twice(program)
    yield "all fail", lambda: _all_fail(program)
    yield "a kind of source that nobody knows comes first", lambda: (
        _unknown_kind(program))


def _two(program):
    folder = program.new_folder()
    first = build(folder, name="first.sqlite")
    second = build(folder, name="second.sqlite")
    run = program.scan_json(first, second)
    expect_code(run, 1)
    expect_equal("targets", [target["name"] for target in
                             run.report["targets"]],
                 ["first.sqlite", "second.sqlite"])
    expect_equal("findings of the first", _found(run, "first.sqlite"),
                 _found(run, "second.sqlite"))
    expect_equal("fingerprints", len({finding["fingerprint"] for finding in
                                      run.report["findings"]}),
                 len(run.report["findings"]))


def _named_in_table(program):
    folder = program.new_folder()
    sources = [build(folder, name=name) for name in ("a.sqlite", "b.sqlite")]
    text = program.run("scan", *sources).text
    for name in ("a.sqlite", "b.sqlite"):
        expect_equal(f"a finding of {name}", f"  • {name}: " in text, True)
    alone = program.run("scan", sources[0]).text
    expect_equal("one target needs no name", "  • a.sqlite: " in alone, False)


def _engine_unopened(program):
    for url, engine in (("postgresql://u@127.0.0.1:1/glance", "postgresql"),
                        ("mysql+pymysql://u@127.0.0.1:1/glance", "mariadb")):
        run = program.scan_json(url)
        expect_code(run, 3)
        expect_equal("engine", run.report["targets"][0]["engine"], engine)


def _found(run, target):
    return subjects({"findings": [
        finding for finding in run.report["findings"]
        if finding["target"] == target]})


def _same_name(program):
    """Findings of two clouds can be told apart."""
    run = program.scan_json(build(program.new_folder()),
                            build(program.new_folder()))
    expect_code(run, 1)
    expect_equal("fingerprints", len({finding["fingerprint"] for finding in
                                      run.report["findings"]}),
                 len(run.report["findings"]))


def _fails(program, place):
    folder = program.new_folder()
    sources = [build(folder, name=f"{number}.sqlite") for number in range(3)]
    sources[place].write_bytes(b"no database")
    run = program.scan_json(*sources)
    expect_code(run, 3)
    expect_words(run, sources[place])
    for number, target in enumerate(run.report["targets"]):
        expect_equal(f"name of {number}", target["name"], f"{number}.sqlite")
        complete = all(entry["complete"] for entry in target["coverage"])
        expect_equal(f"{number} is complete", complete, number != place)
        if number != place:
            expect_equal(f"images of {number}", target["images"], SMALL_COUNTS)
    expect_equal("targets with findings on images", {
        finding["target"] for finding in run.report["findings"]
        if finding["subject"]["kind"] == "image"},
        {f"{number}.sqlite" for number in range(3) if number != place})


def _twice(program):
    """Its findings would be counted twice."""
    path = build(program.new_folder())
    expect_refused(program.scan(path, path), path, "twice")


def _all_fail(program):
    run = program.scan_json("/nonexistent/a", "/nonexistent/b")
    expect_code(run, 3)
    expect_words(run, "/nonexistent/a", "/nonexistent/b")
    expect_equal("targets", len(run.report["targets"]), 2)


def _unknown_kind(program):
    """Wrong use is told before anything is read or written."""
    report = program.new_folder() / "report.json"
    run = program.scan("nosuch://host/db", build(program.new_folder()),
                       "--report", f"json={report}")
    expect_code(run, 2)
    expect_equal("a report", report.exists(), False)
