"""The suites: what each of them runs, and which build it needs.

A suite prints `N passed, N failed` as its last line and exits with 0 only if none failed. How many cases it makes up
with --quick, usually, and with --long stands in the suite (samples/amounts.py).
"""

import dataclasses

_AUDIT = "{tests}/glance-audit"
_TESTS = "{tests}/tests"


@dataclasses.dataclass(frozen=True)
class Build:
    """`target` of the tree build/`folder`; `configure`: CMake's options, of the first build in a folder alone.
    `alone`: no suite runs beside it, for all wait for it."""
    name: str
    folder: str
    target: str
    configure: tuple = ()
    alone: bool = False


@dataclasses.dataclass(frozen=True)
class Suite:
    """`command`: a script under tests/ with its arguments; {tests} and {sanitized} are folders of builds.
    `needs`: the build that must be there. `quick`: it is part of --quick. `alone`: it measures time, so that nothing
    may run beside it. `data`: the command with --data alone makes what it reads, which may take its time."""
    name: str
    command: str
    needs: str | None = "program"
    quick: bool = False
    alone: bool = False
    data: bool = False


_RELEASE = ("-DCMAKE_BUILD_TYPE=Release", "-DGLANCE_AUDIT_DEVELOPER=ON")
_SANITIZED = ("--fresh", "-DCMAKE_BUILD_TYPE=RelWithDebInfo", "-DCMAKE_CXX_FLAGS_RELWITHDEBINFO=-O1 -g1",
              "-DCMAKE_CXX_COMPILER=clang++", "-DGLANCE_AUDIT_SANITIZE=ON", "-DGLANCE_AUDIT_FUZZ=ON")

# One after the other. The suites begin with the first.
BUILDS = [
    Build("program", "tests", "glance-audit", _RELEASE, alone=True),
    Build("tests", "tests", "all"),
    Build("sanitized", "sanitized", "all", _SANITIZED),
]

# Sanitizers find what they find in the readers of what strangers, disks and operators wrote. What the program says of
# itself, waits for or draws on a terminal is the same for every input, and the suite `cli` has it.
_READERS = ("damaged_files bad_sources source_urls hostile_values hostile_ids hostile_names odd_schemas wal bad_policies"
            " rule_errors policy_commands schedules")

# In the order in which they start, as soon as their build is there.
SUITES = [
    Suite("house", "house/run_house.py", needs=None, quick=True),
    Suite("runner", "house/run_runner.py", needs=None, quick=True),
    Suite("schemas", "samples/compare_schemas.py", needs=None),
    Suite("tidy", "house/run_tidy.py {tests}"),
    Suite("cli-sanitized", f"cli/run_cli.py {{sanitized}}/glance-audit {_READERS}", needs="sanitized"),
    Suite("fuzz", "fuzz/run_fuzz.py {sanitized}", needs="sanitized"),
    Suite("unit-sanitized", "unit/run_unit.py {sanitized}/tests/unit_tests", needs="sanitized"),
    Suite("unit", f"unit/run_unit.py {_TESTS}/unit_tests", needs="tests", quick=True),
    Suite("samples", f"samples/run_samples.py {_AUDIT}", quick=True),
    Suite("golden", f"golden/run_golden.py {_AUDIT}", quick=True),
    Suite("snapshot", f"snapshot/run_snapshot.py {_AUDIT}"),
    Suite("cli", f"cli/run_cli.py {_AUDIT}"),
    Suite("adversary-files", f"adversary/run_adversary.py {_AUDIT} dump_mutations sqlite_damage sqlite_logs"
          " sqlite_schemas unreadable_paths"),
    Suite("adversary-servers", f"adversary/run_adversary.py {_AUDIT} lying_mysql lying_postgres mutating_proxy"),
    Suite("pairs", f"pairs/run_pairs.py {_AUDIT}"),
    Suite("conformance-databases", f"servers/run_conformance.py {_AUDIT}", quick=True),
    Suite("conformance-policy", f"conformance/policy_language.py {_AUDIT}", quick=True),
    Suite("conformance-images", f"conformance/glance_images.py {_AUDIT}", quick=True),
    Suite("conformance-effective", f"conformance/policy_effective.py {_AUDIT}", quick=True),
    Suite("dumps", f"dumps/run_dumps.py {_AUDIT}"),
    Suite("field", f"field/run_field.py {_AUDIT}"),
    Suite("faults", f"servers/run_faults.py {_AUDIT}"),
    Suite("browser", f"browser/html_report.py {_AUDIT}"),
    Suite("conformance-regions", f"conformance/glance_regions.py {_AUDIT}", quick=True),
    Suite("conformance-purge", f"conformance/glance_purge.py {_AUDIT}", quick=True),
    Suite("conformance-restore", f"conformance/glance_restore.py {_AUDIT}", quick=True),
    Suite("conformance-matrix", f"conformance/policy_matrix.py {_AUDIT}", quick=True),
    Suite("conformance-agreement", f"conformance/policy_agreement.py {_TESTS}/agreement_probe {_AUDIT}", needs="tests"),
    Suite("conformance-schedules", f"conformance/schedule_purges.py {_AUDIT}", quick=True),
    Suite("conformance-config", f"conformance/config_conformance.py {_TESTS}/config_probe {_AUDIT}", needs="tests",
          quick=True),
    Suite("conformance-urls", f"conformance/url_conformance.py {_TESTS}/url_probe", needs="tests", quick=True),
    Suite("dumps-speed", f"dumps/run_speed.py {_AUDIT}", alone=True, data=True),
    Suite("bench", f"bench/run_bench.py {_AUDIT}", alone=True, data=True),
    Suite("bench-policy", f"bench/run_policy_bench.py {_TESTS}/policy_bench {_AUDIT}", needs="tests", alone=True),
    Suite("bench-servers", f"bench/run_server_bench.py {_AUDIT}", alone=True),
]
