"""A closed day as rows: consistent with the projected tickets, right by the hall's clock, and true to what happened."""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import settings

from analytics.history.day import DayRows, rows_of
from analytics.history.errors import DayNotClosed
from analytics.history.schema import COLUMNS
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.setup import CounterSetup, Intake, ServiceSetup
from queue_server.projections.tickets import ticket_row
from tests.core.story import SETUP, Given, opened, staffed, ticket
from tests.core.test_machine import HallMachine
from tests.eventlog.played_day import played

BERLIN = ZoneInfo("Europe/Berlin")


def berlin_ms(text: str, *, fold: int = 0) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=BERLIN, fold=fold).timestamp() * 1000)


def day_of(*commands: c.HallCommand) -> DayRows:
    given = Given(commands)
    return rows_of([*given.log, *Given([*commands, _closed(given)]).log[len(given.log) :]])


def _closed(given: Given) -> c.CloseDay:
    return c.CloseDay(at_ms=given.day.at_ms + 1000, by="manager", force=True)


def by_number(found: DayRows) -> dict[object, dict[str, Any]]:
    return {row["number"]: row for row in found.tickets}


def spent(found: DayRows, column: str) -> dict[tuple[object, object], object]:
    return {(row["counter"], row["hour"]): row[column] for row in found.counters}


def test_rows_have_the_columns_of_the_schema() -> None:
    found = rows_of(played().events)
    for kind, listed in zip(COLUMNS, found, strict=True):
        assert listed
        assert all(row.keys() == COLUMNS[kind].keys() for row in listed), kind


def test_a_day_that_is_open_is_not_history() -> None:
    with pytest.raises(DayNotClosed):
        rows_of(played(closed=False).events)
    with pytest.raises(DayNotClosed):
        rows_of([])


def test_nobody_who_worked_and_no_pass_is_in_it() -> None:
    text = repr(rows_of(played().events))
    assert "teller" not in text
    assert "greeter" not in text
    assert "5e5e" not in text


def test_outcomes_tell_what_became_of_each() -> None:
    found = by_number(rows_of(played().events))
    assert {number: row["outcome"] for number, row in found.items()} == {
        "A001": "closed",  # back in the line when its counter was closed, cancelled by closing the day
        "A002": "done",
        "P001": "done",
        "A003": "no_show",
        "A004": "closed",  # served when the day was closed by force
        "A005": "left",
    }
    assert [number for number, row in found.items() if row["finished_by_closing"]] == ["A004"]
    assert found["A002"]["transfers"] == 2
    assert found["A003"]["holds"] == 1
    assert found["A002"]["start_left_out"]
    assert not found["P001"]["start_left_out"]


def test_whom_closing_made_absent_was_not_absent() -> None:
    found = by_number(
        day_of(
            opened(),
            staffed(1),
            c.TakeTicket(at_ms=0, by="kiosk"),
            c.TakeTicket(at_ms=0, by="kiosk"),
            c.CallNext(at_ms=5_000, by="t1", counter=1),
        )
    )
    assert [(row["outcome"], row["hasty"], row["finished_by_closing"]) for row in found.values()] == [
        ("closed", False, False),
        ("closed", False, False),
    ]


def test_who_is_sent_away_within_ten_seconds_of_the_call_was_hardly_called() -> None:
    setup = msgspec.structs.replace(SETUP, no_show_calls=0, no_show_s=0)
    commands: list[c.HallCommand] = [opened(setup), staffed(1)]
    for at_ms, later_ms in ((0, 10_000), (100_000, 10_001), (200_000, 0)):
        commands += [
            c.TakeTicket(at_ms=at_ms, by="kiosk"),
            c.CallNext(at_ms=at_ms, by="t1", counter=1),
            c.HoldTicket(at_ms=at_ms + later_ms, by="t1", counter=1)
            if later_ms
            else c.MarkNoShow(at_ms=at_ms + later_ms, by="t1", counter=1),
        ]
    assert [row["hasty"] for row in day_of(*commands).tickets] == [True, False, True]


def test_group_and_kind_are_those_of_the_first_service_as_it_was_named() -> None:
    moved = SETUP.services | {"claim": ServiceSetup(group="work_injury", kind="instant", mean_s=60)}
    found = by_number(
        day_of(
            opened(),
            staffed(1),
            c.TakeTicket(at_ms=0, by="kiosk", services=("claim", "cash")),
            c.TakeTicket(at_ms=0, by="kiosk"),
            c.TakeTicket(at_ms=0, by="kiosk", services=("cash",)),
            c.ConfigureDay(at_ms=1000, by="manager", setup=msgspec.structs.replace(SETUP, services=moved), intake=None),
            c.CallTicket(at_ms=2000, by="t1", counter=1, ticket=ticket("A003")),
            c.TransferTicket(at_ms=3000, by="t1", counter=1, services=("claim",)),
        )
    )
    assert [(row["service"], row["service_group"], row["kind"]) for row in found.values()] == [
        ("claim", "medical", "reviewed"),
        (None, None, None),
        ("claim", "work_injury", "instant"),
    ]


