"""Tells every lie at every message of a fake server's, and holds the audit against the truth."""

import json
import resource
import sqlite3

import promises
import reports_alike
import sanitizers
from amounts import amount
from audit_program import PASSWORD, AuditProgram
from fake_answers import CLOUD, DATABASE, FakeGlance
from fake_server import GENERAL, FakeServer, Lie
from suite import Failed

TIMEOUT = 1                     # seconds, as --timeout
WITHIN = 6 * TIMEOUT + 4
# At each message of which of the answers the general lies are told.
_ABOUT = amount(("images",), ("images", "catalogue"), ("images", "catalogue", "count", "image_members", "orphans"))
# One of so many of the general lies, and of all that last.
_GENERAL, _LASTING = amount((8, 8), (4, 8), (1, 1))
MOST_MIB = 400


def attempts(program, scheme, session, own, connecting, points):
    """Yields the tests of one protocol. `own`: (point, name, lie, whether it lasts until the time-out); `points`: the
    messages of an answer, which is about something."""
    audits = Audits(program, scheme, session)
    yield f"{scheme}: no lie", audits.the_truth
    at = [*connecting, *(point.format(about) for about in _ABOUT for point in points)]
    general = [(point, name, lie, lasts) for point in at for name, (lie, lasts) in GENERAL.items()]
    lies = [*own, *general[::_GENERAL]]
    lasting = [lie for lie in lies if lie[3]][::_LASTING]
    for point, name, lie, lasts in lies:
        if not lasts or (point, name, lie, lasts) in lasting:
            yield f"{scheme}: {point}: {name}", lambda lie=Lie(point, name, lie): audits.of_a_liar(lie)
    yield f"{scheme}: memory", _memory


class Audits:
    """Of fake servers of one kind."""

    def __init__(self, program, scheme, session):
        self._folder = program.new_folder()
        self._program = AuditProgram(program.binary, self._folder)
        self._scheme, self._session = scheme, session
        self._wanted = None

    def scan(self, lie=None, glance=None):
        with FakeServer(self._session, glance or FakeGlance(), lie) as server:
            run = self._program.scan(f"{self._scheme}://reader:{_quoted(PASSWORD)}@127.0.0.1:{server.port}/{DATABASE}",
                                     "--timeout", TIMEOUT, **sanitizers.of_libraries())
            return run, server.heard

    def the_truth(self):
        """The server that does not lie is read as the file is."""
        path = self._folder / "cloud.sqlite"
        connection = sqlite3.connect(path)
        connection.executescript(CLOUD.read_text(encoding="utf-8"))
        connection.close()
        run, _ = self.scan()
        promises.check(run)
        if run.code != 0:
            raise Failed(f"it is not read\n{run}")
        if problem := reports_alike.difference(self._program.scan(path).out, run.out):
            raise Failed(problem)

    def of_a_liar(self, lie):
        if self._wanted is None:
            self._wanted = self.scan()[0].out
        run, heard = self.scan(lie)
        if not lie.told:
            raise Failed(f"there was no {lie.point}, and no lie\n{run}")
        promises.check(run)
        self._check_verdict(run)
        if run.seconds > WITHIN:
            raise Failed(f"it took {run.seconds:.1f} s\n{run}")
        if any(PASSWORD.encode() in said for said in (run.out, run.err, heard)):
            raise Failed(f"the password is shown, or was sent in clear text\n{run}")

    def _check_verdict(self, run):
        """Green only if everything is right; else incomplete."""
        if run.code not in (0, 3):
            raise Failed(f"neither complete nor incomplete\n{run}")
        complete = json.loads(run.out)["audit"]["complete"]
        if complete != (run.code == 0):
            raise Failed(f"complete: {complete}\n{run}")
        if complete and (problem := reports_alike.difference(self._wanted, run.out)):
            raise Failed(f"complete, and yet {problem}")


def _quoted(password):
    return password.replace("/", "%2F").replace("@", "%40")


def _memory():
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"figure: peak memory of an audit: {peak:.0f} MiB")
    if peak > MOST_MIB:
        raise Failed(f"an audit took {peak:.0f} MiB")
