"""`python -m queue_server.clients.crew --url URL`: play the demo's halls until told to stop, or until the parent is gone."""

import argparse
import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Sequence

from queue_server.clients.crew.players import Players
from queue_server.clients.wire import Problem, Unreachable, Wire
from queue_server.logs.configuration import configure

if sys.platform == "win32":
    LOOP = None
else:
    import uvloop

    LOOP = uvloop.new_event_loop

CONNECTIONS = 24
"""Enough for a hundred commands a second (a clock at a hundred times) at an answer time of a fifth of a second."""

PARENT_LOOK_S = 0.5
STOPS_S = 1.0


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m queue_server.clients.crew", description="Play the demo's visitors and tellers."
    )
    parser.add_argument("--url", required=True, help="the server, such as http://127.0.0.1:8000")
    parser.add_argument("--password", default="demo", help="of the crew's logins (default: the demo's)")
    parser.add_argument("--seed", type=int, default=1, help="of all chance (default 1)")
    parser.add_argument("--hall", action="append", default=[], help="play this hall only; may be given again")
    parser.add_argument("--verbose", action="store_true", help="say what is refused")
    args = parser.parse_args(argv)
    configure(level="debug" if args.verbose else "warning")
    try:
        wire = Wire(args.url, connections=CONNECTIONS)
    except Unreachable as error:
        print(error, file=sys.stderr)
        return 2
    with asyncio.Runner(loop_factory=LOOP) as runner:
        try:
            runner.run(_play(wire, Players(wire, args.password, seed=args.seed, only=args.hall)))
        except Problem as problem:
            print(f"{args.url} is no OneWindow server: {problem}", file=sys.stderr)
            return 2
    return 0


async def _play(wire: Wire, players: Players) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    playing = asyncio.create_task(players.run())
    ends = [playing, asyncio.create_task(stop.wait()), asyncio.create_task(_orphaned(os.getppid()))]
    try:
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        if playing.done():
            playing.result()
    finally:
        for task in ends:
            task.cancel()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STOPS_S):
                await asyncio.gather(*ends, return_exceptions=True)
        await wire.close()


async def _orphaned(parent: int) -> None:
    """Return when `parent` no longer is our parent: the demo that started the crew was killed."""
    while True:
        await asyncio.sleep(PARENT_LOOK_S)
        if os.getppid() != parent:
            return


if __name__ == "__main__":
    sys.exit(main())
