"""Made-up database URLs, sensible and hostile ones; and URLs with a known password in an odd place."""

import urllib.parse

_NAMES = ["postgresql", "postgresql+psycopg2", "postgresql+psycopg2", "mysql+pymysql", "mysql+pymysql", "mariadb+pymysql",
          "mysql", "sqlite", "postgres", "postgresql+asyncpg", "Post_gres9+x", "a+b+c", "", "my-sql", "+", "mysql+"]
_WORDS = ["glance", "a", "root", "gl%40nce", "us er", "é", "%C3%A9", "100%", "%zz", "%", "p+q", "x%2By",
          "日本", "a%00b", "a.b-c_d~e", "%f0%9f%98%80", "\u00e9%cc%81", "0", "''", "\\"]
_HOSTILE = ["p@ss", "p:w", "p/w", "p?w", "p#w", "p[w]", "@", ":", "/", "?", "a@b@c", "a:b:c", "[", "]", "p&w", "p=w", " ", "\n",
            "%e2%82", "%ff%41", "%F0%9F", "%ed%a0%80"]
_HOSTS = ["localhost", "db.example.org", "10.0.0.1", "[::1]", "[fe80::1%25eth0]", "[2001:db8::7]", "[", "[]", "[::1", "[a]b",
          "[a]b]", "h ost", "é", "%2Fvar%2Frun", "db,db2", "a_b"]
_PORTS = ["5432", "3306", "0", "1", "65535", "65536", "99999999999", "", "x", " 5432 ", "+5", "-5", "1_0", "1__0", "_1", "1_", "5 4",
          "0x10", "5432,5433", "\t7\n", "00080"]
_DATABASES = ["glance", "", "a/b", "a%20b", "glance:1", "/abs/glance.db", "é", "a@b", "g lance", "a;b", "a#b", "a&b=c"]
_LIBPQ = ["sslmode", "sslrootcert", "application_name", "connect_timeout", "options", "target_session_attrs", "service", "user",
          "password", "dbname", "hostaddr", "passfile", "gssencmode", "sslcert", "sslkey", "keepalives_idle", "sslpassword"]
_PYMYSQL = ["charset", "unix_socket", "ssl_ca", "ssl_cert", "ssl_key", "ssl_capath", "ssl_cipher", "ssl_check_hostname",
            "read_default_file", "read_default_group", "connect_timeout", "read_timeout", "local_infile", "user", "password",
            "host", "database", "use_unicode", "autocommit"]
_UNKNOWN = ["ssl_mod", "slmode", "x", "é", "Charset", "SSLMODE", "host name", "a%20b"]


def _value(random, name, certificate):
    if name in ("ssl_ca", "ssl_cert", "ssl_key"):
        return urllib.parse.quote(certificate[name], safe="/" if random.random() < 0.5 else "")
    if name == "ssl_capath":
        return urllib.parse.quote(certificate[name])
    if name in ("ssl_check_hostname", "use_unicode", "autocommit"):
        return random.choice(["true", "false", "True", "1", "0"])
    if name in ("connect_timeout", "read_timeout", "keepalives_idle", "local_infile"):
        return random.choice(["1", "30"])
    if name == "ssl_cipher":
        return "HIGH"
    if name == "sslmode":
        return random.choice(["disable", "require", "verify-full"])
    if name == "charset":
        return random.choice(["utf8", "utf8mb4", "latin1"])
    return random.choice(_WORDS + ["/run/mysqld/mysqld.sock", "%2Frun%2Fpostgresql", "-c%20search_path%3Dx", "a b", "x=y=z", "%e2%82",
                                   ""])


def _query(random, names, certificate):
    pairs = []
    for _ in range(random.randrange(1, 5)):
        name = random.choice(names)
        if random.random() < 0.04:
            name = random.choice(_UNKNOWN)
        pairs.append(f"{name}={_value(random, name, certificate)}")
        if random.random() < 0.05:
            pairs.append(random.choice(["", "=", "=x", "lonely", "sslmode=", "%"]))
    return "&".join(pairs)


