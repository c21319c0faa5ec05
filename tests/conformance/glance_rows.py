"""Random rows for a Glance database, the same for the same seed.

`fill` looks at the columns of the tables it finds, so one generator serves
every revision. It works at the borders on purpose: deletion times lie on,
just before and just after every cutoff that the tests use, members are
deleted up to and just over two seconds before their image, IDs have twins
and near-twins, and every tenth row or so contradicts itself.
"""

import random
import sqlite3

import glance_hostile as hostile
import glance_times as times

CHILDREN = ("image_members", "image_properties", "image_tags",
            "image_locations")

_EXTREMES = [0, -1, 1, times.EARLIEST, times.LATEST, times.SECOND,
             -times.SECOND, times.from_stored("1960-02-29 23:59:59.999999"),
             times.from_stored("2038-01-19 03:14:08"),
             times.from_stored("2262-04-11 23:47:17")]
_NEARBY = [-times.SECOND, -1, 0, 0, 0, 1, times.SECOND]
# A held image's members, by how long before it they were deleted.
_MEMBER_LAG = [0, 0, 1, times.SECOND, 2 * times.SECOND, 2 * times.SECOND + 1,
               3 * times.SECOND, times.DAY, 400 * times.DAY, -5 * times.SECOND]


def fill(database, *, seed, rows, nows, ages):
    """Fills an empty Glance database (a path).

    Makes `rows` images (never fewer than the odd IDs and the borders need)
    with child rows, and child rows of about `rows`/25 images that do not
    exist. `nows` are times in microseconds and `ages` days: each now and each
    cutoff, now - age, is a border, with a deleted public image on it, one
    microsecond before it and one after it. Likewise there are images deleted
    two seconds, and two seconds and a microsecond, after their only member.
    """
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA synchronous=OFF")
    with connection:
        _Filler(connection, random.Random(seed), nows, ages).fill(rows)
    connection.close()


def columns_of(connection, table):
    """The names of a table's columns, in order."""
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


