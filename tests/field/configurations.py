"""Configurations: the values in effect as the real oslo.config reads them, what is found, and no secret anywhere."""

import shutil
import threading

import config_reference
import glance_database
from expect import expect_refused
from material import cases, expect_all_used, expect_report
from suite import Failed, expect_equal, expect_same_items

_EVERY = "field/option"
_RULE = """\
id: field/option
title: Every option
subject: config
severity: info
match: {option: {exists: true}}
message: "{option}"
why: It is a test.
remedy: None is needed.
show: [value, place]
"""
_SECRET = "hush-"       # begins every password in the material
_OSLO = threading.Lock()    # it has one configuration for the whole process


def tests(program):
    yield "all material is used", lambda: expect_all_used("configurations", 30)
    for name, folder, case in cases("configurations"):
        yield name, lambda folder=folder, case=case: _check(program, folder / case["path"], case)


def _check(program, material, case):
    folder = _copied(program, material)
    words = case.get("arguments", ["--config-file", "glance-api.conf"])
    environment = {"HOME": str(folder / "home"), **case.get("environment", {})}
    run = program.scan_json(*words, "--config-file", "database.conf", "--rules", "rule.yaml", "--release",
                            case["release"], "--fail-on", "never", cwd=folder, env=program.environment(**environment),
                            promised=False)
    if _SECRET.encode() in run.out + run.err:
        raise Failed(f"a secret is shown: {run}")
    if "refused" in case:
        return expect_refused(run, *case["refused"])
    _expect_warnings(run, case.get("warns", []))
    findings = [finding for finding in expect_report(run, 0)["findings"] if finding["subject"]["kind"] == "config"]
    values = {finding["subject"]["id"]: finding["facts"]["value"] for finding in findings
              if finding["rule"] == _EVERY}
    expect_same_items("findings", [_told(finding) for finding in findings if finding["rule"] != _EVERY],
                      [_wanted(finding) for finding in case.get("finds", [])])
    for option, value in case.get("values", {}).items():
        expect_equal(option, values[option], value)
    return _expect_as_oslo_config(folder, words, environment, case["release"], values)


def _copied(program, material):
    """The material in a folder of its own, with a database to scan, and nothing of the host's beside it."""
    folder = program.new_folder() / "etc"
    shutil.copytree(material, folder)
    (folder / "policy.d").mkdir(exist_ok=True)
    database = glance_database.build(program.new_folder(), {"images": [glance_database.live(1, os_hash_value="ab")]})
    (folder / "database.conf").write_text(f"[database]\nconnection = sqlite:///{database}\n", encoding="utf-8")
    (folder / "rule.yaml").write_text(_RULE, encoding="utf-8")
    return folder


def _expect_warnings(run, wanted):
    """What is named and not there is said; and where the release named is not the database's own."""
    warnings = [line for line in run.errors.splitlines() if "the release named is" not in line]
    expect_equal("warnings", len(warnings), len(wanted))
    for words, line in zip(wanted, warnings, strict=True):
        if not line.startswith("glance-audit: warning: ") or words not in line:
            raise Failed(f"{line!r} does not say {words!r}")


def _told(finding):
    location = finding["location"]
    place = location and f"{location['file'].removeprefix('./')}:{location['line']}"
    return finding["severity"], finding["rule"], finding["subject"]["id"], place


def _wanted(finding):
    *rest, line = finding
    return (*rest, f"glance-api.conf:{line}" if isinstance(line, int) else line)


def _expect_as_oslo_config(folder, words, environment, release, values):
    """Option by option; of another release than the one that is installed, of those that a file sets."""
    inputs = [(str(folder / path), word == "--config-dir") for word, path in
              zip(words[::2], words[1::2], strict=True)] + [(str(folder / "database.conf"), False)]
    names = [name for name in values if config_reference.is_registered(name)]
    with _OSLO:
        real = config_reference.answer({"inputs": inputs, "environment": environment, "find": []}, names)
        bare = config_reference.answer({"inputs": inputs[-1:], "environment": {}, "find": []}, names)
    for name in names:
        wanted, default = real["options"][name], bare["options"][name]
        if values[name] == "(hidden)" or (release != config_reference.release() and wanted == default):
            continue
        expect_equal(f"{name}, as oslo.config has it", values[name], None if wanted["value"] is None
                     else str(wanted["value"]))
