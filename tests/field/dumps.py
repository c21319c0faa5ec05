"""Dumps: every row is read, or it is said what is missing."""

from material import cases, expect_all_used, expect_report
from suite import Failed, expect_equal, expect_same_items

_FOUND = [("ossn-0075/held-public-purgeable", "high", 1), ("ossn-0075/held-shared-purgeable", "medium", 4)]
_IMAGES = {"total": 4, "live": 1, "held": 3, "pinned": 0, "freed": 0}


def tests(program):
    yield "all material is used", lambda: expect_all_used("dumps", 20)
    for name, folder, case in cases("dumps"):
        yield name, lambda folder=folder, case=case: _check(program, folder / case["path"], case)


def _check(program, path, case):
    run = program.scan_json(path, "--only", "ossn-0075/*", "--skip", "ossn-0075/*-open*")
    if "error" in case:
        return _expect_incomplete(run, case)
    report = expect_report(run, 1)
    target = report["targets"][0]
    expect_equal("images", target["images"], _IMAGES)
    expect_equal("server_version", target["server_version"], case["version"])
    expect_equal("release", target["release"], case.get("release", "2024.1 or later"))
    images = [(finding["rule"], finding["severity"], int(finding["subject"]["id"].split("-")[-1], 16))
              for finding in report["findings"] if finding["subject"]["kind"] == "image"]
    expect_same_items("findings", images, _FOUND)
    return None


def _expect_incomplete(run, case):
    target = expect_report(run, 3, complete=False)["targets"][0]
    errors = [entry["error"] for entry in target["coverage"] if not entry["complete"]]
    if not errors or not all(case["error"] in error for error in errors):
        raise Failed(f"not {case['error']!r}, but {errors}")
    expect_equal("images that were read", target["images"]["total"], case["found"])
