"""What a manager does to a hall: its set-up, its notices, its day. Rows first, then the day that is open."""

import contextlib

import msgspec
from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import IntegrityError

from queue_server.app.clock import real_ms
from queue_server.app.errors import KeyReused
from queue_server.app.halls import Halls
from queue_server.app.pending import MakeReply, Reply
from queue_server.city.hall import HallConfig
from queue_server.city.rows import Notice, add_notice, delete_notice, save_hall
from queue_server.city.text import Text
from queue_server.core import commands as c
from queue_server.core.counter import CounterState
from queue_server.core.day import HallDay
from queue_server.core.errors import CounterInUse, DayIsClosed, DayNotOpen
from queue_server.core.events import HallEvent
from queue_server.eventlog.database import Database
from queue_server.eventlog.log import ANSWER_KEPT_MS
from queue_server.eventlog.tables import answers


class Management:
    """Changes what halls are set up with."""

    def __init__(self, database: Database, halls: Halls) -> None:
        self._database, self._halls = database, halls

    async def save_setup(self, config: HallConfig, version: int, by: str) -> int:
        """Store a changed set-up and go on with it at once; return its version.

        Args:
            version: The version that the change was made from.

        Raises:
            VersionConflict: somebody changed it meanwhile.
            CounterInUse: a counter that is open is no longer in it. Nothing is changed.
        """
        day = await self._halls.day(config.id)
        if day.opened and not day.closed:
            kept = {counter.counter for counter in config.counters}
            for number, counter in day.counters.items():
                if number not in kept and counter.state is not CounterState.CLOSED:
                    raise CounterInUse(counter=number)
        before = self._halls.registry.hall(config.id)
        saved = await self._save(config, version, by)
        try:
            await self._configure_day(config.id, by)
        except CounterInUse:  # opened since we looked
            await self._save(before, saved, by)
            raise
        return saved

    async def _save(self, config: HallConfig, version: int, by: str) -> int:
        at_ms = self._halls.clock.now_ms()
        saved = await self._database.write(lambda connection: save_hall(connection, config, version, at_ms, by))
        await self._show_change(config.id)
        return saved

    async def _show_change(self, hall: str) -> None:
        """Go on with the changed rows, on the hall's screens at once."""
        await self._halls.registry.reload()
        self._halls.published(hall)

    async def _configure_day(self, hall: str, by: str) -> None:
        """Let the open day go on with the stored set-up; a day that is not open takes it when it opens."""

        def make(day: HallDay, at_ms: int) -> c.HallCommand:
            date = day.date or self._halls.registry.local_date(hall, at_ms)
            setup, intake = self._halls.registry.hall_day(hall, date)
            return c.ConfigureDay(at_ms=at_ms, by=by, setup=setup, intake=intake)

        def reply(day: HallDay, command: c.HallCommand, events: list[HallEvent]) -> Reply:
            return Reply(200, b"")

        with contextlib.suppress(DayNotOpen, DayIsClosed):
            await self._halls.command(hall, make, reply, actor=by, opens=False)

    async def open_day(self, hall: str, reply: MakeReply, *, by: str, key: str | None, body_hash: str) -> Reply:
        """Begin the hall's day by hand, whatever its hours.

        Raises:
            DayAlreadyOpen, DayIsClosed: today's has begun, or it is over.
        """

        def make(day: HallDay, at_ms: int) -> c.HallCommand:
            registry = self._halls.registry
            opening = registry.opening(hall, day.date or registry.local_date(hall, at_ms), at_ms)
            return msgspec.structs.replace(opening, by=by)

        return await self._halls.command(hall, make, reply, actor=by, key=key, body_hash=body_hash, opens=False)

    async def close_day(self, hall: str, reply: MakeReply, *, force: bool, by: str, key: str | None, body_hash: str) -> Reply:
        """End the hall's day.

        Raises:
            TicketInService: somebody is served, and it is not forced. DayNotOpen, DayIsClosed: there is none to end.
        """

        def make(day: HallDay, at_ms: int) -> c.HallCommand:
            return c.CloseDay(at_ms=at_ms, by=by, force=force)

        return await self._halls.command(hall, make, reply, actor=by, key=key, body_hash=body_hash, opens=False)

    async def add_notice(
        self, hall: str, text: Text, from_ms: int, until_ms: int | None, *, by: str, key: str | None, body_hash: str
    ) -> Notice:
        """Store a notice of the hall and return it; under a key that was used before, the one that was stored then.

        Raises:
            NoticeInvalid: a language is missing or too long, or it would never show.
            NoticeUnreadable: it has a character that cannot be seen, or a tower of marks.
            KeyReused: the key stands for another notice.
        """
        scope = f"notices:{hall}"

        def work(connection: Connection) -> Notice:
            if key is not None:
                mine = answers.c.scope == scope, answers.c.actor == by, answers.c.key == key
                connection.execute(delete(answers).where(*mine, answers.c.at_ms < real_ms() - ANSWER_KEPT_MS))
                earlier = connection.execute(select(answers.c.body_hash, answers.c.answer).where(*mine)).one_or_none()
                if earlier is not None:
                    if earlier.body_hash != body_hash:
                        raise KeyReused
                    return msgspec.json.decode(earlier.answer, type=Notice)
            notice = add_notice(connection, hall, text, from_ms, until_ms)
            if key is not None:
                row = {"scope": scope, "actor": by, "key": key, "body_hash": body_hash, "status": 201, "at_ms": real_ms()}
                connection.execute(insert(answers).values(row | {"answer": msgspec.json.encode(notice)}))
            return notice

        try:
            notice = await self._database.write(work)
        except IntegrityError:  # another server has stored it under the same key at the same moment
            notice = await self._database.write(work)
        await self._show_change(hall)
        return notice

    async def remove_notice(self, hall: str, notice: int) -> None:
        """Delete a notice of the hall.

        Raises:
            NoticeMissing: the hall has none with this id.
        """
        await self._database.write(lambda connection: delete_notice(connection, hall, notice))
        await self._show_change(hall)
