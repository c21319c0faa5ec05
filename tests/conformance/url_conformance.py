#!/usr/bin/python3
"""Database URLs: glance-audit against SQLAlchemy, psycopg2 and PyMySQL.

    url_conformance.py URL_PROBE [--seed N] [--urls N]

Every URL is taken apart by the real make_url, and what libpq and PyMySQL are told comes from the real dialects. No
password may be in what is shown of a URL or said about it.
"""

import argparse
import collections
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

import url_reference
import url_samples
from amounts import amount
from policy_tally import Tally


def ask(probe, urls):
    """The probe's answers, in order."""
    lines = "".join(json.dumps(url) + "\n" for url in urls)
    run = subprocess.run([probe], input=lines.encode(), capture_output=True, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def normalized(query):
    """{name: [values]} of SQLAlchemy's query."""
    return {name: [value] if isinstance(value, str) else list(value) for name, value in query.items()}


def grouped(pairs):
    query = collections.defaultdict(list)
    for name, value in pairs:
        query[name].append(value)
    return dict(query)


def refused_on_purpose(url):
    """What make_url takes and no server can be reached with. It puts U+FFFD for what is not UTF-8."""
    ascii_name = re.fullmatch(r"[A-Za-z0-9_+]+", url.drivername)
    misplaced = "@" in (url.database or "") and not url.drivername.startswith("sqlite")
    texts = [url.username, url.password, url.host, url.database, *normalized(url.query),
             *sum(normalized(url.query).values(), [])]
    beyond = url.port is not None and not 0 <= url.port <= 65535
    return (not ascii_name or any({"\0", "\ufffd"} & set(text or "") for text in texts) or beyond or "@" in (url.host or "")
            or misplaced)


def compare_parts(text, url, got):
    if url is None or refused_on_purpose(url):
        return None if "error" in got else f"SQLAlchemy refuses {text!r}, glance-audit makes {got}"
    if "error" in got:
        return f"{text!r} is refused: {got['error']}"
    name = got["dialect"] + ("+" + got["driver"] if "+" in url.drivername else "")
    wanted = [re.sub(r"^postgres(\+|$)", r"postgresql\1", url.drivername), url.username, url.password, url.host, url.port,
              url.database, normalized(url.query)]
    found = [name, got["user"], got["password"], got["host"], got["port"], got["database"], grouped(got["query"])]
    return None if wanted == found else f"{text!r}: SQLAlchemy {wanted}, glance-audit {found}"


# A client's own affair: ignored, how often it may come.
_TUNING = {"charset", "connect_timeout", "read_timeout", "local_infile", "use_unicode", "autocommit", "client_encoding"}


def twice(url, but=frozenset()):
    """A parameter that comes twice becomes a Python tuple, which no client library can use."""
    return any(len(values) > 1 for name, values in normalized(url.query).items() if name not in but)


def unequal(url, but):
    return any(len(set(values)) > 1 for name, values in normalized(url.query).items() if name not in but)


def versions_differ(url, hosts):
    """SQLAlchemy 1.4 refuses the first and 2.0 takes it; 1.4 keeps the URL's port for the second, 2.0 the usual ones, and
    2.0 wants as many ports as hosts."""
    names_database = url.database and {"dbname", "database"} & set(url.query)
    return names_database or (len(hosts) == 1 and "," in hosts[0] and (url.port or "port" in url.query))


def compare_libpq(text, url, got):
    if twice(url, {"host"}):
        return f"not refused: {text!r}" if unequal(url, {"host", "port"}) and "error" not in got else None
    hosts = normalized(url.query).get("host", [])
    wanted = url_reference.libpq(url)
    if versions_differ(url, hosts):
        return None
    if wanted is None and not (len(hosts) > 1 and url.port):
        return None if "error" in got else f"psycopg2 refuses {text!r}, glance-audit makes {got}"
    if "error" in got:
        # SQLAlchemy 2.0 minds a port that is none as well; that libpq takes " dbname" is chance.
        bad_port = any(not re.fullmatch("[^:]*(:[0-9]*)?", host) for host in hosts)
        blank = any(name != name.strip() for name in url.query)
        return None if wanted is None or bad_port or blank else f"{text!r} is refused: {got['error']}"
    # SQLAlchemy 2.0 takes these, and so does glance-audit; 1.4 does not.
    if wanted is None or len(hosts) == 1 and re.fullmatch(r"[^/,:]*:\d*", hosts[0]):
        return None
    found = dict(got)
    wanted.pop("client_encoding", None)
    for told in (found, wanted):
        if not told.get("port", "").strip(","):  # the usual ports
            told.pop("port", None)
    return None if wanted == found else f"{text!r}: psycopg2 {wanted}, glance-audit {found}"


def compare_mysql(text, url, got):
    if twice(url):
        return f"not refused: {text!r}" if unequal(url, _TUNING) and "error" not in got else None
    wanted = url_reference.mysql(url)
    if wanted is None:  # a value that only PyMySQL minds, or one that both do
        return None
    if "error" in got:
        return f"{text!r} is refused: {got['error']}"
    found = {name: got[name] for name in wanted}
    found["host"] = found["host"] or "localhost"
    found["port"] = found["port"] or 3306
    found["user"] = found["user"] or url_reference.DEFAULT_USER
    found["password"] = found["password"] or ""
    return None if wanted == found and got["tcp"] == (not found["socket"]) else (
        f"{text!r}: PyMySQL {wanted}, glance-audit {found}")


def compare(tally, counts, text, answer):
    url = url_reference.parts(text)
    tally.check("parts", compare_parts(text, url, answer["url"]))
    counts["refused" if "error" in answer["url"] else "taken"] += 1
    if url is None or "error" in answer["url"]:
        return
    if url.drivername == "postgresql+psycopg2":
        counts["psycopg2"] += 1
        tally.check("psycopg2", compare_libpq(text, url, answer["parameters"]))
    elif url.drivername in ("mysql+pymysql", "mariadb+pymysql"):
        counts["PyMySQL"] += 1
        tally.check("PyMySQL", compare_mysql(text, url, answer["parameters"]))


# What other drivers call a thing, and what is refused: (URL, what the probe says of it, or a word of the error).
_FIXED = [
    ("postgresql+pg8000://u@/g?unix_sock=/run/postgresql/.s.PGSQL.5433",
     {"user": "u", "dbname": "g", "host": "/run/postgresql", "port": "5433"}),
    ("postgresql+asyncpg://u@h/g?ssl=verify-full&prepared_statement_cache_size=0",
     {"host": "h", "user": "u", "dbname": "g", "sslmode": "verify-full"}),
    ("postgresql+asyncpg://h/g?ssl=false", {"host": "h", "dbname": "g", "sslmode": "disable"}),
    ("postgresql://h/g?dbname=k", {"host": "h", "dbname": "k"}),
    ("postgresql://h/g?database=k", {"host": "h", "dbname": "k"}),
    ("postgresql://h/g?host=a,b&port=1,2", {"host": "a,b", "dbname": "g", "port": "1,2"}),
    ("postgres://u:p@h/g", {"host": "h", "user": "u", "password": "p", "dbname": "g"}),
    ("postgresql+pyodbc://h/g", "ODBC"), ("mysql+pyodbc://h/g", "ODBC"), ("mysql+pymisql://h/g", "did you mean 'pymysql'?"),
    ("postgresql+psycopg3://h/g", "did you mean 'psycopg2'?"), ("postgresql://h/g?sslmod=require", "did you mean 'sslmode'?"),
    ("mysql://h/g?charst=utf8", "did you mean 'charset'?"), ("mysql://h/g?ssl_mode=maybe", "VERIFY_IDENTITY"),
    ("mysql://h/g?compress=maybe", "true or false"), ("mysql://h/g?port=x", "3306"),
    ("mysql://u:p%E9@h/g", "not UTF-8"), ("mysql://u:p%00@h/g", "a NUL"), ("mysql://h/g?ssl=no&ssl=yes", "twice"),
    ("postgresql://h/g?unix_sock=/tmp", "PGSQL"), ("postgresql://h/g?host=a:1&host=b&port=2", "not both"),
]


def compare_fixed(url, wanted, answer):
    got = answer.get("parameters") or answer["url"]
    if isinstance(wanted, str):
        return None if "error" in got and wanted in got["error"] else f"{url}: no word of {wanted!r} in {got}"
    return None if got == wanted else f"{url}: {got}"


# (URL, tls, the certificate is verified, its name too, TCP for localhost)
_TLS = [("mysql://h/g", (False, False, False, False)), ("mysql://h/g?ssl_mode=REQUIRED", (True, False, False, False)),
        ("mysql://h/g?ssl_mode=VERIFY_CA&ssl_ca=/ca", (True, True, False, False)),
        ("mysql://h/g?ssl_mode=VERIFY_IDENTITY", (True, True, True, False)),
        ("mysql://h/g?ssl_mode=DISABLED&ssl_ca=/ca", (False, False, False, False)),
        ("mariadb+mariadbconnector://h/g?ssl=true", (True, False, False, False)),
        ("mysql+mysqlconnector://h/g?ssl_ca=/ca&ssl_verify_identity=true", (True, True, True, True)),
        ("mysql+pymysql://h/g?ssl_disabled=true&ssl_ca=/ca", (False, False, False, True)),
        ("mysql+asyncmy://h/g?ssl_verify_cert=true", (True, True, False, True)),
        ("mysql+pymysql://h/g?ssl_ca=/ca&ssl_check_hostname=false", (True, True, False, True))]


def compare_tls(url, wanted, answer):
    got = answer["parameters"]
    found = tuple(got.get(name) for name in ("tls", "tls_verify_certificate", "tls_verify", "tcp"))
    return None if found == wanted else f"{url}: {found}, wanted {wanted}"


def make_certificate(folder):
    """Real files, since PyMySQL loads them at once."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
                    "2", "-subj", "/CN=glance-audit", "-keyout", key, "-out", certificate], check=True, capture_output=True)
    return {"ssl_ca": str(certificate), "ssl_cert": str(certificate), "ssl_key": str(key), "ssl_capath": str(folder)}


def main():
    options = argparse.ArgumentParser()
    options.add_argument("probe")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--urls", type=int, default=amount(2_000, 12_000, 100_000))
    options = options.parse_args()
    tally, counts = Tally(), collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        certificate = make_certificate(pathlib.Path(folder))
        urls = list(url_samples.urls(random.Random(options.seed), options.urls, certificate))
        for text, answer in zip(urls, ask(options.probe, urls), strict=True):
            compare(tally, counts, text, answer)
    for (url, wanted), answer in zip(_FIXED, ask(options.probe, [url for url, _ in _FIXED]), strict=True):
        tally.check("other drivers", compare_fixed(url, wanted, answer))
    for (url, wanted), answer in zip(_TLS, ask(options.probe, [url for url, _ in _TLS]), strict=True):
        tally.check("TLS", compare_tls(url, wanted, answer))
    secrets = list(url_samples.secret_urls())
    for text, answer in zip(secrets, ask(options.probe, secrets), strict=True):
        said = [answer["shown"], answer["url"].get("error", ""), str((answer.get("parameters") or {}))
                if isinstance(answer.get("parameters"), dict) and "error" in answer["parameters"] else ""]
        leaks = [words for words in said if url_samples.SECRET in words]
        tally.check("a password stays secret", leaks and f"{text!r}: {leaks}")
    print(f"figure: URLs compared: {dict(counts)}, passwords hidden: {len(secrets)}")
    print(f"{tally.passed} passed, {tally.failed} failed")
    return 1 if tally.failed else 0


sys.exit(main())
