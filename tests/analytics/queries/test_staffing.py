"""What is read about counters and lines, against plain Python over the same rows."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pytest

from analytics.queries.filter import Filter
from analytics.queries.history import History
from analytics.queries.staffing import playable, read, recorded, reforms
from tests.analytics.memory import DATE, counter, stored, ticket

NEXT = DATE + timedelta(days=1)
ALL = Filter(halls=("wendeng", "zetou"), since=DATE, until=NEXT)


def tickets() -> list[dict[str, Any]]:
    """Two days at Wendeng and one at Zetou, of two groups and two priorities; some never called."""
    chance = Random(7)
    rows = []
    for hall, on, n in (("wendeng", DATE, 60), ("wendeng", NEXT, 40), ("zetou", DATE, 30)):
        for order in range(1, n + 1):
            wait_s = None if chance.random() < 0.1 else chance.uniform(0, 1200)
            group = chance.choice(["general", "pension"])
            rows.append(
                ticket(
                    order,
                    hall=hall,
                    date=on,
                    wait_s=wait_s,
                    service_s=chance.uniform(30, 900),
                    walk_s=None if chance.random() < 0.3 else 10.0,
                    service_group=group,
                    service={"general": "G001", "pension": "P001"}[group],
                    priority=chance.choice(["normal", "normal", "elder"]),
                    hour=chance.randint(8, 11),
                )
            )
    return rows


def opened() -> list[dict[str, Any]]:
    return [
        counter(1, 9),
        counter(2, 9, open_s=1800.0, busy_s=600.0, paused_s=1800.0),
        counter(1, 9, date=NEXT, open_s=3000.0, busy_s=3000.0),
        counter(1, 10, open_s=900.0, busy_s=300.0),
    ]


@pytest.fixture(params=[12, 3], ids=["unified", "by-group"])
def days(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[History, bool]]:
    stored(tmp_path, tickets(), opened(), unified=request.param)
    history = History(tmp_path)
    yield history, request.param == 12
    history.close()


def overtaken(rows: list[dict[str, Any]], unified: bool, alike: bool) -> dict[str, int]:
    """Count pair by pair."""
    found: dict[str, int] = {}
    for row in rows:
        if row["called_at"] is None:
            continue
        others = [
            other
            for other in rows
            if (other["hall"], other["date"]) == (row["hall"], row["date"])
            and other["order"] > row["order"]
            and other["called_at"] is not None
            and other["called_at"] < row["called_at"]
            and (unified or other["service_group"] == row["service_group"])
            and (not alike or other["priority"] == row["priority"])
        ]
        found[row["priority"]] = found.get(row["priority"], 0) + bool(others)
    return found


def test_who_was_overtaken_is_told_as_pair_by_pair(days: tuple[History, bool]) -> None:
    history, unified = days
    found = read(history, ALL).overtaken
    assert found is not None
    assert found["overtaken"].to_dict() == overtaken(tickets(), unified, alike=False)
    assert found["by_alike"].to_dict() == overtaken(tickets(), unified, alike=True)


def test_who_overtakes_may_be_of_any_kind_whatever_is_asked_about(days: tuple[History, bool]) -> None:
    history, unified = days
    asked = Filter(halls=ALL.halls, since=DATE, until=NEXT, priorities=("elder",))
    found = read(history, asked).overtaken
    assert found is not None
    assert found["overtaken"].to_dict() == {"elder": overtaken(tickets(), unified, alike=False)["elder"]}


def test_who_was_overtaken_is_not_told_of_more_tickets_than_memory_takes(days: tuple[History, bool]) -> None:
    files = History(days[0].directory, in_memory=0)
    ours, theirs = read(days[0], ALL), read(files, ALL)
    assert theirs.overtaken is None
    assert ours.overtaken is not None
    assert theirs.waits["n"].sum() == ours.waits["n"].sum()
    files.close()


def test_counters_arrivals_and_times(days: tuple[History, bool]) -> None:
    found = read(days[0], ALL)
    rows = pd.DataFrame(tickets())
    assert found.days == 2
    hours = found.counters.set_index("hour")
    assert hours.loc[9].tolist() == [8400.0, 5400.0, 1800.0, 6600.0]
    assert hours.loc[10].tolist() == [900.0, 300.0, 0.0, 900.0]
    assert found.arrivals.set_index("hour")["issued"].to_dict() == rows.groupby("hour").size().to_dict()
    done = rows[rows["outcome"] == "done"]
    assert found.done == len(done)
    assert found.at_counter_s == pytest.approx(
        (done["service_s"].astype(float) + done["walk_s"].astype(float).fillna(0)).mean()
    )
    assert found.services["n"].sum() == len(done)
    assert found.waits["n"].sum() == rows["wait_s"].notna().sum()


def test_a_filter_narrows_tickets_and_not_counters(days: tuple[History, bool]) -> None:
    found = read(days[0], Filter(halls=("wendeng",), since=DATE, until=DATE, groups=("pension",)))
    assert set(found.services["service"]) == {"P001"}
    assert found.counters["open_s"].sum() == 3600 + 1800 + 900


def test_nothing_is_nothing(tmp_path: Path) -> None:
    history = History(tmp_path)
    found = read(history, ALL)
    assert (found.days, found.done, len(found.counters), len(found.arrivals)) == (0, 0, 0, 0)
    assert recorded(history, ALL).empty
    assert reforms(history, ALL).empty
    history.close()


def test_days_scenarios_and_whole_rows(tmp_path: Path) -> None:
    stored(
        tmp_path,
        [ticket(n, source="simulated", scenario="before") for n in (1, 2)],
        [counter(1, source="simulated")],
        tickets=2,
    )
    stored(tmp_path, [ticket(1, date=NEXT, source="simulated", scenario="after")], tickets=1)
    history = History(tmp_path)
    assert recorded(history, ALL)["tickets"].tolist() == [2, 1]
    found = reforms(history, ALL).set_index("scenario")
    assert found["hall"].to_dict() == {"before": "wendeng", "after": "wendeng"}
    assert found.loc["before", "last"] == pd.Timestamp(DATE)
    frames = playable(history, Filter(halls=("wendeng",), since=DATE, until=DATE))
    assert {kind: len(frame) for kind, frame in frames.items()} == {"tickets": 2, "counters": 1, "days": 1}
    history.close()
