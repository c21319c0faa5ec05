"""How fast servers are audited, and in how much memory, against a bare read of the same rows in the same run.

usage: run_server_bench.py BINARY [--images N]

The bare reads are C: a libpq loop over COPY, and an unbuffered fetch of MariaDB's own library. Pairs of runs, and the
median of their ratios: see pairs.py. The server works on the same machine as the reader, over plain TCP on loopback.
That the program needs no more of the processor than the server does must hold also where the two have not two cores.
"""
import argparse
import contextlib
import os
import pathlib
import re
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "servers"), str(ROOT / "tests" / "conformance")]
import pairs  # noqa: E402
from amounts import amount  # noqa: E402
from figures import check, check_ratio, finish  # noqa: E402
from audit_program import NOW, PASSWORD, AuditProgram, url  # noqa: E402
from glance_schemas import GlanceSchemas  # noqa: E402
from mariadb_server import MariadbServer  # noqa: E402
from postgres_server import PostgresServer  # noqa: E402
from server_process import exit_on_signals, server_folder  # noqa: E402

RATIO_LIMIT = {"postgresql": 1.35, "mariadb": 1.4}  # of the bare read's seconds; 1.0 and 1.1 are the aims
PROOF_LIMIT = 0.1       # of the scan's seconds, for the statements that count what was to be read
PROCESSOR_LIMIT = 1.15  # of the server's processor seconds
TWO_CORES_HAD = 1.2     # processor seconds a second, of the server and the scan together
MEMORY_LIMIT_MIB = 100
DATABASE = "glance"
BUILD = ROOT / "build" / "bench"

# A settled Wallaby cloud: a third of the images deleted over 400 days, owners and visibilities mixed. h and g are
# digests of the row's number n, in place of random numbers.
COLUMNS = {
    "id": "concat(substr(h, 1, 8), '-', substr(h, 9, 4), '-4', substr(h, 14, 3), '-8', substr(h, 18, 3), '-',"
          " substr(h, 21))",
    "name": "concat('image-', n)", "size": "n * 7919", "status": "CASE WHEN n % 3 = 0 THEN 'deleted' ELSE 'active' END",
    "created_at": "{day0} - INTERVAL {days700}", "updated_at": "{day0} - INTERVAL {days401}",
    "deleted_at": "CASE WHEN n % 3 = 0 THEN {day0} - {ago} END", "deleted": "{truth}", "disk_format": "'qcow2'",
    "container_format": "'bare'", "checksum": "g", "owner": "md5(concat(n % 50000))", "min_disk": "0", "min_ram": "0",
    "protected": "{false}", "visibility": "{visibility}", "os_hidden": "{false}", "os_hash_algo": "'sha512'",
    "os_hash_value": "concat(h, g, h, g)"}
VISIBILITY = ("CASE WHEN n % 100 < 60 THEN 'private' WHEN n % 100 < 85 THEN 'shared' WHEN n % 100 < 95 THEN 'public'"
              " ELSE 'community' END")
DIALECTS = {
    "postgresql": ({"day0": "timestamp '2026-01-02 03:04:05'", "days700": "'700 days'", "days401": "'401 days'",
                    "ago": "make_interval(secs => n * 7919 % 34560000)", "truth": "n % 3 = 0",
                    "false": "false", "visibility": f"({VISIBILITY})::image_visibility"},
                   "SELECT n, md5(n::text) AS h, md5('g' || n::text) AS g"
                   " FROM generate_series(1::bigint, {images}) AS n"),
    "mariadb": ({"day0": "timestamp '2026-01-02 03:04:05'", "days700": "700 DAY", "days401": "401 DAY",
                 "ago": "INTERVAL n * 7919 % 34560000 SECOND", "truth": "n % 3 = 0", "false": "0",
                 "visibility": VISIBILITY},
                "SELECT seq AS n, md5(seq) AS h, md5(concat('g', seq)) AS g FROM seq_1_to_{images}"),
}


def fill(server, images):
    """Makes the rows inside the server: sent from here they would take minutes."""
    words, numbers = DIALECTS[server.engine]
    values = ", ".join(value.format(**words) for value in COLUMNS.values())
    insert = (f"INSERT INTO images ({', '.join(COLUMNS)}) SELECT {values}"
              f" FROM ({numbers.format(images=images)}) AS numbers ORDER BY h")
    without_indexes(server, insert)
    assert server.query("SELECT count(*) FROM images", DATABASE)[0][0] == images
    if server.engine == "postgresql":
        server.run("VACUUM ANALYZE images", "CHECKPOINT", database=DATABASE)
    else:
        server.query("ANALYZE TABLE images", DATABASE)


def without_indexes(server, insert):
    """Indexes are quicker built afterwards, and only those that a planner could take for a scan: on `deleted`."""
    if server.engine == "postgresql":
        indexes = server.query("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'images' AND indexname <>"
                               " 'images_pkey'", DATABASE)
        server.run(*(f"DROP INDEX {name}" for name, _ in indexes), insert,
                   *(made for _, made in indexes if "deleted" in made), database=DATABASE)
        return
    keys = server.query("SELECT index_name, group_concat(column_name ORDER BY seq_in_index) FROM"
                        f" information_schema.statistics WHERE table_schema = '{DATABASE}' AND table_name = 'images'"
                        " AND index_name <> 'PRIMARY' GROUP BY index_name")
    server.run("ALTER TABLE images " + ", ".join(f"DROP KEY {name}" for name, _ in keys), insert,
               "ALTER TABLE images " + ", ".join(f"ADD KEY {name} ({columns})" for name, columns in keys if "deleted" in columns),
               database=DATABASE)


