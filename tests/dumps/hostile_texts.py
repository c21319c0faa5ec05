"""Names of images that try to break out of their place in a dump."""

import sqlite3

NOW = "2024-06-01 00:00:00.000000"

TEXTS = [
    "'", "''", "'''", '"', '""', "`", "\\", "\\\\", "\\'", "'\\", "\\\\'",
    "\\N", "\\.", "\n\\.\n", "\\n", "\\0", "\\Z", "\\%", "\\_", "\\x41",
    "\\101", "\\u0041", "E'\\''", "\x1a", "\b\f\n\r\t\v", "\x01\x02\x7f",
    "a\tb", "a\r\nb", "a\nb\n", "\n", "NULL", "null", "_binary 'x'", "0x41",
    "'); DROP TABLE images; --", "),(", "');", "'),('", ";", "$$", "$tag$",
    "/*", "*/", "/*!40101", "-- ", "\n-- Dump completed", "#",
    "\n-- PostgreSQL database dump complete\n", "\nCOMMIT;\n",
    "\nINSERT INTO images VALUES ('x');\n", "\nUSE `other`;\n",
    "\nCOPY public.images (id) FROM stdin;\nx\n\\.\n", "\nDELIMITER ;;\n",
    "\n\\connect other\n", "CREATE TABLE `images` (", "char(10)",
    "replace('a','a','b')", "unistr('\\u0041')", "ÄÖÜß€", "日本語", "🜂", "\u2028",
    " ", "  a  ", "a,b", 'a","b', "{\"id\":1}", "[]", "=1+1", "x" * 255,
    "\\" * 254 + "'", "'" * 255, "\n" * 255,
]


def add(path):
    """One deleted public image for each text, with a name and an owner."""
    connection = sqlite3.connect(path)
    columns = [row[1] for row in connection.execute(
        "PRAGMA table_info(images)")]
    visibility = {"visibility": "public", "is_public": 1}
    with connection:
        for number, text in enumerate(TEXTS):
            row = {"id": f"{number:08x}-7e57-4000-8000-{number:012x}",
                   "name": text, "owner": text, "status": "deleted",
                   "created_at": NOW, "updated_at": NOW, "deleted_at": NOW,
                   "deleted": 1, "min_disk": 0, "min_ram": 0, "protected": 0,
                   "os_hidden": 0} | visibility
            row = {key: value for key, value in row.items() if key in columns}
            connection.execute(
                f"INSERT INTO images ({', '.join(row)})"
                f" VALUES ({', '.join('?' * len(row))})", list(row.values()))
    connection.close()
