"""Several servers on one PostgreSQL database."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.nginx import Nginx
from tests.support.server import ServerProcess
from tests.system.board import Board
from tests.system.crowd import Client, serve, take
from tests.system.history import Seen, check, logged

KIOSKS, TELLERS = 20, 12
"""Thirty-two clients."""


@contextmanager
def cluster(folder: Path, urls: list[str]) -> Iterator[list[ServerProcess]]:
    """Give a server for each of `urls`, ways to one empty database; the first makes the demo city in it."""
    with ExitStack() as stack:
        servers = []
        for n, url in enumerate(urls):
            what = ("demo", "--crew", "0") if n == 0 else ("serve",)
            command = (*what, "--port", "{port}", "--no-analytics")
            server = ServerProcess(folder / f"server{n}", command=command, env={"ONEWINDOW_DATABASE": url})
            servers.append(stack.enter_context(server))
        yield servers


@dataclass
class Play:
    """The crowd's play in some halls over some servers. Start it, do what you want to see survived, then `end`.

    Attributes:
        seen: What the clients of each hall saw.
        boards: Of the first hall, one at each server.
        front: Where clients go instead of to the servers.
    """

    servers: list[ServerProcess]
    halls: list[str]
    timeout_s: float = 10
    front: Nginx | None = None
    seen: dict[str, Seen] = field(default_factory=dict)

    def start(self) -> None:
        self._ending = False
        self._clients: list[Client] = []
        self._tokens: dict[str, str] = {}
        self.seen = {hall: Seen() for hall in self.halls}
        kiosks = (take(*self._at(n)) for n in range(KIOSKS))
        desks = (
            serve(client, hall, n // len(self.halls) + 1, *rest)
            for n in range(TELLERS)
            for client, hall, *rest in [self._at(n)]
        )
        self._tasks = [asyncio.create_task(one) for one in (*kiosks, *desks)]
        path = f"/ws/halls/{self.halls[0]}/board"
        if self.front is not None:
            self.boards = [Board(f"wss://127.0.0.1:{self.front.https_port}{path}", tls=self.front.tls) for _ in self.servers]
        else:
            self.boards = [Board(server.ws + path) for server in self.servers]
        self._watching = [asyncio.create_task(board.run()) for board in self.boards]

    def _at(self, n: int) -> tuple[Client, str, Seen, Callable[[], bool]]:
        """Return the n-th of a kind: a client, its hall, what is seen there, and whether to go on."""
        hall = self.halls[n % len(self.halls)]
        username = "teller" if hall == "wendeng" else f"teller-{hall}"
        if username not in self._tokens:
            self._tokens[username] = self.servers[0].login(username).headers["Authorization"].removeprefix("Bearer ")
        tls = self.front.tls if self.front is not None else None
        self._clients.append(Client(self.front or self.servers, self._tokens[username], timeout_s=self.timeout_s, tls=tls))
        return self._clients[-1], hall, self.seen[hall], lambda: not self._ending

    @property
    def commands(self) -> int:
        """How many commands have been acknowledged."""
        return sum(len(seen.issued) + len(seen.called) + len(seen.finished) for seen in self.seen.values())

    async def until(self, commands: int, within_s: float = 120) -> None:
        """Wait until so many commands have been acknowledged."""
        async with asyncio.timeout(within_s):
            while self.commands < commands:
                for task in self._tasks:
                    if task.done():
                        task.result()
                await asyncio.sleep(0.02)

    async def current(self, within_s: float) -> None:
        """Wait until commands are acknowledged again and the board at every server shows what they did."""
        seen = self.seen[self.halls[0]]
        async with asyncio.timeout(within_s):
            known = len(seen.issued)
            while len(seen.issued) == known:
                await asyncio.sleep(0.02)
            await asyncio.gather(*(board.reaches(seen.issued[known]["seq"], within_s) for board in self.boards))

    async def end(self) -> None:
        """Let every client finish its last command."""
        self._ending = True
        await asyncio.gather(*self._tasks)
        for task in self._watching:
            task.cancel()
        assert all(isinstance(e, asyncio.CancelledError) for e in await asyncio.gather(*self._watching, return_exceptions=True))
        await asyncio.gather(*(client.close() for client in self._clients))

    def check(self) -> None:
        """Hold the log, as every server tells it, against what the clients saw."""
        readers = [(server, server.login("admin")) for server in self.servers]
        for hall, seen in self.seen.items():
            logs = [logged(server, reader, hall) for server, reader in readers]
            assert all(log == logs[0] for log in logs)
            check(logs[0], seen)
