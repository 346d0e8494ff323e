"""What is read for the pages about towns and districts, against plain pandas on the rows."""

from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.measures.comparison import standard_of, standardised
from analytics.measures.quality import INDICATORS, quality
from analytics.measures.towns import by_hall, by_level, near_home
from analytics.queries import districts, towns
from analytics.queries.filter import Filter
from tests.analytics.frames import halls
from tests.analytics.memory import DATE, Memory, day, ticket

PLACES = halls(
    wendeng={"district": "wendeng", "level": "district"},
    zetou={"district": "wendeng", "level": "town"},
    daoji={"district": "wendeng", "level": "village"},
    rongcheng={"district": "rongcheng", "level": "district"},
    shidao={"district": "rongcheng", "level": "town"},
)
ALL = Filter(halls=tuple(PLACES.index), since=DATE, until=DATE + timedelta(days=60))
OUTCOMES = ("done", "no_show", "left", "closed")


@st.composite
def rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    made = []
    for order in range(1, draw(st.integers(1, 50)) + 1):
        outcome = draw(st.sampled_from(OUTCOMES))
        called = outcome in ("done", "no_show") or draw(st.booleans())
        row = ticket(
            order,
            wait_s=draw(st.floats(0, 3000)) if called else None,
            service_s=draw(st.floats(1, 90)) if outcome == "done" else None,
            date=DATE + timedelta(days=draw(st.integers(0, 40))),
            hall=draw(st.sampled_from(ALL.halls)),
            channel=draw(st.sampled_from(["kiosk", "phone"])),
            service=draw(st.sampled_from(["G001", "G002", None])),
            target_s=draw(st.sampled_from([600, 900])),
            outcome=outcome,
            hasty=called and draw(st.booleans()),
            start_left_out=draw(st.sampled_from([True, False, None])),
            finished_by_closing=outcome == "closed" and called and draw(st.booleans()),
        )
        if outcome != "done":
            row["finished_at"] = row["issued_at"] + timedelta(
                seconds=draw(st.integers(3000, 5000)) if called else draw(st.integers(0, 2000))
            )
        made.append(row)
    return made


@settings(max_examples=15, deadline=None)
@given(rows())
def test_what_halls_served_is_what_plain_pandas_counts(drawn: list[dict[str, Any]]) -> None:
    frames = towns.read(Memory(drawn), ALL)
    plain = pd.DataFrame(drawn)
    done = plain[plain["outcome"].eq("done")]
    found = by_hall(frames.visits, frames.days, PLACES)
    for hall, row in found.iterrows():
        mine = plain[plain["hall"].eq(hall)]
        assert row["issued"] == len(mine)
        assert row["served"] == mine["outcome"].eq("done").sum()
        assert row["days"] == mine["date"].nunique()
    near = done["hall"].isin(["zetou", "daoji", "shidao"])
    for key in ("channel", "month"):
        by = by_level(frames.visits, found, key)
        assert by.sum().to_dict() == {"near": near.sum(), "other": (~near).sum()}
        for value, row in by.iterrows():
            same = pd.to_datetime(done[key]).eq(value) if key == "month" else done[key].eq(value)
            assert row["near"] == (same & near).sum()
            assert row["other"] == (same & ~near).sum()
    shares = near_home(found)
    for district, row in shares.iterrows():
        mine = done["hall"].map(PLACES["district"]).eq(district)
        assert row["served"] == mine.sum()
        np.testing.assert_allclose(row["share"], near[mine].mean() if mine.any() else np.nan, equal_nan=True)
    dates = plain.groupby(pd.to_datetime(plain["month"]))["date"].nunique()
    assert frames.month_days.set_index("month")["days"].to_dict() == dates.to_dict()


@settings(max_examples=15, deadline=None)
@given(rows())
def test_what_is_compared_is_what_plain_pandas_counts(drawn: list[dict[str, Any]]) -> None:
    source = Memory(drawn)
    plain = pd.DataFrame(drawn)
    plain["wait_s"] = plain["wait_s"].astype(float)
    found = districts.daily(source, ALL).set_index(["hall", "date"])
    assert len(found) == len(plain.groupby(["hall", "date"]))
    for (hall, on), mine in plain.groupby(["hall", "date"]):
        row = found.loc[(hall, pd.Timestamp(on))]
        called = mine[mine["wait_s"].notna()]
        uncalled = mine[mine["wait_s"].isna() & mine["outcome"].ne("done")]
        late = (uncalled["finished_at"] - uncalled["issued_at"]).dt.total_seconds() > uncalled["target_s"]
        assert (row["issued"], row["served"], row["called"]) == (len(mine), mine["outcome"].eq("done").sum(), len(called))
        assert row["wait_s"] == pytest.approx(called["wait_s"].sum())
        assert row["within"] == (called["wait_s"] <= called["target_s"]).sum()
        assert row["judged"] == len(called) + late.sum()
        assert row["no_show"] == mine["outcome"].eq("no_show").sum()
    units = quality(districts.daily(source, ALL).rename(columns={"hall": "unit"}))
    assert set(INDICATORS) == {"short", "hasty", "left_out", "late"}
    for hall, mine in plain.groupby("hall"):
        row = units.loc[hall]
        finished = mine["outcome"].eq("done") | mine["finished_by_closing"]
        known = finished & mine["start_left_out"].notna()
        began = mine["start_left_out"].eq(False) & mine["service_s"].notna()
        expected = {
            "short": (began & mine["service_s"].astype(float).lt(30), began),
            "hasty": (mine["hasty"].eq(True), mine["wait_s"].notna()),
            "left_out": (known & mine["start_left_out"].eq(True), known),
            "late": (mine["finished_by_closing"], finished),
        }
        for name, (part, whole) in expected.items():
            assert row[name] == part.sum()
            assert row[INDICATORS[name]] == whole.sum()
            np.testing.assert_allclose(
                row[f"{name}_share"], part.sum() / whole.sum() if whole.sum() else np.nan, equal_nan=True
            )
    counted = districts.compared(source, ALL, ALL.halls).strata
    assert counted["called"].sum() == plain["wait_s"].notna().sum()
    if len(counted):
        one = standardised(
            counted, dict.fromkeys(ALL.halls, "city"), standard_of(counted), {"city": frozenset({"G001", "G002"})}
        )
        assert one.loc["city", "crude_s"] == pytest.approx(plain["wait_s"].mean())


def test_a_hall_without_visitors_has_its_days_and_none_without_a_day() -> None:
    source = Memory(
        [ticket(1, hall="zetou")], [day(hall="zetou"), day(hall="daoji"), day(DATE + timedelta(days=1), hall="daoji")]
    )
    frames = towns.read(source, ALL)
    found = by_hall(frames.visits, frames.days, PLACES)
    assert found.loc["daoji", ["days", "issued", "served"]].tolist() == [2, 0, 0]
    assert found.loc["shidao", ["days", "issued", "served"]].tolist() == [0, 0, 0]
    assert frames.month_days["days"].tolist() == [2]
    assert np.isnan(near_home(found).loc["rongcheng", "share"])


def test_of_nothing_nothing_is_read() -> None:
    frames = towns.read(Memory([]), ALL)
    assert [len(frame) for frame in frames] == [0] * 3
    assert by_hall(frames.visits, frames.days, PLACES)["served"].sum() == 0
    assert by_level(frames.visits, by_hall(frames.visits, frames.days, PLACES), "month").empty
    assert districts.daily(Memory([]), ALL).empty
    assert districts.compared(Memory([]), ALL, ALL.halls).strata.empty
