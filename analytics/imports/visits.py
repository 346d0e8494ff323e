"""A row of visits -> a ticket of the history, by the mapping and by the rules for dirt. Pure.

Rules that need one row alone are here in `VisitRows.read`; those that need a hall's whole day are in `tickets.tickets_of_days`.
"""

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from analytics.imports.clock import Clock, Moment
from analytics.imports.columns import Fields
from analytics.imports.mapping import ALLOWED, HALL, SECONDS, VISIT_FIELDS
from analytics.imports.mapping import Mapping as Mapped
from analytics.imports.rules import READS_NA, Refused

STAGED = {
    "line": "BIGINT",
    "hall": "VARCHAR",
    "date": "VARCHAR",
    "number": "VARCHAR",
    "service": "VARCHAR",
    "service_group": "VARCHAR",
    "kind": "VARCHAR",
    "priority": "VARCHAR",
    "channel": "VARCHAR",
    "home_district": "VARCHAR",
    "outcome": "VARCHAR",
    "counter": "BIGINT",
    "issued_ms": "BIGINT",
    "called_ms": "BIGINT",
    "started_ms": "BIGINT",
    "finished_ms": "BIGINT",
    "hour": "BIGINT",
    "same": "VARCHAR",  # equal of the same ticket
    "told": "VARCHAR",  # equal of the same facts
    "corrections": "VARCHAR",
    "notes": "VARCHAR",
}
"""What is kept of a row until all are read."""

LONGEST_NUMBER = 12
"""Of a ticket's number, in characters; a person's number (China: 18) does not fit."""
LONGEST_TEXT = 80
LARGEST_COUNTER = 32_767


