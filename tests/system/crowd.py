"""Many clients of one hall at once, over real HTTP: kiosks that take and tellers that call and finish, each with keys of its own."""

import asyncio
import secrets
from collections.abc import Callable
from typing import Any

import httpx2

from tests.support.server import ServerProcess
from tests.system.history import Seen

RETRIES_S = 60.0


class Client:
    """Sends a command until it is answered: the same key again after a broken connection or a 503."""

    def __init__(self, server: ServerProcess, token: str) -> None:
        self._http = httpx2.AsyncClient(base_url=server.url, headers={"Authorization": f"Bearer {token}"}, timeout=10)

    async def post(self, path: str, json: dict[str, Any] | None = None) -> httpx2.Response:
        key = {"Idempotency-Key": secrets.token_hex(16)}
        async with asyncio.timeout(RETRIES_S):
            while True:
                try:
                    answer = await self._http.post(path, json=json or {}, headers=key)
                except httpx2.TransportError:
                    await asyncio.sleep(0.05)
                    continue
                if answer.status_code != 503:
                    return answer
                await asyncio.sleep(0.05)

    async def close(self) -> None:
        await self._http.aclose()


async def take(client: Client, hall: str, seen: Seen, going: Callable[[], bool], **ticket: Any) -> None:
    """Take tickets while `going`."""
    while going():
        answer = await client.post(f"/api/v1/halls/{hall}/tickets", ticket)
        assert answer.status_code == 201, answer.text
        seen.issued.append(answer.json())


async def serve(client: Client, hall: str, counter: int, seen: Seen, going: Callable[[], bool]) -> None:
    """Call and finish at one counter while `going`, then finish what is there."""
    desk = f"/api/v1/halls/{hall}/counters/{counter}"
    opened = await client.post(f"{desk}/open", {"take_over": True})
    assert opened.status_code == 200, opened.text
    while going():
        called = await client.post(f"{desk}/call-next")
        if called.status_code == 204:
            await asyncio.sleep(0.01)
            continue
        assert called.status_code == 200, called.text
        ticket = called.json()
        seen.called.append((ticket["id"], ticket["counter"]))
        finished = await client.post(f"{desk}/finish")
        assert finished.status_code == 200, finished.text
        seen.finished.append(finished.json()["id"])
