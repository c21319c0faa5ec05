"""Runs the Catch2 binary and says `N passed, N failed`, a test case being one.

usage: run_unit.py BINARY
"""
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml


def main():
    with tempfile.NamedTemporaryFile(suffix=".xml") as report:
        run = subprocess.run([sys.argv[1], "-r", "junit", "-o", report.name])
        try:
            cases = list(xml.parse(report.name).getroot().iter("testcase"))
        except xml.ParseError as error:  # the binary died before it could finish its report
            print(f"no report: {error}; exit code {run.returncode}")
            print("0 passed, 1 failed")
            return 1
    failed = [case for case in cases if case.find("failure") is not None or case.find("error") is not None]
    for case in failed:
        print("FAILED", case.get("name"))
        for problem in case:
            print(problem.text)
    if run.returncode != 0 and not failed:
        print(f"exit code {run.returncode} although no test failed")
        failed = ["exit code"]
    print(f"{len(cases) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


sys.exit(main())
