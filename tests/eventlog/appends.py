"""Short ways to say what is appended."""

from queue_server.eventlog.log import Answer, Append, EventLog, StreamEvents, Write

DAY = "day/wendeng/2026-03-02"
OTHER_DAY = "day/zetou/2026-03-02"


def of(stream: str, expected: int, *bodies: bytes, writes: tuple[Write, ...] = ()) -> Append:
    """Return an append of `bodies` (one event if none are given) to one stream."""
    return Append((StreamEvents(stream, expected, bodies or (b"{}",)),), writes)


def answer(key: str, *, at_ms: int = 1_000, body: bytes = b'{"number":"A001"}') -> Answer:
    return Answer(scope="wendeng", actor="kiosk", key=key, body_hash="00ff", status=201, answer=body, at_ms=at_ms)


async def bodies(log: EventLog, stream: str) -> list[bytes]:
    """Return the bodies of `stream`, having made sure that seqs are 1, 2, 3 ... up to its head."""
    events = await log.read(stream)
    assert [event.seq for event in events] == list(range(1, await log.head(stream) + 1))
    assert {event.stream for event in events} <= {stream}
    return [event.body for event in events]
