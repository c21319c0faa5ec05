"""Rows of `images` by the million, in seconds: what the benchmarks read."""

import random
import time

NOW = 1767323045    # 2026-01-02T03:04:05Z
COLUMNS = ("id", "name", "size", "status", "created_at", "updated_at", "deleted_at", "deleted", "disk_format",
           "container_format", "checksum", "owner", "min_disk", "min_ram", "protected", "visibility", "os_hidden",
           "os_hash_algo", "os_hash_value")
_DAY = 86400
_VISIBILITIES = ["private"] * 12 + ["shared"] * 5 + ["public"] * 2 + ["community"]


def image_rows(count, *, fractions):
    """Of a settled cloud: a third is deleted, over 400 days; owners and visibilities are mixed. The same in every run.
    fractions: times have microseconds."""
    dice = random.Random(75)

    def stamps(least, most):
        return [time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(NOW - dice.randrange(least * _DAY, most * _DAY))) +
                (f".{dice.randrange(10**6):06d}" if fractions else "") for _ in range(5003)]

    created, updated, ended = stamps(700, 701), stamps(401, 402), stamps(0, 400)
    for number in range(count):
        digits = dice.randbytes(112).hex()
        deleted = number % 3 == 0
        yield (f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:32]}", f"image-{number}",
               dice.getrandbits(33), "deleted" if deleted else "active", created[number % 5003], updated[number % 5003],
               ended[number % 5003] if deleted else None, int(deleted), "qcow2", "bare", digits[32:64], digits[64:96],
               0, 0, 0, _VISIBILITIES[dice.getrandbits(16) % 20], 0, "sha512", digits[96:])
