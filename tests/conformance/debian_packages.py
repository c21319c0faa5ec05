"""Packages of another Debian release than this machine's, unpacked and not installed.

apt fetches them from this machine's own mirror with a configuration of its
own: nothing outside build/debian changes, and what is there is used again.
"""

import contextlib
import fcntl
import os
import shutil
import subprocess

_ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "build", "debian")
_KEYRINGS = [f"/usr/share/keyrings/debian-archive-keyring.{ending}" for ending in ("gpg", "pgp")]


class NotToBeHad(Exception):
    """The packages cannot be fetched: why, and what was tried."""


def own_suite():
    """This machine's Debian release, as sources call it: "bookworm"."""
    with open("/etc/os-release", encoding="utf-8") as told:
        values = dict(line.rstrip("\n").split("=", 1) for line in told if "=" in line)
    return values["VERSION_CODENAME"].strip('"')


def unpacked(suite, packages):
    """The root folder of `packages` (without what they depend on) of `suite`. Raises NotToBeHad."""
    folder = os.path.realpath(os.path.join(_ROOT, suite))
    os.makedirs(folder, exist_ok=True)
    with _alone(folder):
        root, complete = os.path.join(folder, "root"), os.path.join(folder, "complete")
        wanted = " ".join(sorted(packages))
        if not os.path.exists(complete) or _content(complete) != wanted:
            shutil.rmtree(root, ignore_errors=True)
            for package in _fetched(suite, packages, folder):
                _run(["dpkg-deb", "-x", package, root], "unpack it")
            with open(complete, "w", encoding="utf-8") as out:
                out.write(wanted)
        return root


@contextlib.contextmanager
def _alone(folder):
    """Two tests at once do not fetch into one folder."""
    with open(os.path.join(folder, "lock"), "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _content(path):
    with open(path, encoding="utf-8") as opened:
        return opened.read()


def mirror(options=()):
    """The address of this machine's own Debian mirror, in whatever form its sources stand.

    apt itself reads them: sources.list and every kind of file beside it.
    `options`: further ones of apt-get. Raises NotToBeHad.
    """
    suite = own_suite()
    # As the sources name the suite; or, where they say "stable", as the mirror's own lists call it.
    found = _targets([*options, "indextargets", "--no-release-info"], "$(RELEASE) $(COMPONENT)", f"{suite} main")
    found = found or _targets([*options, "indextargets"], "$(ORIGIN) $(CODENAME) $(COMPONENT)", f"Debian {suite} main")
    if not found:
        raise NotToBeHad(f"apt's sources name no mirror of Debian {suite}, main")
    return found[0]


def _targets(command, form, wanted):
    told = _run(["apt-get", *command, "--format", f"$(REPO_URI) {form}", "Created-By: Packages"], "read apt's sources")
    lines = [line.split(" ", 1) for line in told.splitlines()]
    return [address for address, described in lines if described == wanted]


def _fetched(suite, packages, folder):
    """Paths of the .deb files."""
    debs, options = os.path.join(folder, "packages"), _apt_options(suite, folder)
    shutil.rmtree(debs, ignore_errors=True)
    os.makedirs(debs)
    _run(["apt-get", *options, "update"], f"read the list of packages of Debian {suite}")
    _run(["apt-get", *options, "download", *packages], f"fetch {', '.join(packages)} of Debian {suite}", debs)
    found = sorted(os.path.join(debs, name) for name in os.listdir(debs) if name.endswith(".deb"))
    if len(found) != len(packages):
        raise NotToBeHad(f"Debian {suite}: {len(packages)} packages were asked for, {len(found)} came")
    return found


def _apt_options(suite, folder):
    """Settings by which apt sees one suite, and keeps everything in `folder`."""
    keyring = next((path for path in _KEYRINGS if os.path.exists(path)), None)
    if keyring is None:
        raise NotToBeHad("Debian's keyring is not there: install debian-archive-keyring")
    for name in ("state/lists/partial", "cache/archives/partial"):
        os.makedirs(os.path.join(folder, name), exist_ok=True)
    files = {"sources.list": f"deb [signed-by={keyring}] {mirror()} {suite} main\n", "status": ""}
    for name, content in files.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as out:
            out.write(content)
    settings = {"Dir::State": "state", "Dir::State::status": "status", "Dir::Cache": "cache",
                "Dir::Etc::sourcelist": "sources.list"}
    options = [f"{name}={os.path.join(folder, place)}" for name, place in settings.items()]
    options += ["Dir::Etc::sourceparts=/dev/null", "Dir::Etc::preferences=/dev/null",
                "Dir::Etc::preferencesparts=/dev/null", "Acquire::Retries=3", "APT::Sandbox::User=root",
                "APT::Update::Error-Mode=any"]
    return [part for option in options for part in ("-o", option)]


def _run(command, purpose, folder=None):
    """What it prints. Raises NotToBeHad."""
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})
    if run.returncode != 0:
        raise NotToBeHad(f"cannot {purpose}: {' '.join(command)} ends with {run.returncode}:\n{run.stderr.strip()}")
    return run.stdout
