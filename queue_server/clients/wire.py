"""The wire protocol over HTTP, for programs: one pool of connections, logins, keys, and the same key again after a failure.

A command carries an `Idempotency-Key`; when its outcome is unknown (the connection broke, the server answered 503) it is sent
again with that key until it is known, so it happens once. 429 is waited out. Every other refusal is raised as `Problem`.
"""

import asyncio
import ipaddress
import random
import secrets
from collections.abc import Awaitable, Callable, Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

import httpx2
import msgspec

from queue_server.core.errors import OneWindowError

Kind = TypeVar("Kind")
Answer = TypeVar("Answer")
Json = Mapping[str, Any]

FIRST_DELAY_S, LONGEST_DELAY_S = 0.2, 10.0
"""Between two attempts: doubled each time, with chance, so that clients do not come back all at once."""

LOGINS_AT_ONCE = 2
"""A login costs the server a deliberately slow hash."""

UNKNOWN_OUTCOME = frozenset({502, 503, 504})


class Unreachable(OneWindowError):
    code = "server-unreachable"
    title = "The server does not answer"


class Problem(Exception):
    """The server refused: an RFC 9457 body with the stable `code`; `facts` are its other members."""

    def __init__(self, status: int, code: str, facts: Json) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.facts = facts


class Wire:
    """A server, spoken to through at most `connections` connections.

    Attributes:
        patience_s: How long a request whose outcome is unknown is sent again, in real seconds; None for ever.
        sent, resent: Requests sent; those of them sent again with their key.
    """

    def __init__(self, url: str, *, connections: int = 8, patience_s: float | None = None) -> None:
        host = _host(url)
        self.url = url.rstrip("/")
        self.patience_s = patience_s
        self.sent = 0
        self.resent = 0
        self.gate = asyncio.Semaphore(LOGINS_AT_ONCE)
        self._client = httpx2.AsyncClient(
            # Tokens go in a header, one a request; a shared jar would mix the logins.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            limits=httpx2.Limits(max_connections=connections, max_keepalive_connections=connections, keepalive_expiry=60),
            timeout=httpx2.Timeout(15, pool=None),
            trust_env=not _loopback(host),
        )

    @property
    def websocket_url(self) -> str:
        return "ws" + self.url.removeprefix("http")

    async def close(self) -> None:
        await self._client.aclose()

    async def get(
        self, path: str, kind: type[Kind], *, token: str | None = None, params: Mapping[str, str] | None = None
    ) -> Kind:
        """Return what stands at `path`, decoded as `kind`.

        Raises:
            Problem: the server refused.
            Unreachable: it did not answer for `patience_s`.
        """
        return msgspec.json.decode(await self._request("GET", path, token=token, params=params), type=kind)

    async def post(
        self, path: str, body: Json, kind: type[Kind], *, token: str | None = None, key: str | None = None
    ) -> Kind | None:
        """Carry out a command once and return its answer, None when there is none to give (204).

        Raises:
            Problem: the server refused.
            Unreachable: the outcome was unknown for `patience_s`; it is not known whether the command happened.
        """
        content = msgspec.json.encode(body)
        answer = await self._request("POST", path, token=token, content=content, key=key or secrets.token_hex(16))
        return msgspec.json.decode(answer, type=kind) if answer else None

    async def login(self, username: str, password: str) -> str:
        """Return a token.

        Raises:
            Problem: wrong name or password.
            Unreachable: as for `post`.
        """
        content = msgspec.json.encode({"username": username, "password": password})
        return msgspec.json.decode(await self._request("POST", "/api/v1/session", content=content), type=_Session).token

    async def _request(
        self,
        method: str,
        path: str,
        *,
        token: str | None = None,
        params: Mapping[str, str] | None = None,
        content: bytes | None = None,
        key: str | None = None,
    ) -> bytes:
        headers = {"Accept": "application/json"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        if content is not None:
            headers["Content-Type"] = "application/json"
        if key is not None:
            headers["Idempotency-Key"] = key
        delays = Delays()
        gives_up = None if self.patience_s is None else asyncio.get_running_loop().time() + self.patience_s
        while True:
            self.sent += 1
            try:
                answer = await self._client.request(method, self.url + path, params=params, content=content, headers=headers)
            except httpx2.TransportError as error:
                reason, delay_s = str(error) or type(error).__name__, delays.next_s()
            else:
                if answer.status_code < 400:
                    return answer.content
                if answer.status_code not in UNKNOWN_OUTCOME and answer.status_code != 429:
                    raise _problem(answer.status_code, answer.content)
                reason, delay_s = f"status {answer.status_code}", delays.next_s(answer.headers.get("Retry-After"))
            if gives_up is not None and asyncio.get_running_loop().time() + delay_s > gives_up:
                raise Unreachable(url=self.url, reason=reason)
            self.resent += 1
            await asyncio.sleep(delay_s)


class Login:
    """A name and password on a server: logs in when it first must, and again when its session has ended."""

    def __init__(self, wire: Wire, username: str, password: str) -> None:
        self.wire = wire
        self.username = username
        self._password = password
        self._token: str | None = None
        self._lock = asyncio.Lock()

    async def token(self) -> str:
        """Return a token, after logging in if there is none."""
        async with self._lock:
            if self._token is None:
                async with self.wire.gate:
                    self._token = await self.wire.login(self.username, self._password)
            return self._token

    def forget(self) -> None:
        """Log in again before the next request: the session has ended."""
        self._token = None

    async def get(self, path: str, kind: type[Kind], params: Mapping[str, str] | None = None) -> Kind:
        """As `Wire.get`, with this login."""
        return await self._with_token(lambda token: self.wire.get(path, kind, token=token, params=params))

    async def post(self, path: str, body: Json, kind: type[Kind]) -> Kind | None:
        """As `Wire.post`, with this login; a session that ended in between does not make it happen twice."""
        key = secrets.token_hex(16)
        return await self._with_token(lambda token: self.wire.post(path, body, kind, token=token, key=key))

    async def _with_token(self, ask: Callable[[str], Awaitable[Answer]]) -> Answer:
        token = await self.token()
        try:
            return await ask(token)
        except Problem as problem:
            if problem.status != 401:
                raise
        if self._token == token:
            self.forget()
        return await ask(await self.token())


class Delays:
    """How long to wait before the next attempt."""

    def __init__(self) -> None:
        self._next_s = FIRST_DELAY_S

    def next_s(self, retry_after: str | None = None) -> float:
        """Return seconds: what the server asked for if it did, else a growing, random delay."""
        grown = self._next_s
        self._next_s = min(LONGEST_DELAY_S, grown * 2)
        try:
            asked = float(retry_after) if retry_after is not None else 0.0
        except ValueError:
            asked = 0.0  # a date: our own delay will do
        return max(asked, grown * random.uniform(0.5, 1.0))  # noqa: S311 - spreads clients, guards nothing


class _Session(msgspec.Struct):
    token: str


def segment(text: str) -> str:
    """Return `text` as one segment of a path."""
    return quote(text, safe="")


def _problem(status: int, content: bytes) -> Problem:
    try:
        body = msgspec.json.decode(content, type=dict[str, Any])
    except msgspec.DecodeError:
        body = {}
    return Problem(status, str(body.get("code", "unknown")), body)


def _host(url: str) -> str:
    """Return the host of a server's address.

    Raises:
        Unreachable: it is no http or https address.
    """
    try:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.hostname and parts.port != 0:
            return parts.hostname
    except ValueError:  # brackets that do not close, or a port that is none
        pass
    raise Unreachable(url=url, reason="not an http or https address")


def _loopback(host: str) -> bool:
    """Tell whether `host` is this machine, which no proxy should stand before."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
