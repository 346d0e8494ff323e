"""The frames that screens are sent: whole views of a hall at one (seq, at), from committed days."""

from collections.abc import Sequence

import msgspec

from queue_server.app.halls import Halls
from queue_server.app.hub import ViewKey
from queue_server.app.registry import Registry
from queue_server.city.text import Text
from queue_server.core.day import HallDay
from queue_server.core.ticket import TicketState
from queue_server.projections import views as v

MATERIALS = 12
"""Lines of what to bring on a phone; a visit with more services reads the rest at the counter."""

_encode = msgspec.json.Encoder().encode


class SessionView(msgspec.Struct, frozen=True, kw_only=True):
    """A span of opening: tickets are given from `opens` until `intake_until`, counters serve until `closes`."""

    opens: v.Time
    intake_until: v.Time
    closes: v.Time


class BoardFrame(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="board"):
    hall: str
    date: str
    log: str
    seq: v.Count
    at: v.Time
    calls: list[v.CallView]
    counters: list[v.BoardCounter]
    waiting: v.WaitingCount
    wait: v.WaitView | None
    notices: Sequence[Text]
    hall_name: Text
    now: v.Time
    speed: float
    demo: bool
    tz: str
    open: bool
    self_service: bool
    sessions: list[SessionView] | None
    qr: str | None


class CounterFrame(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="counter"):
    hall: str
    date: str
    log: str
    seq: v.Count
    at: v.Time
    counter: v.DeskCounter
    ticket: v.TicketView | None
    waiting_total: v.Count
    waiting: list[v.WaitingView]
    longest_wait_s: float
    served: v.Count
    counters: list[v.DeskCounter]
    away: list[v.AwayView]
    alarms: list[v.Alarm]
    hall_name: Text
    now: v.Time
    speed: float
    demo: bool
    tz: str
    open: bool
    no_show_calls: int
    no_show_s: int
    one_person: bool


class TicketFrame(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="ticket"):
    hall: str
    date: str
    log: str
    seq: v.Count
    at: v.Time
    ticket: v.TicketView
    hall_name: Text
    now: v.Time
    speed: float
    demo: bool
    tz: str
    counters_open: v.Count
    service_names: list[Text]
    bring: list[Text]
    recent_calls: list[v.CallView]


class ManagerFrame(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="manager"):
    hall: str
    date: str
    log: str
    seq: v.Count
    at: v.Time
    calls: list[v.CallView]
    counters: list[v.BoardCounter]
    waiting: v.WaitingCount
    wait: v.WaitView | None
    notices: Sequence[Text]
    hall_name: Text
    now: v.Time
    speed: float
    demo: bool
    tz: str
    open: bool
    closed: bool
    self_service: bool
    sessions: list[SessionView] | None
    longest_wait_s: float
    served: v.Count
    abandoned: v.Count
    called: v.Count
    held: v.Count
    service_level: float | None
    target_s: v.Count
    by_counter: list[v.DeskCounter]
    alarms: list[v.Alarm]
    line: list[v.WaitingView]
    hours: list[v.HourView]


def self_service(day: HallDay, at_ms: int) -> bool:
    """Tell whether visitors may take tickets themselves at `at_ms`."""
    return not day.closed and day.takes_visitors(at_ms)


def sessions(day: HallDay) -> list[SessionView] | None:
    """Return the day's spans of opening; None: the hall has no hours."""
    if day.intake is None:
        return None
    return [
        SessionView(opens=v.rfc3339(span.from_ms), intake_until=v.rfc3339(span.until_ms), closes=v.rfc3339(span.closes_ms))
        for span in day.intake
    ]


