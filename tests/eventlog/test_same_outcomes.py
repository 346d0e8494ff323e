"""Any gathered appends have the same outcomes and leave the same state in a database as in memory, where they run one by one."""

import asyncio
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from queue_server.eventlog.errors import LogError
from queue_server.eventlog.log import Answer, Append, Delete, EventLog, Insert, StreamEvents, Upsert
from tests.eventlog.backends import Backend, MemoryBackend, postgres_backend, sqlite_backend
from tests.support.postgres import PostgresServer

STREAMS = ["day/a", "day/b", "case/1"]

streams = st.builds(
    StreamEvents,
    st.sampled_from(STREAMS),
    st.integers(0, 4),
    st.lists(st.binary(max_size=3), max_size=2).map(tuple),
)
rows = st.fixed_dictionaries({"key": st.sampled_from(["x", "y"])}, optional={"value": st.sampled_from(["1", "2", None])})
writes = st.one_of(
    st.builds(Upsert, st.just("meta"), st.lists(rows, max_size=2).map(tuple)),
    st.builds(Insert, st.just("meta"), st.lists(rows, max_size=2).map(tuple)),
    st.builds(
        Delete, st.just("meta"), st.lists(st.fixed_dictionaries({"key": st.sampled_from(["x", "y"])}), max_size=2).map(tuple)
    ),
)
answers = st.builds(
    Answer,
    scope=st.just("wendeng"),
    actor=st.just("kiosk"),
    key=st.sampled_from(["k1", "k2"]),
    body_hash=st.just("00"),
    status=st.just(201),
    answer=st.binary(max_size=2),
    at_ms=st.sampled_from([0, 1_000, 200_000_000]),
)
appends = st.builds(
    Append,
    st.lists(streams, max_size=2).map(tuple),
    st.lists(writes, max_size=2).map(tuple),
    st.lists(answers, max_size=2).map(tuple),
)


async def play(backend: Backend, batches: list[list[Append]]) -> object:
    """Append `batches`, each gathered, and return all that can be seen."""
    log: EventLog = backend.log
    told = []
    for batch in batches:
        outcomes = await asyncio.gather(*map(log.append, batch), return_exceptions=True)
        assert all(outcome is None or isinstance(outcome, LogError) for outcome in outcomes)
        told.append([outcome is None for outcome in outcomes])  # with two faults at once either may be named
    state = (
        await log.heads(),
        [await log.read(stream) for stream in STREAMS],
        [row for row in backend.rows("meta") if row["key"] in ("x", "y")],
        [await log.answer("wendeng", "kiosk", key) for key in ("k1", "k2")],
    )
    await backend.close()
    return told, state


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(appends, min_size=1, max_size=6), min_size=1, max_size=4))
def test_sqlite_does_as_memory_does(batches: list[list[Append]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert asyncio.run(play(sqlite_backend(Path(folder)), batches)) == asyncio.run(play(MemoryBackend(), batches))


@settings(max_examples=40, deadline=None)
@given(batches=st.lists(st.lists(appends, min_size=1, max_size=6), min_size=1, max_size=4))
def test_postgres_does_as_memory_does(postgres: PostgresServer, batches: list[list[Append]]) -> None:
    assert asyncio.run(play(postgres_backend(postgres), batches)) == asyncio.run(play(MemoryBackend(), batches))
