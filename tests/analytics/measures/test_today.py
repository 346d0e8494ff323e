import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.measures.today import by_hall, today
from tests.analytics.frames import BRIEF, halls, tickets

MINUTE = 60_000
HALLS = halls(wendeng={"counters": 12}, zetou={"level": "town", "counters": 3})


def test_every_state_is_counted_once() -> None:
    found = today(
        tickets(
            {"state": "waiting", "issued_ms": 50 * MINUTE},
            {"state": "waiting", "issued_ms": 49 * MINUTE, "wait_s": 60},  # has come back: it waits, and it has been called
            {"state": "called", "counter": 3, "wait_s": 120},
            {"state": "serving", "counter": 3, "hall": "zetou", "wait_s": 240},
            {"state": "held", "counter": 1, "wait_s": 300},
            {"state": "done", "counter": 3, "wait_s": 1000},
            {"state": "no_show", "counter": 4, "wait_s": 10},
            {"state": "cancelled", "finished_ms": 55 * MINUTE},
        ),
        HALLS,
        now_ms=60 * MINUTE,
    )
    assert (found.issued, found.waiting, found.at_counter, found.held, found.served) == (8, 2, 2, 1, 1)
    assert (found.no_shows, found.cancelled, found.abandoned, found.ended_by_closing) == (1, 1, 2, 0)
    assert found.longest_wait_s == 11 * 60
    assert (found.counters_busy, found.counters_used, found.counters) == (2, 4, 15)
    assert found.waits.called == 6


def test_who_was_sent_home_by_closing_did_not_abandon() -> None:
    closed = halls(wendeng={"closed_ms": 600.0}, zetou={})
    found = today(
        tickets(
            {"state": "cancelled", "finished_ms": 600.0},
            {"state": "cancelled", "finished_ms": 599.0},
            {"state": "cancelled", "finished_ms": 600.0, "hall": "zetou"},
        ),
        closed,
        now_ms=1000,
    )
    assert (found.ended_by_closing, found.cancelled) == (1, 2)


def test_an_empty_day() -> None:
    found = today(tickets(), HALLS, now_ms=0)
    assert (found.issued, found.waiting, found.counters_busy, found.counters) == (0, 0, 0, 15)
    assert math.isnan(found.longest_wait_s)


def test_no_wait_is_negative_though_the_clock_is_behind() -> None:
    assert today(tickets({"state": "waiting", "issued_ms": 2000}), HALLS, now_ms=1000).longest_wait_s == 0


def test_the_hall_with_the_longest_wait_stands_first_and_no_hall_is_missing() -> None:
    place = halls(wendeng={"target_s": 900.0}, zetou={"target_s": 300.0}, gejia={"target_s": 900.0, "closed_ms": 50.0})
    frame = by_hall(
        tickets(
            {"state": "waiting", "issued_ms": 0.0},
            {"state": "waiting", "issued_ms": 5 * MINUTE},
            {"state": "waiting", "issued_ms": 1.0, "hall": "zetou"},
            {"state": "done"},
            {"state": "no_show", "hall": "zetou"},
            {"state": "cancelled", "finished_ms": 49.0, "hall": "gejia"},
            {"state": "cancelled", "finished_ms": 50.0, "hall": "gejia"},
        ),
        place,
        now_ms=10 * MINUTE,
    )
    assert list(frame.index) == ["wendeng", "zetou", "gejia"]
    assert frame["waiting"].tolist() == [2, 1, 0]
    assert frame["longest_wait_s"].iloc[:2].tolist() == pytest.approx([600, 599.999])
    assert math.isnan(frame["longest_wait_s"].iloc[2])
    assert frame["over"].tolist() == [False, True, False]
    assert frame[["issued", "served", "abandoned"]].to_numpy().tolist() == [[3, 1, 0], [2, 0, 1], [2, 0, 1]]


STATES = ("waiting", "called", "serving", "held", "done", "no_show", "cancelled")


@BRIEF
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "state": st.sampled_from(STATES),
                "hall": st.sampled_from(["wendeng", "zetou"]),
                "finished_ms": st.sampled_from([None, 100.0, 200.0]),
                "counter": st.one_of(st.none(), st.integers(1, 3)),
            }
        ),
        max_size=40,
    )
)
def test_states_add_up(rows: list[dict[str, object]]) -> None:
    found = today(tickets(*rows), halls(wendeng={"closed_ms": 100.0}, zetou={"counters": 3}), now_ms=10)
    parts = found.waiting + found.at_counter + found.held + found.served + found.abandoned + found.ended_by_closing
    assert parts == found.issued == len(rows)
    assert found.counters_busy <= min(found.at_counter, found.counters_used)
    assert found.counters == pytest.approx(15)


@BRIEF
@given(
    st.lists(st.tuples(st.sampled_from(["wendeng", "zetou"]), st.sampled_from(STATES), st.integers(0, 3_000_000)), max_size=40),
)
def test_halls_add_up_to_the_whole(rows: list[tuple[str, str, int]]) -> None:
    frame = tickets(*({"hall": hall, "state": state, "issued_ms": float(at)} for hall, state, at in rows))
    place = halls(wendeng={"target_s": 900.0}, zetou={"target_s": 900.0})
    whole, by = today(frame, place, now_ms=2_000_000), by_hall(frame, place, now_ms=2_000_000)
    assert by[["waiting", "issued", "served", "abandoned"]].sum().tolist() == [
        whole.waiting,
        whole.issued,
        whole.served,
        whole.abandoned,
    ]
    assert by["longest_wait_s"].max() == pytest.approx(whole.longest_wait_s, nan_ok=True)
    assert by["longest_wait_s"].dropna().is_monotonic_decreasing