class HallFrames:
    """Builds what `Hub` sends."""

    def __init__(self, halls: Halls) -> None:
        self._halls = halls

    @property
    def _registry(self) -> Registry:
        return self._halls.registry

    async def ready(self, hall: str, date: str | None, *, newest: bool) -> None:
        if self._halls.peers is not None and not newest:
            self._halls.peers.refuse_if_cut_off()
        await self._halls.day(hall, date, newest=newest)

    def frame(self, key: ViewKey) -> tuple[bytes, bytes]:
        """Return the encoded frame of a view, and its content without seq and times (for tickets, else empty)."""
        day = self._day(key)
        match key.kind:
            case "board":
                return _encode(self.board(day)), b""
            case "counter":
                return _encode(self.counter(day, int(key.about))), b""
            case "manager":
                return _encode(self.manager(day)), b""
            case _:
                frame = self.ticket(day, key.about)
                content = msgspec.structs.replace(frame.ticket, seq=0)
                return _encode(frame), _encode((content, frame.counters_open))

    def _day(self, key: ViewKey) -> HallDay:
        worker = self._halls.worker(key.hall)
        day = worker.days.held(key.date)
        if day is not None and day.opened:
            return day
        date = key.date or self._registry.local_date(key.hall, self._halls.clock.now_ms())
        held = worker.days.held(date)
        return held if held is not None and held.opened else self._registry.preview(key.hall, date)

    def board(self, day: HallDay) -> BoardFrame:
        hall, at_ms = self._registry.halls[day.hall], self._halls.now_ms(day)
        at = v.rfc3339(at_ms)
        return BoardFrame(
            hall=day.hall,
            date=day.date,
            log=self._halls.log_id,
            seq=day.seq,
            at=at,
            calls=v.calls_view(day, at_ms),
            counters=v.board_counters(day),
            waiting=v.waiting_count(day),
            wait=self._halls.wait_for(day),
            notices=self._registry.notices_now(day.hall, at_ms),
            hall_name=hall.name,
            now=at,
            speed=self._halls.clock.speed,
            demo=self._registry.demo,
            tz=hall.tz,
            open=day.opened and not day.closed,
            self_service=self_service(day, at_ms),
            sessions=sessions(day),
            qr=self._registry.hall_address(day.hall),
        )

    def counter(self, day: HallDay, number: int) -> CounterFrame:
        hall, at_ms = self._registry.halls[day.hall], self._halls.now_ms(day)
        at = v.rfc3339(at_ms)
        counter = day.counter(number)
        ticket = day.tickets[counter.ticket] if counter.ticket is not None else None
        log_id = self._halls.log_id
        return CounterFrame(
            hall=day.hall,
            date=day.date,
            log=log_id,
            seq=day.seq,
            at=at,
            counter=v.desk_counter(day, counter),
            ticket=v.ticket_view(day, ticket, log=log_id, wait=None, at_ms=at_ms) if ticket is not None else None,
            waiting_total=v.waiting_for(day, counter),
            waiting=v.line_view(day, at_ms, counter=counter, limit=v.LINE_AT_COUNTER),
            longest_wait_s=v.longest_wait_s(day, at_ms, counter=counter),
            served=counter.served,
            counters=v.desk_counters(day),
            away=v.away_view(day),
            alarms=v.alarms(day, at_ms),
            hall_name=hall.name,
            now=at,
            speed=self._halls.clock.speed,
            demo=self._registry.demo,
            tz=hall.tz,
            open=day.opened and not day.closed,
            no_show_calls=day.rules.no_show_calls,
            no_show_s=day.rules.no_show_s,
            one_person=hall.one_person,
        )

    def ticket(self, day: HallDay, ticket_id: str) -> TicketFrame:
        hall, at_ms = self._registry.halls[day.hall], self._halls.now_ms(day)
        at = v.rfc3339(at_ms)
        ticket = day.ticket(ticket_id)
        services = [self._registry.services[code] for code in ticket.services if code in self._registry.services]
        wait = self._halls.wait_of(day, ticket) if ticket.state is TicketState.WAITING else None
        bring = {material.zh: material for service in services for material in service.materials}
        return TicketFrame(
            hall=day.hall,
            date=day.date,
            log=self._halls.log_id,
            seq=day.seq,
            at=at,
            ticket=v.ticket_view(day, ticket, log=self._halls.log_id, wait=wait, at_ms=at_ms),
            hall_name=hall.name,
            now=at,
            speed=self._halls.clock.speed,
            demo=self._registry.demo,
            tz=hall.tz,
            counters_open=sum(counter.is_open for counter in day.counters.values()),
            service_names=[service.name for service in services],
            bring=list(bring.values())[:MATERIALS],
            recent_calls=v.calls_view(day, at_ms)[:3],
        )

    def manager(self, day: HallDay) -> ManagerFrame:
        board, at_ms = self.board(day), self._halls.now_ms(day)
        return ManagerFrame(
            hall=board.hall,
            date=board.date,
            log=board.log,
            seq=board.seq,
            at=board.at,
            calls=board.calls,
            counters=board.counters,
            waiting=board.waiting,
            wait=board.wait,
            notices=board.notices,
            hall_name=board.hall_name,
            now=board.now,
            speed=board.speed,
            demo=board.demo,
            tz=board.tz,
            open=board.open,
            closed=day.closed,
            self_service=board.self_service,
            sessions=board.sessions,
            longest_wait_s=v.longest_wait_s(day, at_ms),
            served=day.served,
            abandoned=day.abandoned,
            called=day.called,
            held=sum(day.tickets[ticket].state is TicketState.HELD for ticket in day.away),
            service_level=round(day.called_within / day.called, 4) if day.called else None,
            target_s=day.rules.target_s,
            by_counter=v.desk_counters(day),
            alarms=v.alarms(day, at_ms),
            line=v.line_view(day, at_ms, limit=v.LINE_AT_MANAGER),
            hours=v.hours_view(day, self._registry.local_hour(day.hall)),
        )
