"""Are two JSON reports the same, byte for byte, but for the engine's name?

What may differ: the target's engine, server version and name, the
fingerprints (which hold the name), the SQL of the remedies, and how it is known
that nothing is missing.
"""

import json
import re

_VARIES = [re.compile(pattern) for pattern in (
    rb'("engine": ?)"[^"]*"', rb'("server_version": ?)"[^"]*"',
    rb'("fingerprint": ?)"[0-9a-f]*"', rb'("proof": ?)"[^"]*"',
    rb'("kind": ?"sql[^"]*",\s*"text": ?)"(?:[^"\\]|\\.)*"')]


def normalised(report):
    """A report's bytes without what may differ."""
    name = json.loads(report)["targets"][0]["name"]
    report = report.replace(json.dumps(name, ensure_ascii=False).encode(),
                            b'"TARGET"')
    for pattern in _VARIES:
        report = pattern.sub(rb'\1"-"', report)
    return report


def difference(one, other):
    """Where two reports first differ; None if they are alike."""
    one, other = normalised(one), normalised(other)
    if one == other:
        return None
    at = next((number for number, (a, b) in enumerate(zip(one, other))
               if a != b), min(len(one), len(other)))
    begin = max(0, at - 160)
    return (f"they differ at byte {at}: {one[begin:at + 120]!r}\n"
            f"and {other[begin:at + 120]!r}")
