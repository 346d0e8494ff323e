"""What must hold of every run, checked from the answers, the board's frames and the hall's own log."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import msgspec

from queue_server.clients.hallclock import to_ms
from queue_server.clients.replay.record import Record
from queue_server.core import events as e
from queue_server.core import routing
from queue_server.core.day import HallDay
from queue_server.core.errors import UnknownEvent
from queue_server.core.evolve import evolve

SHOWN = 5
"""Counterexamples that a check names."""


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that must hold. `holds` None: it could not be checked. `of`: over how many."""

    name: str
    holds: bool | None
    of: int
    detail: str = ""


class DayLog(msgspec.Struct, frozen=True, kw_only=True):
    """The events of one date as `GET /events` gave them: (seq, event), and how many were unreadable."""

    date: str
    events: tuple[tuple[int, e.HallEvent], ...]
    unreadable: int = 0


def day_log(date: str, answered: Sequence[Mapping[str, Any]]) -> DayLog:
    """Return the events of the answers of `GET /events`."""
    events: list[tuple[int, e.HallEvent]] = []
    unreadable = 0
    for told in answered:
        plain = {name: value for name, value in told.items() if name not in ("seq", "at")}
        try:
            body = msgspec.json.encode(plain | {"at_ms": to_ms(told["at"])})
            events.append((int(told["seq"]), e.decode(body)))
        except (UnknownEvent, KeyError, ValueError, TypeError):
            unreadable += 1
    return DayLog(date=date, events=tuple(events), unreadable=unreadable)


def check(record: Record, logs: Sequence[DayLog] | None) -> list[Check]:
    """Check a record; `logs` None: the login may not read the log."""
    return [
        _numbers_once(record),
        _one_counter(record),
        _board(record),
        _log_whole(logs),
        _acknowledged(record, logs),
        _in_order(record, logs),
    ]


def _verdict(name: str, wrong: Sequence[str], of: int) -> Check:
    detail = "; ".join(wrong[:SHOWN]) + (f"; and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else "")
    return Check(name=name, holds=not wrong, of=of, detail=detail)


def _numbers_once(record: Record) -> Check:
    first: dict[tuple[str, str], int] = {}
    wrong: list[str] = []
    for outcome in record.outcomes:
        line = first.setdefault((outcome.date, outcome.number), outcome.line)
        if line != outcome.line:
            wrong.append(f"{outcome.number} of {outcome.date} was given to lines {line} and {outcome.line}")
    return _verdict("no number was given twice", wrong, len(record.outcomes))


def _one_counter(record: Record) -> Check:
    """A ticket's stays must not overlap, nor may a counter have two; no board frame showed a number at two counters."""
    wrong = [f"the board showed {shown} at two counters" for shown in sorted(record.board_twice)]
    by_ticket: dict[str, list[tuple[int, int, str]]] = {}
    by_counter: dict[str, list[tuple[int, int, str]]] = {}
    for stay in record.stays:
        span = (stay.called_ms, stay.called_ms if stay.ended_ms is None else stay.ended_ms)
        by_ticket.setdefault(stay.ticket, []).append((*span, f"counter {stay.counter}"))
        by_counter.setdefault(f"counter {stay.counter}", []).append((*span, stay.ticket))
    for of, spans in [*by_ticket.items(), *by_counter.items()]:
        spans.sort()
        for (_, ended, one), (called, _, other) in pairwise(spans):
            if called < ended:
                wrong.append(f"{of}: {one} and {other} at once")
    return _verdict("no ticket was at two counters, no counter had two", wrong, len(record.stays))


def _board(record: Record) -> Check:
    board = record.board
    wrong = [f"{board.went_back} frames were behind an earlier one"] if board.went_back else []
    return _verdict("the board's seq never went back", wrong, board.frames + board.went_back)


def _log_whole(logs: Sequence[DayLog] | None) -> Check:
    name = "the log has no gap"
    if logs is None:
        return Check(name=name, holds=None, of=0, detail="the login may not read the log")
    wrong = []
    for log in logs:
        seqs = [seq for seq, _ in log.events]
        if log.unreadable:
            wrong.append(f"{log.date}: {log.unreadable} events could not be read")
        elif seqs != list(range(1, len(seqs) + 1)):
            wrong.append(f"{log.date}: seq is not 1 to {len(seqs)}")
    return _verdict(name, wrong, sum(len(log.events) for log in logs))


def _acknowledged(record: Record, logs: Sequence[DayLog] | None) -> Check:
    name = "what was acknowledged is in the log"
    if logs is None:
        return Check(name=name, holds=None, of=0, detail="the login may not read the log")
    events = [event for log in logs for _, event in log.events]
    issued = {event.ticket for event in events if isinstance(event, e.TicketIssued)}
    called = {(event.ticket, event.counter, event.at_ms) for event in events if isinstance(event, e.TicketCalled)}
    served = {event.ticket for event in events if isinstance(event, e.ServiceFinished)}
    cancelled = {event.ticket for event in events if isinstance(event, e.TicketCancelled)}
    wrong = [f"ticket {o.ticket} was issued" for o in record.outcomes if o.ticket not in issued]
    wrong += [
        f"ticket {stay.ticket} was called at {stay.counter}"
        for stay in record.stays
        if (stay.ticket, stay.counter, stay.called_ms) not in called
    ]
    wrong += [f"ticket {o.ticket} was served" for o in record.outcomes if o.ended == "served" and o.ticket not in served]
    wrong += [
        f"ticket {o.ticket} was cancelled" for o in record.outcomes if o.ended == "cancelled" and o.ticket not in cancelled
    ]
    return _verdict(name, wrong, len(record.outcomes) + len(record.stays))


def _in_order(record: Record, logs: Sequence[DayLog] | None) -> Check:
    """Fold the log again; every ticket that the replay called must be the one that the policy puts first at that moment."""
    name = "every call followed the hall's policy"
    if logs is None:
        return Check(name=name, holds=None, of=0, detail="the login may not read the log")
    wrong: list[str] = []
    calls = 0
    for log in logs:
        if log.unreadable or [seq for seq, _ in log.events] != list(range(1, len(log.events) + 1)):
            return Check(name=name, holds=None, of=calls, detail=f"the log of {log.date} is not whole")
        day = HallDay()
        for seq, event in log.events:
            if isinstance(event, e.TicketCalled) and event.by == record.by:  # others may call somebody by name
                calls += 1
                due = routing.next_ticket(day, day.counter(event.counter), event.at_ms)
                if due is None or due.id != event.ticket:
                    wrong.append(f"seq {seq}: {event.ticket} was called where {due.id if due else 'nobody'} was due")
            evolve(day, event)
    return _verdict(name, wrong, calls)
