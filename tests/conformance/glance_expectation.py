"""What the scanner must find, computed independently in plain Python.

Nothing is shared with the scanner: rows are read with `sqlite3`, one by one,
and the rules of the contract are written out again below. Where the contract
leaves room, these are the readings taken:

- reach: `everyone` if the visibility is public or community, or the owner is
  NULL (the empty text is an owner); `members` if the visibility is shared and
  there is at least one member other than the owner; else `project`.
- visibility before Ocata, and where `visibility` is NULL in the middle of an
  upgrade: `is_public` 1 is public; 0 is shared if the image has members, else
  private.
- members: undeleted member rows; for a held image also those deleted no
  earlier than two seconds before the image. If either time is NULL, a
  deleted member row does not count.
- children: all rows of the four child tables, deleted or not.
- purgeable: `deleted_at` < now - age, strictly, in microseconds, whether the
  row is held or live. NULL is not purgeable.
- held-public: held, everyone, `deleted_at` not NULL, not purgeable.
- doomed: `deleted` 0 and `deleted_at` not NULL.
- inconsistent-delete: `deleted` 0 with status `deleted`; or `deleted` 1 with
  a status other than `deleted` and `pending_delete`, compared exactly; or
  `deleted_at` later than now.
- twins: other rows whose ID is the same after lower-casing ASCII letters and
  removing hyphen-minus. That holds for odd texts too: '' and '-' are twins.
- orphaned-children: each distinct `image_id` in a child table for which
  `images` has no row with exactly that text; such an ID is `freed`.
- the default age is 30 days up to Queens and 180 from Rocky on. In a rolling
  upgrade the older release counts, as its purge can still be run.
- severities: where only administrators may create images, findings about held
  and freed IDs drop one level (the held rules and orphaned-children); those
  about contradictions in a row (doomed, inconsistent) and twins stay.
"""

import collections
import dataclasses
import sqlite3
import string

import glance_times as times
from glance_rows import CHILDREN

MEMBER_TOLERANCE = 2 * times.SECOND

_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase, "-")
_LOWERED = {"high": "medium", "medium": "low"}

# rule -> (severity, drops one level where only administrators may create)
SEVERITIES = {
    "ossn-0075/held-public-purgeable": ("high", True),
    "ossn-0075/held-public": ("medium", True),
    "ossn-0075/held-shared-purgeable": ("medium", True),
    "ossn-0075/live-row-doomed": ("high", False),
    "ossn-0075/id-twins": ("high", False),
    "ossn-0075/orphaned-children": ("medium", True),
    "ossn-0075/inconsistent-delete": ("low", False),
}


@dataclasses.dataclass
class Image:
    """One row of `images` and its facts; times in microseconds or None."""
    id: str
    name: str | None
    owner: str | None
    status: str
    created_at: int
    deleted_at: int | None
    state: str
    visibility: str
    members: int
    children: int
    reach: str
    twins: int

    @property
    def held(self):
        return self.state == "held"

    @property
    def pinned(self):
        return self.held and self.deleted_at is None

    @property
    def doomed(self):
        return not self.held and self.deleted_at is not None

    def purgeable(self, cutoff):
        return self.deleted_at is not None and self.deleted_at < cutoff

    def inconsistent(self, now):
        gone = ("deleted", "pending_delete")
        return ((not self.held and self.status == "deleted")
                or (self.held and self.status not in gone)
                or (self.deleted_at is not None and self.deleted_at > now))


@dataclasses.dataclass
class World:
    """All of one database: `images` by ID, and child rows by orphaned ID."""
    images: dict[str, Image]
    orphans: dict[str, int]

    def counts(self):
        """The counts that a report's target carries, under their names."""
        held = [image for image in self.images.values() if image.held]
        return {
            "total": len(self.images),
            "live": len(self.images) - len(held),
            "held": len(held),
            "pinned": sum(image.pinned for image in held),
            "freed": len(self.orphans),
        }


def twin_key(image_id):
    """Two IDs are twins if their keys are equal."""
    return image_id.translate(_LOWER)


def default_age(heads):
    """Days, from the Alembic heads ([]: only the older version table)."""
    thirty = ("liberty", "mitaka", "ocata", "pike", "queens")
    oldest = "" if not heads else min(heads, key=_release_order)
    expand_only = len(heads) == 1 and "_expand" in oldest
    return 30 if expand_only or not heads or oldest.startswith(thirty) else 180


def _release_order(head):
    releases = ("liberty", "mitaka", "ocata", "pike", "queens", "rocky",
                "train", "ussuri", "wallaby")
    return next(place for place, release in enumerate(releases)
                if head.startswith(release))


