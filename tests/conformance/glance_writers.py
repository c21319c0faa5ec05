"""Scans of a database that another process is writing to.

Each of the writer's transactions deletes one image and undeletes another of
its kind, children included, and replaces an image row and its child rows by
new ones. So in every consistent snapshot the counts are the same, there are no
orphans, and no row contradicts itself. A scanner that reads the tables at
different moments, or rows of a transaction half done, breaks one of these.

In WAL mode readers and the writer do not meet. With a rollback journal they
do: the scanner must wait for its turn, as Glance's own readers would. A writer
that connects anew for each transaction, as commands started by cron do, takes
the -wal file away with it each time: a scanner that finds none may not
conclude that nobody will write while it reads.
"""

import multiprocessing
import random
import sqlite3
import threading
import time

import glance_times as times

IMAGES = 12_000
SCANS = 10
# The pause in which readers get their turn at a rollback journal.
WRITER_PAUSE_SECONDS = 0.004
HELD_LOCK_SECONDS = 1.5

_OLD = "2020-01-01 00:00:00.000000"
NOW = times.from_rfc3339("2026-01-02T03:04:05Z")

# What every snapshot shows: findings by rule.
FINDINGS = {
    "ossn-0075/held-public-purgeable": IMAGES // 4,
    "ossn-0075/held-public": 0,
    "ossn-0075/held-shared-purgeable": IMAGES // 4,
    "ossn-0075/live-row-doomed": 0,
    "ossn-0075/id-twins": 0,
    "ossn-0075/orphaned-children": 0,
    "ossn-0075/inconsistent-delete": 0,
}
COUNTS = {"total": IMAGES, "live": IMAGES // 2, "held": IMAGES // 2,
          "pinned": 0, "freed": 0}

_INSERT_IMAGE = (
    "INSERT INTO images (id, name, status, visibility, owner, created_at,"
    " deleted_at, deleted, min_disk, min_ram, protected)"
    " VALUES (?, 'image', ?, ?, 'p1', '2019-01-01 00:00:00.000000', ?, ?,"
    " 0, 0, 0)")
_INSERT_MEMBER = (
    "INSERT INTO image_members (image_id, member, can_share, created_at,"
    " deleted_at, deleted, status)"
    " VALUES (?, 'p2', 0, '2019-01-01 00:00:00.000000', ?, ?, 'accepted')")
_INSERT_TAG = (
    "INSERT INTO image_tags (image_id, value, created_at, deleted_at, deleted)"
    " VALUES (?, 'tag', '2019-01-01 00:00:00.000000', ?, ?)")


