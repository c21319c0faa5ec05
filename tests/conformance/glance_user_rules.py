"""Rules of a user's own: the scanner's answer against Python's.

`MATCHES` is a set of `match` texts as a user would write them. Each becomes a
rule file `test/<name>`; `matching` evaluates the same text here. The reading:
all keys must hold; a list is any-of; a comparison with a fact that is null is
false, and `not` turns that into true; `exists` asks for non-null; `before`
and `older_than` are strict; `matches` searches anywhere in the text with RE2's
syntax, so `$` is the end of the text and never before a final newline.

Subjects without a row (`freed`) have few facts. Every rule here names the
states that it is about.
"""

import os
import re

import yaml

import glance_times as times

# The facts compared, by type. `time` is in microseconds.
FACT_TYPES = {
    "id": "text", "name": "text", "owner": "text", "status": "text",
    "visibility": "text", "state": "text", "reach": "text",
    "created_at": "time", "deleted_at": "time",
    "members": "count", "children": "count", "twins": "count",
    "pinned": "bool", "purgeable": "bool", "doomed": "bool",
}

MATCHES = {
    "state-held": "{state: held}",
    "state-any-of": "{state: [live, held]}",
    "state-freed": "{state: freed}",
    "freed-children": "{state: freed, children: {at_least: 2}}",
    "reach-any-of": "{state: held, reach: [everyone, members]}",
    "reach-not": "{state: live, reach: {not: project}}",
    "name-equals": "{state: [live, held], name: golden}",
    "name-empty": "{state: [live, held], name: ''}",
    "name-like-a-number": "{state: [live, held], name: '123'}",
    "name-not": "{state: [live, held], name: {not: golden}}",
    "name-not-any-of": "{state: [live, held], name: {not: [golden, test]}}",
    "name-exists": "{state: [live, held], name: {exists: true}}",
    "name-absent": "{state: [live, held], name: {exists: false}}",
    "name-matches": "{state: [live, held], name: {matches: 'ubuntu'}}",
    "name-anchored": "{state: [live, held], name: {matches: '^win'}}",
    "name-end": "{state: [live, held], name: {matches: 'win$'}}",
    "name-end-after-nul": "{state: [live, held], name: {matches: 'inside$'}}",
    "name-no-case": "{state: [live, held], name: {matches: '(?i)^WINDOWS'}}",
    "name-digits": r"{state: [live, held], name: {matches: '\d{2}[.-]\d+'}}",
    "name-not-matches": "{state: [live, held], name: {not: {matches: 'o'}}}",
    "name-alternatives":
        "{state: [live, held], name: {matches: '^(golden|debian-[0-9]+)$'}}",
    "name-pattern-any-of":
        "{state: [live, held],"
        " any: [{name: golden}, {name: {matches: '^cirros'}}]}",
    "owner-empty": "{state: [live, held], owner: ''}",
    "owner-absent": "{state: [live, held], owner: {exists: false}}",
    "owner-case": "{state: [live, held], owner: P1}",
    "owner-not": "{state: [live, held], owner: {not: p1}}",
    "owner-matches": "{state: [live, held], owner: {matches: \"'\"}}",
    "id-matches": "{state: [live, held], id: {matches: '^[0-9A-F]{8}-'}}",
    "id-undashed": "{state: [live, held], id: {matches: '^[0-9a-f]{32}$'}}",
    "status-any-of": "{state: [live, held], status: [active, queued, killed]}",
    "status-not": "{state: held, status: {not: [deleted, pending_delete]}}",
    "status-case": "{state: [live, held], status: {matches: '^D'}}",
    "visibility": "{state: [live, held], visibility: [public, shared]}",
    "visibility-not": "{state: [live, held], visibility: {not: private}}",
    "created-before":
        "{state: [live, held], created_at: {before: 2020-05-06T07:08:09Z}}",
    "created-older": "{state: live, created_at: {older_than: 30d}}",
    "created-not-older": "{state: live, created_at: {not: {older_than: 180d}}}",
    "deleted-before":
        "{state: [live, held], deleted_at: {before: 2025-12-03T03:04:05Z}}",
    "deleted-not-before":
        "{state: held, deleted_at: {not: {before: 1970-01-01T00:00:00Z}}}",
    "deleted-older": "{state: held, deleted_at: {older_than: 30d}}",
    "deleted-older-zero": "{state: held, deleted_at: {older_than: 0d}}",
    "deleted-absent": "{state: held, deleted_at: {exists: false}}",
    "deleted-exists": "{state: live, deleted_at: {exists: true}}",
    "members-none": "{state: [live, held], members: 0}",
    "members-some": "{state: held, members: {at_least: 2}}",
    "members-few": "{state: live, members: {at_most: 1}}",
    "members-range": "{state: held, members: {at_least: 1, at_most: 2}}",
    "children-many": "{state: [live, held], children: {at_least: 6}}",
    "children-none": "{state: [live, held], children: {at_most: 0}}",
    "children-not": "{state: [live, held], children: {not: {at_least: 1}}}",
    "twins-one": "{state: [live, held], twins: 1}",
    "twins-more": "{state: [live, held], twins: {at_least: 2}}",
    "pinned": "{pinned: true}",
    "not-pinned": "{state: held, pinned: false}",
    "purgeable": "{state: [live, held], purgeable: true}",
    "held-not-purgeable": "{state: held, purgeable: false}",
    "doomed": "{doomed: true}",
    "doomed-not": "{state: live, doomed: {not: true}}",
    "any": "{state: [live, held], any: [{doomed: true}, {pinned: true}]}",
    "any-with-several-keys":
        "{any: [{state: held, reach: everyone, purgeable: true},"
        " {state: live, twins: {at_least: 1}, name: {matches: win}}]}",
    "not-several-keys":
        "{state: [live, held], not: {reach: everyone, owner: p1}}",
    "all-operators":
        "{state: [live, held], owner: {exists: true},"
        " name: {not: {matches: '^test'}}, members: {at_most: 2},"
        " children: {at_least: 1}, any: [{deleted_at: {older_than: 7d}},"
        " {created_at: {before: 2024-01-01T00:00:00Z}}],"
        " visibility: [private, shared]}",
}

