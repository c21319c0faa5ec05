"""A MySQL or MariaDB that lies in one of its messages, whichever it is. Source: MariaDB's documentation, "Client/Server
Protocol"."""

import json
import struct

from fake_answers import FakeGlance
from fake_server import ESCAPES, HangUp, Message, Session
from lies import Audits, attempts
from suite import Failed, expect_equal

SCHEME = "mysql"
_PROTOCOL_41, _CONNECT_WITH_DB, _TRANSACTIONS, _SECURE, _PLUGIN_AUTH = 0x200, 0x8, 0x2000, 0x8000, 0x80000
_LOCAL_FILES = 0x80
_CAPABILITIES = _PROTOCOL_41 | _CONNECT_WITH_DB | _TRANSACTIONS | _SECURE | _PLUGIN_AUTH | _LOCAL_FILES | 1
_IN_TRANSACTION = 1
_NO_SUCH_TABLE = 1146
_SALT = b"abcdefghijklmnopqrst"


def _text(value):
    """A length-encoded text, or NULL."""
    if value is None:
        return b"\xfb"
    data = value if isinstance(value, bytes) else value.encode()
    return (bytes([len(data)]) if len(data) < 251 else b"\xfc" + struct.pack("<H", len(data))) + data


class MysqlSession(Session):
    version = b"5.5.5-10.11.6-MariaDB"
    number = 0

    def wire(self, message, length=None):
        announced = len(message.payload) if length is None else length
        head = struct.pack("<I", announced & 0xffffff)[:3] + bytes([self.number & 255])
        self.number += 1
        return head + message.payload

    def error(self, text, code=1105):
        text = text if isinstance(text, bytes) else text.encode()
        return Message("error", b"", b"\xff" + struct.pack("<H", code) + b"#HY000" + text)

    def hear(self):
        """A packet of the client's, whose number the next one follows."""
        length = int.from_bytes(self.receive(3), "little")
        self.number = self.receive(1)[0] + 1
        return self.receive(length)

    def converse(self):
        capabilities = struct.pack("<I", _CAPABILITIES)
        self.send("greeting", b"", b"\x0a" + self.version + b"\0" + struct.pack("<I", 7) + _SALT[:8] + b"\0"
                  + capabilities[:2] + b"\x2d" + struct.pack("<H", 2) + capabilities[2:] + bytes([21]) + b"\0" * 10
                  + _SALT[8:] + b"\0mysql_native_password\0")
        self.hear()
        self._done("connection")
        while (command := self.hear())[:1] != b"\x01":
            if command[:1] == b"\x03":
                self._answer(command[1:].decode())
            else:
                self._done("a setting")

    def _done(self, about):
        self.send(f"end of {about}", b"", b"\0\0\0" + struct.pack("<HH", _IN_TRANSACTION, 0))

    def _answer(self, sql):
        answer = self.glance.answer(sql)
        if answer.missing:
            error = self.error(f"Table '{answer.missing}' doesn't exist", _NO_SUCH_TABLE)
            self.send(f"refusal of {answer.about}", error.kind, error.payload)
        elif answer.rows is None:
            self._done(answer.about)
        else:
            self._rows(answer)

    def _rows(self, answer):
        self.send(f"begin of {answer.about}", b"", bytes([answer.columns]))
        for number in range(answer.columns):
            self.send(f"column of {answer.about}", b"", self.column(number))
        self.send(f"end of columns of {answer.about}", b"", b"\xfe" + struct.pack("<HH", 0, _IN_TRANSACTION))
        for row in answer.rows:
            self.send(f"row of {answer.about}", b"", b"".join(map(_text, row)))
        self.send(f"end of {answer.about}", b"", b"\xfe" + struct.pack("<HH", 0, _IN_TRANSACTION))

    @staticmethod
    def column(number):
        return (b"".join(map(_text, ("def", "glance", "t", "t", f"c{number}", f"c{number}"))) + b"\x0c"
                + struct.pack("<HIBHB", 45, 1024, 253, 0, 0) + b"\0\0")


# Lies of this protocol's own

def _instead(*payloads):
    def lie(session, _message):
        for payload in payloads:
            session.raw(session.wire(Message("lie", b"", payload)))
    return lie


def _before(*payloads):
    def lie(session, message):
        _instead(*payloads)(session, message)
        session.raw(session.wire(message))
    return lie


def _then_hears(payload):
    """Says something in place of the message, and the message itself when the client has answered."""
    def lie(session, message):
        session.raw(session.wire(Message("lie", b"", payload)))
        session.hear()
        session.raw(session.wire(message))
    return lie


def _out_of_order(by):
    def lie(session, message):
        session.number += by
        session.raw(session.wire(message))
    return lie


def _columns_without_end(session, _message):
    while True:
        session.raw(b"".join(session.wire(Message("lie", b"", session.column(number))) for number in range(1000)))


def _packets_without_end(session, _message):
    """One packet that goes on in the next, and the next."""
    while True:
        session.raw(b"\xff\xff\xff" + bytes([session.number & 255]) + b"a" * 0xffffff)
        session.number += 1


