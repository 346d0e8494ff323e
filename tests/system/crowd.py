"""Many clients of a hall at once, over real HTTP: kiosks that take and tellers that call and finish, each with keys of its own."""

import asyncio
import random
import secrets
import ssl
import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import httpx2

from tests.system.history import Nobody, Seen

RETRIES_S = 60.0


class Place(Protocol):
    @property
    def url(self) -> str: ...


class Client:
    """Sends a command until it is answered: the same key again after a broken connection or a 503, to whatever server is next.

    Args:
        servers: Each request goes to any of them.
        tls: How to trust them, where they are behind TLS.
    """

    def __init__(
        self, servers: Place | Sequence[Place], token: str, *, timeout_s: float = 10, tls: ssl.SSLContext | None = None
    ) -> None:
        self._urls = [server.url for server in (servers if isinstance(servers, Sequence) else [servers])]
        headers = {"Authorization": f"Bearer {token}"}
        self._http = httpx2.AsyncClient(headers=headers, timeout=timeout_s, verify=tls or True)

    async def post(self, path: str, json: dict[str, Any] | None = None) -> httpx2.Response:
        return await self._send("POST", path, json=json or {}, headers={"Idempotency-Key": secrets.token_hex(16)})

    async def get(self, path: str) -> httpx2.Response:
        return await self._send("GET", path)

    async def _send(self, method: str, path: str, **given: Any) -> httpx2.Response:
        async with asyncio.timeout(RETRIES_S):
            while True:
                try:
                    answer = await self._http.request(method, random.choice(self._urls) + path, **given)
                except httpx2.TransportError:
                    await asyncio.sleep(0.05)
                    continue
                if answer.status_code not in (502, 503, 504):
                    return answer
                await asyncio.sleep(0.05)

    async def close(self) -> None:
        await self._http.aclose()


async def take(client: Client, hall: str, seen: Seen, going: Callable[[], bool], **ticket: Any) -> None:
    """Take tickets while `going`, and look each up."""
    while going():
        answer = await client.post(f"/api/v1/halls/{hall}/tickets", ticket)
        assert answer.status_code == 201, answer.text
        given = answer.json()
        seen.issued.append(given)
        seen.issued_s[given["id"]] = time.monotonic()
        looked = await client.get(f"/api/v1/tickets/{given['pass']}")
        assert looked.status_code == 200, looked.text
        assert looked.json()["seq"] >= given["seq"]


async def serve(client: Client, hall: str, counter: int, seen: Seen, going: Callable[[], bool]) -> None:
    """Call and finish at one counter while `going`, then finish what is there."""
    desk = f"/api/v1/halls/{hall}/counters/{counter}"
    opened = await client.post(f"{desk}/open", {"take_over": True})
    assert opened.status_code == 200, opened.text
    while going():
        sent_s = time.monotonic()
        called = await client.post(f"{desk}/call-next")
        if called.status_code == 204:
            seen.nobody.append(Nobody(sent_s, time.monotonic()))
            await asyncio.sleep(0.01)
            continue
        assert called.status_code == 200, called.text
        ticket = called.json()
        seen.called.append((ticket["id"], ticket["counter"]))
        seen.called_s[ticket["id"]] = sent_s
        finished = await client.post(f"{desk}/finish")
        assert finished.status_code == 200, finished.text
        seen.finished.append(finished.json()["id"])
        looked = await client.get(f"/api/v1/tickets/{ticket['id']}")
        assert looked.json()["state"] == "done", "a read is older than what this client had seen"
