"""Standard output carries reports alone; everything else goes to standard
error, and closed streams harm nobody."""

import json
import os
import subprocess

from expect import expect_code
from glance_database import build, uuid, write_rule
from suite import Failed, expect_equal


_PRINTING = [
    ["scan", "glance.sqlite"], ["scan", "nowhere.sqlite"],
    ["scan", "glance.sqlite", "--report", "json"],
    ["scan", "glance.sqlite", "--report", "html=/dev/stdout"],
    ["id", "x", "glance.sqlite"], ["id", "x", "glance.sqlite", "--report", "json"],
    ["snapshot", "glance.sqlite", "-o", "taken"],
    ["rules", "list"], ["rules", "list", "--report", "json"], ["rules", "schema"],
    ["rules", "show", "ossn-0075/held-public"], ["rules", "validate", "rule.yaml"],
    ["policy", "check", "policy.yaml", "--release", "Zed"],
    ["policy", "matrix", "policy.yaml"], ["policy", "effective", "policy.yaml"],
    ["policy", "explain", "add_image", "--as", "member"],
    ["--help"], ["scan", "--help"], ["--version"],
]


def tests(program):
    database = build(program.new_folder())
    for options in ([], ["-q"], ["--quiet"], ["--no-progress"]):
        yield f"a scan with {options}: no word on standard error", (
            lambda options=options: expect_equal(
                "standard error", program.scan(database, *options).err, b""))
    yield "a failed scan is told on standard error alone", lambda: _failed(
        program, [])
    yield "-q still tells of errors", lambda: _failed(program, ["-q"])
    for flag in ("-v", "--verbose"):
        yield f"{flag} says what is being done, on standard error", (
            lambda flag=flag: _verbose(program, database, flag))
    yield "a report in a file leaves standard output empty", lambda: (
        expect_equal("standard output", program.scan(
            database, "--report", f"json={program.new_folder() / 'r'}").out,
            b""))
    for command in (["scan", database, "--report", "json"],
                    ["id", uuid(1), database, "--report", "json"],
                    ["rules", "list", "--report", "json"],
                    ["rules", "show", "ossn-0075/id-twins", "--report",
                     "json"]):
        yield f"{command[0]} {command[1]}: JSON and nothing else", (
            lambda command=command: json.loads(program.run(*command).text))
    for closed in ([0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]):
        yield f"streams {closed} are closed", lambda closed=closed: _closed(
            program, closed)
    for command in _PRINTING:
        yield f"standard output is closed: {' '.join(command)}", (
            lambda command=command: _nowhere(program, command))
    yield "standard input is not read", lambda: _input(program, database)
    yield "the current folder does not matter", lambda: _folder(program)
    for locale in ("C", "C.UTF-8", "POSIX", "no_SUCH.locale", ""):
        yield f"locale {locale!r}", lambda locale=locale: _locale(
            program, database, locale)


def _failed(program, options):
    run = program.scan_json("/nonexistent.sqlite", *options)
    expect_code(run, 3)
    expect_equal("complete", run.report["audit"]["complete"], False)
    expect_equal("lines on standard error", run.errors.count("\n"), 1)


def _verbose(program, database, flag):
    """It names the database, and the report is the same as without."""
    run = program.scan_json(database, flag, promised=False)
    expect_equal("report", run.out, program.scan_json(database).out)
    if database.name not in run.errors:
        raise Failed(f"it does not say what is being done\n{run}")


def _closed(program, closed):
    """A file that is opened must not take the place of a stream: messages
    would be written into it."""
    folder = program.new_folder()
    database = build(folder)
    before = database.read_bytes()
    report = folder / "report.json"
    closing = " ".join(f"{stream}>&-" for stream in closed)
    done = subprocess.run(
        ["/bin/bash", "-c", f'"$@" {closing}', "bash", program.binary, "scan",
         database, "/nonexistent.sqlite", "--report", f"json={report}"],
        capture_output=True, timeout=60, check=False)
    expect_equal("exit code", done.returncode, 3)
    report_read = json.loads(report.read_text(encoding="utf-8"))
    expect_equal("targets", len(report_read["targets"]), 2)
    expect_equal("database", database.read_bytes(), before)
    expect_equal("standard output", done.stdout, b"")


def _nowhere(program, command):
    """`>&-`, and open for reading alone: nobody gets the report, so nothing is
    a success."""
    folder = program.new_folder()
    build(folder)
    write_rule(folder)
    (folder / "policy.yaml").write_text("{}\n", encoding="utf-8")
    for closing in (">&-", "1< /dev/null"):
        done = subprocess.run(
            ["/bin/bash", "-c", f'"$@" {closing}', "bash", program.binary,
             *command], capture_output=True, timeout=60, check=False,
            cwd=folder)
        expect_equal("exit code", done.returncode, 2)
        if b"standard output" not in done.stderr:
            raise Failed(f"it does not say so: {done.stderr}")


def _input(program, database):
    read_end, write_end = os.pipe()     # nobody ever writes to it
    try:
        expect_code(program.scan(database, stdin=read_end, timeout=20), 1)
    finally:
        os.close(read_end)
        os.close(write_end)


def _folder(program):
    """A folder that was removed meanwhile, with absolute paths."""
    database = build(program.new_folder())
    rule = write_rule(program.new_folder())
    folder = program.new_folder()
    done = subprocess.run(
        ["/bin/bash", "-c", 'cd "$0" && rmdir "$0" && "$@"', folder,
         program.binary, "scan", database, "--rules", rule, "--report",
         "json"], capture_output=True, timeout=60, check=False)
    expect_equal("exit code", (done.returncode, done.stderr), (1, b""))
    json.loads(done.stdout)


def _locale(program, database, locale):
    run = program.scan(database, env=program.environment(
        LC_ALL=locale, LANG=locale))
    expect_equal("report", run.out, program.scan(database).out)
