"""No hidden count can be found from what is shown: checked by trying."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.measures.suppression import FEWEST, hidden, hidden_within
from tests.analytics.frames import BRIEF


def frame(rows: list[list[int]]) -> pd.DataFrame:
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("counts", "hide"),
    [
        ([0, 5, 100], [False, False, False]),
        ([3, 5, 100], [True, True, False]),  # the smallest other one with it: else it is the sum less the others
        ([1, 1, 7, 9], [True, True, True, False]),  # two together are under five, and a zero is seen to be none
        ([4], [True]),
        ([3, 0, 0], [True, False, False]),
        ([2, 3, 50], [True, True, False]),
        ([], []),
    ],
)
def test_small_counts_and_what_would_tell_them_are_hidden(counts: list[int], hide: list[bool]) -> None:
    assert (
        hidden(frame([[one] for one in counts]) if counts else pd.DataFrame({0: pd.Series(dtype="int64")}))[0].tolist() == hide
    )


def test_what_the_viewer_sees_anyway_protects_nothing() -> None:
    own = frame([[True], [False], [False]]).astype(bool)
    assert hidden(frame([[3], [2], [40]]), own=own)[0].tolist() == [False, True, True]
    assert hidden(frame([[3], [6], [40]]), own=own)[0].tolist() == [False, False, False]


def test_each_group_has_its_own_sum() -> None:
    counts = pd.Series([3, 9, 20, 30], index=["a", "b", "c", "d"])
    groups = pd.Series(["one", "one", "two", "two"], index=counts.index)
    assert hidden_within(counts, groups).to_dict() == {"a": True, "b": True, "c": False, "d": False}


tables = st.integers(1, 6).flatmap(
    lambda columns: st.lists(
        st.lists(st.sampled_from([0, 1, 3, 4, 5, 6, 9, 40]), min_size=columns, max_size=columns), min_size=1, max_size=6
    )
)


@BRIEF
@given(tables)
def test_what_is_hidden_of_a_row_or_column_is_never_one_count_nor_few_persons(rows: list[list[int]]) -> None:
    counts = frame(rows)
    hide = hidden(counts, sums=(True, True))
    values, mask = counts.to_numpy(), hide.to_numpy()
    assert not ((values > 0) & (values < FEWEST) & ~mask).any()
    for line, hid in [*zip(values, mask, strict=True), *zip(values.T, mask.T, strict=True)]:
        if hid.any():
            everything = np.count_nonzero(line) == hid.sum()
            assert everything or (hid.sum() >= 2 and line[hid].sum() >= FEWEST)
