"""What the real oslo.policy decides.

A decision is "allow", "deny", "error" (it raises, or the rules do not load) or
"unknown" (the answer depends on a remote server), or two of them with "or"
between: where a check was asked that is too unusual to be read, "unknown" is as
good as the answer. Remote checks are replaced
by ones that ask nobody: an enforcement is repeated until every combination of
the servers' answers has been tried.
"""

import functools
import inspect
import logging
import types
import warnings

from oslo_config import cfg
from oslo_policy import _checks
from oslo_policy import policy

import policy_unusual

_MOST_ANSWERS = 8  # remote checks in one enforcement; one that asks more goes round in a circle


class _Answers:
    """Plays every combination of answers, one run after the other."""

    def __init__(self):
        self.script = []
        self.asked = 0

    def next(self):
        if self.asked == len(self.script):
            if self.asked == _MOST_ANSWERS:
                raise RecursionError("it would ask for ever")
            self.script.append(False)
        self.asked += 1
        return self.script[self.asked - 1]

    def restart(self):
        """False when all combinations have been played."""
        del self.script[self.asked:]
        while self.script and self.script[-1]:
            self.script.pop()
        if not self.script:
            return False
        self.script[-1] = True
        self.asked = 0
        return True


_answers = _Answers()
_unusual_asked = []  # the checks of the last decision that need not be read


@functools.cache  # once and no more
def _watch(kind):
    """Notes when a check of this class is asked that need not be read."""
    ask = kind.__call__

    def watched(self, target, creds, enforcer, current_rule=None):
        if policy_unusual.may_be_unknown(self, target, creds):
            _unusual_asked.append(self)
        return ask(self, target, creds, enforcer, current_rule)

    kind.__call__ = watched


class _RemoteCheck(_checks.Check):
    def __call__(self, target, creds, enforcer, current_rule=None):
        (self.kind + ":" + self.match) % target  # raises as the real one does
        return _answers.next()


@functools.cache
def _arguments_of(function):
    return inspect.getfullargspec(function)


def set_up():
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    # oslo.policy looks up the arguments of each check's function at each call: most of the time goes there. The answer
    # is the same for every check of a kind, so it is kept.
    kept = types.SimpleNamespace(getfullargspec=lambda method: _arguments_of(method.__func__))
    _checks.inspect = kept
    _checks.get_extensions().update(http=_RemoteCheck, https=_RemoteCheck)
    for kind in (_checks.GenericCheck, _checks.RoleCheck, _RemoteCheck):
        _watch(kind)


def configuration(enforce_new_defaults=False, enforce_scope=False):
    conf = cfg.ConfigOpts()
    conf([], default_config_files=[], default_config_dirs=[])
    policy.Enforcer(conf, use_conf=False)  # registers the options
    conf.set_override("policy_file", "/nonexistent/policy.yaml", group="oslo_policy")
    conf.set_override("policy_dirs", [], group="oslo_policy")
    conf.set_override("enforce_new_defaults", enforce_new_defaults, group="oslo_policy")
    conf.set_override("enforce_scope", enforce_scope, group="oslo_policy")
    return conf


class Reference:
    """An enforcer whose rules stand in texts, as if each were a file."""

    def __init__(self, conf, defaults=()):
        self._with_defaults = bool(defaults)
        self._enforcer = policy.Enforcer(conf, use_conf=self._with_defaults, overwrite=False)
        self._enforcer.register_defaults(defaults)

    def enforcer(self, *texts):
        """Raises what loading raises. The next call changes what it returns."""
        enforcer = self._enforcer
        enforcer.rules, enforcer.file_rules = policy.Rules({}, enforcer.default_rule), {}
        for text in texts:
            enforcer.set_rules(policy.Rules.load(text, "default"), overwrite=False, use_conf=self._with_defaults)
            if self._with_defaults:
                enforcer._record_file_rules(text)
        return enforcer

    def decide(self, texts, cases):
        """The decisions of `cases`, all by the same rules."""
        try:
            enforcer = self.enforcer(*texts)
        except Exception:  # whatever it is, the rules do not load
            return ["error"] * len(cases)
        return [decide(enforcer, case) for case in cases]


def decide(enforcer, case):
    """The decision of a case's action, credentials and target; what is left out is empty."""
    outcomes = set()
    _unusual_asked.clear()
    _answers.script, _answers.asked = [], 0
    while True:
        outcomes.add(_enforce(enforcer, case["action"], dict(case.get("credentials", {})), case.get("target", {})))
        if not _answers.restart():
            break
    # A rule that goes round in a circle asks its servers again, and here they may answer otherwise then.
    circle = "circle" in outcomes and len(outcomes) > 1
    outcomes = {"error" if outcome == "circle" else outcome for outcome in outcomes}
    if len(outcomes) > 1:
        return "unknown or error" if circle else "unknown"
    decision = outcomes.pop()
    return f"{decision} or unknown" if _unusual_asked else decision


def _enforce(enforcer, action, credentials, target):
    try:
        return "allow" if enforcer.enforce(action, target, credentials) else "deny"
    except RecursionError:
        return "circle"
    except Exception:  # an API answers 500
        return "error"
