"""Keeps a hall's wait estimate fresh, off the command path and off the event loop."""

import asyncio
import logging

from queue_server.app.clock import Clock
from queue_server.core.day import HallDay
from queue_server.core.estimate import WaitCurves, WaitRange, simulate, snapshot
from queue_server.core.setup import PriorityClass
from queue_server.core.ticket import Ticket
from queue_server.projections.views import WaitView

log = logging.getLogger("onewindow.estimate")

FRESH_S = 5.0
"""Hall time after which a watched hall's estimate is made again."""
LEAST_S = 0.5
"""Real time between two estimates of a hall at least, however fast a demo's clock runs."""


class Estimator:
    """The latest estimate of one hall.

    `ensure` waits for one where deciding needs it (none yet, or other counters opened or closed); `range_*` answer at once from the
    latest and start the next in the background when it is stale.

    Attributes:
        shown_age_s: How old the estimate was that was used last, seconds of hall time; 0 when there was none to use.
        failures: Estimates that could not be made.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._curves: WaitCurves | None = None
        self._basis = ("", -1)
        self._at_ms = 0
        self._seq = -1
        self._running: asyncio.Task[None] | None = None
        self.shown_age_s = 0.0
        self.failures = 0

    async def ensure(self, day: HallDay) -> None:
        """Return when the estimate knows the day's open counters, or could not be made; days that are over have none."""
        while day.opened and not day.closed and self._basis != _basis(day):
            self._start(day)
            assert self._running is not None
            await asyncio.wait([self._running])  # one for all who ask meanwhile; perhaps one of before, then the next is ours

    def refresh(self, day: HallDay) -> None:
        """Start the next estimate if it is due; `range_*` of a tentative day do not."""
        self._current(day)

    def range_for_new(self, day: HallDay, services: tuple[str, ...], priority: PriorityClass) -> WaitView | None:
        """Return the range for a ticket taken now; None when no open counter would take it."""
        curves = self._current(day)
        return _view(curves.for_new(day, services, priority, self._now(day))) if curves is not None else None

    def range_for(self, day: HallDay, ticket: Ticket) -> WaitView | None:
        """Return the range that a waiting ticket still has before it."""
        curves = self._current(day)
        return _view(curves.for_ticket(day, ticket, self._now(day))) if curves is not None else None

    def _now(self, day: HallDay) -> int:
        return max(self._clock.now_ms(), day.at_ms)

    def _current(self, day: HallDay) -> WaitCurves | None:
        if not day.opened or day.closed:
            self.shown_age_s = 0.0
            return None
        age_s = (self._now(day) - self._at_ms) / 1000
        fits = self._basis == _basis(day)
        if not fits or (age_s > max(FRESH_S, LEAST_S * self._clock.speed) and self._seq != day.seq):
            self._start(day)
        elif age_s > 6 * max(FRESH_S, LEAST_S * self._clock.speed):
            self._start(day)  # nothing happened, yet services go on and the range shrinks
        self.shown_age_s = age_s if fits and self._curves is not None else 0.0
        return self._curves if fits else None

    def _start(self, day: HallDay) -> None:
        if self._running is None and not day.tentative:  # what is decided may yet be decided otherwise
            self._running = asyncio.get_running_loop().create_task(self._make(day), name=f"estimate of {day.hall}")

    async def _make(self, day: HallDay) -> None:
        at_ms, seq, basis = self._now(day), day.seq, _basis(day)
        self._at_ms = at_ms  # before the thread: the next is due by when this one began
        curves = None
        try:
            line = snapshot(day, at_ms)
            curves = await asyncio.to_thread(simulate, line) if line is not None else None
        except Exception:
            self.failures += 1
            log.exception("an estimate failed", extra={"hall": day.hall})  # a ticket without a range is better than no ticket
        finally:
            self._running = None
        self._curves, self._seq, self._basis = curves, seq, basis


def _basis(day: HallDay) -> tuple[str, int]:
    """Return what a change of makes an estimate useless: the date and the open counters with what they take."""
    return day.date, day.staffing


def _view(wait: WaitRange | None) -> WaitView | None:
    return WaitView(round(wait.p50_s), round(wait.p90_s)) if wait is not None else None
