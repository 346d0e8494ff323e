"""Carries views to screens: a frame is built once a view and written to everyone who watches it; the slow skip frames.

A screen is a `Screen`: something that takes the newest frame when it can. It holds no queue but the newest frame that it could not
take yet. So a stalled reader costs one connection's buffer and delays nobody.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple, Protocol

from queue_server.core.errors import OneWindowError

log = logging.getLogger("onewindow.hub")

THROTTLE_S = 0.5
"""Ticket and manager frames at most twice a second."""
HEARTBEAT_S = 8.0
"""A view that nothing changed is sent again with a later `at`, well within the 10 s that the protocol promises."""
SLICE = 40
"""Views built between two turns of the event loop: about 2 ms."""

WRITES = 500
"""Connections written to between two turns of the event loop: about 5 ms."""


KINDS = ("board", "counter", "ticket", "manager")


class ViewKey(NamedTuple):
    """A view of one hall. `kind`: one of `KINDS`. `about`: the counter's number or the ticket's id."""

    kind: str
    hall: str
    date: str | None = None
    about: str = ""


class Screen(Protocol):
    """A connection that shows a view.

    Attributes:
        skipped: Frames that it was offered and never sent, because a newer one came.
    """

    skipped: int

    def offer(self, frame: bytes) -> None:
        """Take the frame now, or remember that there is a newer one."""


class View:
    """One view and who watches it.

    Attributes:
        screens: Who watches, and which build each was offered last.
        built: How often it was built.
        shown: Content of the newest frame that every screen was offered.
        sent_at: When that was, in the loop's seconds.
        failing: Why it cannot be built just now, empty when it can.
    """

    __slots__ = ("built", "failing", "key", "screens", "sent_at", "shown")

    def __init__(self, key: ViewKey) -> None:
        self.key = key
        self.screens: dict[Screen, int] = {}
        self.built = 0
        self.shown: bytes = b""
        self.sent_at = 0.0
        self.failing = ""


class Frames(Protocol):
    """Builds frames from committed days."""

    async def ready(self, hall: str, date: str | None, *, newest: bool) -> None:
        """Wait until the hall's day can be read, until the next await; `newest`: as the database has it now."""

    def frame(self, key: ViewKey) -> tuple[bytes, bytes]:
        """Return the frame, and what of it is content: all but seq and times."""