def load(database, member_tolerance=MEMBER_TOLERANCE):
    """Reads a SQLite database into a `World`.

    `member_tolerance`: how long before its image a member may have been
    deleted and still count, in microseconds.
    Texts that are not UTF-8 are read as a report must show them: with U+FFFD
    for what cannot be decoded.
    """
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    try:
        rows = connection.execute("SELECT * FROM images").fetchall()
        members = collections.defaultdict(list)
        for row in connection.execute(
                "SELECT image_id, deleted, deleted_at, member"
                " FROM image_members"):
            members[row["image_id"]].append(
                (row["deleted"], times.from_stored(row["deleted_at"]),
                 row["member"]))
        children = collections.Counter()
        for table in CHILDREN:
            children.update(row["image_id"] for row in connection.execute(
                f"SELECT image_id FROM {table} WHERE image_id IS NOT NULL"))
    finally:
        connection.close()
    return _world(rows, members, children, member_tolerance)


def _world(rows, members, children, tolerance):
    alike = collections.Counter(twin_key(row["id"]) for row in rows)
    images = {row["id"]: _image(row, members[row["id"]], children[row["id"]],
                                alike[twin_key(row["id"])] - 1, tolerance)
              for row in rows}
    if len(images) != len(rows):
        raise ValueError("two rows have one ID once their text is repaired")
    orphans = {image_id: count for image_id, count in children.items()
               if image_id not in images and count}
    return World(images, orphans)


def _image(row, member_rows, children, twins, tolerance):
    held = row["deleted"] != 0
    deleted_at = times.from_stored(row["deleted_at"])
    members = [member for deleted, when, member in member_rows
               if _is_member(deleted, when, held, deleted_at, tolerance)]
    others = any(member != row["owner"] for member in members)
    visibility = _visibility(row, members)
    return Image(
        id=row["id"], name=row["name"], owner=row["owner"],
        status=row["status"], created_at=times.from_stored(row["created_at"]),
        deleted_at=deleted_at, state="held" if held else "live",
        visibility=visibility, members=len(members), children=children,
        reach=_reach(visibility, row["owner"], others), twins=twins)


def _is_member(deleted, when, image_held, image_deleted_at, tolerance):
    if not deleted:
        return True
    if not image_held or when is None or image_deleted_at is None:
        return False
    return when >= image_deleted_at - tolerance


def _visibility(row, members):
    columns = row.keys()
    if "visibility" in columns and row["visibility"] is not None:
        return row["visibility"]
    if row["is_public"] == 1:
        return "public"
    return "shared" if members else "private"


def _reach(visibility, owner, other_members):
    if visibility in ("public", "community") or owner is None:
        return "everyone"
    return ("members" if visibility == "shared" and other_members
            else "project")


def rule_conditions(rule, now, cutoff):
    """The conditions of an image rule: an image matches if all hold.

    `ossn-0075/orphaned-children` has none, its subjects are no rows.
    """
    purgeable = lambda image: image.purgeable(cutoff)
    held = lambda image: image.held
    everyone = lambda image: image.reach == "everyone"
    return {
        "ossn-0075/held-public-purgeable": (held, everyone, purgeable),
        "ossn-0075/held-public": (
            held, everyone, lambda image: image.deleted_at is not None,
            lambda image: not image.purgeable(cutoff)),
        "ossn-0075/held-shared-purgeable": (
            held, lambda image: image.reach == "members", purgeable),
        "ossn-0075/live-row-doomed": (
            lambda image: not image.held,
            lambda image: image.deleted_at is not None),
        "ossn-0075/id-twins": (lambda image: image.twins >= 1,),
        "ossn-0075/inconsistent-delete": (
            lambda image: image.inconsistent(now),),
    }[rule]


def expected_findings(world, now, age_in_days, *, admins_only=False):
    """{rule: {subject ID: severity}} for every rule of `SEVERITIES`.

    `now` in microseconds; `admins_only`: the policy lets nobody but
    administrators create images.
    """
    cutoff = now - age_in_days * times.DAY
    found = {}
    for rule, (severity, drops) in SEVERITIES.items():
        if admins_only and drops:
            severity = _LOWERED[severity]
        if rule == "ossn-0075/orphaned-children":
            subjects = world.orphans
        else:
            conditions = rule_conditions(rule, now, cutoff)
            subjects = [image.id for image in world.images.values()
                        if all(holds(image) for holds in conditions)]
        found[rule] = dict.fromkeys(subjects, severity)
    return found
