"""What an error of a database says about the storage."""

import sqlite3

import psycopg
from sqlalchemy.exc import DBAPIError

from queue_server.eventlog.errors import LogUnavailable, Reason

_SQLITE: dict[int, Reason] = {
    # https://www.sqlite.org/rescode.html; every other code is about a statement or a row, not about the storage.
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_PROTOCOL: "locked",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_READONLY: "read-only",
    sqlite3.SQLITE_PERM: "read-only",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
    sqlite3.SQLITE_CANTOPEN: "failed",
    sqlite3.SQLITE_IOERR: "failed",
    sqlite3.SQLITE_NOMEM: "failed",
    sqlite3.SQLITE_INTERRUPT: "failed",
}

_POSTGRES: dict[str, Reason] = {
    # https://www.postgresql.org/docs/15/errcodes-appendix.html, by code or by its class of two letters.
    "08": "unreachable",
    "25006": "read-only",  # a standby, as after a failover
    "25P03": "unreachable",  # this process slept inside a transaction
    "28": "unreachable",
    "3D000": "unreachable",
    "40P01": "locked",
    "53100": "full",
    "53": "failed",
    "55P03": "locked",
    "57014": "slow",
    "57P": "unreachable",
    "58": "failed",
    "XX001": "damaged",
    "XX002": "damaged",
}


def sqlite_fault(error: Exception) -> LogUnavailable | None:
    """Return what `error` means for the storage, None when it is about a statement, a row, or something else."""
    origin = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(origin, "sqlite_errorcode", 0)
    reason = _SQLITE.get(code & 0xFF)  # the low byte is the primary code
    return LogUnavailable(reason=reason) if reason is not None else None


def postgres_fault(error: Exception) -> LogUnavailable | None:
    """Return what `error` means for the storage, None when it is about a statement, a row, or something else."""
    origin = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(origin, psycopg.Error):
        return None
    state = origin.sqlstate
    if state is None:  # the driver's own: the connection broke, or nobody answers
        lost = isinstance(origin, psycopg.OperationalError | psycopg.InterfaceError)
        return LogUnavailable(reason="unreachable") if lost else None
    for length in (5, 3, 2):
        if state[:length] in _POSTGRES:
            return LogUnavailable(reason=_POSTGRES[state[:length]])
    return None
