"""What every event log promises, whatever keeps it."""

import asyncio

import pytest

from queue_server.eventlog.errors import AnswerKept, AppendRefused, LogUnavailable, RowThere, StreamConflict
from queue_server.eventlog.log import ANSWER_KEPT_MS, Append, Delete, EventLog, Insert, StreamEvents, Upsert, Write
from tests.eventlog.appends import DAY, OTHER_DAY, answer, bodies, of
from tests.eventlog.backends import Backend

BOOK = {"row": 1, "place": "left", "title": "Queues", "pages": 300}


# Streams


async def test_a_new_log_is_empty(eventlog: EventLog) -> None:
    assert await eventlog.head(DAY) == 0
    assert await eventlog.heads() == {}
    assert await eventlog.read(DAY) == []
    assert await eventlog.answer("wendeng", "kiosk", "k1") is None


async def test_another_log_has_another_id(backend: Backend) -> None:
    first, second = backend.log.id, backend.another().id
    assert first != second
    assert int(first, 16) >= 0


async def test_events_are_numbered_from_one_in_the_order_of_appending(eventlog: EventLog) -> None:
    await eventlog.append(of(DAY, 0, b"a", b"b"))
    await eventlog.append(of(DAY, 2, b"c"))
    assert await eventlog.read(DAY) == [(DAY, 1, b"a"), (DAY, 2, b"b"), (DAY, 3, b"c")]
    assert await eventlog.head(DAY) == 3


async def test_bodies_come_back_byte_for_byte(eventlog: EventLog) -> None:
    written = (b"", b"\x00\xff", "文登".encode(), b"x" * 1_000_000)
    await eventlog.append(of("day/文登/2026-03-02", 0, *written))
    assert await bodies(eventlog, "day/文登/2026-03-02") == list(written)


async def test_reading_goes_on_after_a_seq_and_stops_at_the_limit(eventlog: EventLog) -> None:
    await eventlog.append(of(DAY, 0, b"a", b"b", b"c", b"d"))
    assert [event.body for event in await eventlog.read(DAY, after=1)] == [b"b", b"c", b"d"]
    assert [event.body for event in await eventlog.read(DAY, after=1, limit=2)] == [b"b", b"c"]
    assert await eventlog.read(DAY, limit=0) == []
    assert await eventlog.read(DAY, after=4) == []
    assert await eventlog.read(DAY, after=99) == []


async def test_streams_do_not_mix(eventlog: EventLog) -> None:
    await eventlog.append(of(DAY, 0, b"a"))
    await eventlog.append(of(OTHER_DAY, 0, b"b"))
    assert await bodies(eventlog, DAY) == [b"a"]
    assert await bodies(eventlog, OTHER_DAY) == [b"b"]


async def test_heads_are_found_by_the_exact_beginning_of_the_name(eventlog: EventLog) -> None:
    for stream in ("day/b/1", "day/a/1", "Day/a/1", "day", "day_x", "case/1", "day/文/1", "day/%"):
        await eventlog.append(of(stream, 0))
    assert list((await eventlog.heads("day/")).items()) == [("day/%", 1), ("day/a/1", 1), ("day/b/1", 1), ("day/文/1", 1)]
    assert await eventlog.heads("day/%") == {"day/%": 1}
    assert await eventlog.heads("day_") == {"day_x": 1}
    assert len(await eventlog.heads()) == 8
    assert await eventlog.heads("z") == {}


# The expected head


@pytest.mark.parametrize("expected", [0, 1, 3, -1])
async def test_an_append_that_expects_another_head_conflicts(eventlog: EventLog, expected: int) -> None:
    await eventlog.append(of(DAY, 0, b"a", b"b"))
    with pytest.raises(StreamConflict) as conflict:
        await eventlog.append(of(DAY, expected, b"c"))
    assert conflict.value.facts == {"stream": DAY, "expected": expected, "head": 2}
    assert await bodies(eventlog, DAY) == [b"a", b"b"]


@pytest.mark.parametrize("expected", [1, -1])
async def test_a_stream_that_does_not_exist_has_the_head_zero(eventlog: EventLog, expected: int) -> None:
    with pytest.raises(StreamConflict) as conflict:
        await eventlog.append(of(DAY, expected, b"a"))
    assert conflict.value.facts == {"stream": DAY, "expected": expected, "head": 0}
    assert await eventlog.heads() == {}


async def test_of_two_that_decided_on_the_same_head_one_is_stored(eventlog: EventLog) -> None:
    await eventlog.append(of(DAY, 0, b"a"))
    outcomes = await asyncio.gather(
        eventlog.append(of(DAY, 1, b"b")), eventlog.append(of(DAY, 1, b"c")), return_exceptions=True
    )
    assert outcomes[0] is None
    assert isinstance(outcomes[1], StreamConflict)
    assert await bodies(eventlog, DAY) == [b"a", b"b"]


