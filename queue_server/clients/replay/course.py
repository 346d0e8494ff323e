"""The run of a replay: visitors come when they came, the counters serve them as long as they were served.

Every counter is one login's websocket and its commands: a frame that shows somebody waiting wakes it, it calls, and finishes when
the recorded service time has passed since the call. The visitor walks no way and `start` is left out, so that the wait and the
service are the recording's and not the crew's. What the server answered goes into the record; nothing is assumed.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence

from queue_server.clients.hallclock import HallClock, to_ms
from queue_server.clients.live import watch
from queue_server.clients.replay.counter import Counter
from queue_server.clients.replay.plan import Desk, Planned
from queue_server.clients.replay.record import Outcome, Record
from queue_server.clients.views import BoardFrame, CounterView, TicketView
from queue_server.clients.wire import Login, Problem, segment

log = logging.getLogger("onewindow.replay")

LOOK_S = 0.2
"""Real seconds between two looks at how far the run is."""

STUCK_S = 5.0
"""Real seconds after which a run ends although tickets are left: every counter is free and takes none of them."""

CLOSING_S = 3.0
"""Real seconds that closing the counters may take at the end."""


class Course:
    """One replay against one hall.

    Args:
        pace: Recorded seconds in a hall second; 1 when the server's clock runs at the replay's speed.
        on_look: Called some times a second with the course, to show progress.
    """

    def __init__(
        self,
        login: Login,
        hall: str,
        planned: Sequence[Planned],
        desks: Sequence[Desk],
        *,
        clock: HallClock,
        pace: float = 1.0,
        on_look: Callable[["Course"], object] | None = None,
    ) -> None:
        self.record = Record(by=login.username)
        self.clock = clock
        self.began_ms = 0
        self.sent = 0
        self.planned = planned
        self._login = login
        self.hall = hall
        self._path = f"/api/v1/halls/{segment(hall)}"
        self._pace = pace
        self._on_look = on_look
        self._mine: dict[str, tuple[Outcome, Planned]] = {}
        self._asking: set[asyncio.Task[None]] = set()
        self._leaving: dict[str, asyncio.Task[None]] = {}
        self._counters = [Counter(self, desk, login) for desk in desks]

    async def run(self, *, first_ms: int = 0) -> None:
        """Play to the end. `first_ms`: hall time at which the first visit is due, if it is still to come; else now.

        Raises:
            ExceptionGroup: of a `Problem`: the login may not do what the replay needs.
        """
        board = f"/ws/halls/{segment(self.hall)}/board"
        helpers: list[asyncio.Task[None]] = []
        try:
            async with asyncio.TaskGroup() as playing:
                helpers.append(
                    playing.create_task(watch(self._login.wire, board, BoardFrame, self._on_board, guard=self.record.board))
                )
                helpers += [playing.create_task(counter.run()) for counter in self._counters]
                for counter in self._counters:
                    await counter.opened.wait()
                self.began_ms = max(first_ms, self.clock.now_ms())
                coming = playing.create_task(self._come())
                await self._until_done(coming)
                for helper in helpers:
                    helper.cancel()
        finally:
            for task in [*self._leaving.values(), *self._asking]:
                task.cancel()
            await self._close()

    @property
    def waiting(self) -> int:
        """Tickets of the replay that wait."""
        return self.record.count("waiting")

    def _on_board(self, frame: BoardFrame) -> None:
        self.clock.tell(frame.now, frame.speed)
        self.record.dates.add(frame.date)
        numbers = [counter.number for counter in frame.counters if counter.number is not None]
        self.record.board_twice.update(number for number in numbers if numbers.count(number) > 1)

    async def _come(self) -> None:
        for visit in self.planned:
            due_ms = self.began_ms + visit.after_s * 1000 / self._pace
            await self.clock.until(due_ms)
            self.sent += 1
            task = asyncio.create_task(self._visit(visit, due_ms))
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)

    async def _visit(self, visit: Planned, due_ms: float) -> None:
        body = {"services": [visit.code] if visit.code is not None else [], "priority": visit.priority}
        try:
            ticket = await self._login.post(f"{self._path}/tickets", body, TicketView)
        except Problem as problem:
            self.record.refused[problem.code] += 1
            return
        assert ticket is not None, "a ticket was issued without an answer"
        outcome = Outcome(
            line=visit.line,
            ticket=ticket.id,
            number=ticket.number,
            date=ticket.date,
            queue=visit.queue,
            priority=visit.priority,
            issued_ms=to_ms(ticket.issued_at),
            p50_s=ticket.wait.p50_s if ticket.wait is not None else None,
            p90_s=ticket.wait.p90_s if ticket.wait is not None else None,
        )
        self.record.outcomes.append(outcome)
        self.record.dates.add(ticket.date)
        self.record.late_s.append((outcome.issued_ms - due_ms) / 1000)
        self._mine[ticket.id] = outcome, visit
        if visit.patience_s is not None and ticket.pass_ is not None:
            self._leaving[ticket.id] = asyncio.create_task(self._leave(outcome, ticket.pass_, visit.patience_s))

    async def _leave(self, outcome: Outcome, ticket_pass: str, patience_s: float) -> None:
        await self.clock.until(outcome.issued_ms + patience_s * 1000 / self._pace)
        try:
            ticket = await self._login.wire.post(f"/api/v1/tickets/{segment(ticket_pass)}/cancel", {}, TicketView)
        except Problem as problem:  # called a moment before
            log.debug("too late to give up", extra={"ticket": outcome.number, "why": str(problem)})
            return
        finally:
            self._leaving.pop(outcome.ticket, None)
        assert ticket is not None
        outcome.ended = "cancelled"
        outcome.finished_ms = to_ms(ticket.finished_at) if ticket.finished_at else None

    async def called(self, ticket: TicketView) -> tuple[Outcome, Planned] | None:
        """Return the visit of a ticket that was called, None if it is not the replay's; its visitor no longer thinks of leaving."""
        if ticket.id not in self._mine and self._asking:  # called before the answer to its visitor came
            await asyncio.wait(set(self._asking))
        leaving = self._leaving.pop(ticket.id, None)
        if leaving is not None:
            leaving.cancel()
        return self._mine.get(ticket.id)

    def hall_s(self, recorded_s: float) -> float:
        return recorded_s / self._pace

    async def _until_done(self, coming: asyncio.Task[None]) -> None:
        loop = asyncio.get_running_loop()
        stuck_since_s: float | None = None
        while True:
            await asyncio.sleep(LOOK_S)
            if self._on_look is not None:
                self._on_look(self)
            if not coming.done() or self._asking:
                continue
            if not any(outcome.ended in ("waiting", "serving") for outcome in self.record.outcomes):
                return
            if self._leaving or not all(counter.free for counter in self._counters):
                stuck_since_s = None
            elif stuck_since_s is None:
                stuck_since_s = loop.time()
            elif loop.time() - stuck_since_s > STUCK_S:
                return

    async def _close(self) -> None:
        """Leave no counter open behind, if the server lets us."""

        async def close(number: int) -> None:
            with contextlib.suppress(Problem):
                await self._login.post(f"{self._path}/counters/{number}/close", {}, CounterView)

        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSING_S):
                await asyncio.gather(*(close(counter.number) for counter in self._counters if counter.opened.is_set()))
