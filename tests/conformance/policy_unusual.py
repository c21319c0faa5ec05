"""Which checks are too unusual to be read, by the words of the contract; of such a check the answer may be unknown.

A kind is read where it is a dotted name, None, True, False, a number in decimal or one plainly quoted string; a match
where it holds no other conversions than %(key)s and %%, and a lone % at its end. A role beyond ASCII is compared with
another one by bytes alone, and the text of a list or map is known where all within it is ASCII, and no bytes or date.
"""

import datetime
import keyword
import re

from oslo_policy import _checks

_NUMBER = re.compile(r"[-+]?(0+|[1-9][0-9]*|(?=[0-9]*\.?[0-9])([0-9]*\.[0-9]*|[0-9]+(?=[eE]))([eE][-+]?[0-9]+)?)")
_QUOTED = re.compile(r"""'[^'\\\n\r\0]*'|"[^"\\\n\r\0]*\"""")
_FORMAT = re.compile(r"([^%]|%%|%\([^()]*\)s)*%?", re.DOTALL)
_KEY = re.compile(r"%%|%\(([^()]*)\)s")


def _is_name(text):
    return text.isascii() and text.isidentifier() and not keyword.iskeyword(text)


def _is_usual_kind(kind):
    return (kind in ("None", "True", "False") or all(map(_is_name, kind.split("."))) or
            any(form.fullmatch(kind) for form in (_NUMBER, _QUOTED)))


def is_unusual(check):
    """Of a single check of oslo.policy's, by how it is written."""
    if isinstance(check, _checks.RuleCheck) or not hasattr(check, "match"):
        return False  # also a rule that is one word, and no check
    if isinstance(check, _checks.GenericCheck) and not _is_usual_kind(check.kind):
        return True
    return _FORMAT.fullmatch(check.match) is None


def is_opaque(value, within=False):
    """Its text is not known."""
    if isinstance(value, (list, tuple)):
        return any(is_opaque(item, True) for item in value)
    if isinstance(value, dict):
        return any(is_opaque(item, True) for entry in value.items() for item in entry)
    return isinstance(value, bytes) or within and (
        isinstance(value, datetime.date) or isinstance(value, str) and not value.isascii())


def _is_another_role(role, wanted):
    """Perhaps: only Python's tables tell."""
    return isinstance(role, str) and not role.isascii() and not wanted.isascii() and role != wanted


def may_be_unknown(check, target, credentials):
    """The same of a check that is asked."""
    if is_unusual(check) or any(is_opaque(target.get(key)) for key in _KEY.findall(check.match)):
        return True
    if isinstance(check, _checks.GenericCheck):
        return is_opaque(credentials.get(check.kind.split(".")[0]))
    try:
        return any(_is_another_role(role, check.match % target) for role in credentials.get("roles", ()))
    except Exception:  # whatever it is, the check itself raises it as well
        return False


def leaves(check):
    """The single checks below a check, from left to right."""
    below = getattr(check, "rules", None)
    if below is None and isinstance(check, _checks.NotCheck):
        below = [check.rule]
    if below is None:
        return [check]
    return [leaf for part in below for leaf in leaves(part)]
