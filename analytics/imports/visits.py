"""A row of visits -> a ticket of the history, by the mapping and by the rules for dirt. Pure.

Rules that need one row alone are here in `VisitRows.read`; those that need a hall's whole day are in `tickets_of_days`.
"""

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import pandas as pd

from analytics.history.schema import TICKETS
from analytics.imports.clock import Clock, Moment
from analytics.imports.errors import FileUnreadable
from analytics.imports.mapping import ALLOWED, HALL, SECONDS, TIMES, VISIT_FIELDS, Column
from analytics.imports.mapping import Mapping as Mapped
from analytics.imports.rules import READS_NA, Refused
from analytics.imports.tally import Tally

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

_IDS = ("hall", "number", "service", "service_group", "home_district")


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
        self._width = len(header)
        self._wanted = frozenset(halls)
        self._now_ms = now_ms
        self._missing = frozenset(mapping.file.missing) | {""}
        self._clock = Clock(mapping.tz, mapping.file.times, mapping.shift)
        self._closed = frozenset(mapping.rules.closed_on)
        self._at: dict[str, tuple[int, ...]] = {}
        self._constants: dict[str, str] = {}
        self._units: dict[str, float] = {}
        for field in VISIT_FIELDS:
            column = mapping.column(field)
            if column is None:
                continue
            if column.constant is not None:
                self._constants[field] = column.constant
                continue
            places = places_of(column, header, field)
            if places:
                self._at[field] = places
                self._units[field] = SECONDS[column.unit]
        self._identity = mapping.rules.identity or (("number",) if "number" in self._at else ())

    def read(self, line: int, fields: Sequence[str] | None) -> tuple[object, ...]:
        """Return a row of `STAGED`.

        Raises:
            Refused: a rule does not take it.
        """
        if fields is None:
            raise Refused("unreadable-row")
        if len(fields) != self._width:
            raise Refused("shifted-columns", f"{len(fields)} fields where the header has {self._width}")
        told = dict(self._constants)
        for field, places in self._at.items():
            told[field] = _value(fields, places, self._missing)
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
            inside = all(0 <= place < self._width for place in moved)
            if inside and self._clock.parse(_value(fields, moved, self._missing)) is not None:
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


def places_of(column: Column, header: Sequence[str], field: str) -> tuple[int, ...]:
    """Return where a mapped column stands; nowhere, if it may.

    Raises:
        FileUnreadable: it is missing.
    """
    missing = [name for name in column.names if name not in header]
    if not missing:
        return tuple(list(header).index(name) for name in column.names)
    if column.optional:
        return ()
    raise FileUnreadable(reason=f"the header lacks {', '.join(missing)}, which the mapping takes for {field}")


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


def _value(fields: Sequence[str], places: tuple[int, ...], missing: frozenset[str]) -> str:
    """Return the text at one place, or those at several joined; nothing if one of them is missing."""
    values = [fields[place].strip() for place in places]
    return "" if any(value in missing for value in values) else " ".join(values)


def _note(moment: Moment, corrections: list[str], notes: list[str]) -> None:
    corrections += moment.corrections
    notes += moment.notes


def _digest(values: Sequence[str]) -> str:
    joined = "\x1f".join(values).encode("utf-8", "surrogateescape")
    return hashlib.blake2b(joined, digest_size=12).hexdigest()


class MadeTickets(NamedTuple):
    """Whole hall-days: rows of `tickets`, and what was done to their rows of the file."""

    tickets: pd.DataFrame
    tally: Tally


def tickets_of_days(rows: pd.DataFrame, mapping: Mapped, source: str) -> MadeTickets:
    """Return the tickets of whole hall-days.

    Args:
        rows: Columns `STAGED`, in any order.
        source: As in the history: `import:NAME`.
    """
    rows = rows.sort_values("line", kind="stable")
    tally = Tally()
    keep = mapping.rules.duplicates == "keep"
    named = rows["same"].ne("") & rows["same"].notna()
    day = ["hall", "date"]
    again = rows.duplicated([*day, "told"]) & ~(~named & keep)
    other = named & ~again & rows[~again].duplicated([*day, "same"]).reindex(rows.index, fill_value=False)
    for rule, which in (("duplicate", again), ("conflicting-duplicate", other)):
        for line in rows.loc[which, "line"]:
            tally.refuse(rule, int(line))
    taken = rows[~(again | other)]
    changed = taken["corrections"].ne("") | taken["notes"].ne("")
    for line, corrections, notes in taken.loc[changed, ["line", "corrections", "notes"]].itertuples(index=False):
        tally.take(int(line), str(corrections).split(), str(notes).split())
    tally.taken += int((~changed).sum())
    return MadeTickets(_tickets(taken, mapping, source), tally)


def _tickets(taken: pd.DataFrame, mapping: Mapped, source: str) -> pd.DataFrame:
    taken = taken.sort_values(["hall", "date", "issued_ms", "line"], kind="stable").reset_index(drop=True)
    order = taken.groupby(["hall", "date"]).cumcount() + 1
    day = pd.to_datetime(taken["date"])
    times = {name: taken[f"{name.removesuffix('_at')}_ms"].astype("Int64") for name in TIMES}
    done = taken["outcome"].eq("done")
    start = times["started_at"].fillna(times["called_at"])
    columns: dict[str, object] = {
        name: taken[name]
        for name in (
            "hall",
            "service",
            "service_group",
            "kind",
            "priority",
            "channel",
            "home_district",
            "outcome",
            "hour",
            "counter",
        )
    }
    columns |= times
    columns |= {
        "date": day,
        "number": taken["number"].where(taken["number"].notna(), "#" + order.astype(str).str.zfill(4)),
        "order": order,
        "services": [[service] if isinstance(service, str) else [] for service in taken["service"]],
        "month": day.dt.to_period("M").dt.to_timestamp(),
        "weekday": day.dt.day_of_week + 1,
        "wait_s": _seconds(times["issued_at"], times["called_at"]),
        "walk_s": _seconds(times["called_at"], times["started_at"]),
        "service_s": _seconds(start, times["finished_at"]).where(done),
        "house_s": _seconds(times["issued_at"], times["finished_at"]).where(done),
        "target_s": pd.Series([mapping.rules.target_s] * len(taken), dtype="Int64"),
        "start_left_out": (done & times["finished_at"].notna() & times["started_at"].isna()).astype("boolean"),
        "source": source,
    }
    return history_frame(columns, taken.index)


def history_frame(columns: Mapping[str, object], index: pd.Index) -> pd.DataFrame:
    """Return a frame with the history's columns of tickets; what is not given is null: other systems do not tell it."""
    return pd.DataFrame({name: columns.get(name) for name in TICKETS}, index=index)


def _seconds(since: "pd.Series[int]", until: "pd.Series[int]") -> "pd.Series[float]":
    return ((until - since) / 1000).astype("float64")