async def test_appends_that_follow_each_other_need_not_wait_for_each_other(eventlog: EventLog) -> None:
    await asyncio.gather(*(eventlog.append(of(DAY, seq, b"%d" % seq)) for seq in range(20)))
    assert await bodies(eventlog, DAY) == [b"%d" % seq for seq in range(20)]


# All or nothing


async def test_an_append_to_several_streams_stores_all(eventlog: EventLog) -> None:
    await eventlog.append(of("case/1", 0, b"a"))
    await eventlog.append(Append((StreamEvents(DAY, 0, (b"t",)), StreamEvents("case/1", 1, (b"b", b"c")))))
    assert await eventlog.heads() == {"case/1": 3, DAY: 1}


@pytest.mark.parametrize("turned", [False, True])
async def test_an_append_to_several_streams_stores_nothing_if_one_conflicts(backend: Backend, turned: bool) -> None:
    await backend.log.append(of(DAY, 0, b"a"))
    streams = (StreamEvents(DAY, 1, (b"b",)), StreamEvents("case/1", 3, (b"c",)))
    with pytest.raises(StreamConflict) as conflict:
        await backend.log.append(Append(streams[::-1] if turned else streams, (Upsert("shelf", (BOOK,)),), (answer("k1"),)))
    assert conflict.value.facts == {"stream": "case/1", "expected": 3, "head": 0}
    assert await backend.log.heads() == {DAY: 1}
    assert backend.rows("shelf") == []
    assert await backend.log.answer("wendeng", "kiosk", "k1") is None


async def test_a_stream_may_be_named_twice_in_one_append(eventlog: EventLog) -> None:
    await eventlog.append(Append((StreamEvents(DAY, 0, (b"a",)), StreamEvents(DAY, 1, (b"b",)))))
    assert await bodies(eventlog, DAY) == [b"a", b"b"]
    with pytest.raises(StreamConflict):
        await eventlog.append(Append((StreamEvents(DAY, 2, (b"c",)), StreamEvents(DAY, 2, (b"d",)))))
    assert await bodies(eventlog, DAY) == [b"a", b"b"]


async def test_rows_and_answers_need_no_events(backend: Backend) -> None:
    await backend.log.append(Append((), (Upsert("shelf", (BOOK,)),), (answer("k1"),)))
    await backend.log.append(Append(()))
    assert backend.rows("shelf") == [BOOK]
    assert await backend.log.heads() == {}


# Answers


async def test_an_answer_comes_back_as_it_was_given(eventlog: EventLog) -> None:
    given = answer("k1", body=b"\x00\xff")
    await eventlog.append(Append((StreamEvents(DAY, 0, (b"a",)),), answers=(given,)))
    assert await eventlog.answer("wendeng", "kiosk", "k1") == given
    assert await eventlog.answer("wendeng", "kiosk", "K1") is None
    assert await eventlog.answer("wendeng", "teller", "k1") is None
    assert await eventlog.answer("zetou", "kiosk", "k1") is None


async def test_a_command_that_was_answered_meanwhile_stores_nothing(eventlog: EventLog) -> None:
    await eventlog.append(Append((StreamEvents(DAY, 0, (b"a",)),), answers=(answer("k1"),)))
    with pytest.raises(AnswerKept) as kept:
        await eventlog.append(Append((StreamEvents(OTHER_DAY, 0, (b"b",)),), answers=(answer("k0"), answer("k1", at_ms=2_000))))
    assert kept.value.facts == {"scope": "wendeng", "key": "k1"}
    assert await eventlog.heads() == {DAY: 1}
    assert await eventlog.answer("wendeng", "kiosk", "k1") == answer("k1")
    assert await eventlog.answer("wendeng", "kiosk", "k0") is None


async def test_one_append_cannot_answer_a_command_twice(eventlog: EventLog) -> None:
    with pytest.raises(AnswerKept):
        await eventlog.append(Append((), answers=(answer("k1"), answer("k1"))))
    assert await eventlog.answer("wendeng", "kiosk", "k1") is None


async def test_a_key_is_free_again_when_its_answer_is_no_longer_kept(eventlog: EventLog) -> None:
    await eventlog.append(Append((), answers=(answer("k1", at_ms=1_000), answer("k2", at_ms=1_000))))
    with pytest.raises(AnswerKept):
        await eventlog.append(Append((), answers=(answer("k1", at_ms=1_000 + ANSWER_KEPT_MS),)))
    again = answer("k1", at_ms=1_001 + ANSWER_KEPT_MS, body=b"again")
    with pytest.raises(AnswerKept) as kept:
        await eventlog.append(Append((), answers=(again, answer("k2", at_ms=1_000))))
    assert kept.value.facts["key"] == "k2"
    await eventlog.append(Append((), answers=(again,)))
    assert await eventlog.answer("wendeng", "kiosk", "k1") == again


