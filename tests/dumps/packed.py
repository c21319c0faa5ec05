"""Packed dumps and tables are read as they are; damaged ones are incomplete."""

import bz2
import gzip
import io
import lzma
import random
import resource
import subprocess
import tarfile

from dumping import Files, mariadb_dump, postgres_dump, sqlite_dump
from world import expect

_REVISION = "wallaby_contract01"
_NAME = "packed"
_SEED = 75
_BOMB_GIB = 1
_MOST_MIB = 400


def _zstd(data):
    return subprocess.run(["zstd", "--check", "--stdout", "-"], input=data,
                          check=True, capture_output=True).stdout


_PACK = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "zst": _zstd}


def tests(world):
    path = world.everywhere(_REVISION, _NAME, rows=600)
    files = Files(world, _NAME, path)
    dump = mariadb_dump(world.mariadb, _NAME)
    dumps = {"mariadb-dump": dump, "sqlite3 .dump": sqlite_dump(path),
             "pg_dump": postgres_dump(world.postgres, _NAME)}
    for suffix, pack in _PACK.items():
        for name, text in dumps.items():
            yield f"{name}.{suffix}", lambda pack=pack, text=text: (
                files.expect_same(files.scan(pack(text))))
        packed = pack(dump)
        half = len(dump) // 2
        yield f"{suffix}: in two parts", lambda pack=pack, half=half: (
            files.expect_same(files.scan(pack(dump[:half]) + pack(dump[half:]))))
        yield f"{suffix}: the second part damaged", lambda pack=pack, half=half: (
            files.expect_incomplete(files.scan(
                pack(dump[:half]) + b"x" + pack(dump[half:]))))
        yield f"{suffix}: cut short", lambda packed=packed: _cut(files, packed)
        yield f"{suffix}: bytes changed", lambda packed=packed: _changed(files, packed)
        yield f"{suffix}: what it unpacks to is cut", lambda pack=pack: (
            files.expect_incomplete(files.scan(pack(dump[:half])), "cut short"))
        yield f"{suffix}: neither dump nor table", lambda pack=pack: (
            files.expect_incomplete(files.scan(pack(path.read_bytes())),
                                    "neither a dump nor a table", "unpack it"))
        yield f"{suffix}: a bomb", lambda suffix=suffix, pack=pack: _bomb(files, pack)
    yield "bytes behind it", lambda: files.expect_incomplete(
        files.scan(gzip.compress(dump) + b"-- more"), "damaged")
    yield "a tar archive", lambda: files.expect_incomplete(
        files.scan(gzip.compress(_tar(dump))), "tar archive")
    yield "a table", lambda: _table(files)


def _cut(files, packed):
    chance = random.Random(_SEED)
    for size in [len(packed) - 1, len(packed) - 4, len(packed) - 9,
                 *(chance.randrange(10, len(packed)) for _ in range(5))]:
        files.expect_incomplete(files.scan(packed[:size]))


def _changed(files, packed):
    """A changed byte is found, or changes nothing: a name, a time in a header."""
    chance = random.Random(_SEED)
    found = 0
    for _ in range(12):
        place = chance.randrange(10, len(packed))
        changed = bytearray(packed)
        changed[place] ^= chance.randrange(1, 256)
        run = files.scan(bytes(changed))
        if run.code == 3:
            found += 1
            continue
        files.expect_same(run)
    expect(found > 8, f"only {found} are found")


def _bomb(files, pack):
    """Never in memory as a whole."""
    block = b"-- " + b"x" * 1000 + b"\n"
    packed = pack(block * (4 << 10)) * (_BOMB_GIB << 8)
    path = files.folder / "bomb"
    path.write_bytes(packed)
    done = subprocess.run(
        [files.world.program.binary, "scan", path], check=False, capture_output=True,
        preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_AS, (_MOST_MIB << 20, _MOST_MIB << 20)))
    path.unlink()
    expect(done.returncode == 3 and b"no table 'images'" in done.stderr,
           f"{done.returncode}: {done.stderr[-500:]!r}")


def _tar(dump):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        entry = tarfile.TarInfo("dump.sql")
        entry.size = len(dump)
        archive.addfile(entry, io.BytesIO(dump))
    return out.getvalue()


def _table(files):
    names = "id,name,owner,status,visibility,created_at,deleted_at,deleted,checksum,disk_format"
    table = f"{names}\nx,y,z,active,public,2024-01-01,,0,,\n".encode()
    run = files.scan(gzip.compress(table), "images.csv.gz")
    files.expect_incomplete(run, "there is no table 'image_members'")
    expect(run.report["targets"][0]["images"]["total"] == 1, "it is not read", run)
