"""Quantiles of counts against NumPy's of the values written out."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.measures.counted import quantiles

PROBABILITIES = (0.0, 0.25, 0.5, 0.9, 1.0)


def counted(values: list[tuple[str | None, int]]) -> pd.DataFrame:
    frame = pd.DataFrame(values, columns=["channel", "waited_s"])
    return frame.groupby(["channel", "waited_s"], dropna=False).size().rename("n").reset_index()


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["kiosk", "phone", None]), st.integers(0, 20)), min_size=1, max_size=60))
def test_quantiles_are_those_of_the_values_written_out(values: list[tuple[str | None, int]]) -> None:
    by_channel = quantiles(counted(values), ["channel"], "waited_s", PROBABILITIES)

    assert by_channel["n"].sum() == len(values)
    for channel, row in by_channel.iterrows():
        own = [value for key, value in values if key == channel or (key is None and pd.isna(channel))]
        np.testing.assert_allclose(row[list(PROBABILITIES)].to_numpy(dtype=float), np.quantile(own, PROBABILITIES))
        assert row["n"] == len(own)


@settings(deadline=None)
@given(st.lists(st.integers(0, 10), min_size=1, max_size=50))
def test_of_one_group_without_a_key(values: list[int]) -> None:
    frame = counted([("kiosk", value) for value in values])
    row = quantiles(frame, [], "waited_s", PROBABILITIES).iloc[0]
    np.testing.assert_allclose(row[list(PROBABILITIES)].to_numpy(dtype=float), np.quantile(values, PROBABILITIES))


def test_of_nothing_there_is_nothing() -> None:
    nothing = counted([])
    assert quantiles(nothing, ["channel"], "waited_s", (0.5,)).empty
    assert quantiles(nothing, [], "waited_s", (0.5,)).empty