class _Filler:
    def __init__(self, connection, rng, nows, ages):
        self.connection = connection
        self.rng = rng
        self.now = nows[0]
        self.borders = [now - age * times.DAY for now in nows
                        for age in {0, *ages}]
        self.image_columns = columns_of(connection, "images")
        self.ids = []
        self.known = set()
        self.serial = 0

    def fill(self, rows):
        for image_id in hostile.ODD_IDS:
            self._add_image(self._image(image_id))
        for border in self.borders:
            for moment in (border - 1, border, border + 1):
                self._add_border_image(moment)
        for lag in 6 * (2 * times.SECOND, 2 * times.SECOND + 1):
            self._add_border_member(lag)
        while len(self.ids) < rows:
            self._add_image(self._image(self._random_id()))
        self._break_texts()
        for _ in range(rows // 25):
            self._add_orphans(self._orphan_id())

    # Images

    def _random_id(self):
        while True:
            made = self._uuid()
            if self.rng.random() < 0.12:
                made = self._twin_of(self.rng.choice(self.ids))
            if made not in self.known:
                return made

    def _uuid(self):
        digits = f"{self.rng.getrandbits(128):032x}"
        made = "-".join((digits[:8], digits[8:12], digits[12:16],
                         digits[16:20], digits[20:]))
        form = self.rng.random()
        if form < 0.08:
            return made.upper()
        if form < 0.14:
            return digits
        return made

    def _twin_of(self, other):
        bare = other.replace("-", "")
        mixed = "".join(self.rng.choice((letter.upper(), letter.lower()))
                        if letter.isascii() else letter for letter in other)
        return self.rng.choice(
            (other.upper() if other.isascii() else other, bare, mixed,
             bare.upper() if bare.isascii() else bare, other + "-",
             other + " ", other + "0"))

    def _image(self, image_id):
        """The columns of a random image; its deletion time in microseconds."""
        rng = self.rng
        held = rng.random() < 0.6
        image = {
            "id": image_id,
            "name": rng.choice(hostile.NAMES[:-1]) if rng.random() < 0.995
                    else hostile.NAMES[-1],
            "size": rng.choice((None, 0, 1, 2 ** 63 - 1, rng.getrandbits(33))),
            "virtual_size": None,
            "status": self._status(held),
            "created_at": self._creation_time(),
            "updated_at": self._stored(rng.choice((None, self.now))),
            "deleted_at": self._deletion_time(held),
            "deleted": int(held),
            "disk_format": rng.choice((None, "qcow2", "raw", "vmdk")),
            "container_format": rng.choice((None, "bare", "ovf")),
            "checksum": rng.choice((None, f"{rng.getrandbits(128):032x}")),
            "owner": None if rng.random() < 0.1 else rng.choice(hostile.OWNERS),
            "min_disk": 0,
            "min_ram": 0,
            "protected": int(rng.random() < 0.05),
        }
        self._add_visibility(image)
        return image

    def _add_border_image(self, moment):
        """A public image that was deleted at `moment`."""
        image = self._held_image(moment, is_public=1, visibility="public")
        self._add_image(image)

    def _add_border_member(self, lag):
        """A shared image whose only member was deleted `lag` before it."""
        moment = self.now - self.rng.randrange(400 * times.DAY)
        image = self._held_image(moment, is_public=0, visibility="shared")
        self._insert_image(image)
        self._add_child("image_members", image["id"], True, moment - lag)

    def _held_image(self, moment, **visibility):
        image = self._image(self._random_id()) | {
            "deleted": 1, "status": "deleted", "deleted_at": moment,
            "owner": "p1"}
        return {column: visibility.get(column, value)
                for column, value in image.items()}

    def _add_image(self, image):
        self._insert_image(image)
        self._add_children(image["id"], bool(image["deleted"]),
                           image["deleted_at"], image["owner"])

    def _insert_image(self, image):
        self.ids.append(image["id"])
        self.known.add(image["id"])
        self._insert("images", image | {
            "deleted_at": self._stored(image["deleted_at"])})

    def _status(self, held):
        chance = self.rng.random()
        if chance < 0.04:
            return self.rng.choice(hostile.STATUSES_ODD)
        usual = held if chance < 0.92 else not held
        return self.rng.choice(hostile.STATUSES_DELETED if usual
                               else hostile.STATUSES_LIVE)

    def _add_visibility(self, image):
        """Every combination that tells who sees the image, contradictions
        included: of NULL in both columns no audit is complete."""
        visibility = self.rng.choice(
            ("public", "public", "private", "shared", "shared", "community"))
        is_public = self.rng.choice((0, 0, 1))
        if "is_public" in self.image_columns:
            image["is_public"] = is_public
        if "visibility" in self.image_columns:
            image["visibility"] = visibility
        if "is_public" in image and "visibility" in image:
            empty = self.rng.random()
            if empty < 0.7:
                image["is_public" if empty < 0.35 else "visibility"] = None

    def _deletion_time(self, held):
        rng = self.rng
        chance = rng.random()
        if not held and chance < 0.85 or held and chance < 0.1:
            return None
        kind = rng.random()
        if kind < 0.40:
            moment = rng.choice(self.borders) + rng.choice(_NEARBY)
        elif kind < 0.90:
            moment = self.now - rng.randrange(400 * times.DAY)
        elif kind < 0.95:
            moment = self.now + rng.randrange(1, 1000 * times.DAY)
        else:
            moment = rng.choice(_EXTREMES)
        return moment - moment % times.SECOND if rng.random() < 0.1 else moment

    def _creation_time(self):
        rng = self.rng
        if rng.random() < 0.05:
            return self._stored(rng.choice(_EXTREMES))
        if rng.random() < 0.1:
            return self._stored(rng.choice(self.borders) + rng.choice(_NEARBY))
        return self._stored(self.now - rng.randrange(3000 * times.DAY))

    def _stored(self, moment):
        if moment is None:
            return None
        whole = moment % times.SECOND == 0
        return times.to_stored(
            moment, fraction=not (whole and self.rng.random() < 0.5))

    def _break_texts(self):
        """A few texts that are not UTF-8, in an ID, names and owners."""
        for column in ("name", "owner"):
            for number, raw in enumerate(hostile.INVALID_UTF8):
                self.connection.execute(
                    f"UPDATE images SET {column} = CAST(? AS TEXT) WHERE id ="
                    " (SELECT id FROM images ORDER BY rowid DESC LIMIT 1"
                    " OFFSET ?)", (raw, number * 7))
        self.connection.execute(
            "UPDATE images SET id = CAST(? AS TEXT) WHERE id = '%s%n'",
            (hostile.INVALID_UTF8_ID,))
        for table in CHILDREN:
            self.connection.execute(
                f"UPDATE {table} SET image_id = CAST(? AS TEXT)"
                " WHERE image_id = '%s%n'", (hostile.INVALID_UTF8_ID,))

    # Child rows

    def _add_children(self, image_id, held, deleted_at, owner):
        rng = self.rng
        for number in range(rng.choice((0, 0, 1, 1, 2, 3))):
            # The owner may be a member, which gives nobody anything.
            is_owner = owner is not None and number == 0 and (
                rng.random() < 0.4)
            self._add_child("image_members", image_id,
                            *self._member_deletion(held, deleted_at),
                            member=owner if is_owner else None)
        for table in CHILDREN[1:]:
            for _ in range(rng.choice((0, 0, 0, 1, 2))):
                self._add_child(table, image_id, held, deleted_at)

    def _member_deletion(self, held, image_deleted_at):
        """Whether a member is deleted, and when; consistent or not."""
        rng = self.rng
        deleted = rng.random() < (0.7 if held else 0.4)
        if image_deleted_at is None or rng.random() < 0.1:
            when = rng.choice((None, self.now - times.DAY))
        else:
            when = image_deleted_at - rng.choice(_MEMBER_LAG)
        if when is not None and not times.EARLIEST <= when <= times.LATEST:
            when = image_deleted_at
        if not deleted and rng.random() < 0.8:
            when = None
        return deleted, when

    def _orphan_id(self):
        """An image ID without a row: a lost one, or nearly a row's."""
        while True:
            made = (self._uuid() if self.rng.random() < 0.7
                    else self._twin_of(self.rng.choice(self.ids)))
            if made not in self.known:
                return made

    def _add_orphans(self, image_id):
        for table in self.rng.sample(CHILDREN, self.rng.choice((1, 1, 2, 4))):
            for _ in range(self.rng.choice((1, 1, 2))):
                deleted = self.rng.random() < 0.5
                self._add_child(table, image_id, deleted,
                                self._deletion_time(True) if deleted else None)

    def _add_child(self, table, image_id, deleted, deleted_at, member=None):
        self.serial += 1
        row = {
            "image_id": image_id,
            "created_at": self._creation_time(),
            "deleted_at": self._stored(deleted_at),
            "deleted": int(deleted),
        }
        text = f"{self.rng.choice(hostile.NAMES[1:-1])}-{self.serial}"
        if table == "image_members":
            row |= {"member": text if member is None else member,
                    "can_share": 0,
                    "status": self.rng.choice(("pending", "accepted",
                                               "rejected"))}
        elif table == "image_properties":
            row |= {"name": text, "value": text}
        else:
            row |= {"value": text}
        self._insert(table, row)

    def _insert(self, table, row):
        names = ", ".join(row)
        marks = ", ".join("?" * len(row))
        self.connection.execute(
            f"INSERT INTO {table} ({names}) VALUES ({marks})",
            list(row.values()))
