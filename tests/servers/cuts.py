"""Connections that end, or fall silent, at a random byte of the answers."""

import collections
import os
import random
import signal
import time

from audit_program import url
from breaking_proxy import BreakingProxy
from incomplete import expect_incomplete, keys_of
from world import expect

CUTS = 56       # on each engine; every fourth through TLS
SEED = 20160913
TIMEOUT = 2     # seconds, as --timeout
DATABASE = "faults"
# The last answers belong to a transaction that ends: all has been read then.
_ALL_READ = 0.97
_TLS = {"postgresql": {"sslmode": "require"}, "mariadb": {"ssl": "true"}}
_PLAIN = {"postgresql": {"sslmode": "disable"}, "mariadb": {}}
LOST = "again"  # every message about a lost connection says "run … again"


def tests(world):
    world.everywhere("wallaby_contract01", DATABASE, rows=2500)
    for server in world.servers:
        for name, test in (("a proxy alone does no harm", _no_harm),
                           (f"{CUTS} cuts", _cuts), ("silence", _silence),
                           ("Ctrl-C in the silence", _interrupted),
                           ("a server that is stopped", _stopped),
                           ("a session that is ended", _ended),
                           ("a server that is killed", _killed)):
            yield (f"{name}, {server.engine}",
                   lambda test=test, server=server: test(world, server))


class Cable:
    """Scans of one database by way of a BreakingProxy."""

    def __init__(self, world, server, **query):
        self.world = world
        self.server = server
        self.query = query or _PLAIN[server.engine]
        with BreakingProxy(server.port) as proxy:
            self.whole = self.scan(proxy)
            self.bytes = proxy.answered
        expect(self.whole.code == 0, "nothing was cut", self.whole)
        self.full = self.whole.report

    def scan(self, proxy, *options):
        return self.world.program.scan(self.source(proxy), *options)

    def source(self, proxy):
        return url(self.server, DATABASE, port=proxy.port, **self.query)

    def harmed(self, after, harm, *options):
        """A scan to which `harm` happens after so many bytes."""
        with BreakingProxy(self.server.port, after, harm) as proxy:
            run = self.scan(proxy, *options)
            expect(proxy.happened.wait(5), "no harm was done", run)
        return run


def _no_harm(world, server):
    direct = world.program.scan(url(server, DATABASE))
    for query in (_PLAIN, _TLS):
        cable = Cable(world, server, **query[server.engine])
        expect(keys_of(cable.full) == keys_of(direct.report),
               "the proxy changes what is found", cable.whole)
        expect(cable.bytes > 100_000, f"{cable.bytes} bytes only")


def _cuts(world, server):
    dice = random.Random(f"{SEED}/{server.engine}")
    plain = Cable(world, server, **_PLAIN[server.engine])
    sealed = Cable(world, server, **_TLS[server.engine])
    seen = collections.Counter()
    for number in range(CUTS):
        cable = sealed if number % 4 == 3 else plain
        # A third of them while the connection is made and the catalogue read.
        after = dice.randrange(8000 if number % 3 == 0 else cable.bytes)
        harm = BreakingProxy.reset if number % 2 else BreakingProxy.cut
        run = cable.harmed(after, harm)
        if run.code == 0:
            expect(after > _ALL_READ * cable.bytes,
                   f"cut after {after} of {cable.bytes} bytes, unnoticed", run)
            expect(keys_of(run.report) == keys_of(cable.full),
                   "not all is found", run)
            seen["after the end"] += 1
            continue
        report = expect_incomplete(run, cable.full, "database")
        _count_what_was_read(report, seen)
    print(f"figure: {CUTS} cuts on {server.engine}: {dict(seen)}")
    expect(seen["cut"] >= 50, "fewer than 50 cuts did harm")
    expect(min(seen["images read"], seen["images found"]) >= 5,
           f"what was read is hardly ever reported: {dict(seen)}")


def _count_what_was_read(report, seen):
    if any(finding["subject"]["kind"] == "image"
           for finding in report["findings"]):
        seen["images found"] += 1
    if any(part["what"] == "images" and part["rows"]
           for part in report["targets"][0]["coverage"]):
        seen["images read"] += 1
    seen["cut"] += 1


def _silence(world, server):
    dice = random.Random(f"{SEED}/silence/{server.engine}")
    cable = Cable(world, server)
    for part in (0.0, 0.2, 0.5, 0.9):
        after = int(cable.bytes * (part + 0.05 * dice.random()))
        run = cable.harmed(after, BreakingProxy.stall, "--timeout", TIMEOUT)
        expect_incomplete(run, cable.full, "silent",
                          within=3 * TIMEOUT + 3)
        expect(run.seconds > 0.8 * TIMEOUT, "it gave up too early", run)


def _interrupted(world, server):
    """Nobody has to wait for the time-out."""
    cable = Cable(world, server)
    with BreakingProxy(server.port, cable.bytes // 2,
                       BreakingProxy.stall) as proxy:
        process = world.program.start("scan", cable.source(proxy), "--report",
                                      "json")
        expect(proxy.happened.wait(20), "it does not get so far")
        begin = time.monotonic()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
        expect(process.returncode not in (0, 1), f"{process.returncode}")
        expect(time.monotonic() - begin < 2, "Ctrl-C is heard late")


def _stopped(world, server):
    """SIGSTOP: the kernel still answers for the server, itself it does not."""
    cable = Cable(world, server)
    stopped = []

    def stop(_proxy):
        stopped.extend(server.session_pids("reader"))
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
    try:
        for after in (cable.bytes // 3,):
            run = cable.harmed(after, stop, "--timeout", TIMEOUT)
            # What was sent before may still be on its way, and be read.
            expect_incomplete(run, cable.full, "silent",
                              within=3 * TIMEOUT + 3)
        server.process.pause()
        run = world.program.scan(url(server, DATABASE), "--timeout", TIMEOUT)
        expect_incomplete(run, cable.full, within=3 * TIMEOUT + 3)
    finally:
        server.process.resume()
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)


def _ended(world, server):
    """An administrator ends the session."""
    cable = Cable(world, server)
    run = cable.harmed(cable.bytes // 4,
                       lambda _: server.end_sessions("reader"))
    expect_incomplete(run, cable.full, LOST)


def _killed(world, server):
    cable = Cable(world, server)
    try:
        run = cable.harmed(cable.bytes // 4, lambda _: server.kill())
        expect_incomplete(run, cable.full, LOST)
        run = world.program.scan(url(server, DATABASE))
        expect_incomplete(run, cable.full, "check that the server is running")
    finally:
        server.start()
