"""Texts that strangers may have put into a Glance database.

Whatever an API call or an import could have left in a text column: nothing
here may crash a reader, change its count of rows, or be taken for another
row. No text here contains anything but valid Unicode; `INVALID_UTF8` are
bytes, to be stored with CAST(? AS TEXT).
"""

CANONICAL = "0b1c2d3e-4f5a-4b6c-8d7e-9f0a1b2c3d4e"

# Image IDs. Some are twins of one another by design (they differ only in
# ASCII case or dashes), some look like twins and are none.
ODD_IDS = [
    # twins
    "my-image", "My-Image", "myimage",
    "", "-", "----",
    CANONICAL, CANONICAL.upper(), CANONICAL.replace("-", ""),
    "0b1c-2d3e4f5a4b6c8d7e9f0a1b2c3d4-e",
    "0b1c2d3e--4f5a--4b6c--8d7e--9f0a1b2c3d4e",
    # no twins of the above, and none of each other
    CANONICAL + " ", " " + CANONICAL, "{" + CANONICAL + "}",
    "urn:uuid:" + CANONICAL, CANONICAL + "0", CANONICAL[:-1],
    CANONICAL.replace("-", "\u2010"), CANONICAL.replace("-", "_"),
    "\u00c4-image", "\u00e4-image", "\u212a-image", "k-image",
    "\u0130mage", "i\u0307mage", "stra\u00dfe", "strasse",
    " ", "  ", "\t", "\n", "a\u0000b", "a\u0000c", "a",
    "o'brien", '"quoted"', "back\\slash", "a,b;c", "=1+1", "../../etc/passwd",
    "<img src=x onerror=alert(1)>", "; rm -rf /", "%s%n", "{id}", "null",
    "None", "0", "0.0", "1e3", "x" * 36, "X" * 400, "\U0001f4bf", "\u202eemag",
]

NAMES = [
    None, "", " ", "ubuntu-22.04", "ubuntu-22.04-lts", "Ubuntu 22.04",
    "Windows 2019", "windows", "win-server", "darwin", "cirros-0.6.2",
    "debian-12", "golden", "Golden", "test", "test-image", "null", "true",
    "123", "1e5",
    "<script>alert(1)</script>", "'; DROP TABLE images; --",
    '"; $(reboot) `id`', "=HYPERLINK(\"http://x\",\"y\")", "|a|b|", "@cmd",
    "\u001b[31mred\u001b[0m", "two\nlines", "win\n", "tab\there",
    "nul\u0000inside", "{id} {name} {nope}", "%s%s%n", "\u202egpj.exe",
    "caf\u00e9", "cafe\u0301", "\u4ed8\u5e33", "\U0001f4bf disc",
    "\u2028line", "\ufeffbom", "]]>", "&amp;", "a" * 255, "long " * 8000,
]

OWNERS = [
    "", "p1", "p2", "P1", "0123456789abcdef0123456789abcdef",
    "O'Brien & Sons", "=1+1", "<b>owner</b>", "\u00fcber", " ",
]

STATUSES_LIVE = [
    "queued", "saving", "uploading", "importing", "active", "active",
    "active", "killed", "deactivated",
]
STATUSES_DELETED = ["deleted", "deleted", "deleted", "pending_delete"]
STATUSES_ODD = ["DELETED", "Deleted", "", "deleted ", "gone\n", "\u2603"]

INVALID_UTF8 = [b"bad\xffbyte", b"\xc3", b"half\xe2\x82", b"\xed\xa0\x80"]
INVALID_UTF8_ID = b"odd\xffid"
