"""A database server that lives exactly as long as its test.

A server runs in a temporary folder, as an ordinary user where the tests are
root (PostgreSQL refuses to run as root), and dies with this process whatever
ends it: an exception, a signal, or a kill -9.
"""

import contextlib
import ctypes
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

START_SECONDS = 60
_MEMORY = pathlib.Path("/dev/shm")
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)


class ServerFailed(Exception):
    """A server is missing, did not start, or did not do what a test needs."""


@contextlib.contextmanager
def server_folder(needed_mib=2048):
    """An empty folder that everybody may enter; gone afterwards.

    In memory where there is room: initialising a server on a disk takes
    seconds, in memory tenths.
    """
    place = None
    if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and \
            shutil.disk_usage(_MEMORY).free >= needed_mib << 20:
        place = _MEMORY
    with tempfile.TemporaryDirectory(prefix="glance-servers-", dir=place,
                                     ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o755)
        yield pathlib.Path(folder)


def exit_on_signals():
    """Lets signals end this process through every `with` and `finally`, so
    that servers are stopped and folders removed: SIGINT among them,
    which a shell has background processes ignore."""
    def leave(number, _frame):
        sys.exit(128 + number)
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, leave)


def find_program(name, *folders):
    """The path of a program, from PATH and `folders` (globs allowed; of
    several versions the newest). Raises ServerFailed."""
    found = shutil.which(name)
    if found:
        return found
    candidates = [path for folder in folders
                  for path in pathlib.Path("/").glob(f"{folder[1:]}/{name}")]
    if not candidates:
        raise ServerFailed(f"{name} is not installed; "
                           "packaging/install-packages test installs it")

    def version(path):
        return [int(part) for part in path.parts if part.isdigit()]
    return str(max(candidates, key=version))


def free_port():
    """A port of 127.0.0.1 that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def make_certificate(folder):
    """A key and a certificate of its own for 127.0.0.1 and localhost.

    Returns the paths (certificate, key). The certificate is its own
    authority: clients may verify the server against it.
    """
    certificate, key = folder / "server.crt", folder / "server.key"
    subprocess.run(
        [find_program("openssl"), "req", "-x509", "-newkey", "ec",
         "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext",
         "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", key, "-out", certificate],
        check=True, capture_output=True)
    key.chmod(0o600)
    certificate.chmod(0o644)
    return certificate, key


class Account:
    """Whom a server runs as: `name` where the tests are root, else us."""

    def __init__(self, name):
        self.settings = {}
        self._ids = None
        if os.geteuid() == 0:
            entry = pwd.getpwnam(name)
            self._ids = entry.pw_uid, entry.pw_gid
            self.settings = {"user": entry.pw_uid, "group": entry.pw_gid,
                             "extra_groups": []}

    def own(self, path):
        if self._ids:
            os.chown(path, *self._ids)

    def run(self, command):
        """Runs a short command as this account; raises ServerFailed."""
        done = subprocess.run(
            [str(part) for part in command], cwd="/", capture_output=True,
            text=True, check=False, **self.settings)
        if done.returncode:
            raise ServerFailed(f"{command[0]} ended with {done.returncode}: "
                               f"{done.stdout[-1000:]}{done.stderr[-2000:]}")


class ServerProcess:
    """One server process; `stop_signal` ends it at once and without fuss."""

    def __init__(self, command, account, log, stop_signal):
        self.log = log
        self._stop_signal = stop_signal
        # Popen changes the user before it calls preexec_fn, and a change of
        # user would clear the parent death signal.
        with open(log, "ab") as output:
            # pylint: disable-next=consider-using-with,subprocess-popen-preexec-fn
            self.process = subprocess.Popen(
                [str(part) for part in command], cwd="/", stdout=output,
                stderr=output, stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=lambda: self._die_with(os.getppid()),
                **account.settings)

    def _die_with(self, parent):
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(self._stop_signal), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    @property
    def pid(self):
        return self.process.pid

    def wait_until(self, answers):
        """Waits until `answers()` is true; raises ServerFailed."""
        deadline = time.monotonic() + START_SECONDS
        while not answers():
            if self.process.poll() is not None:
                raise ServerFailed("the server ended at once: "
                                   + self.last_words())
            if time.monotonic() > deadline:
                raise ServerFailed("the server does not answer: "
                                   + self.last_words())
            time.sleep(0.02)

    def last_words(self):
        return self.log.read_text(errors="replace")[-2000:]

    def pause(self):
        self.process.send_signal(signal.SIGSTOP)

    def resume(self):
        self.process.send_signal(signal.SIGCONT)

    def kill(self):
        """As a power cut does."""
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process.poll() is not None:
            return
        self.resume()
        self.process.send_signal(self._stop_signal)
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.kill()