class _Writer:
    """Keeps the IDs by (visibility, held) and changes the database."""

    def __init__(self, database):
        self.database = database
        self.rng = random.Random(75)
        self.ids = {}
        self.connect()

    def connect(self):
        self.connection = sqlite3.connect(self.database, timeout=60,
                                          isolation_level=None)
        self.connection.execute("PRAGMA synchronous=OFF")

    def populate(self):
        self.connection.execute("BEGIN")
        for visibility in ("public", "shared"):
            for held in (False, True):
                self.ids[visibility, held] = [
                    self._insert(visibility, held) for _ in range(IMAGES // 4)]
        self.connection.execute("COMMIT")

    def transaction(self):
        """One step from a consistent state to the next."""
        self.connection.execute("BEGIN IMMEDIATE")
        for visibility in ("public", "shared"):
            self._swap(visibility)
            self._replace(visibility, self.rng.random() < 0.5)
        self.connection.execute("COMMIT")

    def _swap(self, visibility):
        live, held = self.ids[visibility, False], self.ids[visibility, True]
        one, other = (self.rng.randrange(len(held)) for _ in range(2))
        self._set_held(live[one], True)
        self._set_held(held[other], False)
        live[one], held[other] = held[other], live[one]

    def _set_held(self, image_id, held):
        status, when = ("deleted", _OLD) if held else ("active", None)
        for table in ("image_members", "image_tags"):
            self.connection.execute(
                f"UPDATE {table} SET deleted=?, deleted_at=?"
                " WHERE image_id=?", (held, when, image_id))
        self.connection.execute(
            "UPDATE images SET status=?, deleted=?, deleted_at=? WHERE id=?",
            (status, held, when, image_id))

    def _replace(self, visibility, held):
        group = self.ids[visibility, held]
        place = self.rng.randrange(len(group))
        for table, column in (("images", "id"), ("image_members", "image_id"),
                              ("image_tags", "image_id")):
            self.connection.execute(
                f"DELETE FROM {table} WHERE {column}=?", (group[place],))
        group[place] = self._insert(visibility, held)

    def _insert(self, visibility, held):
        digits = f"{self.rng.getrandbits(128):032x}"
        image_id = "-".join((digits[:8], digits[8:12], digits[12:16],
                             digits[16:20], digits[20:]))
        status, when = ("deleted", _OLD) if held else ("active", None)
        self.connection.execute(_INSERT_TAG, (image_id, when, held))
        if visibility == "shared":
            self.connection.execute(_INSERT_MEMBER, (image_id, when, held))
        self.connection.execute(
            _INSERT_IMAGE, (image_id, status, visibility, when, held))
        return image_id


def _write(database, journal_mode, reconnect, ready, stop, commits):
    """The writing process: populates, says so, and goes on until told."""
    writer = _Writer(database)
    writer.connection.execute(f"PRAGMA journal_mode={journal_mode}")
    writer.populate()
    ready.set()
    while not stop.is_set():
        if reconnect:
            writer.connection.close()
            time.sleep(WRITER_PAUSE_SECONDS)
            writer.connect()
        writer.transaction()
        with commits.get_lock():
            commits.value += 1
        time.sleep(WRITER_PAUSE_SECONDS)
    writer.connection.close()


def check_concurrent_writer(tally, scanner, database, journal_mode, *,
                            reconnect=False):
    """Scans again and again while a process commits to a database, which is
    empty at first. `reconnect`: with a new connection for each commit."""
    name = f"{journal_mode} writer" + (", reconnecting" if reconnect else "")
    context = multiprocessing.get_context("fork")
    ready, stop = context.Event(), context.Event()
    commits = context.Value("L", 0)
    writer = context.Process(target=_write, daemon=True, args=(
        database, journal_mode, reconnect, ready, stop, commits))
    writer.start()
    during = 0
    try:
        if not ready.wait(60):
            raise RuntimeError("the writer did not come to its start")
        for number in range(SCANS):
            before = commits.value
            scan = scanner.scan_busy(database, "--now",
                                     times.to_rfc3339(NOW))
            during += commits.value - before
            tally.compare(f"{name}, scan {number + 1}",
                          _compare_snapshot, scan)
        alive = writer.is_alive()
    finally:
        stop.set()
        writer.join(60)
    tally.check(f"{name}, committed during the scans",
                None if alive and writer.exitcode == 0 and during >= SCANS
                else f"{during} commits, alive {alive}, "
                     f"exit code {writer.exitcode}")


def check_waits_for_lock(tally, scanner, database):
    """A writer holds the exclusive lock; the scan must wait, then succeed."""
    writer = _Writer(database)
    writer.populate()
    writer.connection.execute("BEGIN EXCLUSIVE")
    scans = []
    thread = threading.Thread(target=lambda: scans.append(
        scanner.scan_busy(database, "--now", times.to_rfc3339(NOW))))
    thread.start()
    thread.join(HELD_LOCK_SECONDS)
    waited = thread.is_alive()
    writer.connection.execute("COMMIT")
    thread.join()
    writer.connection.close()
    tally.check("exclusive lock: the scan waits",
                None if waited else "it ended while the lock was held: "
                f"{scans[0].problem() or 'it read the database regardless'}")
    tally.compare("exclusive lock: the scan succeeds afterwards",
                  _compare_snapshot, scans[0])


def _compare_snapshot(scan):
    problem = scan.problem()
    if problem:
        return problem
    report, found = scan.report, dict.fromkeys(FINDINGS, 0)
    for finding in report["findings"]:
        if finding["rule"] in found:
            found[finding["rule"]] += 1
    images = report["targets"][0]["images"]
    counts = {name: images.get(name) for name in COUNTS}
    wrong = [f"{name} is {value}, not {wanted[name]}"
             for told, wanted in ((found, FINDINGS), (counts, COUNTS))
             for name, value in told.items() if value != wanted[name]]
    if not report["audit"]["complete"]:
        wrong.append("the audit is not complete")
    return "; ".join(wrong)
