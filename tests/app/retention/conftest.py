"""Databases of each kind with rows whose ends the tests choose."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, select

import queue_server.app.retention.records  # noqa: F401 - its table is made with the database
from queue_server.app.retention.kinds import KINDS, Kind
from queue_server.app.sessions import sessions
from queue_server.app.users import users
from queue_server.city.rows import notices
from queue_server.eventlog.database import Database
from queue_server.eventlog.opening import open_database
from queue_server.eventlog.sqlite import sqlite_url
from queue_server.eventlog.tables import answers
from tests.support.postgres import PostgresServer

BY_NAME = {kind.name: kind for kind in KINDS}


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of an empty database."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "log.db")
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.database()


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = open_database(url, create=True)
    yield opened
    opened.close()


def put(database: Database, kind: str, ends: list[int | None], prefix: str = "") -> None:
    """Store a row of a kind for each end, named `prefix` and its place; None: it has not ended."""
    far = 10**14
    rows: dict[str, Callable[[str, int | None], dict[str, object]]] = {
        "answers": lambda name, end: {"scope": "here", "actor": "kiosk", "key": name, "body_hash": "", "status": 201, "answer": b"{}", "at_ms": far if end is None else end},
        "sessions": lambda name, end: {"token_hash": name, "username": "ann", "created_ms": 0, "expires_ms": far if end is None else end},
        "notices": lambda name, end: {"hall": "here", "zh": name, "en": name, "from_ms": 0, "until_ms": end},
        "logins": lambda name, end: {"username": f"u{name}", "name": "王秀兰", "password_hash": "$argon2id$secret", "roles": "[]", "created_ms": 0, "disabled_ms": end},
    }  # fmt: skip
    table = {"answers": answers, "sessions": sessions, "notices": notices, "logins": users}[kind]
    with database.writing() as connection:
        connection.execute(insert(table), [rows[kind](f"{prefix}{place}", end) for place, end in enumerate(ends)])


def left(database: Database, kind: Kind) -> list[int | None]:
    """Return the ends of the rows of a kind that are there yet, with what is to be deleted in them."""
    with database.reading() as connection:
        return [row[0] for row in connection.execute(select(kind.ended).select_from(kind.table).where(kind.present))]
