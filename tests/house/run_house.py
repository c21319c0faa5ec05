"""The house keeps its order: who may include whom, where a library may appear, how large files, functions and folders
grow.

Each check also proves on a made-up line that it can fail.
"""
import collections
import pathlib
import re
import subprocess
import sys

import costs
import rooms
from checks import check, finish

ROOT = pathlib.Path(__file__).resolve().parents[2]
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.M)

# header -> the files that may include it
ONLY_IN = {
    "sqlite3.h": r"scanner/db/sqlite/connection\.hpp|scanner/sources/snapshot/writer\.hpp",
    "libpq-fe.h": r"scanner/db/postgres/\w+\.(hpp|cpp)",
    "pqxx/": r"scanner/db/postgres/\w+\.(hpp|cpp)",
    "mysql.h": r"scanner/db/mariadb/\w+\.(hpp|cpp)",
    "mysqld_error.h": r"scanner/db/mariadb/\w+\.cpp",
    "errmsg.h": r"scanner/db/mariadb/\w+\.cpp",
    "yaml.h": r"scanner/formats/yaml/\w+\.cpp",
    "re2/re2.h": r"scanner/engine/condition\.cpp|scanner/db/database_url\.cpp|scanner/formats/yaml/(scalar|timestamp)\.cpp",
    "CLI/CLI.hpp": r"scanner/app/(commands/)?\w+\.(hpp|cpp)",
    "nlohmann/json.hpp": r"scanner/formats/json_object\.cpp|scanner/formats/yaml/json\.cpp"
                         r"|scanner/engine/rule_schema\.cpp",
    "spdlog/": r"scanner/app/(commands/)?\w+\.cpp|scanner/audit/\w+\.cpp",
    "openssl/": r"scanner/base/digest\.cpp",
}
NOWHERE = {"regex": "std::regex overflows the stack on long texts: RE2 instead"}

LAYOUT_VERSION = 14
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
FOLDER_FILES = range(5, 26)


def names(included, header):
    return included == header or (header.endswith("/") and included.startswith(header))


def include_problems(path, text, used=None):
    """What is wrong with the includes of one file. `used` gets the grants that were needed."""
    problems = []
    room = rooms.room_of(path)
    for kind, included in INCLUDE.findall(text):
        if kind == '"':
            target = rooms.room_of(included)
            if target is None:
                problems.append(f'{path}: "{included}" is not named from the root')
            elif target != room and target not in rooms.may_include(room):
                problems.append(f"{path} must not include {included}")
            elif used is not None:
                used.add((room, target))
            continue
        if included in NOWHERE:
            problems.append(f"{path}: <{included}>: {NOWHERE[included]}")
        for header, allowed in ONLY_IN.items():
            if not names(included, header):
                continue
            if not re.fullmatch(allowed, path):
                problems.append(f"{path} must not include <{included}>")
            elif used is not None:
                used.add(header)
    return problems


def long_functions(path, text):
    """Functions are found by how clang-format lays them out: the brace that closes one stands as far in as its head."""
    problems = []
    begin = {}  # indentation -> line of a function's head
    for number, line in enumerate(text.splitlines(), 1):
        head = re.match(r"( *)\S.*[^,(]\{$", line)
        if head and not re.match(r" *(class|struct|enum|namespace|union|extern)\b", line):
            begin[len(head[1])] = number
        end = re.match(r"( *)\}[;,)]*$", line)
        if end and len(end[1]) in begin:
            start = begin.pop(len(end[1]))
            if number - start > MAX_FUNCTION_LINES and len(end[1]) <= 4:
                problems.append(f"{path}:{start}: a function of {number - start} lines")
    return problems


def sources():
    for folder in ("scanner", "reports"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".cpp", ".hpp"):
                yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def check_files(files):
    used = set()
    for path, text in files:
        check(f"includes of {path}", include_problems(path, text, used))
        check(f"header of {path}", [] if path.endswith(".cpp") or "#pragma once" in text else ["no #pragma once"])
        check(f"size of {path}", [] if text.count("\n") <= MAX_FILE_LINES else [f"more than {MAX_FILE_LINES} lines"])
        check(f"functions of {path}", long_functions(path, text))
    for grant in rooms.GRANTS:
        check(f"grant {grant} is used", [] if grant in used else ["nothing uses it: take it away"])
    for header in ONLY_IN:
        check(f"grant of {header} is used", [] if header in used else ["nothing uses it: take it away"])


def check_folders():
    files = (path for path in (ROOT / "scanner").rglob("*") if path.is_file())
    counts = collections.Counter(path.parent.relative_to(ROOT).as_posix() for path in files)
    for folder, count in sorted(counts.items()):
        if folder != "scanner":
            check(f"files in {folder}", [] if count in FOLDER_FILES else [f"{count}: a folder holds 5 to 25"])
    for folder in (ROOT / "scanner").iterdir():
        known = not folder.is_dir() or rooms.room_of(f"scanner/{folder.name}/x") is not None
        check(f"{folder.name} is a room", [] if known else ["tests/house/rooms.py does not know it"])


def check_layout():
    """The layout is that of clang-format 14, Debian 12's; other versions break some lines elsewhere."""
    said = subprocess.run(["clang-format", "--version"], capture_output=True, text=True, check=True).stdout
    version = int(re.search(r"version (\d+)", said)[1])
    if version != LAYOUT_VERSION:
        print(f"the layout is not checked: clang-format is {version}, not {LAYOUT_VERSION}")
        return
    files = [path for folder in ("scanner", "reports", "tests") for path in (ROOT / folder).rglob("*.[ch]pp")]
    check("there are files to lay out", [] if len(files) > 300 else [f"only {len(files)}"])
    run = subprocess.run(["clang-format", "--dry-run", *files], cwd=ROOT, capture_output=True, text=True, check=True)
    check("layout of clang-format", sorted({line.split(":")[0] for line in run.stderr.splitlines() if "warning:" in line}))


def check_top_level():
    wanted = {"CMakeLists.txt", "scanner", "rules", "reports", "samples", "tests", "README.md"}
    allowed = wanted | {"CMakePresets.json", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "docs", "cmake",
                        "packaging", "build", "report.html", "report.json"}
    found = {entry.name for entry in ROOT.iterdir() if not entry.name.startswith(".")}
    check("top level", [f"missing: {name}" for name in wanted - found] +
          [f"does not belong: {name}" for name in found - allowed])


def check_the_checks():
    def finds(what, problems):
        check(f"{what} is found", [] if problems else ["not found"])

    finds("an include across rooms", include_problems("scanner/facts/x.cpp", '#include "scanner/engine/rule.hpp"\n'))
    finds("an include upwards", include_problems("scanner/base/x.cpp", '#include "scanner/model/fact.hpp"\n'))
    finds("a database header outside its folder", include_problems("scanner/engine/x.cpp", "#include <sqlite3.h>\n"))
    finds("a forbidden header", include_problems("scanner/app/x.cpp", "#include <regex>\n"))
    body = "    work();\n" * (MAX_FUNCTION_LINES + 1)
    finds("a long function", long_functions("x.cpp", "void f() {\n" + body + "}\n"))
    finds("a long member function", long_functions("x.hpp", "class A {\n    void f() const {\n" + body + "    }\n};\n"))
    check("a long class is no long function",
          long_functions("x.hpp", "class A {\n" + "    int a;\n" * 70 + "};\n"))


def main():
    files = list(sources())
    check_files(files)
    check_folders()
    check_layout()
    check_top_level()
    check_the_checks()
    costs.check_costs(ROOT, check)
    return finish()


sys.exit(main())
