"""A PostgreSQL that lies in one of its messages, whichever it is. Source: PostgreSQL's documentation, "Message
Formats"."""

import re
import struct

from fake_server import ESCAPES, Message, Session
from lies import attempts

SCHEME = "postgresql"
_ENCRYPTION_CODES = (80877103, 80877104)
_TEXTS = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}


class PostgresSession(Session):
    in_transaction = False

    def wire(self, message, length=None):
        if not message.kind:
            return message.payload
        announced = len(message.payload) if length is None else length
        return message.kind + struct.pack("!I", (announced + 4) & 0xffffffff) + message.payload

    def error(self, text):
        text = text if isinstance(text, bytes) else text.encode()
        return Message("error", b"E", b"SERROR\0VERROR\0CXX000\0M" + text + b"\0\0")

    def converse(self):
        while True:
            size, code = struct.unpack("!II", self.receive(8))
            self.receive(size - 8)
            if code not in _ENCRYPTION_CODES:
                break
            self.send("answer to encryption", b"", b"N")
        self._let_in()
        while (head := self.receive(5))[:1] != b"X":
            text = self.receive(struct.unpack("!I", head[1:])[0] - 4)
            if head[:1] == b"Q":
                self._answer(text.rstrip(b"\0").decode())

    def _let_in(self):
        self.send("authentication", b"R", struct.pack("!I", 0))
        for name, value in (("client_encoding", "UTF8"), ("server_version", "15.18"),
                            ("standard_conforming_strings", "on")):
            self.send("parameter", b"S", f"{name}\0{value}\0".encode())
        self.send("key", b"K", struct.pack("!II", 1, 2))
        self._ready("connection")

    def _ready(self, about):
        self.send(f"ready of {about}", b"Z", b"T" if self.in_transaction else b"I")

    def _answer(self, sql):
        if copy := re.fullmatch(r"COPY \((.*)\) TO STDOUT", sql, re.DOTALL):
            self._copy(copy[1])
            return
        answer = self.glance.answer(sql)
        self.in_transaction = True
        if answer.rows is not None:
            self.send("row description", b"T", struct.pack("!H", 1) + b"a\0" + struct.pack("!IHIHIH", 0, 0, 25, 65535, 0,
                                                                                          0))
        self.send("end of a setting", b"C", sql.split()[0].encode() + b"\0")
        self._ready("a setting")

    def _copy(self, select):
        answer = self.glance.answer(select)
        columns = struct.pack(f"!BH{answer.columns}H", 0, answer.columns, *[0] * answer.columns)
        self.send(f"begin of {answer.about}", b"H", columns)
        for row in answer.rows:
            self.send(f"row of {answer.about}", b"d", self.line(answer.about, row))
        self.send(f"end of {answer.about}", b"c", b"")
        self.send(f"count of {answer.about}", b"C", b"COPY %d\0" % len(answer.rows))
        self._ready(answer.about)

    @staticmethod
    def line(about, row):
        return ("\t".join("\\N" if value is None else value.translate(str.maketrans(_TEXTS)) for value in row)
                + "\n").encode()


# Lies of this protocol's own

def _say(*messages):
    def lie(session, message):
        for kind, payload in messages:
            session.raw(session.wire(Message("lie", kind, payload)))
        session.raw(session.wire(message))
    return lie


def _instead(*messages):
    def lie(session, _message):
        for kind, payload in messages:
            session.raw(session.wire(Message("lie", kind, payload)))
    return lie


def _ask_for(request, more=b""):
    def lie(session, message):
        session.raw(session.wire(Message("lie", b"R", struct.pack("!I", request) + more)))
        session.receive(1)
        session.raw(session.wire(message))
    return lie


def _in_the_same_breath(session, _message):
    """Asks in clear text behind an "N" that libpq reads on."""
    session.raw(b"N" + session.wire(Message("lie", b"R", struct.pack("!I", 3))))
    session.wait_for_end()


def _asks_behind_a_sasl_request(session, _message):
    session.raw(session.wire(Message("lie", b"R", struct.pack("!I", 10) + b"SCRAM-SHA-256\0\0"))
                + session.wire(Message("lie", b"R", struct.pack("!I", 3))))
    session.wait_for_end()


