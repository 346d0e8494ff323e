"""For whoever runs the server: does it live, can it take a command, what has it counted, what does it understand."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import msgspec
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from queue_server.eventlog.errors import LogUnavailable
from queue_server.web.answers import PRIVATE, Answer, json_answer
from queue_server.web.bodies import NoBody, NoQuery
from queue_server.web.operations import Call, Operation

log = logging.getLogger("onewindow.web")

READY_WITHIN_S = 2.0
"""A scrape waits for the probe so long: well within the 10 s that Prometheus gives it."""


class StateView(msgspec.Struct, frozen=True):
    """`ok`; otherwise it is a problem."""

    status: str


class SharedProbe:
    """Asks `probe` once for all who ask meanwhile: it writes to the disk, and anybody may ask."""

    def __init__(self, probe: Callable[[], Awaitable[None]]) -> None:
        self._probe = probe
        self._asking: asyncio.Task[None] | None = None

    async def __call__(self) -> None:
        """Return when it is ready; raise what the probe raised."""
        if self._asking is None:
            self._asking = asyncio.get_running_loop().create_task(self._ask())
            self._asking.add_done_callback(lambda done: done.cancelled() or done.exception())  # who waits is told
        await asyncio.shield(self._asking)

    async def _ask(self) -> None:
        try:
            await self._probe()
        finally:
            self._asking = None


async def healthz(call: Call[NoBody, NoQuery]) -> Answer:
    return json_answer(StateView("ok"))


async def readyz(call: Call[NoBody, NoQuery]) -> Answer:
    await call.api.ready()
    return json_answer(StateView("ok"))


async def metrics(call: Call[NoBody, NoQuery]) -> Answer:
    instruments, reason = call.api.instruments, ""
    try:
        async with asyncio.timeout(READY_WITHIN_S):
            await call.api.ready()
    except LogUnavailable as unavailable:
        reason = unavailable.reason
    except TimeoutError:
        reason = "slow"
    except Exception:
        log.exception("readiness could not be told")
        reason = "failed"
    instruments.ready.set(not reason)
    for known in LogUnavailable.sentences:
        instruments.unready.labels(known).set(known == reason)
    body = generate_latest(instruments.registry)
    return Answer(200, body, ((b"content-type", CONTENT_TYPE_LATEST.encode()), *PRIVATE))


OPERATIONS = (
    Operation(
        id="get-health",
        method="GET",
        path="/healthz",
        handler=healthz,
        tag="operations",
        summary="The process lives",
        answers={200: StateView},
    ),
    Operation(
        id="get-readiness",
        method="GET",
        path="/readyz",
        handler=readyz,
        tag="operations",
        summary="It can take a command: the database is reached",
        answers={200: StateView},
        refusals=(LogUnavailable,),
    ),
    Operation(
        id="get-metrics",
        method="GET",
        path="/metrics",
        handler=metrics,
        tag="operations",
        summary="What it has counted, for Prometheus",
        answers={200: "text/plain"},
    ),
)
