"""Runs `glance-audit`, and what came of it."""

import dataclasses
import json
import os
import pathlib
import subprocess
import time
import urllib.parse

NOW = "2026-01-02T03:04:05Z"
TIMEOUT_SECONDS = 120
PASSWORD = "s3cr3t/pass@word"


@dataclasses.dataclass(frozen=True)
class Run:
    arguments: tuple
    code: int
    out: bytes
    err: bytes
    seconds: float

    @property
    def errors(self):
        return self.err.decode("utf-8", "backslashreplace")

    @property
    def report(self):
        """Standard output, read as JSON."""
        return json.loads(self.out.decode("utf-8"))

    def __str__(self):
        return (f"glance-audit {' '.join(map(str, self.arguments))}"[:500]
                + f": exit code {self.code} after {self.seconds:.1f} s; "
                f"standard error: {self.errors[-1500:]!r}")


class AuditProgram:
    """`folder` becomes its home, so that no file of the person who runs the
    tests has a say."""

    def __init__(self, binary, folder):
        self.binary = os.path.abspath(binary)
        self.home = pathlib.Path(folder) / "home"
        self.home.mkdir(exist_ok=True)

    def environment(self, **more):
        kept = {name: value for name, value in os.environ.items()
                if not name.startswith(("PG", "MYSQL", "MARIADB",
                                        "GLANCE_AUDIT"))}
        return kept | {"HOME": str(self.home), "LC_ALL": "C.UTF-8"} | {
            name: str(value) for name, value in more.items()}

    def start(self, *arguments, **environment):
        # pylint: disable-next=consider-using-with
        return subprocess.Popen(
            [self.binary, *map(str, arguments)], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=self.environment(**environment))

    def run(self, *arguments, **environment):
        begin = time.monotonic()
        with self.start(*arguments, **environment) as process:
            try:
                out, err = process.communicate(timeout=TIMEOUT_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        return Run(arguments, process.returncode, out, err,
                   time.monotonic() - begin)

    def scan(self, *arguments, **environment):
        """A scan to JSON on standard output."""
        return self.run("scan", *arguments, "--report", "json", "--now", NOW,
                        "--fail-on", "never", "--no-progress", **environment)


def url(server, database, user="reader", password=PASSWORD, *, port=None,
        host="127.0.0.1", scheme=None, **query):
    """A SOURCE as Glance's configuration writes it."""
    quoted = urllib.parse.quote(user, safe="")
    if password is not None:
        quoted += ":" + urllib.parse.quote(password, safe="")
    text = (f"{scheme or server.sqlalchemy}://{quoted}@{host}"
            f":{port or server.port}/{database}")
    return text + ("?" + urllib.parse.urlencode(query) if query else "")
