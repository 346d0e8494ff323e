"""What an error of SQLite says about the storage."""

import sqlite3

from sqlalchemy.exc import DBAPIError

from queue_server.eventlog.errors import LogUnavailable, Reason

_REASONS: dict[int, Reason] = {
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


def fault(error: Exception) -> LogUnavailable | None:
    """Return what `error` means for the storage, None when it is about a statement, a row, or something else."""
    origin = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(origin, "sqlite_errorcode", 0)
    reason = _REASONS.get(code & 0xFF)  # the low byte is the primary code
    return LogUnavailable(reason=reason) if reason is not None else None
