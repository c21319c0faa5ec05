#!/usr/bin/python3
"""How fast a mysqldump of a million images is audited on one core.

    run_speed.py BINARY [--images N] [--data]

The dump is mariadb-dump's own, of a real server; it is made once,
without the table's indexes, which takes a fraction of the time, and is kept in
build/bench; with --data that is all. The fastest of several runs counts: other
work on the machine only ever makes one slower. Where the machine has no core
to spare, seconds tell nothing of the program: then its processor time must
hold.
"""

import argparse
import multiprocessing
import os
import pathlib
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path += [str(HERE), str(HERE.parent / "bench"), str(HERE.parent / "servers"),
             str(HERE.parent / "conformance"), str(HERE.parent / "samples")]

# pylint: disable=wrong-import-position
from dumping import mariadb_dump                            # noqa: E402
from image_rows import COLUMNS, image_rows                  # noqa: E402
from glance_schemas import GlanceSchemas                    # noqa: E402
from mariadb_server import MariadbServer                    # noqa: E402
from server_process import exit_on_signals, server_folder   # noqa: E402

_KEPT = pathlib.Path.cwd() / "build" / "bench"
_RUNS = 7
_NOW = "2026-01-02T03:04:05Z"
_CORE_HAD = 0.9         # processor seconds a second
_LEAST_MB = 150         # a second
_MOST_MIB = 100         # of memory, without findings


def _make(images, path):
    exit_on_signals()
    with server_folder() as folder:
        server = MariadbServer(folder)
        try:
            GlanceSchemas(server).copy("wallaby_contract01", "glance")
            rows = folder / "rows"
            with open(rows, "w", encoding="ascii") as file:
                file.writelines(
                    "\t".join(r"\N" if value is None else str(value)
                              for value in row) + "\n"
                    for row in image_rows(images, fractions=False))
            keys = server.query(
                "SELECT DISTINCT index_name FROM information_schema.statistics"
                " WHERE table_schema = 'glance' AND table_name = 'images'"
                " AND index_name <> 'PRIMARY'")
            server.run("SET FOREIGN_KEY_CHECKS = 0, UNIQUE_CHECKS = 0",
                       *(f"DROP INDEX {name} ON images" for name, in keys),
                       f"LOAD DATA LOCAL INFILE '{rows}' INTO TABLE images"
                       f" ({', '.join(COLUMNS)})", database="glance")
            path.write_bytes(mariadb_dump(server, "glance"))
        finally:
            server.stop()


def _dump(images):
    """Made by a process of its own: a child's peak memory begins with that of
    the process it is forked from, and this one must stay small."""
    _KEPT.mkdir(parents=True, exist_ok=True)
    path = _KEPT / f"mysqldump-{images}.sql"
    if not path.exists():
        unfinished = path.with_suffix(".unfinished")
        maker = multiprocessing.get_context("spawn").Process(
            target=_make, args=(images, unfinished))
        maker.start()
        maker.join()
        if maker.exitcode != 0:
            raise RuntimeError("no dump could be made")
        unfinished.rename(path)
    return path


def _scan(binary, path, *more):
    """(seconds, processor seconds, peak memory in MiB) of a whole scan to
    JSON. More than one core would show as more processor time than time."""
    with tempfile.TemporaryDirectory() as folder:
        command = [binary, "scan", str(path), "--jobs", "1", "--report",
                   f"json={folder}/report.json", "--now", _NOW, "--fail-on",
                   "never", *more]
        begin = time.monotonic()
        child = os.fork()
        if child == 0:
            os.execv(binary, command)
        _, status, usage = os.wait4(child, 0)
        seconds = time.monotonic() - begin
    if os.waitstatus_to_exitcode(status) != 0:
        raise RuntimeError(f"ended with {os.waitstatus_to_exitcode(status)}")
    return (seconds, usage.ru_utime + usage.ru_stime,
            usage.ru_maxrss / 1024)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("binary")
    options.add_argument("--images", type=int, default=1_000_000)
    options.add_argument("--data", action="store_true")
    options = options.parse_args()
    path = _dump(options.images)
    if options.data:
        return
    megabytes = path.stat().st_size / 1e6
    seconds, processor, _ = min(_scan(options.binary, path)
                                for _ in range(_RUNS))
    had_core = processor / seconds >= _CORE_HAD
    seconds = max(seconds, processor) if had_core else processor
    memory = _scan(options.binary, path, "--only",
                   "ossn-0075/live-row-doomed")[2]
    fast = megabytes / seconds >= _LEAST_MB
    small = memory <= _MOST_MIB
    print(f"figure: a mysqldump of {options.images} images, one core, to JSON:"
          f" {megabytes / seconds:.0f} MB/s ({megabytes:.0f} MB in"
          f" {seconds:.3f} s, at least {_LEAST_MB} MB/s)"
          f"{'' if had_core else ', in processor time: no core to spare'}"
          f"{'' if fast else '  (FALLS SHORT)'}")
    print(f"figure: memory without findings: {memory:.0f} MiB"
          f"{'' if small else '  (FALLS SHORT)'}")
    passed = fast + small
    print(f"{passed} passed, {2 - passed} failed")
    sys.exit(0 if passed == 2 else 1)


if __name__ == "__main__":
    main()
