"""The releases of Glance that Debian has, each with its own oslo.policy, as processes to ask."""

import json
import os
import subprocess
import sys

import debian_packages

RELEASES = {"Victoria": "bullseye", "Zed": "bookworm", "2025.1": "trixie"}

_PACKAGES = ["python3-glance", "python3-oslo.context", "python3-oslo.policy"]
_WORKER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "release_worker.py")
_INSTALLED = "/usr/lib/python3/dist-packages"


class Glance:
    """One release. What is not among its packages (oslo.config and what lies below) is this machine's."""

    def __init__(self, release):
        """Raises debian_packages.NotToBeHad."""
        self.release = release
        suite = RELEASES[release]
        self._place = _INSTALLED
        if suite != debian_packages.own_suite():
            self._place = debian_packages.unpacked(suite, _PACKAGES) + _INSTALLED
        self._process = subprocess.Popen([sys.executable, _WORKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                         text=True, env={**os.environ, "PYTHONPATH": self._place})
        self.about = self._ask("about")
        for module in ("glance", "oslo_policy"):
            if not self.about[module].startswith(self._place + "/"):
                raise RuntimeError(f"{release}: {module} is {self.about[module]}, not of {self._place}")

    def effective(self, home):
        return self._ask("effective", home=home)

    def trees(self, rules):
        return self._ask("trees", rules=rules)["trees"]

    def close(self):
        self._process.stdin.close()
        self._process.wait()

    def _ask(self, what, **further):
        self._process.stdin.write(json.dumps({"ask": what, **further}) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the Glance of {self.release} ended with {self._process.wait()}")
        return json.loads(answer)