def _hosts(random):
    """Several hosts in the query, in both of SQLAlchemy's ways."""
    if random.random() < 0.5:
        return "&".join("host=" + random.choice(["a", "b", "a:1", "b:5433", "%2Frun%2Fpostgresql", "c.example.org:9"])
                        for _ in range(random.randrange(1, 4)))
    return random.choice(["host=a,b&port=1,2", "host=a,b", "host=%2Frun%2Fpostgresql", "host=a&port=7", "port=7",
                          "host=a:1&host=b:2&port=3", "host=a,b&port=1"])


def _rest(random, name, certificate):
    text = ""
    words = _WORDS + (_HOSTILE if random.random() < 0.2 else [])
    if random.random() < 0.8:
        text += random.choice(words)
        if random.random() < 0.8:
            text += ":" + random.choice(words + [""])
        text += "@"
    if random.random() < 0.9:
        text += random.choice(_HOSTS)
    if random.random() < 0.5:
        text += ":" + random.choice(_PORTS[:3] if random.random() < 0.6 else _PORTS)
    if random.random() < 0.9:
        text += "/" + random.choice(_DATABASES)
    if random.random() < 0.6:
        names = _PYMYSQL if "mysql" in name or "maria" in name else _LIBPQ
        text += "?" + _query(random, names, certificate)
        if names is _LIBPQ and random.random() < 0.4:
            text += "&" + _hosts(random)
    return text


def _damaged(random, url):
    """A character too few, too many, or in another place."""
    at = random.randrange(len(url) + 1)
    other = random.choice(":/@?[]&=%+ \n#,a1é")
    return random.choice([url[:at] + url[at + 1:], url[:at] + other + url[at:], url[:at] + other + url[at + 1:], url[:at]])


def urls(random, count, certificate):
    """`certificate`: real files for ssl_ca, ssl_cert, ssl_key and a folder for ssl_capath."""
    for _ in range(count):
        name = random.choice(_NAMES[:7]) if random.random() < 0.85 else random.choice(_NAMES)
        url = f"{name}://{_rest(random, name, certificate)}"
        yield _damaged(random, url) if random.random() < 0.25 else url


SECRET = "S3cr"
_TAILS = ["", "@S3cr", ":S3cr", "/S3cr", "?S3cr", "#S3cr", "&S3cr", "@S3cr/S3cr:S3cr", "[S3cr]", "%S3cr", " S3cr", "é"]
_PLACES = ["{name}://glance:{secret}@db.example.org/glance", "{name}://glance:{secret}@db.example.org:99/glance?charset=utf8",
           "{name}://:{secret}@[::1]/glance", "{name}://glance:{secret}@/glance", "{name}:/glance:{secret}@db/glance",
           "{name}://db/glance?password={secret}", "{name}://db/glance?user=x&passwd={secret}&charset=utf8",
           "{name}://db/glance?sslpassword={secret}", "{name}://db/glance?PassWord={secret}", "{name}://u:{secret}@h:x/glance",
           "{name}://db/glance?pass%77ord={secret}&x=1", "{name}://gl{at}nce:{secret}@db/glance", "{name}://u:{secret}@db/a?b@c",
           "{name}://u:{secret}@db/glance?password={secret}&sslpassword={secret}", "{name}://glance:{secret}/glance",
           "{name}://glance:{secret}", "{name}:glance:{secret}@db/glance", "host=db password={secret}"]


def secret_urls():
    """URLs that hold SECRET only within a password, quoted and unquoted."""
    names = ["postgresql+psycopg2", "mysql+pymysql", "mariadb", "nosuch", "postgres", "mysql+pyodbc", "sqlite"]
    for place in _PLACES:
        for name in names:
            for tail in _TAILS:
                secret = SECRET + tail
                # Where no host follows, what is behind an '@' is the host.
                if "@" not in tail or "@" in place or "=" in place:
                    yield place.format(name=name, secret=secret, at="@")
                yield place.format(name=name, secret=urllib.parse.quote(secret, safe=""), at="%40")
