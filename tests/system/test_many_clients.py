"""Thirty-two clients take and call in one hall at once."""

import asyncio

from tests.support.server import ServerProcess
from tests.system.crowd import Client, serve, take
from tests.system.history import Seen, check, check_file, logged

COMMANDS = 4_000
HALL = "wendeng"


async def test_every_number_once_and_every_ticket_at_one_counter(fresh: ServerProcess) -> None:
    seen = Seen()

    def going() -> bool:
        return len(seen.issued) + len(seen.called) + len(seen.finished) < COMMANDS

    kiosk, teller = (fresh.login(name).headers["Authorization"].removeprefix("Bearer ") for name in ("kiosk", "teller"))
    kiosks = [Client(fresh, kiosk) for _ in range(20)]
    tellers = [Client(fresh, teller) for _ in range(12)]
    await asyncio.gather(
        *(take(client, HALL, seen, going, priority="elder" if n % 5 == 0 else "normal") for n, client in enumerate(kiosks)),
        *(serve(client, HALL, counter, seen, going) for counter, client in enumerate(tellers, start=1)),
    )
    await asyncio.gather(*(client.close() for client in (*kiosks, *tellers)))

    assert len(seen.called) > COMMANDS / 10
    check(logged(fresh, fresh.login("manager"), HALL), seen)
    fresh.stop()
    check_file(fresh.database)
