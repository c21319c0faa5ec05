"""Every report format, byte for byte, on the sample cloud.

usage: run_golden.py BINARY [--update]      --update writes the golden files anew: read the difference before committing
"""
import argparse
import difflib
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FORMATS = {path.suffix[1:].replace("txt", "table"): path for path in sorted(HERE.glob("cloud.*"))}  # name: golden file
NOW = "2026-01-02T03:04:05Z"


def normalised(text):
    """Without what belongs to the machine: the version of SQLite."""
    text = re.sub(r'("server_version": ?")[0-9.]+(")', r"\1X.Y.Z\2", text)
    return text.replace(sqlite3.sqlite_version, "X.Y.Z")


def formats_of(binary):
    """The formats that --help names."""
    text = subprocess.run([binary, "scan", "--help"], capture_output=True, text=True, check=True).stdout
    return set(re.search(r"A report: ([a-z, \n]+)\.", text)[1].replace(",", " ").split())


def reports(binary, folder):
    """The reports of one run, by format."""
    cloud = folder / "cloud.sqlite"
    subprocess.run(["sqlite3", cloud], input=(ROOT / "samples" / "cloud.sql").read_bytes(), check=True)
    wanted = [argument for name in FORMATS for argument in ("--report", f"{name}={folder / name}")]
    run = subprocess.run([binary, "scan", cloud, "--policy", "samples/policy.yaml", "--now", NOW, "--fail-on", "never",
                          *wanted], cwd=ROOT, capture_output=True, text=True)
    if run.returncode != 0:
        raise RuntimeError(f"exit code {run.returncode}: {run.stderr}")
    return {name: normalised((folder / name).read_text(encoding="utf-8")) for name in FORMATS}


def main():
    options = argparse.ArgumentParser()
    options.add_argument("binary")
    options.add_argument("--update", action="store_true")
    options = options.parse_args()
    passed = failed = 0
    known = formats_of(options.binary)
    if known != set(FORMATS):
        failed += 1
        print(f"FAILED the formats are {sorted(known)}, the golden files are of {sorted(FORMATS)}")
    else:
        passed += 1
    with tempfile.TemporaryDirectory() as folder:
        made = reports(pathlib.Path(options.binary).resolve(), pathlib.Path(folder))
    for name, text in made.items():
        golden = FORMATS[name]
        if options.update:
            golden.write_text(text, encoding="utf-8")
        expected = golden.read_text(encoding="utf-8")
        if text == expected:
            passed += 1
            continue
        failed += 1
        print(f"FAILED {golden.relative_to(ROOT)}")
        lines = difflib.unified_diff(expected.splitlines(), text.splitlines(), "expected", "got", lineterm="", n=1)
        for line in list(lines)[:30]:
            print("   ", line[:300])
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
