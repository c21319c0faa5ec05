"""Debian's glance-manage, run in forks of one process that has imported it.

The program takes seconds to start, all of it imports. So the first run starts
a process that imports what /usr/bin/glance-manage does; every run is a fork of
it that then executes that file.
"""

import contextlib
import json
import os
import runpy
import subprocess
import sys
import tempfile
import threading
import traceback
import warnings

GLANCE_MANAGE = "/usr/bin/glance-manage"
_PYTHON = "/usr/bin/python3"


class GlanceFailed(Exception):
    """glance-manage is missing, failed, or left another revision behind."""


def run(url, *arguments, clock=None):
    """Runs `glance-manage ARGUMENTS` against a database, given as SQLAlchemy
    writes it; `clock`: what time Glance is to take it for, in UTC microseconds.

    The configuration, the home and the caches of the program live in a
    temporary folder. Returns what it prints; raises GlanceFailed with all it
    said if it ends with anything but 0.
    """
    with tempfile.TemporaryDirectory(prefix="glance-manage-") as folder:
        os.mkdir(os.path.join(folder, "conf.d"))
        config = os.path.join(folder, "glance-api.conf")
        with open(config, "w", encoding="utf-8") as file:
            file.write(f"[database]\nconnection = {url.replace('%', '%%')}\n")
        answer = _Worker.ask({
            "home": folder, "clock": clock, "arguments": [
                "--config-file", config, "--config-dir",
                os.path.join(folder, "conf.d"), *map(str, arguments)]})
    if answer["code"]:
        raise GlanceFailed(f"glance-manage {' '.join(map(str, arguments))} "
                           f"ended with {answer['code']}:\n{answer['said']}")
    return answer["said"]


class _Worker:
    """The process, of which there is one; it ends with this one."""

    _lock = threading.Lock()
    _process = None

    @classmethod
    def ask(cls, request):
        with cls._lock:
            if cls._process is None:
                # pylint: disable-next=consider-using-with
                cls._process = subprocess.Popen(
                    [_PYTHON, os.path.abspath(__file__)], text=True,
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                    env={**os.environ, "PYTHONWARNINGS": "ignore"})
            cls._process.stdin.write(json.dumps(request) + "\n")
            cls._process.stdin.flush()
            answer = cls._process.stdout.readline()
        if not answer:
            raise GlanceFailed("the process that has imported glance-manage "
                               f"ended with {cls._process.wait()}")
        return json.loads(answer)


# In that process


def _main():
    warnings.simplefilter("ignore")
    # pylint: disable=import-outside-toplevel,unused-import
    import glance.cmd.manage            # noqa: F401
    import glance.db.sqlalchemy.api     # noqa: F401
    with contextlib.suppress(ImportError):
        import psycopg2                 # noqa: F401
        import pymysql                  # noqa: F401
    for line in sys.stdin:
        print(json.dumps(_answer(json.loads(line))), flush=True)


def _answer(request):
    with tempfile.TemporaryFile() as said:
        child = os.fork()
        if child == 0:
            _be_glance_manage(request, said)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        said.seek(0)
        return {"code": code, "said": said.read().decode(errors="replace")}


def _be_glance_manage(request, said):
    """In the fork: never returns."""
    code = 1
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)
        os.environ.update(HOME=request["home"],
                          XDG_CACHE_HOME=request["home"])
        if request["clock"] is not None:
            _set_clock(request["clock"])
        sys.argv = [GLANCE_MANAGE, *request["arguments"]]
        runpy.run_path(GLANCE_MANAGE, run_name="__main__")
        code = 0
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else int(bool(left.code))
    except BaseException:   # pylint: disable=broad-except
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _set_clock(now):
    """Older releases ask the one clock, newer ones the other."""
    # pylint: disable=import-outside-toplevel
    import glance_times
    from glance.common import timeutils
    from oslo_utils import timeutils as oslo_timeutils
    for clock in (timeutils, oslo_timeutils):
        clock.utcnow = lambda *_, **__: glance_times.to_datetime(now)


if __name__ == "__main__":
    _main()