def _hang_up_after(*payloads):
    def lie(session, message):
        _instead(*payloads)(session, message)
        raise HangUp
    return lie


def _switch_to(plugin):
    return _then_hears(b"\xfe" + plugin.encode() + b"\0" + _SALT + b"\0")


_EOF = b"\xfe\0\0\1\0"
_CONNECT = ("greeting", "end of connection")
OWN = [
    *(("end of connection", f"a switch to {plugin!r}", _switch_to(plugin), False) for plugin in (
        "mysql_clear_password", "dialog", "mysql_old_password", "sha256_password", "caching_sha2_password",
        "client_ed25519", "no_such_plugin", "../../../tmp/evil", "", "auth_gssapi_client", "a" * 5000, ESCAPES)),
    ("end of connection", "a switch to the old proof", _then_hears(b"\xfe"), False),
    *((f"end of {about}", "a request for a file", _then_hears(b"\xfb/etc/passwd"), False)
      for about in ("connection", "a setting")),
    *((f"begin of {about}", "a request for a file", _then_hears(b"\xfb/etc/passwd"), False)
      for about in ("images", "FOUND_ROWS", "catalogue")),
    *((f"row of {about}", "an early end", _instead(_EOF), False)
      for about in ("images", "image_members", "catalogue", "FOUND_ROWS")),
    *((f"end of {about}", "an error after the last row", _instead(b"\xff\x51\x04#HY000no"), False)
      for about in ("images", "orphans", "catalogue")),
    *((f"row of {about}", name, _instead(row), False)
      for about in ("images", "image_members", "orphans", "catalogue")
      for name, row in (("NULL", b"\xfb\xfb"), ("only NULLs", b"\xfb" * 40), ("a column less", _text("1")),
                        ("no columns", b""), ("forty columns", _text("2") * 40), ("an empty last column", b"\0\0\0\0"),
                        ("a text longer than the row", b"\xfc\xff\xff" + b"x" * 50),
                        ("a text of 2^63 bytes", b"\xfe" + b"\xff" * 8 + b"x" * 50), ("half a length", b"\xfd\x01"),
                        ("a length that is none", b"\xff" * 30))),
    *(("row of FOUND_ROWS", f"a count of {said!r}", _instead(_text(said)), False)
      for said in ("", "none", "-1", "0", "7", "1e3", "0x10", "99999999999999999999999")),
    *((f"begin of {about}", f"{said!r} columns", _instead(said), True) for about in ("images", "FOUND_ROWS")
      for said in (b"\x01", b"\x13", b"\xfc\xff\xff", b"\xfd\xff\xff\xff", b"\xfe" + b"\xff" * 8, b"\0", b"\0\0\0\1\0\0\0")),
    *((f"column of {about}", name, _instead(payload), False) for about in ("images", "FOUND_ROWS")
      for name, payload in (("an empty column", b""), ("a short column", b"\x03def"), ("another end", _EOF),
                            ("lengths that lie", b"\xfd\xff\xff\xff" * 6))),
    *((f"{point} of {about}", f"out of order by {by}", _out_of_order(by), False)
      for point in ("row", "end") for about in ("images", "FOUND_ROWS") for by in (1, -1, 100)),
    *((f"column of {about}", "columns without end", _columns_without_end, True) for about in ("images", "catalogue")),
    *((point, "packets without end", _packets_without_end, True)
      for point in ("greeting", "end of connection", "row of images", "end of a setting")),
    ("row of images", "the end of a file, and nothing more", _hang_up_after(b"\xfe"), False),
    ("end of a setting", "rows where there are none", _instead(b"\x01", MysqlSession.column(0), _EOF, _text("x"), _EOF),
     False),
    ("end of images", "another result behind it", _instead(b"\xfe\0\0\x08\0"), True),
    ("greeting", "another protocol", _before(b"\x09" + b"5.0\0" + b"\0" * 40), False),
    ("greeting", "an error with escapes", _instead(b"\xff\x10\x04" + ESCAPES.encode()), False),
    ("greeting", "an odd version", _instead(b"\x0a" + ESCAPES.encode() + b"\0" + b"\0" * 60), True),
]


def _is_called_by_its_name(audits):
    for version, engine, shown in (("8.0.36-0ubuntu0.22.04.1", "mysql", "8.0.36"),
                                   ("8.0.mysql_aurora.3.04.0", "mysql", "8.0.mysql_aurora.3.04.0"),
                                   ("11.8.3-MariaDB-log", "mariadb", "11.8.3-MariaDB")):
        run = audits.scan(glance=FakeGlance(version))[0]
        target = run.report["targets"][0]
        expect_equal(version, (run.code, target["engine"], target["server_version"]), (0, engine, shown))
        if engine == "mysql" and "mariadb" in json.dumps(target).lower():
            raise Failed(f"{version} is called MariaDB\n{run}")


def tests(program):
    yield "MySQL is called MySQL", lambda: _is_called_by_its_name(Audits(program, SCHEME, MysqlSession))
    yield from attempts(program, SCHEME, MysqlSession, OWN, _CONNECT, (
        "begin of {}", "column of {}", "end of columns of {}", "row of {}", "end of {}"))
