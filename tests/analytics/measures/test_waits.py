import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.measures.waits import waits, waits_by_hour
from tests.analytics.frames import BRIEF, tickets


def test_half_and_nine_in_ten_of_five_waits() -> None:
    # Sorted 60, 120, 240, 600, 1200: position 4 * 0.5 = 2 -> 240; 4 * 0.9 = 3.6 -> 600 + 0.6 * 600 = 960. Within 900: 4 of 5.
    found = waits(tickets(*({"wait_s": wait_s} for wait_s in (600, 60, 1200, 120, 240))))
    assert found.called == 5
    assert found.p50_s == 240
    assert found.p90_s == pytest.approx(960)
    assert found.within_target == pytest.approx(0.8)


def test_a_ticket_never_called_is_left_out() -> None:
    found = waits(tickets({"wait_s": 300}, {"state": "waiting"}, {"state": "cancelled"}))
    assert found.called == 1
    assert (found.p50_s, found.p90_s, found.within_target) == (300, 300, 1.0)


def test_who_gave_up_after_the_target_missed_it_and_who_left_before_is_in_neither() -> None:
    called = [{"wait_s": 300}, {"wait_s": 1000}]
    gone = [{"state": "cancelled", "issued_ms": 5000.0, "finished_ms": 5000.0 + 1000 * after_s} for after_s in (899, 900, 901)]
    frame = tickets(*called, *gone, {"state": "waiting"})
    assert (waits(frame).called, waits(frame).given_up) == (2, 1)
    assert waits(frame).within_target == pytest.approx(1 / 3)
    assert waits_by_hour(frame).loc[9, "within_target"] == pytest.approx(1 / 3)
    assert waits(tickets(gone[2])).within_target == 0


def test_a_wait_of_just_the_target_is_within_it_and_each_hall_has_its_own() -> None:
    found = waits(tickets({"wait_s": 900}, {"wait_s": 900.001}, {"wait_s": 500, "target_s": 300}))
    assert found.within_target == pytest.approx(1 / 3)


@pytest.mark.parametrize("rows", [(), ({"state": "waiting"},)])
def test_nobody_called_has_no_quantiles(rows: tuple[dict[str, object], ...]) -> None:
    found = waits(tickets(*rows))
    assert found.called == 0
    assert math.isnan(found.p50_s)
    assert math.isnan(found.p90_s)
    assert math.isnan(found.within_target)


def test_hours_are_those_of_issue() -> None:
    frame = waits_by_hour(
        tickets(
            {"hour": 8, "wait_s": 100},
            {"hour": 8, "wait_s": 300},
            {"hour": 8, "wait_s": 1000},
            {"hour": 8, "state": "cancelled"},
            {"hour": 9, "wait_s": 50},
            {"hour": 9, "state": "waiting"},
            {"hour": 9, "state": "waiting", "wait_s": 40},  # came back into the line after its first call
        )
    )
    assert list(frame.index) == list(range(24))
    # 100, 300, 1000: half 300; nine in ten at position 1.8 -> 300 + 0.8 * 700 = 860.
    assert frame.loc[8].to_dict() == pytest.approx(
        {"issued": 4, "called": 3, "not_called": 0, "p50_s": 300, "p90_s": 860, "within_target": 2 / 3}
    )
    assert frame.loc[9].to_dict() == pytest.approx(
        {"issued": 3, "called": 2, "not_called": 1, "p50_s": 45, "p90_s": 49, "within_target": 1}
    )
    assert frame.loc[12, ["issued", "called", "not_called"]].tolist() == [0, 0, 0]
    assert frame.loc[12, ["p50_s", "p90_s", "within_target"]].isna().all()


def test_a_day_without_tickets_has_twenty_four_empty_hours() -> None:
    frame = waits_by_hour(tickets())
    assert len(frame) == 24
    assert frame["issued"].sum() == 0
    assert frame["p90_s"].isna().all()


rows = st.lists(
    st.fixed_dictionaries(
        {
            "hour": st.integers(0, 23),
            "state": st.sampled_from(["waiting", "done", "cancelled", "no_show"]),
            "wait_s": st.one_of(st.none(), st.floats(0, 40_000)),
            "target_s": st.sampled_from([300.0, 900.0]),
        }
    ),
    max_size=60,
)


@BRIEF
@given(rows)
def test_hours_add_up_to_the_day(given_rows: list[dict[str, object]]) -> None:
    frame = tickets(*given_rows)
    by_hour, day = waits_by_hour(frame), waits(frame)
    assert by_hour["issued"].sum() == len(frame)
    assert by_hour["called"].sum() == day.called
    assert (by_hour["called"] + by_hour["not_called"] <= by_hour["issued"]).all()
    assert by_hour["p50_s"].notna().equals(by_hour["called"].gt(0))
    some = by_hour[by_hour["called"].gt(0)]
    assert (some["p50_s"] <= some["p90_s"] + 1e-9).all()
    if day.called:
        assert some["p50_s"].min() - 1e-6 <= day.p50_s <= some["p50_s"].max() + 1e-6
        assert (some["within_target"] * some["called"]).sum() / day.called == pytest.approx(day.within_target)


@BRIEF
@given(rows)
def test_half_and_nine_in_ten_hold_on_the_waits_themselves(given_rows: list[dict[str, object]]) -> None:
    frame = tickets(*given_rows)
    found = waits(frame)
    waited = frame["wait_s"].dropna().to_numpy()
    assert found.called == len(waited)
    if len(waited):
        slack = 1e-9 * np.max(waited) + 1e-12
        assert np.sum(waited <= found.p50_s + slack) >= len(waited) / 2
        assert np.sum(waited >= found.p90_s - slack) >= len(waited) * 0.1 - 1e-9