class VisitRows:
    """Reads rows of visits.

    Args:
        header: The file's columns.
        halls: Ids of those wanted; empty: all.
        now_ms: Unix time of the import; what was issued later has a wrong clock.

    Raises:
        FileUnreadable: a mapped column is missing that is not optional.
    """

    def __init__(self, mapping: Mapped, header: Sequence[str], *, halls: Iterable[str], now_ms: int) -> None:
        self._mapping = mapping
        self._wanted = frozenset(halls)
        self._now_ms = now_ms
        self._clock = Clock(mapping.tz, mapping.file.times, mapping.shift)
        self._closed = frozenset(mapping.rules.closed_on)
        columns = {field: column for field in VISIT_FIELDS if (column := mapping.column(field)) is not None}
        self._fields = Fields(columns, VISIT_FIELDS, header, mapping.file.missing)
        self._at = self._fields.at
        self._units = {field: SECONDS[columns[field].unit] for field in self._at}
        self._identity = mapping.rules.identity or (("number",) if "number" in self._at else ())

    def read(self, line: int, fields: Sequence[str] | None) -> tuple[object, ...]:
        """Return a row of `STAGED`.

        Raises:
            Refused: a rule does not take it.
        """
        told = self._fields.told(fields)
        assert fields is not None
        notes: list[str] = []
        hall = self._hall(told["hall"])
        for field in ("number", "service"):
            if told.get(field, "").upper() in READS_NA:
                notes.append("reads-na")
                break
        corrections: list[str] = []
        issued = self._issued(hall, told, fields)
        _note(issued, corrections, notes)
        times = self._later(hall, issued, told, corrections, notes)
        texts = self._texts(told, corrections)
        outcome = self._outcome(texts.pop("outcome"), times, corrections)
        same = ""
        if self._identity:
            values = [told.get(field, "") for field in self._identity]
            same = _digest(values) if any(values) else ""
        return (
            line,
            hall,
            issued.day.isoformat(),
            texts["number"],
            texts["service"],
            texts["service_group"],
            texts["kind"],
            texts["priority"],
            texts["channel"],
            texts["home_district"],
            outcome,
            self._counter(told.get("counter", ""), corrections),
            issued.ms,
            *times,
            issued.hour,
            same,
            _digest(fields),
            " ".join(dict.fromkeys(corrections)),
            " ".join(dict.fromkeys(notes)),
        )

    def _hall(self, told: str) -> str:
        if not told:
            raise Refused("no-hall")
        if not told.isprintable():
            raise Refused("unreadable-text", told)
        hall = self._mapping.halls.get(told)
        if hall is None:
            if self._mapping.halls or not HALL.fullmatch(told):
                raise Refused("unknown-hall", told)
            hall = told
        if self._wanted and hall not in self._wanted:
            raise Refused("other-hall", told)
        return hall

    def _issued(self, hall: str, told: Mapping[str, str], fields: Sequence[str]) -> Moment:
        if not told["issued_at"]:
            raise Refused("no-time")
        try:
            issued = self._clock.read(told["issued_at"], hall)
        except Refused:
            if self._shifted(fields):
                raise Refused("shifted-columns", told["issued_at"]) from None
            raise
        if issued.ms > self._now_ms:
            raise Refused("in-the-future", told["issued_at"])
        check_period(issued.day, self._mapping, self._closed, told["issued_at"])
        return issued

    def _shifted(self, fields: Sequence[str]) -> bool:
        """Whether the time of issue stands one column further to the left or right."""
        places = self._at["issued_at"]
        for step in (-1, 1):
            moved = tuple(place + step for place in places)
            if self._clock.parse(self._fields.text(fields, moved)) is not None:
                return True
        return False

    def _later(
        self, hall: str, issued: Moment, told: Mapping[str, str], corrections: list[str], notes: list[str]
    ) -> tuple[int | None, int | None, int | None]:
        """Return when it was called, started, finished: as told, or as durations say; each not before the one before it."""
        rules = self._mapping.rules
        found: dict[str, int | None] = {}
        last = issued.ms
        steps = (
            ("called_at", "wait_s", ("issued_at",), rules.longest_wait_s),
            ("started_at", "walk_s", ("called_at",), rules.longest_wait_s),
            ("finished_at", "service_s", ("started_at", "called_at"), rules.longest_service_s),
        )
        known: dict[str, int | None] = {"issued_at": issued.ms}
        for field, duration, after, longest_s in steps:
            ms: int | None = None
            value = told.get(field, "")
            if value:
                try:
                    moment = self._clock.read(value, hall, not_before=last)
                except Refused:
                    corrections.append("bad-field")
                else:
                    ms = moment.ms
                    _note(moment, corrections, notes)
            elif told.get(duration, ""):
                since = next((at for name in after if (at := known.get(name)) is not None), None)
                seconds = self._seconds(duration, told[duration])
                if seconds is None or (since is None and duration != "wait_s"):
                    corrections.append("bad-field")
                elif since is not None:
                    ms = since + round(seconds * 1000)
            if ms is not None and ms < last:
                corrections.append("end-before-start")
                ms = None
            if ms is not None and ms - last > longest_s * 1000:
                corrections.append("too-long")
                ms = None
            if ms is not None:
                last = ms
            known[field] = found[field] = ms
        return found["called_at"], found["started_at"], found["finished_at"]

    def _seconds(self, field: str, told: str) -> float | None:
        try:
            seconds = float(told) * self._units[field]
        except ValueError:
            return None
        return seconds if math.isfinite(seconds) and seconds >= 0 else None

    def _texts(self, told: Mapping[str, str], corrections: list[str]) -> dict[str, str | None]:
        found: dict[str, str | None] = {}
        for field in ("number", "service", "service_group", "kind", "priority", "channel", "home_district", "outcome"):
            value = told.get(field, "")
            allowed = ALLOWED.get(field)
            if allowed is not None:
                word = self._mapping.values.get(field, {}).get(value, value)
                if value and word not in allowed:
                    corrections.append("unknown-value")
                found[field] = word if word in allowed else None
                continue
            if not value.isprintable():
                raise Refused("unreadable-text", value)
            if len(value) > (LONGEST_NUMBER if field == "number" else LONGEST_TEXT):
                corrections.append("long-number" if field == "number" else "bad-field")
                value = ""
            found[field] = value or None
        return found

    def _outcome(self, told: str | None, times: tuple[int | None, int | None, int | None], corrections: list[str]) -> str:
        """Return how it ended: as told, else as its times say."""
        called, started, finished = times
        if told == "done" or finished is not None:
            outcome = told or "done"
        elif told is not None:
            return told
        elif started is not None or (called is not None and "started_at" not in self._at):
            outcome = "done"
        else:
            return "left" if called is None else "no_show"
        if outcome == "done" and finished is None and self._tells_ends:
            corrections.append("missing-end")
        return outcome

    @property
    def _tells_ends(self) -> bool:
        return "finished_at" in self._at or "service_s" in self._at

    @staticmethod
    def _counter(told: str, corrections: list[str]) -> int | None:
        if not told:
            return None
        digits = told.removesuffix(".0")
        if digits.isascii() and digits.isdecimal() and 0 < int(digits[:6]) <= LARGEST_COUNTER:
            return int(digits)
        corrections.append("bad-field")
        return None


def check_period(day: date, mapping: Mapped, closed: frozenset[date], told: str) -> None:
    """Refuse what lies outside of the mapping's period or on a day on which halls were closed.

    Raises:
        Refused: out-of-period, closed-day.
    """
    rules = mapping.rules
    if (rules.since is not None and day < rules.since) or (rules.until is not None and day > rules.until):
        raise Refused("out-of-period", told)
    if day in closed:
        raise Refused("closed-day", told)


def _note(moment: Moment, corrections: list[str], notes: list[str]) -> None:
    corrections += moment.corrections
    notes += moment.notes


def _digest(values: Sequence[str]) -> str:
    joined = "\x1f".join(values).encode("utf-8", "surrogateescape")
    return hashlib.blake2b(joined, digest_size=12).hexdigest()
