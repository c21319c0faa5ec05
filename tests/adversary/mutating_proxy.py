"""Real servers behind a proxy that harms their answers at random, with fixed seeds.

What counts as noticed: exit code 3; or a report of as many images and children as there are, in which every ID is one
that there is. A changed value that is another good value of its kind (a name, a time, an owner) cannot be told from the
truth without TLS, so that the harms are structural: of a message's length, its type, its place, its being there at all.
"""

import atexit
import contextlib
import dataclasses
import random
import struct

import promises
import sanitizers
from amounts import amount
from audit_program import PASSWORD, url
from breaking_proxy import BreakingProxy
from suite import Failed
from world import started

RUNS = amount(16, 60, 500)      # on both engines together
BATCH = 10                      # runs a test
SEED = 20161101
TIMEOUT = 2                     # seconds, as --timeout
WITHIN = 6 * TIMEOUT + 8
DATABASE = "mutated"
ROWS = 400


def tests(program):
    servers = contextlib.ExitStack()
    world = servers.enter_context(started(program.binary))
    atexit.register(servers.close)
    world.everywhere("wallaby_contract01", DATABASE, rows=ROWS)
    for server, frames in ((world.postgres, PostgresFrames), (world.mariadb, MysqlFrames)):
        cable = Cable(world, server, frames)
        yield f"a proxy alone does no harm, {server.engine}", cable.no_harm
        for first in range(0, RUNS // 2, BATCH):
            yield (f"seeds {first} to {first + BATCH - 1}, {server.engine}",
                   lambda cable=cable, first=first: cable.harmed(range(first, min(first + BATCH, RUNS // 2))))


class PostgresFrames:
    """Takes a stream of a server's messages apart."""
    options = {"sslmode": "disable", "gssencmode": "disable"}

    @staticmethod
    def size(data):
        """Of the message at the start; None where that is not known yet."""
        return 1 + struct.unpack_from("!I", data, 1)[0] if len(data) >= 5 else None

    @staticmethod
    def of_length(message, length):
        return message[:1] + struct.pack("!I", (length + 4) & 0xffffffff) + message[5:]

    @staticmethod
    def of_kind(message, kind):
        return bytes([kind]) + message[1:]

    head = structure = 5


class MysqlFrames:
    options = {}

    @staticmethod
    def size(data):
        return 4 + int.from_bytes(data[:3], "little") if len(data) >= 4 else None

    @staticmethod
    def of_length(message, length):
        return struct.pack("<I", length & 0xffffff)[:3] + message[3:]

    @staticmethod
    def of_kind(message, kind):
        return message[:4] + bytes([kind]) + message[5:]

    head = 4
    structure = 5       # the length of the first column, or what kind of answer it is


# Harms: (frames, message, the one before, dice) -> bytes

def _drop(_frames, _message, _before, _dice):
    return b""


def _double(_frames, message, _before, _dice):
    return message * 2


def _swap(_frames, message, before, _dice):
    return message + before


def _truncate(frames, message, _before, dice):
    kept = message[:dice.randrange(frames.head, len(message) + 1)]
    return frames.of_length(kept, len(kept) - frames.head)


def _change_length(frames, message, _before, dice):
    return frames.of_length(message, dice.choice((0, 1, len(message) + dice.randrange(-9, 9), dice.randrange(1 << 31))))


def _change_kind(frames, message, _before, dice):
    return frames.of_kind(message, dice.randrange(256))


def _lose_bytes(_frames, message, _before, dice):
    at = dice.randrange(len(message))
    return message[:at] + message[at + dice.randrange(1, 9):]


def _double_bytes(_frames, message, _before, dice):
    at = dice.randrange(len(message))
    return message[:at] + message[at:at + dice.randrange(1, 9)] + message[at:]


def _flip_in_head(frames, message, _before, dice):
    at = dice.randrange(min(frames.structure, len(message)))
    return message[:at] + bytes([message[at] ^ 1 << dice.randrange(8)]) + message[at + 1:]


HARMS = (_drop, _double, _swap, _truncate, _change_length, _change_kind, _lose_bytes, _double_bytes, _flip_in_head)


class MutatingProxy(BreakingProxy):
    """Does a harm to the message number `at` of the server's answers; afterwards all goes on as it is."""

    def __init__(self, port, frames, at=None, harm=None, dice=None):
        self.messages = 0
        self.harmed = None
        self._frames, self._at, self._do_harm, self._dice = frames, at, harm, dice
        self._rest = {}
        super().__init__(port)

    def _count(self, piece, sink):
        """Called with each piece of an answer; returns what is passed on."""
        data = self._rest.pop(sink, b"") + piece
        passed = b""
        before = b""
        while (size := self._frames.size(data)) is not None and 0 < size <= len(data):
            message, data = data[:size], data[size:]
            if self.messages == self._at:
                self.harmed = message
                mutated = self._do_harm(self._frames, message, before, self._dice)
                passed = passed[:len(passed) - len(before)] + mutated if self._do_harm is _swap else passed + mutated
            else:
                passed += message
            before = message
            self.messages += 1
        self._rest[sink] = data
        return passed


@dataclasses.dataclass
class Cable:
    """Scans of one database by way of a MutatingProxy."""
    world: object
    server: object
    frames: object

    def __post_init__(self):
        with MutatingProxy(self.server.port, self.frames) as proxy:
            self.whole = self._scan(proxy)
            self.messages = proxy.messages

    def _scan(self, proxy):
        return self.world.program.scan(url(self.server, DATABASE, port=proxy.port, **self.frames.options),
                                       "--timeout", TIMEOUT, **sanitizers.of_libraries())

    def no_harm(self):
        promises.check(self.whole)
        if self.whole.code != 0 or self.messages < 2 * ROWS:
            raise Failed(f"{self.messages} messages\n{self.whole}")

    def harmed(self, seeds):
        for seed in seeds:
            dice = random.Random(f"{SEED}/{self.server.engine}/{seed}")
            # A third of them where the connection is made and the catalogue read.
            at = dice.randrange(120 if seed % 3 == 0 else self.messages)
            harm = HARMS[seed % len(HARMS)]
            with MutatingProxy(self.server.port, self.frames, at, harm, dice) as proxy:
                run = self._scan(proxy)
                where = f"seed {seed}: {harm.__name__} at message {at} of {self.messages}: {proxy.harmed!r}\n{run}"
            self._check(run, where)

    def _check(self, run, where):
        try:
            promises.check(run)
        except Failed as problem:
            raise Failed(f"{where}\n{problem}") from None
        if run.code not in (0, 3) or run.seconds > WITHIN:
            raise Failed(f"exit code {run.code} after {run.seconds:.1f} s: {where}")
        if any(PASSWORD.encode() in said for said in (run.out, run.err)):
            raise Failed(f"the password is shown: {where}")
        if run.code == 0 and _what_counts(run.report) != _what_counts(self.whole.report):
            raise Failed(f"complete, and something is missing: {where}")


def _what_counts(report):
    """How many there are, and which."""
    target = report["targets"][0]
    return (target["images"], [(part["what"], part["rows"]) for part in target["coverage"]],
            sorted((finding["rule"], str(finding["subject"]["id"])) for finding in report["findings"]))
