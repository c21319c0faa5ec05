"""What SQLAlchemy, psycopg2 and PyMySQL make of a database URL."""

import ssl

import psycopg2.extensions
import pymysql.connections
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError


def parts(text):
    """The URL's parts, or None where SQLAlchemy refuses it."""
    try:
        return make_url(text)
    except (ArgumentError, ValueError):
        return None


def _connect_arguments(url):
    dialect = url.get_dialect()()
    dialect.dbapi = None
    return dialect.create_connect_args(url)[1]


def libpq(url):
    """{keyword: value} as libpq is told, or None where it is refused on the way."""
    try:
        arguments = _connect_arguments(url)
        return psycopg2.extensions.parse_dsn(psycopg2.extensions.make_dsn(**arguments)) if arguments else {}
    except (ArgumentError, TypeError, ValueError, psycopg2.ProgrammingError):
        return None


def mysql(url):
    """What PyMySQL would do, as the probe says it; None where it would give up."""
    try:
        arguments = _connect_arguments(url)
        arguments.pop("client_flag", None)
        connection = pymysql.connections.Connection(defer_connect=True, **arguments)
    except (ArgumentError, TypeError, ValueError, NotImplementedError, OSError, KeyError, AttributeError):
        return None
    verify = connection.ssl and connection.ctx.verify_mode == ssl.CERT_REQUIRED
    return {"host": connection.host, "port": connection.port, "socket": connection.unix_socket or "",
            "user": connection.user.decode() if isinstance(connection.user, bytes) else connection.user,
            "password": connection.password.hex(), "database": connection.db or "", "tls": connection.ssl,
            "tls_verify_certificate": bool(verify), "tls_verify": bool(verify and connection.ctx.check_hostname)}


DEFAULT_USER = pymysql.connections.DEFAULT_USER
