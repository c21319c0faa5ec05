"""What adding costs: a dummy of everything is added to a copy of the tree, and what it touches is counted.

That it works is asked of the compiler; in a long run (TESTS_AMOUNT=long) the copy is built, and the dummies are used.
"""
import concurrent.futures
import os
import subprocess
import tempfile

import dummies

# As README.md's table calls it: (how it is added, how many files it may touch; a folder of its own counts as one).
COSTS = {
    "a rule": (dummies.a_rule, 2),
    "a fact": (dummies.a_fact, 3),
    "a release": (dummies.a_release, 2),
    "a report format": (dummies.a_report_format, 3),
    "a database": (dummies.a_database, 2),
}

# Files that must compile with the dummies, and what must hold where they are compiled as one.
PROOFS = {
    "a fact": (["scanner/model/fact.cpp", "scanner/facts/derive.cpp"],
               'glance_audit::kFacts[static_cast<std::size_t>(glance_audit::Fact::dummy)].name == "dummy"'),
    "a fact's test": (["tests/unit/test_facts.cpp"], "true"),
    "a release": (["scanner/model/release.cpp"], f'glance_audit::kNewestRelease.name == "{dummies.RELEASE}"'),
    "a report format": (["reports/writers.cpp", "reports/dummy_writer.cpp"],
                        "glance_audit::reports::kFormats.back().write == &glance_audit::reports::write_dummy"),
    "a database": (["scanner/sources/open_source.cpp", "scanner/db/dummy/connection.cpp", "scanner/engine/cures.cpp"],
                   "glance_audit::sources::kSchemes.back().engine == glance_audit::Engine::dummy"),
}


def check_costs(root, check):
    """`check` is told of each thing what is wrong with it."""
    readme = (root / "README.md").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="glance-audit-costs-") as folder:
        tree = dummies.Tree(root, folder)
        for what, (add, most) in COSTS.items():
            check(f"README.md says what {what} costs", [] if f"| {what} |" in readme else ["its table has no such row"])
            check(f"cost of {what}", _too_much(tree, add, most))
        dear = _too_much(tree, lambda tree: [tree.write(f"docs/dummy{number}", "") for number in range(2)], 1)
        check("what costs too much is found", [] if dear else ["not found"])
        with concurrent.futures.ThreadPoolExecutor(2) as threads:
            for what, problems in zip(PROOFS, threads.map(lambda what: _compile(tree.folder, what), PROOFS)):
                check(f"{what} compiles", problems)
        if os.environ.get("TESTS_AMOUNT") == "long":
            _use(tree.folder, check)


def _too_much(tree, add, most):
    tree.touched.clear()
    try:
        add(tree)
    except ValueError as error:
        return [str(error)]
    touched = sorted({"scanner/db/dummy" if "db/dummy/" in name else name for name in tree.touched})
    return [] if len(touched) <= most else [f"{len(touched)} instead of {most}: {', '.join(touched)}"]


def _compile(folder, what):
    files, holds = PROOFS[what]
    includes = "".join(f'#include "{name}"\n' for name in files)
    done = subprocess.run([os.environ.get("CXX", "c++"), "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Werror",
                           "-I", folder, "-x", "c++", "-"], input=f"{includes}static_assert({holds});\n",
                          capture_output=True, text=True, check=False)
    return done.stderr.splitlines()[:10] if done.returncode else []


def _use(folder, check):
    build = folder / "build"
    for command in (["cmake", "-S", folder, "-B", build, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=None",
                     "-DCMAKE_CXX_FLAGS=-O0", "-DGLANCE_AUDIT_DEVELOPER=ON", "-DGLANCE_AUDIT_TESTS=OFF"],
                    ["cmake", "--build", build]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            check("the dummies are built", (done.stdout + done.stderr).splitlines()[-20:])
            return
    check("the dummies are built", [])

    def says(what, wanted, *arguments):
        run = subprocess.run([build / "glance-audit", *arguments], cwd=folder, capture_output=True, text=True,
                             check=False)
        check(f"{what} is used", [] if wanted in run.stdout + run.stderr else [f"no {wanted!r} in {run.stdout[-300:]!r}"
                                                                               f" and {run.stderr[-300:]!r}"])

    says("a rule", "ossn-0075/dummy", "rules", "list")
    says("a fact", '"description": "a dummy"', "rules", "schema")
    says("a release", dummies.RELEASE, "scan", "--help")
    says("a release's default", "domain", "policy", "explain", "add_image", "--as", "system-admin", "--release",
         dummies.RELEASE)
    says("a report format", "dummy", "scan", "--help")
    says("a report format's writer", "a dummy\n", "policy", "check", "samples/policy.yaml", "--report", "dummy")
    says("a database", "the dummy is asleep", "scan", "dummy://host/asleep")
    sample = subprocess.run(["/usr/bin/python3", "tests/samples/run_samples.py", build / "glance-audit",
                             "ossn-0075/dummy"], cwd=folder, capture_output=True, text=True, check=False)
    check("a rule's sample passes", sample.stdout.splitlines()[-20:] if sample.returncode else [])
