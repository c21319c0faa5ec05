"""Wrong use: what is wrong, the nearest right word, and exit code 2."""

import os

from expect import (expect_code, expect_complete, expect_no_words,
                    expect_refused)
from glance_database import build, subjects
from suite import expect_equal

# Behind `scan DATABASE`: what is said of it.
_WRONG = [
    (["--polcy", "x"], ["'--polcy'", "did you mean '--policy'?"]),
    (["--reprot", "json"], ["'--reprot'", "did you mean '--report'?"]),
    (["--age-in-day", "3"], ["did you mean '--age-in-days'?"]),
    (["--verbos"], ["did you mean '--verbose'?"]),
    (["--xylophone"], ["'--xylophone'", "glance-audit scan --help"]),
    (["--json"], ["did you mean '--report json'?"]),
    (["--html=x"], ["did you mean '--report html'?"]),
    (["--age", "3"], ["did you mean '--age-in-days'?"]),
    (["--days", "3"], ["did you mean '--age-in-days'?"]),
    (["-z"], ["'-z'", "glance-audit scan --help"]),
    (["--now", "yesterday"], ["--now", "'yesterday'", "2026-01-02T03:04:05Z"]),
    (["--now", "2026-01-02"], ["--now", "zone"]),
    (["--now", "2026-01-02T03:04:05"], ["--now", "zone"]),
    (["--now", "2026-13-02T03:04:05Z"], ["--now"]),
    (["--now", "1767322800"], ["--now"]),
    (["--now", ""], ["--now"]),
    (["--now"], ["--now", "value"]),
    (["--now", "2026-01-02T03:04:05Z", "--now", "2026-01-02T03:04:05Z"],
     ["--now", "once"]),
    (["--fail-on", "hihg"], ["--fail-on", "did you mean 'high'?"]),
    (["--fail-on", "HIGH"], ["--fail-on", "did you mean 'high'?"]),
    (["--fail-on", "everything"], ["--fail-on", "critical, high, medium, low"]),
    (["--fail-on", ""], ["--fail-on"]),
    (["--fail-on"], ["--fail-on", "value"]),
    (["--color", "sometimes"], ["--color", "auto, always, never"]),
    (["--color", ""], ["--color"]),
    (["--jobs", "0"], ["--jobs", "'0'", "1", "256"]),
    (["--jobs", "-1"], ["--jobs", "'-1'", "1", "256"]),
    (["--jobs", "257"], ["--jobs", "'257'", "1", "256"]),
    (["--jobs", "many"], ["--jobs", "'many'", "number"]),
    (["--jobs", "99999999999999999999"], ["--jobs", "256"]),
    (["--jobs", ""], ["--jobs"]),
    (["--release", "Wallby"], ["--release", "'Wallby'",
                               "did you mean 'Wallaby'?"]),
    (["--release", "Zulu-Zulu"], ["--release", "Kilo", "Zed", "none"]),
    (["--release", ""], ["--release"]),
    (["--release", "2023.3"], ["hint: did you mean '2023.1'?\n"]),
    (["--only", "held-public"], ["did you mean '*/held-public'?"]),
    (["--only", "ossn-0075"], ["did you mean 'ossn-0075/*'?"]),
    (["--skip", "OSSN-0075/*"], ["did you mean 'ossn-0075/*'?"]),
    (["--only", "nothing-of-the-kind"], ["glance-audit rules list"]),
    (["--only", "ossn-0075/hled-public"], ["--only", "'ossn-0075/hled-public'",
                                           "did you mean"]),
    (["--only", "nope*"], ["--only", "'nope*'"]),
    (["--only", ""], ["--only"]),
    (["--skip", "nope*"], ["--skip", "'nope*'"]),
    (["--only", "*", "--only", "nope"], ["--only", "'nope'"]),
    (["--skip", "*"], ["no rule", "left"]),
    (["--only", "*/id-twins", "--skip", "*/id-twins"], ["no rule", "left"]),
    (["--enforce-new-defaults", "maybe"], ["--enforce-new-defaults", "true"]),
    (["--enforce-new-defaults", ""], ["--enforce-new-defaults"]),
    (["--enforce-scope", "1"], ["--enforce-scope", "true"]),
    (["--enforce-secure-rbac", "on"], ["--enforce-secure-rbac", "true"]),
    (["--allow-anonymous-access", "True"], ["--allow-anonymous-access",
                                            "true"]),
    (["--report", "pdf"], ["--report", "'pdf'", "table", "json"]),
    (["--report", "jsn=x"], ["--report", "'jsn'", "did you mean 'json'?"]),
    (["--report", "JSON"], ["--report", "did you mean 'json'?"]),
    (["--report", ""], ["--report"]),
    (["--report", "=x"], ["--report"]),
    (["--report", "json="], ["--report", "no file name", "json=FILE"]),
    (["--report"], ["--report", "value"]),
    (["--report", "json", "--report", "table"], ["standard output",
                                                 "table=FILE"]),
    (["--report", "json", "--report", "json"], ["standard output"]),
    (["--rules", ""], ["--rules"]),
    (["--quiet=maybe"], ["--quiet"]),
]
_NO_AGES = ["-1", "99999999999", "-99999999999", "1e3", "0x10", " 3", "3 ",
            "+3", "3.5", "30d", "thirty", "", "20455", "9" * 1000, "\u0663"]