def test_a_set_up_that_was_changed_holds_for_whom_came_after() -> None:
    changed = msgspec.structs.replace(
        SETUP, version=7, target_s=600, policy="first-come", counters=(CounterSetup(counter=1), CounterSetup(counter=4))
    )
    found = day_of(
        opened(),
        c.TakeTicket(at_ms=0, by="kiosk"),
        c.ConfigureDay(at_ms=60_000, by="manager", setup=changed, intake=None),
        staffed(4, 60_000),
        c.TakeTicket(at_ms=60_000, by="kiosk"),
    )
    assert [row["target_s"] for row in found.tickets] == [900, 600]
    (day,) = found.days
    assert (day["setup_version"], day["target_s"], day["policy"], day["counters"], day["unified"]) == (
        7,
        600,
        "first-come",
        2,
        2,
    )
    assert {row["counter"] for row in found.counters} == {4}


def test_a_wait_goes_on_over_the_lunch_closure() -> None:
    setup = msgspec.structs.replace(SETUP, tz="Asia/Shanghai")
    morning, noon, afternoon = (1_772_420_400_000 + hours * 3_600_000 for hours in (0, 1, 2.5))  # 11:00, 12:00, 13:30
    assert datetime.fromtimestamp(morning / 1000, ZoneInfo("Asia/Shanghai")).hour == 11
    intake = (
        Intake(from_ms=morning, until_ms=noon, closes_ms=noon),
        Intake(from_ms=int(afternoon), until_ms=int(afternoon) + 3_600_000, closes_ms=int(afternoon) + 3_600_000),
    )
    found = day_of(
        opened(setup, at_ms=morning, intake=intake),
        staffed(1, morning),
        c.TakeTicket(at_ms=int(noon) - 600_000, by="kiosk"),
        c.PauseCounter(at_ms=int(noon), by="t1", counter=1, reason="meal"),
        c.ResumeCounter(at_ms=int(afternoon), by="t1", counter=1),
        c.CallNext(at_ms=int(afternoon) + 60_000, by="t1", counter=1),
    )
    (row,) = found.tickets
    assert (row["hour"], row["wait_s"]) == (11, 600 + 5400 + 60)
    assert spent(found, "paused_s") == {(1, 11): 0, (1, 12): 3600, (1, 13): 1800}
    assert spent(found, "open_s") == {(1, 11): 3600, (1, 12): 0, (1, 13): 61}


def test_a_day_of_25_hours_has_one_hour_twice() -> None:
    setup = msgspec.structs.replace(SETUP, tz="Europe/Berlin")
    begin = berlin_ms("2026-10-25T00:30")
    found = day_of(
        opened(setup, at_ms=begin, date="2026-10-25"),
        staffed(1, begin),
        c.TakeTicket(at_ms=berlin_ms("2026-10-25T02:30"), by="kiosk"),
        c.TakeTicket(at_ms=berlin_ms("2026-10-25T02:30", fold=1), by="kiosk"),
        c.CloseCounter(at_ms=berlin_ms("2026-10-25T04:30"), by="t1", counter=1),
    )
    assert spent(found, "open_s") == {(1, 0): 1800, (1, 1): 3600, (1, 2): 7200, (1, 3): 3600, (1, 4): 1800}
    first, second = found.tickets
    assert (first["hour"], second["hour"]) == (2, 2)
    assert second["issued_at"] - first["issued_at"] == 3_600_000  # type: ignore[operator]


def test_a_day_of_23_hours_lacks_one() -> None:
    setup = msgspec.structs.replace(SETUP, tz="Europe/Berlin")
    begin = berlin_ms("2026-03-29T00:30")
    found = day_of(
        opened(setup, at_ms=begin, date="2026-03-29"),
        staffed(1, begin),
        c.TakeTicket(at_ms=berlin_ms("2026-03-29T03:00"), by="kiosk"),
        c.CloseCounter(at_ms=berlin_ms("2026-03-29T04:30"), by="t1", counter=1),
    )
    assert spent(found, "open_s") == {(1, 0): 1800, (1, 1): 3600, (1, 3): 3600, (1, 4): 1800}
    assert found.tickets[0]["hour"] == 3


