"""Faults that were met, each with others of its kind: cases/*.yaml says what is run and what must come of it."""

import sqlite3

import yaml

import glance_database
import glance_sample
from material import HERE
from suite import Failed, expect_equal

_SIBLINGS = 5
_IMAGES = [glance_database.held(1), glance_database.held(2, deleted_at=glance_database.LATELY),
           glance_database.live(3, visibility="public"), glance_database.held(4, visibility="private")]
_OLD = [{key: value for key, value in image.items() if key != "visibility"} | {"is_public": number != 4}
        for number, image in enumerate(_IMAGES, 1)]


def tests(program):
    folder = program.new_folder()
    databases = {"DATABASE": glance_database.build(folder, {"images": _IMAGES}),
                 "OLD": glance_database.build(folder, {"images": _OLD, "schema": "mitaka02"}, "old.sqlite")}
    for path in sorted((HERE / "cases").glob("*.yaml")):
        for kind, cases in glance_sample.load(path).items():
            yield f"{kind}: the number of cases", lambda cases=cases: _expect_siblings(cases)
            for case in cases:
                yield f"{kind}: {case['case']}", lambda case=case: _check(program, databases, case)


def _expect_siblings(cases):
    if len(cases) < 1 + _SIBLINGS:
        raise Failed(f"{len(cases)} cases: fewer than {_SIBLINGS} beside the one that was met")


def _check(program, databases, case):
    folder = _written(program, case, databases)
    arguments = [databases.get(word, word) for word in case["run"]]
    if "finds" in case:
        arguments += ["--report", "json"]
    if case["run"][0] in ("scan", "id"):
        arguments += ["--now", "2026-01-02T03:04:05Z"]
    environment = {"TERM": case.get("terminal", "xterm"), "COLUMNS": str(case.get("columns", 80))}
    run = program.run(*arguments, cwd=folder, env=program.environment(**environment), promised=False)
    if run.code != case["exit"]:
        raise Failed(f"wanted exit code {case['exit']}: {run}\n{run.text[:2000]}")
    said = f"{run.text}\n{run.errors}"
    for word in case.get("says", []):
        if word not in said:
            raise Failed(f"it does not say {word!r}: {said[:3000]}")
    for word in case.get("says_not", []):
        if word in said:
            raise Failed(f"it must not say {word!r}: {said[:3000]}")
    if "finds" in case:
        _expect_findings(run.report["findings"], case)


def _written(program, case, databases):
    folder = program.new_folder()
    for name, text in case.get("files", {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text.replace("DATABASE", str(databases["DATABASE"])), encoding="utf-8")
    for name, script in case.get("sqlite", {}).items():
        connection = sqlite3.connect(folder / name)
        connection.executescript(script)
        connection.close()
    if "cases" in case:
        (folder / "cases.yaml").write_text(yaml.safe_dump(case["cases"]), encoding="utf-8")
    return folder


def _expect_findings(findings, case):
    """Those that are wanted, each once, and no other; of some rules alone where the case names them."""
    left = [finding for finding in findings if finding["rule"] in case.get("rules", [finding["rule"]])]
    told = [(finding["severity"], finding["rule"], finding["message"]) for finding in left]
    for severity, rule, *words in case["finds"]:
        match = next((one for one in told if one[:2] == (severity, rule) and all(word in one[2] for word in words)), None)
        if match is None:
            raise Failed(f"no {severity} {rule} that says {words} among {told}")
        told.remove(match)
    expect_equal("findings beside those", told, [])
