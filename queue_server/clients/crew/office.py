"""What the crew of one hall knows: its hours and date, its line, who came for what. Kept fresh by `players`."""

import asyncio
from collections.abc import Sequence

from queue_server.clients.arrivals import Session
from queue_server.clients.crew.errands import Demand, Errand
from queue_server.clients.hallclock import HallClock, to_ms
from queue_server.clients.views import HallView

UNDER_WAY = 5
"""Manned counters with which a hall's board moves."""

LUNCH_S, EVENING_S = 1200.0, 5400.0
"""How long tellers go on after a span has closed while somebody waits. Assumption."""


class Office:
    """One hall as its crew sees it.

    Attributes:
        is_district: It has a district's stream of visitors.
        errands: What the visitors of the day came for, by ticket.
        manned: Counters at which a teller of the crew is on duty now. `under_way`: there were several.
        sessions: Spans of the day in which visitors take tickets. `closes_ms`: when each span's counters stop calling.
    """

    def __init__(self, view: HallView, clock: HallClock, demand: Demand, other_day: asyncio.Event) -> None:
        self.hall = view.id
        self.level = view.level
        self.is_district = view.level == "district"
        self.clock = clock
        self.demand = demand
        self.errands: dict[str, Errand] = {}
        self.manned: set[int] = set()
        self.under_way = asyncio.Event()
        self.sessions: Sequence[Session] = ()
        self.closes_ms: Sequence[int] = ()
        self.date = ""
        self.counters = 0
        self.waiting = 0
        self._other_day = other_day
        self._turned = asyncio.Condition()
        self._see(view)

    async def see(self, view: HallView) -> None:
        """Take over what the server says of the hall now."""
        turned = view.date != self.date
        self._see(view)
        if turned:
            self.errands.clear()
            async with self._turned:
                self._turned.notify_all()

    def _see(self, view: HallView) -> None:
        self.date, self.counters, self.waiting = view.date, view.counters, view.waiting
        sessions = view.sessions or []
        self.sessions = [Session(to_ms(session.opens), to_ms(session.intake_until)) for session in sessions]
        self.closes_ms = [to_ms(session.closes) for session in sessions]

    def man(self, counter: int) -> None:
        """A teller of the crew is at the counter."""
        self.manned.add(counter)
        if len(self.manned) >= UNDER_WAY:
            self.under_way.set()

    def leave(self, counter: int) -> None:
        """No teller of the crew is at the counter."""
        self.manned.discard(counter)

    def hear(self, date: str) -> None:
        """Take note of the date of a counter's frame; another one than known sets the crew's `other_day`."""
        if date != self.date:
            self._other_day.set()

    async def other_date(self, date: str) -> None:
        """Return when the hall's date is no longer `date`."""
        async with self._turned:
            await self._turned.wait_for(lambda: self.date != date)

    def takes_visitors(self) -> bool:
        """Tell whether the kiosk gives tickets now."""
        now_ms = self.clock.now_ms()
        return any(session.from_ms <= now_ms < session.until_ms for session in self.sessions)

    def span_of_duty(self, early_s: float) -> int | None:
        """Return which span's duty it is now for one who comes `early_s` before it opens; None between and after them."""
        now_ms = self.clock.now_ms()
        for order, (session, closes_ms) in enumerate(zip(self.sessions, self.closes_ms, strict=True)):
            if session.from_ms - early_s * 1000 <= now_ms < closes_ms:
                return order
        return None

    def lingers(self) -> bool:
        """Tell whether a span closed so recently that tellers still serve who waits: a while at lunch, long in the evening."""
        now_ms = self.clock.now_ms()
        last = len(self.closes_ms) - 1
        return any(
            0 <= now_ms - closes_ms < (EVENING_S if order == last else LUNCH_S) * 1000
            for order, closes_ms in enumerate(self.closes_ms)
        )

    def next_duty_ms(self, early_s: float) -> float | None:
        """Return when the next span's duty begins today, None when none does."""
        now_ms = self.clock.now_ms()
        later = [session.from_ms - early_s * 1000 for session in self.sessions]
        return min((at_ms for at_ms in later if at_ms > now_ms), default=None)