def test_hours_of_a_zone_that_is_half_an_hour_off_are_its_own() -> None:
    setup = msgspec.structs.replace(SETUP, tz="Asia/Kolkata")  # UTC+5:30; the story begins at 1970-01-01T05:30 there
    found = day_of(opened(setup), staffed(1), c.CloseCounter(at_ms=3_600_000, by="t1", counter=1))
    assert spent(found, "open_s") == {(1, 5): 1800, (1, 6): 1800}


def test_a_counter_is_busy_while_somebody_is_called_or_served() -> None:
    found = day_of(
        opened(),
        staffed(3, takes=("pension",)),
        c.TakeTicket(at_ms=0, by="kiosk", services=("cash",)),
        c.CallNext(at_ms=10_000, by="t3", counter=3),
        c.StartService(at_ms=20_000, by="t3", counter=3),
        c.FinishService(at_ms=70_000, by="t3", counter=3),
        c.PauseCounter(at_ms=100_000, by="t3", counter=3),
        c.ResumeCounter(at_ms=130_000, by="t3", counter=3),
        c.OpenCounter(at_ms=140_000, by="t3", counter=3, takes=None),
        c.CloseCounter(at_ms=150_000, by="t3", counter=3),
    )
    (row,) = found.counters
    assert (row["open_s"], row["busy_s"], row["paused_s"], row["unified"]) == (120, 60, 30, True)


def test_a_hall_without_visitors_has_a_day_all_the_same() -> None:
    found = day_of(opened())
    assert (found.tickets, found.counters) == ([], [])
    assert [(row["tickets"], row["events"], row["opened_at"], row["closed_at"]) for row in found.days] == [(0, 2, 0, 1000)]


class ClosedHall(HallMachine):
    """Whatever was done on a day: its rows are the projection's, and its counters' times add up to what the core has counted."""

    def teardown(self) -> None:
        if not self.day.opened:
            return
        if not self.day.closed:
            self.do(c.CloseDay(at_ms=self.at_ms, by="manager", force=True))
        found = rows_of(self.log)
        expected = [ticket_row(self.day, each) for each in self.day.tickets.values()]
        assert [self._projected(row) for row in found.tickets] == [self._history(row) for row in expected]
        assert sum(row["open_s"] for row in found.counters) == pytest.approx(self.day.pace.open_s)  # type: ignore[misc]
        if not any(isinstance(event, e.DayConfigured) for event in self.log):  # which may take counters away, with their counts
            for number, counter in self.day.counters.items():
                busy_s = sum(row["busy_s"] for row in found.counters if row["counter"] == number)  # type: ignore[misc]
                assert busy_s == pytest.approx(counter.busy_ms / 1000)
        counts: dict[object, int] = {}
        for row in found.tickets:
            counts[row["outcome"]] = counts.get(row["outcome"], 0) + 1
        by_closing = sum(isinstance(event, e.ServiceFinished) and event.by_closing for event in self.log)
        assert counts.get("done", 0) == self.day.served - by_closing
        assert counts.get("left", 0) == sum(
            isinstance(each, e.TicketCancelled) and each.cause != "day-closed" for each in self.log
        )
        transfers = sum(isinstance(event, e.TicketTransferred) for event in self.log)
        assert sum(row["transfers"] for row in found.tickets) == transfers  # type: ignore[misc]
        holds = sum(isinstance(event, e.TicketHeld) for event in self.log)
        assert sum(row["holds"] for row in found.tickets) == holds  # type: ignore[misc]
        (day,) = found.days
        assert (day["tickets"], day["events"], day["closed_at"]) == (len(expected), len(self.log), self.log[-1].at_ms)

    @staticmethod
    def _projected(row: dict[str, object]) -> dict[str, object]:
        kept = {name: row[name] for name in row.keys() & ticket_columns()}
        times = {f"{name}_ms": row[f"{name}_at"] for name in ("issued", "called", "started", "finished")}
        return kept | times | {"services": list(row["services"])}  # type: ignore[call-overload]

    @staticmethod
    def _history(row: dict[str, object]) -> dict[str, object]:
        left_out = {"ticket", "state", "work", "seq"}
        return {name: value for name, value in row.items() if name not in left_out} | {
            "services": json.loads(str(row["services"]))
        }


def ticket_columns() -> set[str]:
    player = played()
    return set(ticket_row(player.day, player.day.tickets[player.ticket("A001")]))


TestClosedHall = ClosedHall.TestCase
TestClosedHall.settings = settings(max_examples=60, stateful_step_count=50, deadline=None)
