#!/usr/bin/python3
"""Fuzzes the readers of policies, configurations and rule files.

    run_fuzz.py BUILD_DIR [--seconds N] [--seed N]

BUILD_DIR is a build with GLANCE_AUDIT_FUZZ. Every file of the corpus must
pass; then each fuzzer runs for N seconds (20) from a copy of its corpus, as
many at once as there are cores. What it finds is printed whole, so that it can
become a file of the corpus and a unit test.
"""

import argparse
import base64
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path += [str(HERE.parent / "samples"), str(HERE.parent / "conformance")]

from amounts import amount                  # noqa: E402
from suite import Failed, Suite             # noqa: E402

TARGETS = ["policy", "config", "rules"]
SEED = 75
# Far below what a healthy run does on a busy machine, far above one that hangs.
FEWEST_RUNS_A_SECOND = 5
# An input that takes longer, also on a busy machine, hangs.
LIMITS = ["-timeout=30", "-report_slow_units=30", "-rss_limit_mb=2048", "-max_len=8192"]
ENVIRONMENT = {**os.environ, "ASAN_OPTIONS": "detect_stack_use_after_return=1",
               "UBSAN_OPTIONS": "print_stacktrace=1"}
# A run is to end by itself; beyond this, on top of its seconds, it has hung.
PATIENCE = 120


class Fuzzer:
    def __init__(self, build, name, folder):
        self.binary = build / "tests" / "fuzz" / f"fuzz_{name}"
        self.name = name
        self.folder = folder
        folder.mkdir()

    def call(self, arguments, patience):
        """Exit code and output of the fuzzer; -1 where it does not end."""
        command = [self.binary, *LIMITS, f"-artifact_prefix={self.folder}/found-", *arguments]
        try:
            ended = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=ENVIRONMENT,
                                   timeout=patience, check=False)
        except subprocess.TimeoutExpired as error:
            return -1, (error.stdout or b"").decode(errors="replace")
        return ended.returncode, ended.stdout.decode(errors="replace")

    def found(self):
        return sorted(self.folder.glob("found-*"))

    def refuse_findings(self, code, output):
        if code == 0 and not self.found():
            return
        raise Failed(f"exit code {code}\n" + "\n".join(map(described, self.found())) + f"\n{report_in(output)}")

    def replay(self, paths):
        """Inputs one after the other, up to the first that breaks something; returns libFuzzer's output."""
        return self.call(paths, PATIENCE)

    def expect_replayed(self, path, replay):
        code, output = replay
        if f"Executed {path}" not in output:
            self.refuse_findings(code, output)
            raise Failed(f"the input was not executed:\n{output}")

    def fuzz(self, seconds, seed, corpus):
        """Looks for inputs that break something; returns libFuzzer's output."""
        copy = self.folder / "corpus"
        copy.mkdir()
        for path in corpus:
            shutil.copy(path, copy)
        arguments = [f"-max_total_time={seconds}", f"-seed={seed}", "-print_final_stats=1", "-reload=0", copy]
        dictionary = HERE / f"{self.name}.dict"
        if dictionary.exists():
            arguments.insert(0, f"-dict={dictionary}")
        return self.call(arguments, seconds + PATIENCE)


def described(path):
    """A finding's bytes, readable and to be copied."""
    content = path.read_bytes()
    return f"{path.name}, {len(content)} bytes: {content!r}\nbase64: {base64.b64encode(content).decode()}"


def report_in(output):
    """The part of libFuzzer's output that says what happened: from the first complaint on, or the end."""
    lines = output.splitlines()
    complaint = re.compile(r"broken invariant|ERROR:|runtime error|terminate called|ALARM|what\(\)")
    start = next((i for i, line in enumerate(lines) if complaint.search(line)), max(0, len(lines) - 30))
    return "\n".join(lines[start:start + 60])


def corpus_of(name):
    return sorted((HERE / "corpus" / name).iterdir())


def expect_runs(output, seconds):
    """The number of inputs a run executed; fails where it executed hardly any."""
    executed = re.search(r"stat::number_of_executed_units: (\d+)", output)
    runs = int(executed.group(1)) if executed else 0
    if runs < FEWEST_RUNS_A_SECOND * seconds:
        raise Failed(f"{runs} inputs in {seconds} s")
    return runs


def print_figure(name, seconds, output):
    runs = expect_runs(output, seconds)
    coverage = re.findall(r"cov: (\d+) ft: (\d+) corp: (\d+)", output)[-1]
    print("figure: fuzz_{}: {} inputs in {} s, {:.0f} a second; {} edges, {} features, {} inputs kept".format(
        name, runs, seconds, runs / seconds, *coverage))


def expect_planted_bug(build, folder):
    """A fuzzer with a bug must find it, and this program must see that."""
    fuzzer = Fuzzer(build, "planted", folder)
    code, output = fuzzer.fuzz(PATIENCE, SEED, [])
    try:
        fuzzer.refuse_findings(code, output)
    except Failed as finding:
        for wanted in ("heap-buffer-overflow", "b'BUG", "planted.cpp:"):
            if wanted not in str(finding):
                raise Failed(f"the report does not say {wanted}:\n{finding}") from None
        return
    raise Failed(f"the planted bug was not found:\n{output}")


def expect_slow_run_fails():
    try:
        expect_runs("stat::number_of_executed_units: 4\n", 1)
    except Failed:
        return
    raise Failed("a run of 4 inputs a second counts as one")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--seconds", type=int, default=amount(10, 20, 60))
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    print(f"seed {given.seed}")
    suite = Suite()
    cores = len(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(cores) as workers:
        folder = pathlib.Path(folder)
        suite.run("a run that executed nothing is a failure", expect_slow_run_fails)
        suite.run("a planted bug is found", lambda: expect_planted_bug(given.build, folder / "planted"))
        fuzzers = {name: Fuzzer(given.build, name, folder / name) for name in TARGETS}
        replays = {name: workers.submit(fuzzers[name].replay, corpus_of(name)) for name in TARGETS}
        for name, replay in replays.items():
            for path in corpus_of(name):
                suite.run(f"{name}: {path.name}", lambda: fuzzers[name].expect_replayed(path, replay.result()))
            suite.run(f"{name}: nothing is found in the corpus", lambda: fuzzers[name].refuse_findings(*replay.result()))
        runs = [(name, workers.submit(fuzzers[name].fuzz, given.seconds, given.seed, corpus_of(name)))
                for name in TARGETS]
        for name, run in runs:
            ended = suite.run(f"{name}: the fuzzer ends", run.result)
            if ended is None:
                continue
            code, output = ended
            suite.run(f"{name}: nothing is found", lambda: fuzzers[name].refuse_findings(code, output))
            suite.run(f"{name}: inputs are executed", lambda: print_figure(name, given.seconds, output))
    return suite.report()


if __name__ == "__main__":
    sys.exit(main())