class Hub:
    """Every watched view of this process.

    Attributes:
        frames_built: Since the start.
        offered: Frames that screens were offered since the start, by kind of view.
    """

    def __init__(self, frames: Frames, encode: Callable[[bytes], bytes] = bytes) -> None:
        """`encode` turns a frame into what a screen is offered, once for all screens of the view."""
        self._frames = frames
        self._encode = encode
        self._views: dict[ViewKey, View] = {}
        self._by_hall: dict[str, dict[ViewKey, View]] = defaultdict(dict)
        self._now: dict[str, set[ViewKey]] = defaultdict(set)
        self._later: dict[str, set[ViewKey]] = defaultdict(set)
        self._tasks: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._beat: asyncio.Task[None] | None = None
        self.frames_built = 0
        self.offered = dict.fromkeys(KINDS, 0)
        self._skipped = dict.fromkeys(KINDS, 0)  # by screens that have left

    # Screens

    async def subscribe(self, key: ViewKey, screen: Screen) -> View:
        """Show the view on `screen`: the frame of the moment at once, then every newer one."""
        view = self._views.get(key)
        if view is None:
            view = self._views[key] = self._by_hall[key.hall][key] = View(key)
        view.screens.setdefault(screen, 0)
        if self._beat is None:
            self._beat = asyncio.get_running_loop().create_task(self._beats(), name="heartbeat")
        try:
            await self._frames.ready(key.hall, key.date, newest=True)
            if screen in view.screens:
                frame, content = self._build(view)
                view.screens[screen] = view.built
                screen.offer(frame)
                self.offered[key.kind] += 1
                if len(view.screens) == 1:  # others have yet to be shown it
                    self._sent(view, content)
        except BaseException:
            self.unsubscribe(key, screen)
            raise
        return view

    def unsubscribe(self, key: ViewKey, screen: Screen) -> None:
        view = self._views.get(key)
        if view is None:
            return
        if view.screens.pop(screen, None) is not None:
            self._skipped[key.kind] += screen.skipped
        if not view.screens:
            del self._views[key]
            del self._by_hall[key.hall][key]

    def watched(self) -> dict[str, int]:
        """Return how many screens watch, by kind of view."""
        count = dict.fromkeys(KINDS, 0)
        for key, view in self._views.items():
            count[key.kind] += len(view.screens)
        return count

    def skipped(self) -> dict[str, int]:
        """Return how many frames slow screens were not sent since the start, by kind of view."""
        count = self._skipped.copy()
        for key, view in self._views.items():
            count[key.kind] += sum(screen.skipped for screen in view.screens)
        return count

    # Changes

    def changed(self, hall: str) -> None:
        """Bring every view of the hall up to date: boards and counters now, tickets and managers within half a second."""
        views = self._by_hall.get(hall)
        if not views:
            return
        for key in views:
            (self._now if key.kind in ("board", "counter") else self._later)[hall].add(key)
        self._start(hall, "now")
        self._start(hall, "later")

    def _start(self, hall: str, pace: str) -> None:
        due = self._now if pace == "now" else self._later
        if due.get(hall) and (hall, pace) not in self._tasks:
            task = asyncio.get_running_loop().create_task(self._flush(hall, pace), name=f"{pace} frames of {hall}")
            self._tasks[hall, pace] = task

    async def _flush(self, hall: str, pace: str) -> None:
        """Send what is due until nothing is. Throttled views wait first, so that changes gather."""
        due = self._now if pace == "now" else self._later
        try:
            while due.get(hall):
                started = asyncio.get_running_loop().time()
                keys, due[hall] = due[hall], set()
                await self._send(keys)
                if pace == "later":
                    await asyncio.sleep(max(0.0, THROTTLE_S - (asyncio.get_running_loop().time() - started)))
                else:
                    await asyncio.sleep(0)
        except Exception:
            log.exception("frames were not sent", extra={"hall": hall})
        finally:
            del self._tasks[hall, pace]

    async def _send(self, keys: Iterable[ViewKey], *, beat: bool = False) -> None:
        for n, key in enumerate(keys):
            if n % SLICE == 0:
                await asyncio.sleep(0)
            view = self._views.get(key)
            if view is None:
                continue
            try:
                await self._frames.ready(key.hall, key.date, newest=False)
                frame, content = self._build(view)
            except Exception as error:
                self._failed(view, error)  # the other views go on
                continue
            if not beat and key.kind == "ticket" and content == view.shown:
                continue  # nothing that the visitor sees has changed
            self._sent(view, content)
            number = view.built
            for m, screen in enumerate(list(view.screens), start=1):
                if view.screens.get(screen, number) < number:  # else it has left, or has been offered a newer one meanwhile
                    view.screens[screen] = number
                    screen.offer(frame)
                    self.offered[key.kind] += 1
                if m % WRITES == 0:
                    await asyncio.sleep(0)

    def _build(self, view: View) -> tuple[bytes, bytes]:
        """Return the view's frame of the moment, encoded for the wire, and its content."""
        payload, content = self._frames.frame(view.key)
        view.failing = ""
        view.built += 1
        self.frames_built += 1
        return self._encode(payload), content

    @staticmethod
    def _sent(view: View, content: bytes) -> None:
        view.shown, view.sent_at = content, asyncio.get_running_loop().time()

    @staticmethod
    def _failed(view: View, error: Exception) -> None:
        """Tell once why a view cannot be built: its counter was taken out of the set-up, the storage is away, or a defect."""
        if view.failing != str(error):
            view.failing = str(error)
            defect = None if isinstance(error, OneWindowError) else error
            about = {"view": view.key.kind, "hall": view.key.hall, "why": str(error)}
            log.warning("a view was not sent", extra=about, exc_info=defect)

    async def _beats(self) -> None:
        """Send again what has been quiet."""
        while True:
            await asyncio.sleep(1.0)
            quiet = asyncio.get_running_loop().time() - HEARTBEAT_S
            try:
                await self._send([view.key for view in self._views.values() if view.sent_at < quiet], beat=True)
            except Exception:
                log.exception("heartbeats were not sent")

    async def stop(self) -> None:
        tasks = [*self._tasks.values(), *([self._beat] if self._beat is not None else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
