"""How Python's cycle collector runs in a server process: seldom, and not over what stays for ever.

By default it walks the whole heap, a hall's day included, each time that the heap has grown by a quarter: at 20,000 tickets a stall
of 60 ms a second. Requests leave next to no cycles behind (reference counts free them), so young objects are looked at in bulk, and
all of them once an hour: closed connections and failed requests do leave some.
"""

import asyncio
import gc

YOUNG = 20_000
"""New objects before the young are looked at: a stall of about 1 ms, every few thousand commands."""
MIDDLE, OLD = 10, 1_000
"""Looks at the young before one at the middle generation, about 5 ms; looks at that before one at all."""
ALL_EVERY_S = 3600.0


def settle() -> None:
    """Take what has been loaded out of the collector's sight. Called when a server has been put together."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)


async def collect_hourly() -> None:
    """Free what cycles hold, once an hour."""
    while True:
        await asyncio.sleep(ALL_EVERY_S)
        gc.collect()
