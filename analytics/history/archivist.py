"""Writes each hall's day into the history within seconds of its closing. Several of them get in nobody's way."""

import contextlib
import logging
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from analytics.history import months
from analytics.history.closed import Glance, closed_days, glance, read_rows
from analytics.history.day import DayRows
from analytics.history.frames import frames_of
from analytics.history.manifest import HallDate, month_of
from analytics.history.remake import TICKETS_AT_ONCE, UNREADABLE, Piece, by_month, remake
from analytics.history.store import Store
from queue_server.core.errors import OneWindowError
from queue_server.eventlog.database import Database

log = logging.getLogger("onewindow.analytics")

EVERY_S = 2.0
"""How often it looks whether a day was opened or closed: two small queries."""
LOOKS_CLOSELY_EVERY_S = 60.0
"""How often it compares all closed days with the history, whatever it saw: another may have changed that."""
AGAIN_S = 30.0
"""After an error."""
UNREADABLE_AGAIN_S = 600.0
SWEEPS_EVERY_S = 900.0
RESTS = 0.25
"""Between two pieces of work, as a share of how long the last one took: others use the interpreter, too."""
NICENESS = 10
"""Beside that of its process: a chart may come before it, too."""
STOPS_S = 1.0
"""Then the piece at hand is broken off: nothing of it counts, and it can be done again."""
ENDS_S = 20.0
"""Nothing that cannot be broken off takes so long; the server kills this process earlier, which does no harm."""


class Archivist:
    """A thread that keeps the history in `directory` up to the database's closed days.

    Args:
        database: Open as a reader.
    """

    def __init__(self, database: Database, directory: Path) -> None:
        self._database, self._directory = database, directory
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="archivist", daemon=True)
        self._store: Store | None = None
        self._told = ""
        self._glanced: Glance | None = None
        self._looked_s = self._swept_s = float("-inf")
        self._refused: dict[HallDate, float] = {}

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End with the piece of work at hand; nothing happens when it was not started."""
        self._stopping.set()
        if self._thread.ident is None:
            return
        self._thread.join(STOPS_S)
        if self._store is not None:
            self._store.interrupt()
        self._thread.join(ENDS_S)

    def _run(self) -> None:
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), os.getpriority(os.PRIO_PROCESS, 0) + NICENESS)
        pause_s = 0.0
        while not self._stopping.wait(pause_s):
            pause_s = EVERY_S
            try:
                self._store = self._store or Store(self._directory)
                for spent_s in self._work(self._store):
                    if self._stopping.wait(RESTS * spent_s):
                        break
                self._tell("")
            except OneWindowError as error:
                self._tell(str(error))
                pause_s = AGAIN_S
            except Exception as error:  # the thread goes on: the next day may be another one
                self._tell(repr(error), defect=True)
                pause_s = AGAIN_S
        if self._store is not None:
            self._store.close()

    def _work(self, store: Store) -> Iterator[float]:
        """Do what there is to do, in small pieces; give how long each took."""
        began_s = time.monotonic()
        for _ in self._pieces(store):
            yield time.monotonic() - began_s
            began_s = time.monotonic()

    def _pieces(self, store: Store) -> Iterator[None]:
        now_s = time.monotonic()
        with self._database.reading() as connection:
            glanced = glance(connection)
        if glanced != self._glanced or now_s - self._looked_s > LOOKS_CLOSELY_EVERY_S:
            yield from self._catch_up(store)
            self._glanced, self._looked_s = glanced, now_s
            for group in months.due(store.manifest()):
                store.merge(*group)
                yield
        if now_s - self._swept_s > SWEEPS_EVERY_S:
            store.sweep()
            self._swept_s = now_s

    def _catch_up(self, store: Store) -> Iterator[None]:
        parts = [part for part in store.manifest().parts if part.source == "log" and part.days]
        with self._database.reading() as connection:
            closed = closed_days(connection)
        of_this_log = {hall_date for part in parts if part.log == self._database.log_id for hall_date in part.current()}
        waits = {hall_date for hall_date, until_s in self._refused.items() if until_s > time.monotonic()}
        missing = closed - of_this_log - waits
        # What another log has written is not the log of now, nor what this one has closed no more: the database was restored.
        stale = {part.month for part in parts if part.log != self._database.log_id} | by_month(of_this_log - closed).keys()
        newest = max((month_of(hall_date.date) for hall_date in closed), default="")
        for month, days in sorted(by_month(missing).items(), reverse=True):
            if month in stale:
                continue  # it is made again as a whole
            for rows in self._read(store, sorted(days), one_by_one=month == newest):
                store.write(frames_of(*rows), log=self._database.log_id, missing_only=True)
                yield
        for month in sorted(stale, reverse=True):
            of_month = {hall_date for hall_date in closed if month_of(hall_date.date) == month}
            for piece in remake(store, self._database, month, of_month, verify=False):
                self._refuse(piece)
                yield

    def _read(self, store: Store, hall_dates: list[HallDate], *, one_by_one: bool) -> Iterator[list[DayRows]]:
        """Give the rows of the days: one at once for the running month, whose days get a file each; else some."""
        rows: list[DayRows] = []
        for hall_date in hall_dates:
            if self._is_there(store, hall_date):  # another one was quicker
                continue
            try:
                with self._database.reading() as connection:
                    rows.append(read_rows(connection, hall_date))
            except UNREADABLE as error:
                self._refuse(Piece(1, 0, unreadable=((hall_date, error),)))
            if rows and (one_by_one or sum(len(day.tickets) for day in rows) >= TICKETS_AT_ONCE):
                yield rows
                rows = []
        if rows:
            yield rows

    def _is_there(self, store: Store, hall_date: HallDate) -> bool:
        listed = (part for part in store.manifest().parts if part.log == self._database.log_id)
        return any(
            hall_date.date.day in part.days.get(hall_date.hall, ()) for part in listed if part.month == month_of(hall_date.date)
        )

    def _refuse(self, piece: Piece) -> None:
        """Say once which days cannot be read, and leave them for a while."""
        for hall_date, error in piece.unreadable:
            if hall_date not in self._refused:
                about = {"hall": hall_date.hall, "date": hall_date.date.isoformat(), "why": str(error)}
                log.error("a closed day cannot be put into the history", extra=about)
            self._refused[hall_date] = time.monotonic() + UNREADABLE_AGAIN_S

    def _tell(self, trouble: str, *, defect: bool = False) -> None:
        """Say that something goes wrong, and that it goes well again, once each."""
        if trouble == self._told or self._stopping.is_set():
            return
        if not trouble:
            log.warning("the history is written again")
        elif defect:
            log.exception("the history is not written", extra={"why": trouble})
        else:
            log.error("the history is not written", extra={"why": trouble})
        self._told = trouble
