"""clang-tidy has nothing to say of scanner/ and reports/ (.clang-tidy).

    run_tidy.py BUILD

BUILD: a build with units of many files each (GLANCE_AUDIT_UNITY), configured. A unit is read at once, for most of the
time goes into the libraries' headers. Every .cpp must stand in a unit, and a made-up one must be complained of.
"""
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from checks import check, finish

ROOT = pathlib.Path(__file__).resolve().parents[2]
VERSION = 14        # Debian 12's; other versions have other checks
ROOMS = ("scanner", "reports")
INCLUDED = re.compile(r'^#include "(.+)"$', re.M)
# Clang does not know all of GCC's warnings; and its own are for the builds with it.
FLAGS = ["--quiet", "--extra-arg=-Wno-everything", f"--config-file={ROOT / '.clang-tidy'}"]
FAULTY = """#include <string>
#include <utility>
std::string Twice(std::string text) {
    std::string first = std::move(text);
    return first + text;
}
"""
FAULTS = {"bugprone-use-after-move", "readability-identifier-naming"}


def sources():
    return {path for folder in ROOMS for path in (ROOT / folder).rglob("*.cpp")}


def units_of(build, every):
    """Unit -> the files of `every` in it. A file that is compiled by itself is a unit."""
    units = {}
    for entry in json.loads((build / "compile_commands.json").read_text(encoding="utf-8")):
        path = pathlib.Path(entry["file"])
        if path.name.startswith("unity_") and path.relative_to(build).parts[0] in ROOMS:
            units[path] = {pathlib.Path(name) for name in INCLUDED.findall(path.read_text(encoding="utf-8"))}
        elif path in every:
            units[path] = {path}
    return units


def complaints(path, *arguments):
    """The lines of what it says, and what goes wrong else."""
    run = subprocess.run(["clang-tidy", *FLAGS, path, *arguments], capture_output=True, text=True, check=False)
    lines = run.stdout.splitlines()
    return lines if run.returncode == 0 or lines else [f"clang-tidy ended with {run.returncode}: {run.stderr}"]


def check_the_check():
    with tempfile.TemporaryDirectory() as folder:
        room = pathlib.Path(folder) / "scanner"
        room.mkdir()
        (room / "faulty.cpp").write_text(FAULTY, encoding="utf-8")
        unit = pathlib.Path(folder) / "unity_0_cxx.cxx"
        unit.write_text(f'#include "{room / "faulty.cpp"}"\n', encoding="utf-8")
        said = "\n".join(complaints(unit, "--", "-std=c++20", "-Wno-everything"))
    check("what is wrong is found", [f"not found: {fault}" for fault in sorted(FAULTS) if fault not in said])


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    every = sources()
    units = units_of(build, every)
    check("every file is looked at", [str(path) for path in sorted(every - set().union(*units.values()))])
    said = subprocess.run(["clang-tidy", "--version"], capture_output=True, text=True, check=True).stdout
    version = int(re.search(r"version (\d+)", said)[1])
    if version != VERSION:
        print(f"only the units are checked: clang-tidy is {version}, not {VERSION}")
    else:
        check_the_check()
        largest_first = sorted(units, key=lambda unit: -len(units[unit]))
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for unit, lines in zip(largest_first, pool.map(lambda unit: complaints(unit, "-p", build), largest_first)):
                check(unit.parent.parent.stem, lines)
    return finish()


sys.exit(main())
