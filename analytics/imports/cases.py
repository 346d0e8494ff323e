"""The events of one case -> its processing time and its steps. Pure.

A step begins with `start` and ends with `complete` (or is withdrawn or aborted) of the same activity and instance, first with first. An
end that nothing began is a step whose beginning is not known. A case that goes on has no end: it was watched until the log ends.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from analytics.imports.mapping import Cases
from analytics.imports.tally import Tally

ENDS = {"complete", "withdraw", "pi_abort", "ate_abort"}


class Event(NamedTuple):
    """As staged (`events.STAGED`), without unit and case; `activity` None: the row tells of the case as a whole."""

    line: int
    activity: str | None
    at_ms: int | None
    transition: str
    instance: str
    resource: str
    case_started_ms: int | None
    case_ended_ms: int | None
    case_state: str | None
    told: str
    corrections: str
    notes: str


class Case(NamedTuple):
    """A row of the table `cases`; times are Unix milliseconds.

    Attributes:
        ended_ms: None: it goes on.
        observed_ms: Until when it was watched: its end, or that of the log.
        working_days: Working days from the date of its start (counted) to that of its end (not counted); None: it goes on.
        activities: Different ones. events: Taken ones. resources: How many different ones worked on it.
    """

    unit: str
    case: str
    started_ms: int
    ended_ms: int | None
    observed_ms: int
    working_days: int | None
    activities: int
    events: int
    resources: int


class Step(NamedTuple):
    """A row of the table `steps`; times are Unix milliseconds, None: not recorded. `order`: within the case, from 1."""

    unit: str
    case: str
    order: int
    activity: str
    started_ms: int | None
    ended_ms: int | None


class Made(NamedTuple):
    """`case` None: nothing tells when it began. `tally`: of events; `facts`: of rows that tell of the case as a whole."""

    case: Case | None
    steps: list[Step]
    tally: Tally
    facts: Tally


def make_case(unit: str, name: str, rows: Iterable[Event], how: Cases, *, ends_told: bool, until_ms: int, tz: ZoneInfo) -> Made:
    """Return what the rows of one case amount to.

    Args:
        ends_told: The log has a place for a case's end, so none means that it goes on.
        until_ms: Until when cases that go on were watched.
        tz: Of the dates that working days are counted by.
    """
    made = Made(None, [], Tally(), Tally())
    events: list[Event] = []
    wholes: list[Event] = []
    seen: set[str] = set()
    for row in sorted(rows, key=lambda row: (row.at_ms or 0, row.line)):
        tally = made.tally if row.activity is not None else made.facts
        if row.told in seen:
            tally.refuse("duplicate", row.line)
        elif row.activity is None and wholes:
            tally.refuse("conflicting-duplicate", row.line, name)
        else:
            seen.add(row.told)
            (events if row.activity is not None else wholes).append(row)
    corrections: dict[int, list[str]] = {}
    notes: dict[int, list[str]] = {}
    steps = _steps(events, corrections, notes)
    facts = [*wholes, *events]
    started = next((row.case_started_ms for row in facts if row.case_started_ms is not None), None)
    ended_told = next((row.case_ended_ms for row in facts if row.case_ended_ms is not None), None)
    state = next((row.case_state for row in facts if row.case_state), None)
    times = [row.at_ms for row in events if row.at_ms is not None]
    if started is None and times:
        started = times[0]
    if started is not None and ended_told is not None and ended_told < started:
        corrections.setdefault(facts[0].line, []).append("end-before-start")
        ended_told = None
        ended = times[-1] if times else None
    else:
        ended = _ended(events, how, state=state, told=ended_told, ends_told=ends_told)
    if started is not None and ended is not None and ended < started:  # events before the told start
        started = min([started, *times])
        ended = max(started, ended)
    for row in (*events, *wholes):
        tally = made.tally if row.activity is not None else made.facts
        tally.take(
            row.line, [*row.corrections.split(), *corrections.get(row.line, [])], [*row.notes.split(), *notes.get(row.line, [])]
        )
    if started is None:
        return made
    if ended is None and facts:
        (made.tally if events else made.facts).note("open-case", (events or wholes)[0].line, name)
    case = Case(
        unit=unit,
        case=name,
        started_ms=started,
        ended_ms=ended,
        observed_ms=max(started, until_ms) if ended is None else ended,
        working_days=None if ended is None else _working_days(started, ended, how, tz),
        activities=len({row.activity for row in events}),
        events=len(events),
        resources=len({row.resource for row in events if row.resource}),
    )
    return made._replace(
        case=case,
        steps=[Step(unit, name, order, activity, start, end) for order, (activity, start, end) in enumerate(steps, start=1)],
    )


def _ended(events: Sequence[Event], how: Cases, *, state: str | None, told: int | None, ends_told: bool) -> int | None:
    """Return when the case ended, None when it goes on."""
    last = events[-1].at_ms if events else None
    if state is not None and state in how.open_states:
        return None
    if ends_told:
        return told
    if how.ended_by:
        return next((row.at_ms for row in reversed(events) if row.activity in how.ended_by), None)
    return last


def _steps(
    events: Sequence[Event], corrections: dict[int, list[str]], notes: dict[int, list[str]]
) -> list[tuple[str, int | None, int | None]]:
    """Return (activity, start, end) in order of their first time; `events` are in order of time."""
    begun: dict[tuple[str, str], list[tuple[int, Event]]] = {}
    unbegun: dict[tuple[str, str], list[tuple[int, Event]]] = {}
    has_starts = any(row.transition == "start" for row in events)
    found: list[tuple[str, int | None, int | None]] = []
    for row in events:
        assert row.activity is not None
        key = (row.activity, row.instance)
        if row.transition == "start":
            waiting = unbegun.get(key)
            if waiting and waiting[0][1].line > row.line:  # the file has the end after the start, its time before
                place, end = waiting.pop(0)
                corrections.setdefault(end.line, []).append("end-before-start")
                found[place] = (row.activity, row.at_ms, None)
                continue
            begun.setdefault(key, []).append((len(found), row))
            found.append((row.activity, row.at_ms, None))
        elif row.transition in ENDS:
            open_ones = begun.get(key)
            if open_ones:
                place, start = open_ones.pop(0)
                found[place] = (row.activity, start.at_ms, row.at_ms)
            else:
                if has_starts:
                    unbegun.setdefault(key, []).append((len(found), row))
                found.append((row.activity, None, row.at_ms))
    for ones in begun.values():
        for _, row in ones:
            notes.setdefault(row.line, []).append("open-step")
    for ones in unbegun.values():
        for _, row in ones:
            notes.setdefault(row.line, []).append("end-without-start")
    return found


def _working_days(started_ms: int, ended_ms: int, how: Cases, tz: ZoneInfo) -> int:
    first, last = (datetime.fromtimestamp(ms / 1000, UTC).astimezone(tz).date() for ms in (started_ms, ended_ms))
    return int(np.busday_count(first, last, holidays=list(how.holidays)))
