"""Group commit by itself, over a store that these tests can watch and stop."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from queue_server.eventlog.errors import LogUnavailable, StreamConflict
from queue_server.eventlog.group import BATCH, GroupCommit, Outcome
from queue_server.eventlog.log import Append
from tests.eventlog.appends import of


class Store:
    """Keeps the batches that it was given; `gate` holds a commit up while it is cleared."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.gate = threading.Event()
        self.gate.set()
        self.began = threading.Event()
        self.broken = False

    def commit(self, appends: Sequence[Append]) -> Sequence[Outcome]:
        self.began.set()
        self.gate.wait(10)
        if self.broken:
            raise ZeroDivisionError
        self.batches.append([append.streams[0].stream for append in appends])
        return [StreamConflict() if append.streams[0].expected else None for append in appends]


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def executor() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as made:
        yield made


@pytest.fixture
def group(store: Store, executor: ThreadPoolExecutor) -> GroupCommit:
    return GroupCommit(store.commit, executor)


async def begun(store: Store) -> None:
    """Wait until a commit has begun."""
    await asyncio.to_thread(store.began.wait, 10)


async def test_what_comes_in_one_turn_shares_a_commit(group: GroupCommit, store: Store) -> None:
    await asyncio.gather(*(group.append(of(str(n), 0)) for n in range(50)))
    assert store.batches == [[str(n) for n in range(50)]]


async def test_what_gathers_during_a_commit_shares_the_next(group: GroupCommit, store: Store) -> None:
    store.gate.clear()
    first = asyncio.ensure_future(group.append(of("first", 0)))
    await begun(store)
    others = asyncio.gather(*(group.append(of(str(n), 0)) for n in range(20)))
    await asyncio.sleep(0)
    store.gate.set()
    await first
    await others
    assert store.batches == [["first"], [str(n) for n in range(20)]]


async def test_those_just_told_join_those_who_waited(group: GroupCommit, store: Store) -> None:
    async def caller() -> None:
        await group.append(of("first", 0))
        await group.append(of("second", 0))

    store.gate.clear()
    told = asyncio.ensure_future(caller())
    await begun(store)
    waited = asyncio.ensure_future(group.append(of("waited", 0)))
    await asyncio.sleep(0)
    store.gate.set()
    await asyncio.gather(told, waited)
    assert store.batches == [["first"], ["waited", "second"]]


async def test_a_batch_has_a_greatest_size(group: GroupCommit, store: Store) -> None:
    await asyncio.gather(*(group.append(of(str(n), 0)) for n in range(2 * BATCH + 1)))
    assert [len(batch) for batch in store.batches] == [BATCH, BATCH, 1]
    assert [name for batch in store.batches for name in batch] == [str(n) for n in range(2 * BATCH + 1)]


async def test_everyone_gets_their_own_outcome(group: GroupCommit) -> None:
    outcomes = await asyncio.gather(*(group.append(of(str(n), n % 2)) for n in range(6)), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [type(None), StreamConflict] * 3


async def test_a_cancelled_caller_does_not_stop_the_commit(group: GroupCommit, store: Store) -> None:
    store.gate.clear()
    cancelled = asyncio.ensure_future(group.append(of("cancelled", 0)))
    beside = asyncio.ensure_future(group.append(of("beside", 0)))
    await begun(store)
    cancelled.cancel()
    await asyncio.wait([cancelled])
    store.gate.set()
    await beside
    assert store.batches == [["cancelled", "beside"]]


async def test_a_store_that_breaks_tells_everyone_and_goes_on(
    group: GroupCommit, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    store.broken = True
    outcomes = await asyncio.gather(group.append(of("a", 0)), group.append(of("b", 0)), return_exceptions=True)
    assert [isinstance(outcome, LogUnavailable) and outcome.reason for outcome in outcomes] == ["failed", "failed"]
    assert outcomes[0] is not outcomes[1]
    assert "ZeroDivisionError" in caplog.text, "a defect is not swallowed"
    store.broken = False
    await group.append(of("c", 0))
    assert store.batches == [["c"]]


async def test_a_writer_that_has_ended_tells_everyone(group: GroupCommit, executor: ThreadPoolExecutor) -> None:
    executor.shutdown()
    for _ in range(2):
        with pytest.raises(LogUnavailable) as unavailable:
            await group.append(of("a", 0))
        assert unavailable.value.reason == "closed"
    await group.close()


async def test_closing_waits_for_the_commit_under_way(group: GroupCommit, store: Store) -> None:
    store.gate.clear()
    append = asyncio.ensure_future(group.append(of("a", 0)))
    await begun(store)
    closing = asyncio.ensure_future(group.close())
    await asyncio.sleep(0)
    assert not closing.done()
    with pytest.raises(LogUnavailable):
        await group.append(of("late", 0))
    store.gate.set()
    await closing
    assert append.done()
    assert store.batches == [["a"]]


def test_a_loop_that_ends_during_a_commit_leaves_the_commit_whole(store: Store, executor: ThreadPoolExecutor) -> None:
    group = GroupCommit(store.commit, executor)

    async def leave() -> None:
        asyncio.ensure_future(group.append(of("a", 0)))  # noqa: RUF006 - the end of the loop cancels it
        await begun(store)

    store.gate.clear()
    asyncio.run(leave())
    store.gate.set()
    executor.shutdown()
    assert store.batches == [["a"]]