_AGES = {"0": 4, "000": 4, "13": 4, "14": 3, "20454": 0}
# Whole command lines.
_COMMANDS = [
    (["scna", "x"], ["'scna'", "did you mean 'scan'?"]),
    (["rule", "list"], ["'rule'", "did you mean 'rules'?"]),
    (["xylophone"], ["'xylophone'", "glance-audit --help"]),
    ([""], ["glance-audit --help"]),
    (["--xylophone"], ["'--xylophone'", "glance-audit --help"]),
    (["scan"], ["SOURCE", "glance.sqlite", "--targets FILE"]),
    (["id"], ["UUID", "glance-audit id --help"]),
    (["id", "x"], ["SOURCE", "glance.sqlite", "--targets FILE"]),
    (["id", "x", "y", "--report", "html"], ["--report", "'html'",
                                            "table, json"]),
    (["rules"], ["list", "show", "validate", "glance-audit rules --help"]),
    (["rules", "lst"], ["'lst'", "did you mean 'list'?"]),
    (["rules", "xylophone"], ["'xylophone'", "glance-audit rules --help"]),
    (["rules", "show"], ["ID", "glance-audit rules show --help"]),
    (["rules", "validate"], ["PATH", "glance-audit rules validate --help"]),
    (["rules", "list", "extra"], ["'extra'", "glance-audit rules list --help"]),
    (["rules", "list", "--report", "xml"], ["--report", "'xml'",
                                            "table, json"]),
    (["rules", "show", "ossn-0075/held-publc"], [
        "'ossn-0075/held-publc'", "did you mean 'ossn-0075/held-public'?"]),
    (["rules", "show", ""], ["there is no rule ''"]),
    (["--config-file", "x", "scan"], ["options stand behind the command: glance-audit scan --config-file"]),
    (["-v"], ["options stand behind the command: glance-audit scan -v"]),
    (["snapshot", "a", "b", "-o", "c"], ["SOURCE: only one"]),
    (["policy", "effective", "--release", "none"], ["neither policy files nor"]),
    (["policy", "matrix", "--release", "none"], ["neither policy files nor"]),
    (["policy", "matrix", "--release", "Wallby"], ["--release", "did you mean 'Wallaby'?"]),
]


def tests(program):
    database = build(program.new_folder())
    for options, words in _WRONG:
        yield f"scan {options}", lambda options=options, words=words: (
            expect_refused(program.run("scan", database, *options), *words))
    for command, words in _COMMANDS:
        yield f"{command}", lambda command=command, words=words: (
            expect_refused(program.run(*command), *words))
    for spelling in ("--age-in-days", "--age_in_days"):
        for text in _NO_AGES:
            yield f"{spelling} {text[:20]!r}", (
                lambda spelling=spelling, text=text: expect_refused(
                    program.scan(database, spelling, text), "--age-in-days",
                    "whole number"))
        for text, found in _AGES.items():
            yield f"{spelling} {text}", (
                lambda spelling=spelling, text=text, found=found: _age(
                    program, database, [spelling, text], found))
    yield "an age behind an equals sign", lambda: _age(
        program, database, ["--age_in_days=14"], 3)
    yield "a short word is no guess", lambda: expect_no_words(
        program.run("-x"), "did you mean '-h'")
    yield "a command behind options that stand before it", lambda: (
        expect_refused(program.run("--quiet", "scan", database), "--quiet"))
    yield "what is not near is no guess", lambda: expect_no_words(
        program.run("scan", database, "--format", "x"), "did you mean")
    yield "no program's name twice", lambda: [expect_no_words(
        program.run(*words, promised=False), "error: glance-audit") for words in ([], ["rules"], ["policy"])]
    yield "1,000 sources", lambda: _many_sources(program, database)
    yield "an argument of 100 KB", lambda: expect_refused(
        program.run("scan", "--" + "x" * 100_000), "glance-audit scan --help")
    for name in _EQUIVALENTS:
        yield f"both spellings: {name}", lambda name=name: _both(
            program, database, name)


_EQUIVALENTS = {
    "--age-in-days": "300",
    "--enforce-new-defaults": "true",
    "--enforce-scope": "true",
    "--enforce-secure-rbac": "true",
    "--allow-anonymous-access": "true",
}


def _age(program, database, options, found):
    """How many of the images that everyone could use a purge of that age
    takes: one was deleted 13 days and some hours before."""
    run = program.scan_json(database, *options)
    expect_complete(run)
    purgeable = [subject for subject in subjects(run.report)
                 if subject[0].endswith("-purgeable")]
    expect_equal("purgeable images", len(purgeable), found)


def _both(program, database, name):
    outputs = {program.scan_json(database, spelling, _EQUIVALENTS[name]).out
               for spelling in (name, name.replace("-", "_").replace(
                   "__", "--", 1))}
    expect_equal("reports", len(outputs), 1)


def _many_sources(program, database):
    folder = program.new_folder()
    sources = [folder / f"{number}.sqlite" for number in range(1000)]
    for source in sources:
        os.symlink(database, source)
    run = program.scan_json(*sources, "--only", "*/id-twins")
    expect_code(run, 1)
    expect_equal("targets", len(run.report["targets"]), 1000)
    expect_equal("findings", len(run.report["findings"]), 2000)
