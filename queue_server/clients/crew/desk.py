"""A counter's screen as a teller of the crew uses it: the latest frame, and the buttons."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any, TypeVar

from queue_server.clients.crew.office import Office
from queue_server.clients.live import watch
from queue_server.clients.views import CounterFrame, CounterView, TicketView
from queue_server.clients.wire import Login, segment

log = logging.getLogger("onewindow.crew")

View = TypeVar("View", CounterView, TicketView)

FRAME_LATE_S = 5.0
"""Real seconds after which a teller goes on although the frame that shows its own command has not come."""


class Desk:
    """One counter of a hall, seen and driven by one login."""

    def __init__(self, office: Office, counter: int, login: Login) -> None:
        self.office = office
        self.counter = counter
        self._login = login
        self._frame: CounterFrame | None = None
        self._news = asyncio.Event()

    async def look(self) -> None:
        """Keep the frame fresh until cancelled.

        Raises:
            Problem: there is no such login or counter, or the one has no business at the other.
        """
        path = f"/ws/halls/{segment(self.office.hall)}/counters/{self.counter}"
        await watch(self._login.wire, path, CounterFrame, self._on_frame, login=self._login)

    def _on_frame(self, frame: CounterFrame) -> None:
        self.office.clock.tell(frame.now, frame.speed)
        self.office.hear(frame.date)
        self._frame = frame
        self._news.set()

    async def now(self) -> CounterFrame:
        """Return the latest frame, as soon as there is one."""
        return await self.after(None)

    async def after(self, frame: CounterFrame | None) -> CounterFrame:
        """Return the latest frame as soon as it is another than `frame`."""
        while self._frame is None or self._frame is frame:
            self._news.clear()
            await self._news.wait()
        return self._frame

    def is_ours(self, frame: CounterFrame) -> bool:
        """Tell whether nobody else holds the counter."""
        return frame.counter.staff in (None, self._login.username)

    def has(self, ticket: TicketView) -> bool:
        """Tell whether the ticket is still at this counter, and the counter still ours."""
        frame = self._frame
        return (
            frame is not None
            and frame.ticket is not None
            and frame.ticket.id == ticket.id
            and frame.counter.staff == self._login.username
        )

    async def press(self, verb: str, body: Mapping[str, Any], kind: type[View]) -> View | None:
        """Press a button of the counter, and wait for the frame that shows it.

        Raises:
            Problem: the server refused.
        """
        path = f"/api/v1/halls/{segment(self.office.hall)}/counters/{self.counter}/{verb}"
        answer: View | None = await self._login.post(path, body, kind)
        if answer is not None:
            try:
                async with asyncio.timeout(FRAME_LATE_S):
                    date = self._frame.date if self._frame is not None else ""
                    while self._frame is None or (self._frame.date == date and self._frame.seq < answer.seq):
                        await self.after(self._frame)
            except TimeoutError:
                log.debug("no frame shows it yet", extra={"hall": self.office.hall, "counter": self.counter, "verb": verb})
        return answer

    async def press_on(self, ticket: str, verb: str, body: Mapping[str, Any]) -> None:
        """Press a button of a ticket, wherever it is.

        Raises:
            Problem: the server refused.
        """
        await self._login.post(f"/api/v1/tickets/{segment(ticket)}/{verb}", body, TicketView)
