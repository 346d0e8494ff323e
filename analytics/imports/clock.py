"""Times as they are told -> UTC in milliseconds, with clocks set right by the mapping, and days of 23 and 25 hours."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from analytics.imports.mapping import Shift
from analytics.imports.rules import Refused

EARLIEST, LATEST = 1970, 9000
"""Years that are years: outside of them an instant has no number of milliseconds that the history's files hold."""


class Moment(NamedTuple):
    """An instant. `ms`: Unix time. `day`: the local date. `hour`: the local hour, 0..23. `done`: the rules that were used."""

    ms: int
    day: date
    hour: int
    corrections: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Clock:
    """Reads times.

    Args:
        tz: Of times without offset, and of local dates.
        formats: `iso`, or as in strptime; tried in order.
        shifts: Clocks that were wrong; the first that fits is used.
        dates: A date alone is its midnight; else it is no time.
    """

    def __init__(
        self, tz: ZoneInfo, formats: Sequence[str] = ("iso",), shifts: Sequence[Shift] = (), *, dates: bool = False
    ) -> None:
        self._tz = tz
        self._shortest = len("2020-01-15" if dates else "2020-01-15T")
        self._formats = tuple(formats)
        self._shifts = tuple(shifts)

    def parse(self, told: str) -> datetime | None:
        """Return the time as told, None: it is none in any format."""
        for form in self._formats:
            try:
                if form == "iso":
                    if len(told) < self._shortest:
                        continue
                    return datetime.fromisoformat(told)
                return datetime.strptime(told, form)  # noqa: DTZ007 - the zone is the mapping's
            except ValueError:
                continue
        return None

    def read(self, told: str, place: str = "", *, not_before: int | None = None) -> Moment:
        """Return the instant of a time as told, at a hall or unit.

        Args:
            not_before: Unix milliseconds; of two instants that read alike, when clocks went back, the first that is not before it.

        Raises:
            Refused: bad-time.
        """
        time = self.parse(told)
        if time is None or not EARLIEST <= time.year <= LATEST:
            raise Refused("bad-time", told)
        return self.moment(time, place, told, not_before)

    def moment(self, time: datetime, place: str, told: str, not_before: int | None = None) -> Moment:
        """Return the instant of a time without offset in the clock's zone, or with one; see `read`."""
        corrections: list[str] = []
        notes: list[str] = []
        for shift in self._shifts:
            if shift.since <= time.date() <= shift.until and shift.hall in ("", place):
                try:
                    time = shift.moved(time)
                except (ValueError, OverflowError):
                    raise Refused("bad-time", told) from None
                corrections.append(shift.rule)
                break
        if time.tzinfo is not None:
            local = time.astimezone(self._tz)
            return Moment(_ms(time), local.date(), local.hour, tuple(corrections))
        local = time.replace(tzinfo=self._tz)
        later = local.replace(fold=1)
        first, second = local.utcoffset(), later.utcoffset()
        if first is not None and second is not None and first != second:
            if first < second:  # skipped: as if the clock had not been set, which is an hour later on the one that was
                corrections.append("clock-gap")
                local = local.astimezone(UTC).astimezone(self._tz)
            else:
                notes.append("ambiguous-time")
                if not_before is not None and _ms(local) < not_before <= _ms(later):
                    local = later
        return Moment(_ms(local), local.date(), local.hour, tuple(corrections), tuple(notes))


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _ms(time: datetime) -> int:
    return (time - _EPOCH) // timedelta(milliseconds=1)
