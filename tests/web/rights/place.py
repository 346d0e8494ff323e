"""A small city on a real server process, with a login of every role and scope, and sessions that hold no longer."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import Connection

from queue_server.app.clock import real_ms
from queue_server.app.sessions import hash_token, new_token, revoke_session, start_session
from queue_server.app.setup import initialise
from queue_server.app.users import User, add_user, disable_user, parse_grant
from queue_server.eventlog.opening import open_database
from queue_server.eventlog.sqlite import sqlite_url
from queue_server.web.operations import Operation
from tests.support.server import ServerProcess, body
from tests.web.rights.matrix import HALLS, LOGINS, SCOPES, UNSTATED, need_of
from tests.web.site import city

HOUR_MS = 3_600_000
STALE = ("none", "expired", "ended", "disabled", "made-up", "short")
"""Sessions that are none, or are no more."""
TURNED: Mapping[str, str] = {
    "away": "manager@hall:here",
    "down": "manager@hall:here",
    "up": "display@hall:here",
    "ended": "manager@hall:here",
    "disabled": "manager@hall:here",
}
"""Logins that the test changes while the server runs, and what they are before."""
MOVES_BY_ITSELF = frozenset({"clock", "seen_ms"})
"""Tables and columns that a server writes to without being asked."""

Said = tuple[int, str]
"""A status, and the code of a problem or nothing."""
NOT_LOGGED_IN: Said = (401, "not-logged-in")
NOT_ALLOWED: Said = (403, "not-allowed")
HIDDEN: Said = (404, "unknown-ticket")
DENIALS = {NOT_LOGGED_IN, NOT_ALLOWED, HIDDEN, (403, "wrong-origin"), (404, "unknown-path"), (405, "method-not-allowed")}
NOT_VALID = {400, 413, 422}


class Place:
    """The city and its server. Use as a context manager.

    Attributes:
        tokens, spare: A session of each role and kind of scope, and a second one to be ended.
        stale: Tokens that open nothing, by why; an empty one is none at all.
        turned: Tokens of the logins that a test changes.
        tickets, passes, notices, setups: One of each hall, by hall.
    """

    def __init__(self, folder: Path) -> None:
        data = folder / "data"
        self.file = data / "onewindow.db"
        initialise(sqlite_url(self.file), city())
        self._let_in()
        self.server = ServerProcess(data, command=("serve", "--port", "{port}", "--data", str(data)))

    def _let_in(self) -> None:
        now = real_ms()

        def login(connection: Connection, username: str, *grants: str) -> None:
            user = User(username=username, name=username, roles=tuple(parse_grant(grant) for grant in grants))
            add_user(connection, user, "no password", now)

        def session(connection: Connection, username: str, lasts_ms: int = HOUR_MS) -> str:
            token = new_token()
            start_session(connection, token, username, created_ms=now, expires_ms=now + lasts_ms)
            return token

        database = open_database(sqlite_url(self.file), create=False)
        with database.writing() as connection:
            self.tokens, self.spare = {}, {}
            for role, kind in LOGINS:
                login(connection, f"{role}-{kind}", f"{role}@{SCOPES[kind]}")
                for sessions in (self.tokens, self.spare):
                    sessions[role, kind] = session(connection, f"{role}-{kind}")
            for how, grant in TURNED.items():
                login(connection, f"turned-{how}", grant)
            self.turned = {how: session(connection, f"turned-{how}") for how in TURNED}
            login(connection, "everywhere", "manager@district:north", "manager@district:south")
            self.everywhere = session(connection, "everywhere")
            login(connection, "leaver", "manager@hall:here")
            self.stale = {
                "none": "",
                "short": "x",
                "made-up": new_token(),
                "expired": session(connection, "manager-hall", lasts_ms=-1),
                "ended": session(connection, "manager-hall"),
                "disabled": session(connection, "leaver"),
            }
            revoke_session(connection, hash_token(self.stale["ended"]), now)
            disable_user(connection, "leaver", now)
        database.close()

    def __enter__(self) -> "Place":
        self.server.start()
        self.client = self.server.client()
        self.tickets, self.passes, self.notices, self.setups = {}, {}, {}, {}
        for hall in HALLS:
            self.passes[hall] = self.made(hall, "tickets", {})["pass"]
            self.tickets[hall] = self.passes[hall].rpartition(".")[0]
            self.notices[hall] = self.made(hall, "notices", {"zh": "一", "en": "One"})["id"]
            self.setups[hall] = body(self.send("GET", f"/api/v1/halls/{hall}/setup", self.everywhere))
        return self

    def __exit__(self, *error: object) -> None:
        self.server.stop()

    def made(self, hall: str, what: str, content: Mapping[str, Any]) -> dict[str, Any]:
        """Make a ticket or notice of the hall and return it."""
        made: dict[str, Any] = body(self.send("POST", f"/api/v1/halls/{hall}/{what}", self.everywhere, content), 201)
        return made

    def send(self, method: str, path: str, token: str = "", content: Any = None, **headers: str) -> httpx2.Response:
        if token:
            headers["authorization"] = f"Bearer {token}"
        self.client.cookies.clear()
        return self.client.request(method, path, json=content, headers=headers)

    def ask(self, operation: Operation[Any, Any], hall: str, token: str = "", ticket: str | None = None) -> Said:
        """Send a valid request for the operation in the hall; return what it is answered.

        Args:
            ticket: Instead of the id of the hall's ticket.
        """
        return said(self.send(operation.method, self.path(operation, hall, ticket), token, self.body(operation, hall)))

    def path(self, operation: Operation[Any, Any], hall: str, ticket: str | None = None) -> str:
        names = {
            "hall": hall,
            "counter": 1,
            "ticket": ticket or self.tickets[hall],
            "notice": self.notices[hall],
            "username": "somebody",
            "session": "0" * 16,
        }
        try:
            return operation.path.format(**names)
        except KeyError as missing:
            pytest.fail(f"{UNSTATED.format(operation.id)}, and what {missing} is in tests/web/rights/place.py")

    def body(self, operation: Operation[Any, Any], hall: str) -> Any:
        if operation.body is None:
            return None
        if operation.id == "put-setup":
            return self.setups[hall]
        stated = need_of(operation).body or {}
        return {name: value.format(ticket=self.tickets[hall]) if name == "ticket" else value for name, value in stated.items()}

    def stored(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return all rows of all tables but what the server writes by itself."""
        marks = ", ".join("?" * len(MOVES_BY_ITSELF))
        connection = sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)
        try:
            rows = connection.execute(
                "SELECT t.name, group_concat('\"' || c.name || '\"') FROM sqlite_master AS t, pragma_table_info(t.name) AS c"
                f" WHERE t.type = 'table' AND c.name NOT IN ({marks}) AND t.name NOT IN ({marks}) GROUP BY t.name",
                (*MOVES_BY_ITSELF, *MOVES_BY_ITSELF),
            ).fetchall()
            return {name: connection.execute(f'SELECT {columns} FROM "{name}"').fetchall() for name, columns in rows}
        finally:
            connection.close()

    def change(self, statement: str, *values: object) -> None:
        """Change rows beside the running server, as another server of the city would."""
        connection = sqlite3.connect(self.file, timeout=30)
        try:
            with connection:
                assert connection.execute(statement, values).rowcount == 1
        finally:
            connection.close()


def said(response: httpx2.Response) -> Said:
    problem = "problem+json" in response.headers.get("content-type", "")
    return response.status_code, response.json()["code"] if problem else ""