# Rows


async def test_an_upsert_inserts_and_overwrites_the_given_columns(backend: Backend) -> None:
    await backend.log.append(of(DAY, 0, writes=(Upsert("shelf", (BOOK, {"row": 1, "place": "right", "pages": 10})),)))
    assert backend.rows("shelf") == [BOOK, {"row": 1, "place": "right", "title": None, "pages": 10}]
    await backend.log.append(of(DAY, 1, writes=(Upsert("shelf", ({"row": 1, "place": "left", "title": None},)),)))
    assert backend.rows("shelf")[0] == BOOK | {"title": None}


async def test_a_row_of_its_key_alone_is_inserted_and_overwrites_nothing(backend: Backend) -> None:
    keys = ({"row": 1, "place": "left"}, {"row": 2, "place": "left"})
    await backend.log.append(of(DAY, 0, writes=(Upsert("shelf", (BOOK,)), Upsert("shelf", keys))))
    assert backend.rows("shelf") == [BOOK, {"row": 2, "place": "left", "title": None, "pages": None}]


async def test_a_delete_takes_the_rows_with_these_keys(backend: Backend) -> None:
    rows = tuple(BOOK | {"row": row} for row in range(1, 5))
    await backend.log.append(of(DAY, 0, writes=(Upsert("shelf", rows),)))
    gone = ({"row": 2, "place": "left"}, {"place": "left", "row": 3}, {"row": 9, "place": "left"})
    await backend.log.append(of(DAY, 1, writes=(Delete("shelf", gone),)))
    assert backend.rows("shelf") == [rows[0], rows[3]]


async def test_writes_happen_in_their_order(backend: Backend) -> None:
    key = {"row": 1, "place": "left"}
    await backend.log.append(
        of(
            DAY,
            0,
            writes=(
                Upsert("shelf", (BOOK,)),
                Delete("shelf", (key,)),
                Upsert("shelf", (key | {"title": "Halls"}, key | {"pages": 7}, key | {"pages": 8})),
                Upsert("meta", ({"key": "k", "value": "v"},)),
                Delete("meta", ({"key": "k"},)),
            ),
        )
    )
    assert backend.rows("shelf") == [{"row": 1, "place": "left", "title": "Halls", "pages": 8}]
    assert [row for row in backend.rows("meta") if row["key"] == "k"] == []


async def test_writes_of_gathered_appends_happen_in_the_order_of_the_appends(backend: Backend) -> None:
    key = {"row": 1, "place": "left"}
    changes: list[Write] = [Upsert("shelf", (BOOK,)), Delete("shelf", (key,)), Upsert("shelf", (key | {"pages": 9},))]
    await asyncio.gather(*(backend.log.append(of(f"day/{n}", 0, writes=(write,))) for n, write in enumerate(changes)))
    assert backend.rows("shelf") == [key | {"title": None, "pages": 9}]


async def test_a_row_that_must_be_new_conflicts_where_it_is_there_and_nothing_is_stored(backend: Backend) -> None:
    key = {"row": 1, "place": "left"}
    await backend.log.append(of(DAY, 0, writes=(Insert("shelf", (BOOK,)),)))
    outcomes = await asyncio.gather(
        backend.log.append(of(OTHER_DAY, 0, writes=(Insert("shelf", (BOOK | {"row": 2}, key | {"title": "Halls"})),))),
        backend.log.append(of("day/c", 0, writes=(Upsert("shelf", (BOOK | {"row": 3},)),))),
        return_exceptions=True,
    )
    assert isinstance(outcomes[0], RowThere)
    assert outcomes[0].facts == {"table": "shelf"}
    assert outcomes[1] is None
    assert backend.rows("shelf") == [BOOK, BOOK | {"row": 3}]
    assert await backend.log.head(OTHER_DAY) == 0


async def test_a_row_that_must_be_new_may_follow_its_own_deletion(backend: Backend) -> None:
    key = {"row": 1, "place": "left"}
    await backend.log.append(of(DAY, 0, writes=(Insert("shelf", (BOOK,)),)))
    await backend.log.append(of(DAY, 1, writes=(Delete("shelf", (key,)), Insert("shelf", (BOOK | {"pages": 9},)))))
    assert backend.rows("shelf") == [BOOK | {"pages": 9}]


# What cannot be stored

