"""Times as people write them in a sample, and as Glance stores them in SQLite.

A time is RFC 3339 or a date (`2025-07-06T03:04:05Z`, `2025-07-06`), always
UTC, or counted from the case's `now`: `180 days ago`,
`180 days 1 microsecond ago`, `in 2 hours`.
"""

import datetime
import re

_UNITS = ("microsecond", "second", "minute", "hour", "day")
_AMOUNT = re.compile(rf"(\d+) ({'|'.join(_UNITS)})s?")
_AMOUNTS = rf"(?:{_AMOUNT.pattern})(?: {_AMOUNT.pattern})*"


def parse(text, now=None):
    """A naive UTC datetime; raises ValueError for anything else.

    `now` is one too. Without it only absolute times are understood.
    """
    if now is not None and re.fullmatch(f"{_AMOUNTS} ago", text):
        return now - _duration(text)
    if now is not None and re.fullmatch(f"in {_AMOUNTS}", text):
        return now + _duration(text)
    moment = datetime.datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        moment = moment.astimezone(datetime.timezone.utc).replace(tzinfo=None)
    return moment


def to_stored(moment):
    """`YYYY-MM-DD HH:MM:SS.ffffff`, as SQLAlchemy writes it to SQLite."""
    return moment.isoformat(sep=" ", timespec="microseconds")


def _duration(text):
    total = datetime.timedelta()
    for number, unit in _AMOUNT.findall(text):
        total += datetime.timedelta(**{unit + "s": int(number)})
    return total
