"""Is there anything to find? Guards against tests that compare nothing.

For every rule a database must hold at least `ENOUGH` images that match and as
many that nearly do, rows on both sides of the borders in time, and images
whose reach hangs on a microsecond between their deletion and a member's.
"""

import unicodedata

import glance_times as times
from glance_expectation import (MEMBER_TOLERANCE, SEVERITIES,
                                expected_findings, load, rule_conditions,
                                twin_key)

ENOUGH = 5


def check(database, world, now, age_in_days):
    """Yields (rule or border, problem or None) for a database (a path) and
    the `World` that was read from it."""
    cutoff = now - age_in_days * times.DAY
    for rule, subjects in expected_findings(world, now, age_in_days).items():
        near = near_misses(world, rule, now, cutoff)
        scarce = len(subjects) < ENOUGH or len(near) < ENOUGH
        yield rule, (f"{len(subjects)} matches and {len(near)} near misses"
                     if scarce else None)
    yield "borders in time", _borders(world, now, cutoff)
    yield "borders of membership", _member_borders(database, world)


def counts(world, now, age_in_days):
    """{rule: (matches, near misses)}, to be shown."""
    cutoff = now - age_in_days * times.DAY
    found = expected_findings(world, now, age_in_days)
    return {rule: (len(found[rule]),
                   len(near_misses(world, rule, now, cutoff)))
            for rule in SEVERITIES}


def near_misses(world, rule, now, cutoff):
    """Subjects that do not match a rule, but almost."""
    if rule == "ossn-0075/id-twins":
        return _near_twins(world)
    if rule == "ossn-0075/inconsistent-delete":
        return [image.id for image in world.images.values()
                if not image.inconsistent(now) and _nearly_wrong(image, now)]
    if rule == "ossn-0075/orphaned-children":
        return [image.id for image in world.images.values()
                if image.children and image.held]
    conditions = rule_conditions(rule, now, cutoff)
    return [image.id for image in world.images.values()
            if sum(not holds(image) for holds in conditions) == 1]


def _near_twins(world):
    """IDs that only a looser comparison would take for twins."""
    alike = {}
    for image in world.images.values():
        text = unicodedata.normalize("NFKD", image.id).casefold()
        loose = "".join(letter for letter in text if letter.isalnum())
        alike.setdefault(loose, {}).setdefault(twin_key(image.id), image)
    return [image.id for group in alike.values() if len(group) > 1
            for image in group.values() if not image.twins]


def _nearly_wrong(image, now):
    """A pending delete, or deleted within the last second."""
    if image.held and image.status == "pending_delete":
        return True
    return (image.deleted_at is not None
            and 0 <= now - image.deleted_at <= times.SECOND)


def _borders(world, now, cutoff):
    """Held images reaching everyone lie on and around the cutoff and now."""
    held = {image.deleted_at for image in world.images.values()
            if image.held and image.reach == "everyone"}
    for name, border in (("the cutoff", cutoff), ("now", now)):
        for offset in (-1, 0, 1):
            if border + offset not in held:
                return f"no held image {offset} microseconds from {name}"
    return None


def _member_borders(database, world):
    """Some images change their reach if the tolerance is a little off."""
    for offset in (-1, 1):
        other = load(database, MEMBER_TOLERANCE + offset)
        differing = sum(image.reach != other.images[image.id].reach
                        for image in world.images.values())
        if differing < ENOUGH:
            return (f"a tolerance {offset} microseconds off changes the reach "
                    f"of {differing} images only")
    return None
