"""YAML scalars: what PyYAML makes of each, as str() and repr() show it."""

import json
import re

import yaml

import policy_odd_forms
import policy_program
import policy_unusual
from policy_texts import SCALARS

# A credential is compared as text: with what PyYAML's value is as str(), and within a map as repr().
_CASE = """- action: a
  policy: {{a: "x:%(wanted)s"}}
  credentials:
    x: {scalar}
  target: {{wanted: {wanted}}}
  expect: allow
"""
_ALPHABET = "0123456789-+._:eExXobTtZzINFfna ~'\"#yYoOnNuUlL<=!&*?|>%@`,[]{}é\\\n"
_TIMES = [
    "2001-01-01", "2001-12-14T21:59:43", "1-1-1 0:00:00", "2024-02-29 1:02:03.5 +5:30",
    "2001-1-1t01:00:00Z", "2001-12-31 23:59:59.999999-12", "0001-01-01 00:00:00+14:00",
    "2100-02-29", "2001-01-01 24:00:00", "2001-01-01 00:00:60",
]


_HIDDEN = re.compile("[\x85\u2028\u2029\ufeff]")     # they may be refused where they stand as they are


def _by_number(hidden):
    return f"\\u{ord(hidden[0]):04x}"


def _letters(rng, alphabet):
    return "".join(rng.choice(alphabet) for _ in range(rng.randint(1, 8)))


def _random_scalar(rng):
    form = rng.random()
    if form < 0.3:
        return rng.choice(SCALARS)
    if form < 0.45:
        return rng.choice(_TIMES)
    if form < 0.75:
        return rng.choice(["", "-", "+", "0x", "0b", "0", "1_", "."]) + _letters(rng, "0123456789_.:e+-")
    return _letters(rng, _ALPHABET)


def _case(scalar, within_map):
    """A case, and how it may be decided; None where the text is no lone scalar there."""
    if "&" in scalar:
        return None  # an anchor can be given once in a file
    if policy_odd_forms.reason(("{k: " if within_map else "x: ") + scalar):
        return None  # all cases stand in one file, which would be refused: policy_files tries each in its own
    written = "{k: " + scalar + "}" if within_map else scalar
    try:
        value = yaml.safe_load(_CASE.format(scalar=written, wanted='""'))[0]["credentials"]["x"]
        wanted = _HIDDEN.sub(_by_number, json.dumps(str(value), ensure_ascii=False))
        case = _CASE.format(scalar=written, wanted=wanted)
        read = yaml.safe_load(case)[0]
    except Exception:  # not YAML, or no str(): whole files are compared elsewhere
        return None
    scalars = list(value.values()) if within_map and isinstance(value, dict) else [value]
    lone = all(not isinstance(item, (list, dict, set)) for item in scalars)
    lone = lone and read["target"]["wanted"] == str(value)  # quoting has not changed it
    if not lone or set(read) != {"action", "policy", "credentials", "target", "expect"}:
        return None
    return case, ("allow", "unknown") if policy_unusual.is_opaque(value) else ("allow",)


def check(tally, binary, rng, count):
    """`count` scalars."""
    cases = []
    while len(cases) < count:
        case = _case(_random_scalar(rng), rng.random() < 0.3)
        if case:
            cases.append(case)
    decided = policy_program.decisions_of_text(binary, "".join(case for case, _ in cases))
    tally.check("scalars: as many cases as answers", len(cases) != len(decided) and f"{len(cases)}, {len(decided)}")
    for (case, possible), decision in zip(cases, decided):
        tally.check("scalar", decision not in possible and f"{decision}, for {case!r}")
