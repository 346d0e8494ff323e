"""One counter of a replay, woken by its frames."""

import asyncio
import logging
from typing import Protocol, TypeVar

from queue_server.clients.hallclock import HallClock, to_ms
from queue_server.clients.live import watch
from queue_server.clients.replay.plan import UNKNOWN_MEAN_S, CountersUnclear, Desk, Planned
from queue_server.clients.replay.record import AtCounter, Outcome, Record
from queue_server.clients.views import CounterFrame, CounterView, TicketView
from queue_server.clients.wire import Delays, Json, Login, Problem, segment

View = TypeVar("View", CounterView, TicketView)

log = logging.getLogger("onewindow.replay")


class Line(Protocol):
    """The course as its counters see it."""

    @property
    def hall(self) -> str: ...

    @property
    def clock(self) -> HallClock: ...

    @property
    def record(self) -> Record: ...

    async def called(self, ticket: TicketView) -> tuple[Outcome, Planned] | None:
        """Return the visit of a ticket that was called, None if it is not the replay's."""
        ...

    def hall_s(self, recorded_s: float) -> float:
        """Return how long recorded seconds take on the hall's clock."""
        ...


class Counter:
    """Plays one counter, in the same way however the frames come: what is to do is read from the latest."""

    def __init__(self, course: Line, desk: Desk, login: Login) -> None:
        self.number = desk.counter
        self.opened = asyncio.Event()
        self._takes = desk.takes
        self._course = course
        self._login = login
        self._path = f"/api/v1/halls/{segment(course.hall)}/counters/{desk.counter}"
        self._frame: CounterFrame | None = None
        self._news = asyncio.Event()
        self._reached = ("", 0)  # date and seq of the last answer: older frames show what was before it
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
        done: CounterFrame | None = None
        delays = Delays()
        while True:
            frame = done = await self._after(done)
            try:
                await self._step(frame)
                delays = Delays()
            except Problem as problem:
                if problem.status in (401, 403, 404, 422):
                    raise
                log.debug("a step is refused", extra={"counter": self.number, "why": str(problem)})
                await asyncio.sleep(delays.next_s())
                done = None
            finally:
                self._serving = False

    async def _after(self, done: CounterFrame | None) -> CounterFrame:
        """Return the latest frame, as soon as it is another than `done` and not older than the last answer."""
        while True:
            frame = self._frame
            if frame is not None and frame is not done and (frame.date != self._reached[0] or frame.seq >= self._reached[1]):
                return frame
            self._news.clear()
            await self._news.wait()

    async def _press(self, verb: str, body: Json, kind: type[View]) -> View | None:
        answer: View | None = await self._login.post(f"{self._path}/{verb}", body, kind)
        if answer is not None and self._frame is not None:
            self._reached = (self._frame.date, answer.seq)
        return answer

    async def _step(self, frame: CounterFrame) -> None:
        counter = frame.counter
        if counter.staff is not None and counter.staff != self._login.username:
            if not self.opened.is_set():
                raise CountersUnclear(counter=self.number, held_by=counter.staff)
            return  # somebody took it over
        if counter.state == "closed" or (not self.opened.is_set() and counter.state != "paused"):
            takes = {"takes": self._takes} if self._takes is not None else {}
            await self._press("open", takes, CounterView)
            self.opened.set()
        elif counter.state == "paused":
            await self._press("resume", {}, CounterView)
        elif counter.state == "idle":
            # Who is next need not be looked up: after a service the answer comes sooner than the frame.
            while frame.waiting_total and (ticket := await self._press("call-next", {}, TicketView)) is not None:
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
        done = await self._press("finish", {}, TicketView)
        assert done is not None
        finished_ms = to_ms(done.finished_at) if done.finished_at else course.clock.now_ms()
        if found is not None:
            outcome.finished_ms, outcome.ended = finished_ms, "served"
            course.record.late_s.append((finished_ms - due_ms) / 1000)
        if stay is not None:
            stay.ended_ms = finished_ms
        self._serving = False