_RULE = """\
id: test/{name}
title: A rule of the tests
subject: image
severity: [low]
match: {match}
message: "Image {{id}} matches."
why: To compare the scanner with an independent evaluation.
remedy: None is needed.
cure: none
references: ["https://example.org/"]
"""

# One more, whose severity depends on the facts.
GRADED = """\
id: test/graded
title: A rule whose severity depends on the image
subject: image
severity:
  - when: {state: live, reach: everyone}
    is: high
  - when: {owner: {exists: false}}
    is: medium
  - low
match: {state: [live, held], name: {matches: '^(ubuntu|windows)'}}
message: "Image {id} matches."
why: To compare the scanner with an independent evaluation.
remedy: None is needed.
cure: none
references: ["https://example.org/"]
"""


def write_rules(folder):
    """Writes a file for each rule; returns {rule ID: path}."""
    texts = {f"test/{name}": _RULE.format(name=name, match=match)
             for name, match in MATCHES.items()}
    texts["test/graded"] = GRADED
    paths = {}
    for rule, text in texts.items():
        paths[rule] = os.path.join(folder, rule.partition("/")[2] + ".yaml")
        with open(paths[rule], "w", encoding="utf-8") as file:
            file.write(text)
    return paths


def expected(world, now, age_in_days):
    """{rule ID: {subject ID: severity}}."""
    facts = facts_of(world, now, age_in_days)
    found = {f"test/{name}": _matching(yaml.load(match, yaml.BaseLoader),
                                       facts, now)
             for name, match in MATCHES.items()}
    result = {rule: dict.fromkeys(ids, "low") for rule, ids in found.items()}
    result["test/graded"] = _graded(facts, now)
    return result


def _graded(facts, now):
    rule = yaml.load(GRADED, yaml.BaseLoader)
    *cases, otherwise = rule["severity"]
    graded = {}
    for image_id in _matching(rule["match"], facts, now):
        graded[image_id] = next(
            (case["is"] for case in cases
             if holds(case["when"], facts[image_id], now)), otherwise)
    return graded


def _matching(match, facts, now):
    return [image_id for image_id, of_one in facts.items()
            if holds(match, of_one, now)]


def facts_of(world, now, age_in_days):
    """{subject ID: {fact: value}} of rows and of orphaned IDs."""
    cutoff = now - age_in_days * times.DAY
    facts = {}
    for image in world.images.values():
        facts[image.id] = {name: getattr(image, name) for name in FACT_TYPES
                           if name != "purgeable"}
        facts[image.id]["purgeable"] = image.purgeable(cutoff)
    for orphan, children in world.orphans.items():
        facts[orphan] = dict.fromkeys(FACT_TYPES) | {
            "id": orphan, "state": "freed", "children": children}
    return facts


def holds(match, facts, now):
    """Whether a subject's facts meet a parsed `match` (its leaves texts)."""
    for key, wanted in match.items():
        if key == "any":
            met = any(holds(part, facts, now) for part in wanted)
        elif key == "not":
            met = not holds(wanted, facts, now)
        else:
            met = _meets(facts[key], wanted, FACT_TYPES[key], now)
        if not met:
            return False
    return True


def _meets(value, wanted, kind, now):
    if isinstance(wanted, list):
        return any(_meets(value, each, kind, now) for each in wanted)
    if isinstance(wanted, dict):
        return all(_applies(operator, value, operand, kind, now)
                   for operator, operand in wanted.items())
    return value is not None and value == _typed(wanted, kind)


def _applies(operator, value, operand, kind, now):
    if operator == "not":
        return not _meets(value, operand, kind, now)
    if operator == "exists":
        return (value is not None) == (operand == "true")
    if value is None:
        return False
    if operator == "at_least":
        return value >= int(operand)
    if operator == "at_most":
        return value <= int(operand)
    if operator == "before":
        return value < times.from_rfc3339(operand)
    if operator == "older_than":
        return value < now - int(operand.removesuffix("d")) * times.DAY
    if operator == "matches":
        return re.search(operand.replace("$", r"\Z"), value, re.ASCII)
    raise ValueError(f"no such operator: {operator}")


def _typed(text, kind):
    return {"text": str, "count": int,
            "bool": lambda word: {"true": True, "false": False}[word]}[
                kind](text)