POISON = {
    "null where there must be a value": of(DAY, 1, writes=(Upsert("shelf", (BOOK,)), Upsert("meta", ({"key": "k"},)))),
    "no value where there must be one, though the row has it": of(
        DAY, 1, writes=(Upsert("meta", ({"key": "k", "value": "v"}, {"key": "k"})),)
    ),
    "no such table": of(DAY, 1, writes=(Upsert("shelf", (BOOK,)), Upsert("nothing", ({"key": "k"},)))),
    "a new row of no such table": of(DAY, 1, writes=(Upsert("shelf", (BOOK,)), Insert("nothing", ({"key": "k"},)))),
    "a new row with null where there must be a value": of(DAY, 1, writes=(Insert("meta", ({"key": "k", "value": None},)),)),
    "no such column": of(DAY, 1, writes=(Upsert("shelf", (BOOK, {"row": 1, "place": "left", "colour": "red"})),)),
    "no key": of(DAY, 1, writes=(Upsert("shelf", (BOOK, {"place": "left", "pages": 1})),)),
    "a row of nothing": of(DAY, 1, writes=(Upsert("shelf", (BOOK, {})),)),
    "a delete by half of the key": of(DAY, 1, writes=(Upsert("shelf", (BOOK,)), Delete("shelf", ({"row": 1},)))),
    "a delete by another column": of(DAY, 1, writes=(Upsert("shelf", (BOOK,)), Delete("shelf", ({"pages": 300},)))),
    "a stream without events": Append((StreamEvents(DAY, 1, ()),), (Upsert("shelf", (BOOK,)),), (answer("k1"),)),
}


@pytest.mark.parametrize("poison", POISON.values(), ids=POISON.keys())
async def test_what_cannot_be_stored_fails_alone(backend: Backend, poison: Append) -> None:
    await backend.log.append(of(DAY, 0, b"a"))
    outcomes = await asyncio.gather(
        backend.log.append(of(OTHER_DAY, 0, b"b", writes=(Upsert("shelf", (BOOK | {"row": 7},)),))),
        backend.log.append(poison),
        backend.log.append(of("case/1", 0, b"c")),
        backend.log.append(of("case/1", 5, b"d")),
        return_exceptions=True,
    )
    assert isinstance(outcomes[1], AppendRefused)
    assert isinstance(outcomes[3], StreamConflict)
    assert [outcomes[0], outcomes[2]] == [None, None]
    assert await backend.log.heads() == {"case/1": 1, DAY: 1, OTHER_DAY: 1}
    assert backend.rows("shelf") == [BOOK | {"row": 7}]
    assert await backend.log.answer("wendeng", "kiosk", "k1") is None
    await backend.log.append(of(DAY, 1, b"b"))
    assert await bodies(backend.log, DAY) == [b"a", b"b"]


# Callers


async def test_many_callers_at_once_leave_no_holes(eventlog: EventLog) -> None:
    async def caller(stream: str) -> None:
        for seq in range(25):
            await eventlog.append(of(stream, seq, b"%d" % seq))
            assert await eventlog.head(stream) >= seq + 1

    await asyncio.gather(*(caller(f"day/{n}/2026-03-02") for n in range(32)))
    for stream, head in (await eventlog.heads()).items():
        assert head == 25
        assert await bodies(eventlog, stream) == [b"%d" % seq for seq in range(25)]


@pytest.mark.parametrize("turns", range(6))
async def test_a_cancelled_caller_leaves_its_append_whole_or_unbegun(backend: Backend, turns: int) -> None:
    append = Append((StreamEvents(DAY, 0, (b"a", b"b")),), (Upsert("shelf", (BOOK,)),), (answer("k1"),))
    caller = asyncio.get_running_loop().create_task(backend.log.append(append))
    beside = asyncio.get_running_loop().create_task(backend.log.append(of(OTHER_DAY, 0, b"c")))
    for _ in range(turns):
        await asyncio.sleep(0)
    caller.cancel()
    await asyncio.wait([caller])
    await beside
    await backend.log.append(of(OTHER_DAY, 1, b"d"))
    stored = await bodies(backend.log, DAY)
    assert stored in ([], [b"a", b"b"])
    assert backend.rows("shelf") == ([BOOK] if stored else [])
    assert await backend.log.answer("wendeng", "kiosk", "k1") == (answer("k1") if stored else None)
    assert await bodies(backend.log, OTHER_DAY) == [b"c", b"d"]


async def test_closing_waits_for_what_came_before_and_refuses_what_comes_after(eventlog: EventLog) -> None:
    begun = [asyncio.get_running_loop().create_task(eventlog.append(of(f"day/{n}", 0))) for n in range(10)]
    await asyncio.sleep(0)
    await eventlog.close()
    await asyncio.gather(*begun)
    assert len(await eventlog.heads()) == 10
    with pytest.raises(LogUnavailable) as unavailable:
        await eventlog.append(of(DAY, 0))
    assert unavailable.value.reason == "closed"
    await eventlog.close()
