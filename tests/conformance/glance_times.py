"""Times as Glance stores them in SQLite, and as microseconds.

A time is an int: microseconds since 1970-01-01 UTC, negative before. Glance
stores naive UTC as text, `YYYY-MM-DD HH:MM:SS.ffffff`; databases that were
converted from elsewhere lack the fraction. Both forms are read and written.
"""

import datetime
import re

SECOND = 1_000_000
DAY = 86_400 * SECOND

_EPOCH = datetime.datetime(1970, 1, 1)
_MICROSECOND = datetime.timedelta(microseconds=1)
_RFC3339 = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z", re.ASCII)

EARLIEST = (datetime.datetime.min - _EPOCH) // _MICROSECOND
LATEST = (datetime.datetime.max - _EPOCH) // _MICROSECOND


def from_stored(text):
    """Microseconds of a stored time; None for NULL."""
    if text is None:
        return None
    return (datetime.datetime.fromisoformat(text) - _EPOCH) // _MICROSECOND


def to_stored(moment, *, fraction=True):
    """The stored form. Without `fraction` the microseconds must be 0."""
    if moment is None:
        return None
    if not fraction and moment % SECOND:
        raise ValueError(f"{moment} has a fraction of a second")
    return to_datetime(moment).isoformat(
        sep=" ", timespec="microseconds" if fraction else "seconds")


def from_rfc3339(text):
    """Microseconds of `2026-01-02T03:04:05[.ffffff]Z`; ValueError otherwise."""
    if not isinstance(text, str) or not _RFC3339.fullmatch(text):
        raise ValueError(f"not an RFC 3339 time in UTC: {text!r}")
    naive = datetime.datetime.fromisoformat(text[:-1])
    return (naive - _EPOCH) // _MICROSECOND


def to_rfc3339(moment):
    """`2026-01-02T03:04:05Z`, with six digits of fraction if it has one."""
    return to_datetime(moment).isoformat(
        timespec="microseconds" if moment % SECOND else "seconds") + "Z"


def to_datetime(moment):
    """A naive datetime in UTC. OverflowError outside the years 1 to 9999."""
    return _EPOCH + moment * _MICROSECOND
