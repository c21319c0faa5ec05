"""How long, how large and how much memory: a snapshot of many images."""

import subprocess
import sys

from glance_database import build, edit
from program import NOW
from suite import Failed

_IMAGES = 200_000
_MEMORY_MIB = 100


def tests(program):
    yield f"{_IMAGES} images", lambda: _measure(program)


def _measure(program):
    path = build(program.new_folder())
    edit(path, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
         f" WHERE i < {_IMAGES}) INSERT INTO images (id, name, status,"
         " visibility, owner, created_at, deleted_at, deleted, min_disk,"
         " min_ram, protected, checksum, os_hash_algo, os_hash_value) SELECT"
         " lower(hex(randomblob(4)) || '-1111-4111-8111-' || printf('%012x',"
         " i)), 'image-' || i, 'active', 'public', hex(randomblob(16)),"
         " '2024-01-01 00:00:00.000000', NULL, 0, 0, 0, 0,"
         " hex(randomblob(16)), 'sha512', hex(randomblob(64)) FROM n")
    snapshot = path.with_name("s")
    redacting, _ = _run(program, "snapshot", path, "-o", snapshot, "--redact")
    seconds, memory = _run(program, "snapshot", path, "-o", snapshot)
    scanning, _ = _run(program, "scan", snapshot, "--now", NOW, "--fail-on",
                       "never", "--report", "json=/dev/null")
    whole, _ = _run(program, "scan", path, "--now", NOW, "--fail-on", "never",
                    "--report", "json=/dev/null")
    print(f"figure: snapshot of {_IMAGES} images: {seconds:.2f} s, redacted"
          f" {redacting:.2f} s, {memory} MiB of memory,"
          f" {snapshot.stat().st_size >> 20} of {path.stat().st_size >> 20}"
          " MiB")
    print(f"figure: its scan, digest and all: {scanning:.2f} s, the source's"
          f" {whole:.2f} s")
    if memory > _MEMORY_MIB:
        raise Failed(f"{memory} MiB of memory")


# A process begins as large as the one that starts it: this one is small.
_STARTER = """\
import resource, subprocess, sys, time
start = time.monotonic()
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(code, time.monotonic() - start,
      resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10)
"""


def _run(program, *arguments):
    """Seconds, and the most memory in MiB."""
    said = subprocess.run([sys.executable, "-c", _STARTER, program.binary,
                           *arguments], capture_output=True, check=True,
                          text=True).stdout.split()
    if said[0] != "0":
        raise Failed(f"{arguments}: exit code {said[0]}")
    return float(said[1]), int(said[2])
