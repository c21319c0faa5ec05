"""A server of one's own on loopback that speaks a protocol message by message, so that any one of them can be a lie."""

import contextlib
import dataclasses
import random
import socket
import threading
import time


class HangUp(Exception):
    """Ends a session."""


@dataclasses.dataclass(frozen=True)
class Message:
    """One message of a protocol. `point`: where in the conversation it stands, "row of images"."""
    point: str
    kind: bytes
    payload: bytes


class Session:
    """One connection. A protocol gives it converse(), wire(message, length) and error(text), an error's Message."""

    def __init__(self, connection, glance, lie):
        self.connection = connection
        self.glance = glance
        self.lie = lie
        self.heard = b""

    def converse(self):
        raise NotImplementedError

    def wire(self, message, length=None):
        raise NotImplementedError

    def send(self, point, kind, payload):
        """Sends a message, or the lie in its place."""
        message = Message(point, kind, payload)
        if self.lie is not None and self.lie.is_due(message):
            self.lie.tell(self, message)
        else:
            self.raw(self.wire(message))

    def raw(self, data):
        try:
            self.connection.sendall(data)
        except OSError:
            raise HangUp from None

    def receive(self, size):
        """Exactly so many bytes."""
        data = b""
        while len(data) < size:
            try:
                piece = self.connection.recv(size - len(data))
            except OSError:
                raise HangUp from None
            if not piece:
                raise HangUp
            data += piece
        self.heard += data
        return data

    def wait_for_end(self):
        """Says nothing any more."""
        with contextlib.suppress(OSError):
            while self.connection.recv(4096):
                pass
        raise HangUp


class FakeServer:
    """Serves Sessions of one kind until it is left."""

    def __init__(self, session, glance, lie=None):
        self._session, self._glance, self._lie = session, glance, lie
        self._sessions = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def heard(self):
        """All that clients have said, in one."""
        return b"".join(session.heard for session in self._sessions)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._listener.close()
        for session in self._sessions:
            with contextlib.suppress(OSError):
                session.connection.shutdown(socket.SHUT_RDWR)

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                session = self._session(connection, self._glance, self._lie)
                self._sessions.append(session)
                threading.Thread(target=self._serve, args=(session,), daemon=True).start()

    @staticmethod
    def _serve(session):
        with contextlib.suppress(HangUp), session.connection:
            session.converse()


class Lie:
    """What is said in place of the first message at a point. `kind(session, message)` says it."""

    def __init__(self, point, name, kind):
        self.point, self.name, self._kind = point, name, kind
        self.told = False
        self._lock = threading.Lock()

    def is_due(self, message):
        with self._lock:
            due = not self.told and message.point == self.point
            self.told = self.told or due
            return due

    def tell(self, session, message):
        self._kind(session, message)


# Lies that can be told at every message of every protocol

ESCAPES = "\x1b]0;owned\x07\x1b[31mred\x9b5m\u202e\r\x08"


def _left_out(_session, _message):
    pass


def _twice(session, message):
    session.raw(session.wire(message) * 2)


def _cut(session, message):
    wire = session.wire(message)
    session.raw(wire[:len(wire) // 2])
    raise HangUp


def _hang_up(_session, _message):
    raise HangUp


def _silence(session, _message):
    session.wait_for_end()


def _a_byte_now_and_then(session, message):
    for byte in session.wire(message) * 100:
        session.raw(bytes([byte]))
        time.sleep(0.4)


def _of_length(change):
    def lie(session, message):
        session.raw(session.wire(message, change(len(message.payload))))
    return lie


def _with_payload(change):
    def lie(session, message):
        dice = random.Random(f"{message.point}/{message.payload!r}")
        session.raw(session.wire(dataclasses.replace(message, payload=change(message.payload, dice))))
    return lie


def _of_kind(kind):
    def lie(session, message):
        payload = message.payload
        session.raw(session.wire(dataclasses.replace(message, kind=kind) if message.kind
                                 else dataclasses.replace(message, payload=kind + payload[1:])))
    return lie


def _after(text):
    def lie(session, message):
        session.raw(session.wire(session.error(text)))
        session.raw(session.wire(message))
    return lie


def _without_end(session, message):
    wire = session.wire(message)
    many = wire * (1 + 65536 // len(wire))
    while True:
        session.raw(many)


def _endless(session, message):
    session.raw(session.wire(message, 0x7fffffff))
    while True:
        session.raw(b"a" * 65536)


def _flipped(payload, dice):
    at = dice.randrange(len(payload) or 1)
    return payload[:at] + bytes([dice.randrange(256)]) + payload[at + 1:]


# name: (the lie, whether it lasts until the time-out)
GENERAL = {
    "left out": (_left_out, True),
    "twice": (_twice, False),
    "cut": (_cut, False),
    "hung up": (_hang_up, False),
    "silence": (_silence, True),
    "a byte now and then": (_a_byte_now_and_then, True),
    "longer than announced": (_of_length(lambda length: length // 2), False),
    "shorter than announced": (_of_length(lambda length: length + 7), True),
    "announced as empty": (_of_length(lambda _: 0), False),
    "announced as less than nothing": (_of_length(lambda _: -1), False),
    "announced as huge": (_of_length(lambda _: 0x7ffffff0), True),
    "huge": (_endless, True),
    "without end": (_without_end, True),
    "emptied": (_with_payload(lambda payload, _: b""), False),
    "garbage": (_with_payload(lambda payload, dice: dice.randbytes(len(payload))), False),
    "a byte changed": (_with_payload(_flipped), False),
    "with more behind": (_with_payload(lambda payload, _: payload + b"\x01x\x00"), False),
    "a byte less": (_with_payload(lambda payload, _: payload[:-1]), False),
    "of no known kind": (_of_kind(b"!"), False),
    "an error before it": (_after("no " + ESCAPES), False),
    "a long error before it": (_after("no " * 100_000), False),
    "an error that is not UTF-8 before it": (_after(b"\xff\xfe no \xc3"), False),
}
