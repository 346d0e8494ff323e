"""What has been recorded of a hall's day, in order; from the log itself, so nothing tentative is in it."""

from queue_server.eventlog.log import EventLog, StoredEvent
from queue_server.projections.tables import day_stream


class History:
    """Reads days as they were written."""

    def __init__(self, eventlog: EventLog) -> None:
        self._log = eventlog

    async def events(self, hall: str, date: str, after: int, limit: int) -> list[StoredEvent]:
        """Return the day's events with a seq above `after`, at most `limit`, in order; none of a day that never was."""
        return await self._log.read(day_stream(hall, date), after, limit)
