"""Waits counted by DuckDB and measured from the counts, against plain pandas on the rows."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.measures.closed import waits_by
from analytics.queries.filter import Filter
from analytics.queries.waits import DIMENSIONS, WaitsFrames, read, read_groups
from tests.analytics.memory import DATE, Memory, ticket

ALL = Filter(halls=("wendeng", "zetou"), since=DATE, until=DATE + timedelta(days=60))


@st.composite
def rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    drawn = []
    for order in range(1, draw(st.integers(1, 40)) + 1):
        on = DATE + timedelta(days=draw(st.integers(0, 40)))
        wait_s = draw(st.one_of(st.none(), st.floats(0, 3000)))
        row = ticket(
            order,
            wait_s=wait_s,
            service_s=draw(st.one_of(st.none(), st.floats(1, 2000))),
            date=on,
            hall=draw(st.sampled_from(ALL.halls)),
            hour=draw(st.integers(8, 16)),
            channel=draw(st.sampled_from(["kiosk", "phone"])),
            priority=draw(st.sampled_from(["normal", "elder"])),
            service=draw(st.sampled_from(["G001", None])),
        )
        if row["finished_at"] is None:
            row["outcome"] = draw(st.sampled_from(["left", "closed"] if wait_s is None else ["left", "closed", "no_show"]))
            row["finished_at"] = row["issued_at"] + timedelta(seconds=draw(st.integers(int(wait_s or 0), 4000)))
        drawn.append(row)
    return drawn


def everything(source: Memory) -> WaitsFrames:
    """Return what is counted by every dimension."""
    frames, groups = read(source, ALL), read_groups(source, ALL)
    return WaitsFrames({**frames.waits, **groups.waits}, {**frames.outcomes, **groups.outcomes})


@settings(max_examples=25, deadline=None)
@given(rows())
def test_every_measure_of_every_dimension_is_that_of_plain_pandas(drawn: list[dict[str, Any]]) -> None:
    frames = everything(Memory(drawn))
    plain = pd.DataFrame(drawn)
    plain["waited"] = np.floor(plain["wait_s"].astype(float) + 0.5)
    for name, by in DIMENSIONS.items():
        measured = waits_by(frames.waits[name], frames.outcomes[name], by)
        groups = plain.groupby(list(by), dropna=False) if by else [(0, plain)]
        assert len(measured) == len(list(groups))
        assert measured["issued"].sum() == len(plain)
        for key, group in groups:
            row = _row(measured, key, len(by))
            called = group[group["wait_s"].notna()]
            late = (
                group["wait_s"].isna()
                & group["outcome"].ne("done")
                & ((group["finished_at"] - group["issued_at"]).dt.total_seconds() > group["target_s"])
            )
            assert row["called"] == len(called)
            judged = len(called) + late.sum()
            within = (called["wait_s"].astype(float) <= called["target_s"]).sum()
            _same(row["service_level"], within / judged if judged else np.nan)
            _same(row["no_show_share"], group["outcome"].eq("no_show").sum() / len(called) if len(called) else np.nan)
            _same(row["left_share"], (group["outcome"].eq("left") & group["wait_s"].isna()).mean())
            _same(row["mean_s"], called["wait_s"].astype(float).mean())
            _same(row["house_s"], group["house_s"].astype(float).mean())
            for column, probability in (("p50_s", 0.5), ("p90_s", 0.9), ("max_s", 1.0)):
                # A half second is rounded up by one and to the even by the other; nothing else may differ.
                expected = np.quantile(called["waited"], probability) if len(called) else np.nan
                assert np.isnan(expected) == np.isnan(row[column])
                assert np.isnan(expected) or abs(row[column] - expected) <= 1.0


def _row(measured: pd.DataFrame, key: Any, keys: int) -> "pd.Series[float]":
    if keys == 0:
        return measured.iloc[0]
    wanted = key if isinstance(key, tuple) else (key,)
    index = measured.index.to_frame(index=False)
    mine = pd.Series(True, index=index.index)
    for column, value in zip(index.columns, wanted, strict=True):
        like = pd.Timestamp(value) if isinstance(value, date) else value
        mine &= index[column].isna() if pd.isna(value) else index[column].eq(like)
    assert mine.sum() == 1
    return measured.iloc[int(np.flatnonzero(mine)[0])]


def _same(one: float, other: float) -> None:
    np.testing.assert_allclose(one, other, rtol=1e-9, equal_nan=True)


@pytest.mark.parametrize(
    ("narrowed", "count"),
    [
        ({}, 3),
        ({"halls": ("zetou",)}, 1),
        ({"channels": ("phone",)}, 1),
        ({"until": DATE}, 2),
        ({"groups": ("pension",)}, 0),
        ({"priorities": ("normal",), "services": ("G001",)}, 3),
    ],
)
def test_the_filter_narrows(narrowed: dict[str, Any], count: int) -> None:
    source = Memory(
        [ticket(1), ticket(2, hall="zetou", date=DATE + timedelta(days=1)), ticket(3, channel="phone")],
    )
    asked = Filter(**{"halls": ALL.halls, "since": ALL.since, "until": ALL.until} | narrowed)
    frames = read(source, asked)
    measured = waits_by(frames.waits["all"], frames.outcomes["all"], ())
    assert measured["issued"].sum() == count
    assert measured["called"].sum() == count


def test_of_nothing_nothing_is_measured() -> None:
    frames = everything(Memory([]))
    for name, by in DIMENSIONS.items():
        measured = waits_by(frames.waits[name], frames.outcomes[name], by)
        assert measured["issued"].sum() == 0
        assert measured["p50_s"].dropna().empty


def test_who_left_after_the_target_counts_against_the_service_level_and_who_left_before_does_not() -> None:
    late = ticket(1, wait_s=None, service_s=None)
    late |= {"outcome": "left", "finished_at": late["issued_at"] + timedelta(seconds=901)}
    early = ticket(2, wait_s=None, service_s=None)
    early |= {"outcome": "left", "finished_at": early["issued_at"] + timedelta(seconds=900)}
    frames = read(Memory([late, early, ticket(3, wait_s=900.0)]), ALL)
    row = waits_by(frames.waits["all"], frames.outcomes["all"], ()).iloc[0]
    assert (row["service_level"], row["left_share"]) == (0.5, pytest.approx(2 / 3))