def _notices_without_end(session, _message):
    notice = session.wire(Message("lie", b"N", b"SNOTICE\0M" + ESCAPES.encode() + b"\0\0"))
    while True:
        session.raw(notice * 1000)


def _parameters_without_end(session, _message):
    number = 0
    while True:
        number += 1
        session.raw(session.wire(Message("lie", b"S", b"p%d\0%s\0" % (number, b"v" * 1000))) * 50)


def _row(*values):
    return "\t".join(values).encode() + b"\n"


_NOTICE = (b"N", b"SNOTICE\0C00000\0M" + ESCAPES.encode() + b"\0\0")
_CONNECT = ("answer to encryption", "authentication", "parameter", "key", "ready of connection")
_ID = "8c5fb1a4-8b2f-4a0e-9f1c-000000000001"
OWN = [
    *((point, "a notice with escapes", _say(_NOTICE), False) for point in (
        "authentication", "parameter", "ready of connection", "end of a setting", "begin of images", "row of images",
        "count of images")),
    *((point, "notices without end", _notices_without_end, True) for point in ("authentication", "parameter",
                                                                               "row of images")),
    *((point, "parameters without end", _parameters_without_end, True) for point in ("parameter", "row of images")),
    ("authentication", "a password in clear text", _ask_for(3), False),
    ("answer to encryption", "a password in clear text, smuggled", _in_the_same_breath, False),
    ("authentication", "a password in clear text behind SASL", _asks_behind_a_sasl_request, False),
    ("authentication", "Kerberos", _ask_for(2), False),
    ("authentication", "an unknown kind of proof", _ask_for(99), False),
    ("authentication", "an odd SASL mechanism", _ask_for(10, b"PLAIN\0\0"), False),
    *((f"count of {about}", f"COPY {said}", _instead((b"C", f"COPY {said}\0".encode())), False)
      for about in ("images", "image_members", "orphans", "catalogue")
      for said in (500, "", -1, "many", 10 ** 30)),
    *((f"row of {about}", "an early end", _instead((b"c", b""), (b"C", b"COPY 0\0"), (b"Z", b"T")), False)
      for about in ("images", "image_members", "catalogue", "count")),
    *((f"row of {about}", "ready too early", _instead((b"Z", b"T")), False) for about in ("images", "count")),
    *((f"end of {about}", "an error after the last row", _say((b"E", b"SERROR\0CXX000\0Mno\0\0")), False)
      for about in ("images", "orphans")),
    *((f"ready of {about}", "no transaction any more", _instead((b"Z", b"I")), False)
      for about in ("a setting", "images")),
    *((f"row of {about}", name, _instead((b"d", line)), False)
      for about in ("images", "image_members", "count", "orphans")
      for name, line in (("NULL", _row("\\N")), ("only NULLs", _row("\\N", "\\N", "\\N")), ("no row", b""),
                         ("the end of the data", b"\\.\n"), ("two rows in one", _row(_ID) * 2),
                         ("forty columns", _row(*["1"] * 40)))),
    *((f"row of {about}", name, _instead((b"d", line)), False) for about in ("images", "image_members", "count")
      for name, line in (("one column", _row(_ID)), ("an empty row", b"\n"))),
    *(("row of count", f"a count of {said!r}", _instead((b"d", _row(said))), False)
      for said in ("", "none", "-1", "1e3", "0x10", "99999999999999999999999", "0", "7")),
    ("begin of images", "binary", _instead((b"H", b"\1\0\1\0\1")), False),
    ("begin of images", "a copy in the wrong direction", _instead((b"G", b"\0\0\1\0\0")), False),
    ("begin of images", "both directions", _instead((b"W", b"\0\0\1\0\0")), False),
    ("end of a setting", "rows where there are none", _instead((b"T", b"\0\1a\0" + b"\0" * 18),
                                                               (b"D", b"\0\1\0\0\0\1x"), (b"C", b"SELECT 1\0")), False),
    ("end of a setting", "a copy where there is none", _instead((b"H", b"\0\0\1\0\0")), True),
]


def tests(program):
    yield from attempts(program, SCHEME, PostgresSession, OWN, _CONNECT, (
        "begin of {}", "row of {}", "end of {}", "count of {}", "ready of {}"))
