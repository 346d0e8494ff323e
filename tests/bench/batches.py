"""What a ticket costs by how many share a batch: decided, stored and answered through a hall's worker, on each database."""

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from queue_server.core import commands as c
from tests.app.cities import a_city
from tests.app.node import Node, take
from tests.support.postgres import PostgresServer

SIZES = (1, 4, 16, 64, 256)
TICKETS = 512
PASSES = 5


async def once(node: Node, size: int) -> float:
    """Take `TICKETS` tickets, `size` together; return microseconds a ticket."""
    began_s = time.perf_counter()
    for n in range(0, TICKETS, size):
        await asyncio.gather(*(node.run("hall0", take, key=f"{began_s}.{n + k}", body_hash="h") for k in range(size)))
    return 1e6 * (time.perf_counter() - began_s) / TICKETS


async def measure(place: Path | str, name: str) -> None:
    async with Node(place, a_city()) as node:
        await node.run("hall0", lambda at: c.OpenCounter(at_ms=at, by="t", counter=1))
        await once(node, 64)
        found: dict[int, list[float]] = {size: [] for size in SIZES}
        for _ in range(PASSES):
            for size in SIZES:
                found[size].append(await once(node, size))
    told = []
    for size, times in found.items():
        ratio = statistics.median(one / most for one, most in zip(times, found[SIZES[-1]], strict=True))
        told.append(f"{size}: {ratio:.1f}")
    print(f"{name}: a ticket's cost by tickets in a batch, against {SIZES[-1]}: {', '.join(told)}")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, PostgresServer() as postgres:
        asyncio.run(measure(Path(folder), "SQLite"))
        asyncio.run(measure(postgres.database(), "PostgreSQL"))


if __name__ == "__main__":
    main()