def build(program, package):
    """Compiles a bare read; returns a function that runs it and returns the seconds it took."""
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", package], check=True, capture_output=True, text=True)
    BUILD.mkdir(parents=True, exist_ok=True)
    source = ROOT / "tests" / "bench" / f"{program}.c"
    subprocess.run(["cc", "-O2", "-o", BUILD / program, source, *flags.stdout.split()], check=True)
    return lambda *arguments: float(subprocess.run([BUILD / program, *map(str, arguments)], check=True,
                                                   capture_output=True, text=True).stdout.split()[0])


class Reader:
    """A server, its bare read, and its audit."""

    def __init__(self, server, program, folder):
        self.server, self.program, self.folder = server, program, folder
        if server.engine == "postgresql":
            read = build("bare_copy", "libpq")
            self.bare = lambda: read(f"host=127.0.0.1 port={server.port} user=reader password='{PASSWORD}'"
                                     f" dbname={DATABASE} sslmode=disable")
            self.source = url(server, DATABASE, sslmode="disable")
        else:
            read = build("bare_fetch", "libmariadb")
            self.bare = lambda: read("127.0.0.1", server.port, "reader", PASSWORD, DATABASE)
            self.source = url(server, DATABASE)

    def server_processor(self):
        """Processor seconds of the server so far, with those of sessions that have ended."""
        time.sleep(0.1)     # until an ended session has been noticed
        fields = pathlib.Path(f"/proc/{self.server.process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2]
        return sum(map(int, fields.split()[11:15])) / os.sysconf("SC_CLK_TCK")

    def scan(self, *more):
        """Seconds, processor seconds, those of the server, peak memory in MiB, the report's MiB."""
        report = self.folder / "report.json"
        before = self.server_processor()
        done = subprocess.run([sys.executable, "-ISE", ROOT / "tests" / "bench" / "measured.py", self.program.binary,
                               "scan", self.source, "--report", f"json={report}", "--now", NOW, "--fail-on", "never", *more],
                              check=True, capture_output=True, text=True, env=self.program.environment())
        code, seconds, processor, peak_kib = done.stdout.split()
        if code != "0":
            raise RuntimeError(f"the scan ended with {code}: {done.stderr[-2000:]}")
        served = self.server_processor() - before
        return float(seconds), float(processor), served, int(peak_kib) / 1024, report.stat().st_size / 2**20


def proof(reader):
    """The statements of a scan that prove that it is complete, as the server heard them, and the seconds it takes for
    them: for each the median of several."""
    with reader.server.statements() as said:
        reader.scan()
    proofs = [re.sub(r"^COPY \((.*)\) TO STDOUT$", r"\1", statement) for statement in said
              if "count(*)" in statement or "FOUND_ROWS()" in statement]
    connection = reader.server.connect(DATABASE)
    with contextlib.closing(connection), connection.cursor() as cursor:
        return proofs, sum(statistics.median(seconds_of(cursor, statement) for _ in range(5)) for statement in proofs)


def seconds_of(cursor, statement):
    begin = time.monotonic()
    cursor.execute(statement)
    cursor.fetchall()
    return time.monotonic() - begin


def measure(reader, images):
    scans = []

    def one_scan():
        scans.append(reader.scan())
        seconds, processor, served, _, _ = scans[-1]
        return pairs.Run(seconds, processor + served, TWO_CORES_HAD)

    engine = reader.server.engine
    found = pairs.measure(reader.bare, one_scan, 11, RATIO_LIMIT[engine])
    memory, size = (max(run[part] for run in scans) for part in (3, 4))
    name = f"{images} images, {engine} to JSON, against a bare read of 7 columns"
    check_ratio(name, found, RATIO_LIMIT[engine], size)
    least, server = (min(run[part] for run in scans) for part in (1, 2))
    check(f"processor time beside the server's own, {engine}", least <= PROCESSOR_LIMIT * server,
          f"{least / server:.2f} times ({least:.3f} s / {server:.2f} s)")
    statements, seconds = proof(reader)
    of_scan = statistics.median(run[0] for run in scans)
    check(f"the proof that a scan is complete, {engine}", statements and seconds <= PROOF_LIMIT * of_scan,
          f"{seconds / of_scan:.3f} of a scan ({seconds:.3f} s / {of_scan:.3f} s; {len(statements)} statements)")
    own = reader.scan("--only", "ossn-0075/live-row-doomed")[3]
    check(f"memory without findings, {engine}", own <= MEMORY_LIMIT_MIB, f"{own:.0f} MiB")
    check(f"memory with its findings in it, {engine}", memory - own <= MEMORY_LIMIT_MIB + size, f"{memory:.0f} MiB")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("binary")
    options.add_argument("--images", type=int, default=amount(200_000, 500_000, 1_000_000))
    options = options.parse_args()
    exit_on_signals()
    with server_folder(needed_mib=6144) as folder:
        program = AuditProgram(options.binary, folder)
        for kind in (PostgresServer, MariadbServer):
            with contextlib.ExitStack() as running:
                server = kind(folder, memory_mib=1536)
                running.callback(server.stop)
                server.create_reader("reader", PASSWORD)
                GlanceSchemas(server).copy("wallaby_contract01", DATABASE)
                begin = time.monotonic()
                fill(server, options.images)
                print(f"{server.engine}: filled in {time.monotonic() - begin:.0f} s", flush=True)
                measure(Reader(server, program, folder), options.images)
    return finish()


sys.exit(main())
