"""Polls of queues become tickets: on generated polls with the real file's kinds of dirt, and on the packaged real day."""

import random
from datetime import date
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from analytics.history.store import Store
from analytics.imports.mapping import preset
from queue_server.clients.visits import open_text, read_visits
from queue_server.clients.warsaw.snapshots import read_snapshots
from tests.analytics.imports.conftest import Import, Tickets
from tests.clients.warsaw.test_snapshots import HEADER, row

WARSAW = preset("warsaw")
REAL = files("queue_server") / "data" / "warsaw"


def day(hall: str, told: str, *, seed: int, numbers: bool = True, queue: str = "471") -> list[str]:
    """A day's polls of one queue, every five minutes; nobody is served if there are no numbers."""
    chance = random.Random(seed)
    called, waiting, rows = 0, 3, []
    for minute in range(8 * 60, 12 * 60, 5):
        called += chance.randrange(3)
        waiting = max(0, waiting + chance.randrange(-2, 3))
        number = f"A{called:03d}" if numbers and called else ""
        rows.append(row(f"{minute // 60:02d}:{minute % 60:02d}", told, hall=hall, queue=queue, number=number, waiting=waiting))
    return rows


def test_every_kind_of_dirt_of_the_real_file_is_met_by_its_rule(take: Import, tickets: Tickets) -> None:
    good = day("UD_X", "2020-01-15", seed=1) + day("UD_X", "2020-01-16", seed=2)
    holiday = day("UD_X", "2020-01-06", seed=3, numbers=False)
    slow = day("UD_S", "2012-02-16", seed=4)  # 2020-01-06 + 2881 days back
    year = day("UD_Y", "2020-12-30", seed=5)
    na = day("UD_N", "2020-01-15", seed=6, queue="NA")
    silent = day("UD_Z", "2020-01-15", seed=7, numbers=False)
    twice, other = good[3], good[4].replace(",3,A: Rejestracja", ",2,A: Rejestracja")
    bad = [
        row("25:99"),
        row(day="soon"),
        row(counters="many"),
        "15:00,2020-01-15,1,10,1,471,3,A: Rejestracja,A,2,A001\n",  # the first field is gone
        "x,UD_X,15:00,2020-01-15,1,10,1,471,3,A: Rejestracja,A,2,A001\n",
        row(day="2999-01-01"),
        row(hall="../../etc"),
        row(hall=""),
        row(queue=""),
    ]
    rows = [*good, *holiday, *slow, *year, *na, *silent, twice, other, *bad]
    random.Random(8).shuffle(rows)
    report = take(HEADER + "".join(rows), WARSAW)
    assert report.rows.refusals == {
        "closed-day": len(holiday),
        "no-numbers": len(silent),
        "duplicate": 1,
        "conflicting-duplicate": 1,
        "bad-time": 2,
        "bad-value": 2,
        "shifted-columns": 2,
        "in-the-future": 1,
        "unknown-hall": 1,
        "no-hall": 1,
    }
    assert report.rows.corrections == {"wrong-clock": len(slow), "wrong-year": len(year)}
    assert report.rows.notes["reads-na"] == len(na)
    assert report.rows.read == report.rows.taken + report.rows.refused == len(rows)
    assert report.inferred
    found = tickets()
    assert {(one.hall, one.date.date()) for one in found.itertuples()} == {
        ("UD_X", date(2020, 1, 15)),
        ("UD_X", date(2020, 1, 16)),
        ("UD_S", date(2020, 1, 6)),
        ("UD_Y", date(2019, 12, 30)),
        ("UD_N", date(2020, 1, 15)),
    }


def test_the_real_day_has_the_packaged_visits(take: Import, tickets: Tickets) -> None:
    packed = Path(str(REAL / "snapshots-UD_Mokotow_2-2020-01-15.csv.gz"))
    report = take(packed, WARSAW)
    packaged = read_visits(Path(str(REAL / "visits-UD_Mokotow_2-2020-01-15.csv")), WARSAW.tz)
    found = tickets()
    assert len(found) == len(packaged.visits) == 590
    assert sorted(found["issued_at"].dt.tz_localize("UTC")) == sorted(visit.issued_at for visit in packaged.visits)
    assert report.halls["UD_Mokotow_2"].tickets == 590
    assert set(found["number"].str.len()) == {4}
    assert not found["number"].duplicated().any()


def test_mean_waits_are_those_of_little_s_law(take: Import, tickets: Tickets) -> None:
    """Waiting time of all who came is the area under the line's length (Little 1961): computed from the polls, not from tickets."""
    packed = Path(str(REAL / "snapshots-UD_Mokotow_2-2020-01-15.csv.gz"))
    take(packed, WARSAW)
    with open_text(packed) as lines:
        polls = read_snapshots(lines, hall="UD_Mokotow_2", on=date(2020, 1, 15))
    area_s = 0.0
    for queue in polls.queues.values():
        for before, after in pairwise(queue):
            area_s += (before.waiting + after.waiting) / 2 * (after.at - before.at).total_seconds()
    found = tickets()
    assert found["wait_s"].sum() == pytest.approx(area_s, rel=0.1)


def test_the_same_polls_give_the_same_tickets(take: Import, tickets: Tickets, store: Store) -> None:
    rows = day("UD_X", "2020-01-15", seed=1)
    take(HEADER + "".join(rows), WARSAW)
    before = tickets()
    report = take(HEADER + "".join(reversed(rows)), WARSAW)
    assert report.days_unchanged == 1
    pd.testing.assert_frame_equal(tickets(), before)
