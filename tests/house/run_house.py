"""The house keeps its order: who may include whom, where a library may appear, how large files grow.

Each check also proves on a made-up line that it can fail.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.M)

# room -> rooms it may include, beside itself
MAY_INCLUDE = {
    "scanner/model": set(),
    "scanner/text": {"scanner/model"},
    "scanner/policy": {"scanner/model", "scanner/text"},
    "scanner/facts": {"scanner/model"},
    "scanner/sources": {"scanner/model", "scanner/text", "scanner/facts"},
    "scanner/engine": {"scanner/model", "scanner/text", "scanner/facts"},
    "reports": {"scanner/model"},
    "scanner/app": {"scanner/model", "scanner/text", "scanner/policy", "scanner/facts", "scanner/sources",
                    "scanner/engine", "reports"},
}

# header -> the files that may include it
ONLY_IN = {
    "sqlite3.h": r"scanner/sources/sqlite_\w+\.(hpp|cpp)",
    "pqxx/": r"scanner/sources/postgres_\w+\.(hpp|cpp)",
    "mysql.h": r"scanner/sources/mariadb_\w+\.cpp",
    "mysqld_error.h": r"scanner/sources/mariadb_\w+\.cpp",
    "errmsg.h": r"scanner/sources/mariadb_\w+\.cpp",
    "yaml.h": r"scanner/text/yaml_\w+\.cpp",
    "re2/re2.h": r"scanner/engine/condition\.cpp",
    "CLI/CLI.hpp": r"scanner/app/\w+\.(hpp|cpp)",
    "nlohmann/json.hpp": r"reports/\w+\.cpp|scanner/app/\w+_command\.cpp|scanner/policy/json_\w+\.cpp|scanner/text/json\.cpp",
    "spdlog/": r"scanner/app/\w+\.(hpp|cpp)",
    "openssl/": r"scanner/engine/fingerprint\.cpp|scanner/sources/sha256\.cpp|reports/html\w*\.cpp|reports/html/\w+\.cpp",
    "regex": r"(?!)",  # std::regex overflows the stack on long texts: RE2 instead
}

MAX_FILE_LINES = 400

# file -> why it may be longer
LONGER = {"scanner/policy/python_expression.cpp": "one grammar, a short function a production"}

passed = failed = 0


def check(name, problems):
    global passed, failed
    if problems:
        failed += 1
        print("FAILED", name)
        for problem in problems:
            print("   ", problem)
    else:
        passed += 1


def room_of(path):
    return next((room for room in MAY_INCLUDE if path == room or path.startswith(room + "/")), None)


def include_problems(path, text):
    """What is wrong with the includes of one file."""
    problems = []
    room = room_of(path)
    for kind, included in INCLUDE.findall(text):
        target = room_of(included)
        if kind == '"' and target is None:
            problems.append(f'{path}: "{included}" is not named from the root')
        elif kind == '"' and target != room and target not in MAY_INCLUDE[room]:
            problems.append(f"{path} must not include {included}")
        for header, allowed in ONLY_IN.items():
            named = included == header or (header.endswith("/") and included.startswith(header))
            if kind == "<" and named and not re.fullmatch(allowed, path):
                problems.append(f"{path} must not include <{included}>")
    return problems


def sources():
    for folder in ("scanner", "reports"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".cpp", ".hpp"):
                yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def main():
    files = list(sources())
    for path, text in files:
        check(f"includes of {path}", include_problems(path, text))
        check(f"header of {path}", [] if path.endswith(".cpp") or "#pragma once" in text else ["no #pragma once"])
        generated = re.match(r"// Made by \S+ from ", text) is not None
        check(f"size of {path}", [] if generated or path in LONGER or text.count("\n") <= MAX_FILE_LINES else [f"more than {MAX_FILE_LINES} lines"])

    check("an include across rooms is found",
          [] if include_problems("scanner/facts/x.cpp", '#include "scanner/engine/rule.hpp"\n') else ["not found"])
    check("a database header outside its file is found",
          [] if include_problems("scanner/engine/x.cpp", "#include <sqlite3.h>\n") else ["not found"])

    wanted = {"CMakeLists.txt", "scanner", "rules", "reports", "samples", "tests", "README.md"}
    allowed = wanted | {"CMakePresets.json", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "docs", "cmake", "packaging",
                        "build", "report.html", "report.json"}
    names = {entry.name for entry in ROOT.iterdir() if not entry.name.startswith(".")}
    check("top level", [f"missing: {name}" for name in wanted - names] + [f"does not belong: {name}" for name in names - allowed])
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
