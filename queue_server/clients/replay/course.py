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
from queue_server.clients.replay.plan import UNKNOWN_MEAN_S, CountersUnclear, Desk, Planned
from queue_server.clients.replay.record import AtCounter, Outcome, Record
from queue_server.clients.views import BoardFrame, CounterFrame, CounterView, TicketView
from queue_server.clients.wire import Delays, Login, Problem, segment

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
        self._counters = [_Counter(self, desk, login) for desk in desks]

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
            log.debug("%s stays: %s", outcome.number, problem)
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


class _Counter:
    """One counter of the replay."""

    def __init__(self, course: Course, desk: Desk, login: Login) -> None:
        self.number = desk.counter
        self.opened = asyncio.Event()
        self._takes = desk.takes
        self._course = course
        self._login = login
        self._path = f"/api/v1/halls/{segment(course.hall)}/counters/{desk.counter}"
        self._frame: CounterFrame | None = None
        self._news = asyncio.Event()
        self._serving = False

    @property
    def free(self) -> bool:
        """Whether it serves nobody and nobody waits whom it takes."""
        frame = self._frame
        return not self._serving and frame is not None and not frame.waiting_total

    async def run(self) -> None:
        """Serve until cancelled.

        Raises:
            ExceptionGroup: of a `Problem`: the login may not serve here.
        """
        path = f"/ws/halls/{segment(self._course.hall)}/counters/{self.number}"
        async with asyncio.TaskGroup() as both:
            both.create_task(watch(self._login.wire, path, CounterFrame, self._on_frame, login=self._login))
            both.create_task(self._play())

    def _on_frame(self, frame: CounterFrame) -> None:
        self._course.clock.tell(frame.now, frame.speed)
        self._frame = frame
        self._news.set()

    async def _play(self) -> None:
        frame: CounterFrame | None = None
        delays = Delays()
        while True:
            while self._frame is None or self._frame is frame:
                self._news.clear()
                await self._news.wait()
            frame = self._frame
            try:
                await self._step(frame)
                delays = Delays()
            except Problem as problem:
                if problem.status in (401, 403, 404, 422):
                    raise
                log.debug("counter %d: %s", self.number, problem)
                await asyncio.sleep(delays.next_s())
                frame = None
            finally:
                self._serving = False

    async def _step(self, frame: CounterFrame) -> None:
        counter = frame.counter
        if counter.staff is not None and counter.staff != self._login.username:
            if not self.opened.is_set():
                raise CountersUnclear(counter=self.number, held_by=counter.staff)
            return  # somebody took it over
        if counter.state == "closed" or (not self.opened.is_set() and counter.state != "paused"):
            takes = {"takes": self._takes} if self._takes is not None else {}
            await self._login.post(f"{self._path}/open", takes, CounterView)
            self.opened.set()
        elif counter.state == "paused":
            await self._login.post(f"{self._path}/resume", {}, CounterView)
        elif counter.state == "idle":
            while self._frame is None or self._frame.waiting_total:
                ticket = await self._login.post(f"{self._path}/call-next", {}, TicketView)
                if ticket is None:
                    return
                await self._serve(ticket)
        elif frame.ticket is not None:  # from before a restart of this program
            await self._serve(frame.ticket)

    async def _serve(self, ticket: TicketView) -> None:
        course = self._course
        self._serving = True
        called_ms = to_ms(ticket.called_at) if ticket.called_at else course.clock.now_ms()
        found = await course.called(ticket)
        stay: AtCounter | None = None
        if found is None:
            course.record.others += 1
            service_s = UNKNOWN_MEAN_S
            called_ms = course.clock.now_ms()
        else:
            outcome, visit = found
            service_s = visit.service_s
            if outcome.called_ms is None:
                outcome.called_ms, outcome.counter, outcome.ended = called_ms, self.number, "serving"
                stay = AtCounter(ticket.id, self.number, called_ms)
                course.record.stays.append(stay)
            else:
                called_ms = course.clock.now_ms()
        due_ms = called_ms + course.hall_s(service_s) * 1000
        await course.clock.until(due_ms)
        done = await self._login.post(f"{self._path}/finish", {}, TicketView)
        assert done is not None
        finished_ms = to_ms(done.finished_at) if done.finished_at else course.clock.now_ms()
        if found is not None:
            outcome.finished_ms, outcome.ended = finished_ms, "served"
            course.record.late_s.append((finished_ms - due_ms) / 1000)
        if stay is not None:
            stay.ended_ms = finished_ms
        self._serving = False
