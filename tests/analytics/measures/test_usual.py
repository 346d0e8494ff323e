"""The usual day against plain pandas and by hand."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.measures.usual import SLOTS, same_weekday, until, usual
from tests.analytics.frames import BRIEF

MONDAY = date(2026, 3, 2)


def days(*totals: int, step: int = 7, slot: int = 36, last: date = MONDAY - timedelta(days=7)) -> pd.DataFrame:
    """Return days, `step` apart and the last on `last`, with so many tickets in one slot each."""
    dates = [last - timedelta(days=step * back) for back in reversed(range(len(totals)))]
    frame = pd.DataFrame(0, index=pd.Index(dates, dtype="object"), columns=range(SLOTS))
    frame[slot] = totals
    return frame


def test_the_last_eight_days_of_the_same_weekday_and_none_from_today_on() -> None:
    daily = days(*range(100), step=1, last=MONDAY + timedelta(days=10))
    same = same_weekday(daily, MONDAY)
    assert list(same.index) == [MONDAY - timedelta(weeks=back) for back in range(8, 0, -1)]


def test_median_and_band_by_half_hours() -> None:
    # Sorted 10, 20, 30, 40, 50: the median 30; type 7 at 4 * 0.1 = 0.4 -> 14 and 4 * 0.9 = 3.6 -> 46.
    found = usual(days(50, 10, 30, 20, 40), per=2)
    assert found.loc[36].to_dict() == pytest.approx({"usual": 30, "low": 14, "high": 46})
    assert found.drop(36).eq(0).all(axis=None)
    assert list(found.index) == list(range(0, 96, 2))


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_days_have_no_band_and_none_has_no_median(n: int) -> None:
    frame = days(*[4] * n)
    found = usual(frame, per=2)
    assert found[["low", "high"]].isna().all(axis=None)
    assert found["usual"].isna().all() == (n == 0)
    median, low, high = until(frame, 96)
    assert np.isnan([low, high]).all()
    assert np.isnan(median) if n == 0 else median == 4


def test_until_now_counts_what_came_before_the_slot() -> None:
    frame = days(4, 6, 8)
    assert until(frame, 36) == (0, 0, 0)
    assert until(frame, 37) == pytest.approx((6, 4.4, 7.6))


@BRIEF
@given(st.lists(st.lists(st.integers(0, 30), min_size=SLOTS, max_size=SLOTS), min_size=3, max_size=8), st.integers(0, SLOTS))
def test_as_pandas_has_it(counts: list[list[int]], slot: int) -> None:
    frame = pd.DataFrame(
        counts, index=pd.Index([MONDAY - timedelta(weeks=k) for k in range(len(counts), 0, -1)], dtype="object")
    )
    found = usual(frame, per=2)
    halves = frame.T.groupby(np.arange(SLOTS) // 2).sum().T
    for column, at in (("usual", 0.5), ("low", 0.1), ("high", 0.9)):
        assert found[column].to_numpy() == pytest.approx(halves.quantile(at).to_numpy())
    came = frame.T.head(slot).sum()
    assert until(frame, slot) == pytest.approx(tuple(came.quantile([0.5, 0.1, 0.9])))
