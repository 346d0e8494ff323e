"""Rows of the snapshot file, cleaned: polls of one hall on one date.

The file's dirt, and the rule for each (`Dirt` counts how often a rule was used):

- A hall's clock stood eight years back: rows dated 2012-02-09 .. 2012-03-03 stand in the file between the other halls' rows of
  2019-12-30 .. 2020-01-22, always 2,881 days later. They are moved by that.
- Rows dated 2020-12-30 and -31 stand beside those of 2019-12-30 and -31: the year is wrong by one.
- The same poll of a queue comes twice: the first row is kept. If the second differs, it is counted as conflicting.
- `idGrupy` is text, whatever it looks like: an id that reads NA is that id, not a missing one.
- A row with an unreadable date, time or count is left out and named.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from queue_server.clients.visits import BadRow, VisitsUnreadable

COLUMNS = (
    "name",
    "time",
    "date",
    "idGrupy",
    "liczbaCzynnychStan",
    "nazwaGrupy",
    "literaGrupy",
    "liczbaKlwKolejce",
    "aktualnyNumer",
)

SLOW_CLOCK = (date(2012, 2, 9), date(2012, 3, 3))
SLOW_CLOCK_BY = date(2019, 12, 30) - date(2012, 2, 9)
WRONG_YEAR = {date(2020, 12, 30): date(2019, 12, 30), date(2020, 12, 31): date(2019, 12, 31)}

LARGEST_COUNT = 9999


class Snapshot(NamedTuple):
    """One poll of one queue. `at`: the hall's own time. `number`: as told, such as `A017`; empty when none is served."""

    line: int
    hall: str
    at: datetime
    queue: str
    name: str
    letter: str
    counters: int
    waiting: int
    number: str

    @property
    def told(self) -> tuple[str, str, int, int, str]:
        """What the poll says, without where it stood."""
        return self.name, self.letter, self.counters, self.waiting, self.number


@dataclass
class Dirt:
    """How often each rule was used, over the whole file for the first three, for the hall and date asked for the others."""

    rows: int = 0
    slow_clock: int = 0
    wrong_year: int = 0
    duplicates: int = 0
    conflicting: int = 0
    bad: list[BadRow] = field(default_factory=list)


@dataclass
class HallPolls:
    """The snapshots of one hall's date by queue, each by time, and what else the file holds."""

    queues: dict[str, list[Snapshot]] = field(default_factory=dict)
    dirt: Dirt = field(default_factory=Dirt)
    dates: dict[str, Counter[date]] = field(default_factory=dict)
    _first: dict[tuple[str, datetime], Snapshot] = field(default_factory=dict)

    def add(self, snapshot: Snapshot) -> Snapshot:
        """Take a snapshot, of the hall and date; returns the one that counts: `snapshot` itself, or the first of its queue and time."""
        first = self._first.setdefault((snapshot.queue, snapshot.at), snapshot)
        if first is snapshot:
            self.queues.setdefault(snapshot.queue, []).append(snapshot)
        else:
            self.dirt.duplicates += 1
            self.dirt.conflicting += first.told != snapshot.told
        return first

    def sort(self) -> None:
        """Put each queue's snapshots in order of time, once all are taken."""
        for polls in self.queues.values():
            polls.sort(key=lambda snapshot: snapshot.at)

    @property
    def times(self) -> list[datetime]:
        """Every time at which the hall was polled."""
        return sorted({snapshot.at for polls in self.queues.values() for snapshot in polls})


def read_snapshots(lines: Iterable[str], *, hall: str, on: date) -> HallPolls:
    """Read a file of snapshots (its header first) and keep what concerns `hall` on `on`.

    Raises:
        VisitsUnreadable: no header, or one that lacks a column.
    """
    reader = csv.DictReader(lines, restval="")
    check_header(reader.fieldnames or ())
    found = HallPolls()
    for line, row in _rows(reader, found.dirt):
        found.dirt.rows += 1
        told, name = row["date"], row["name"]
        when = parse_date(told)
        if when is None:
            found.dirt.bad.append(BadRow(line, f"date {told!r} is not a date"))
            continue
        day = corrected(when, found.dirt)
        found.dates.setdefault(name, Counter())[day] += 1
        if name != hall or day != on:
            continue
        try:
            snapshot = parse_snapshot(line, row, day)
        except ValueError as error:
            found.dirt.bad.append(BadRow(line, str(error)))
            continue
        found.add(snapshot)
    found.sort()
    return found


def check_header(header: Iterable[str]) -> None:
    """Refuse a header that is not of such a file.

    Raises:
        VisitsUnreadable: it lacks a column.
    """
    missing = [name for name in COLUMNS if name not in set(header)]
    if missing:
        raise VisitsUnreadable(reason=f"the header lacks {', '.join(missing)}")


def _rows(reader: "csv.DictReader[str]", dirt: Dirt) -> Iterator[tuple[int, dict[str, str]]]:
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            dirt.bad.append(BadRow(reader.line_num, str(error)))
            continue
        if row is None:
            return
        yield reader.line_num, row


def corrected(when: date, dirt: Dirt) -> date:
    """Return the date that a row dated `when` belongs to."""
    day, rule = true_date(when)
    dirt.slow_clock += rule == "slow-clock"
    dirt.wrong_year += rule == "wrong-year"
    return day


def true_date(when: date) -> tuple[date, Literal["slow-clock", "wrong-year"] | None]:
    """Return the date that a row dated `when` belongs to, and the rule that says so if it is another one."""
    if SLOW_CLOCK[0] <= when <= SLOW_CLOCK[1]:
        return when + SLOW_CLOCK_BY, "slow-clock"
    if when in WRONG_YEAR:
        return WRONG_YEAR[when], "wrong-year"
    return when, None


def parse_snapshot(line: int, row: dict[str, str], day: date) -> Snapshot:
    """Return the snapshot of a row whose true date is `day`.

    Raises:
        ValueError: a field is wrong; the message names it.
    """
    try:
        hours, minutes = row["time"].split(":")[:2]
        since_midnight = timedelta(hours=int(hours), minutes=int(minutes))
    except ValueError:
        raise ValueError(f"time {row['time']!r} is not HH:MM") from None
    if not timedelta(0) <= since_midnight < timedelta(days=1):
        raise ValueError(f"time {row['time']!r} is not a time of day")
    if not row["idGrupy"]:
        raise ValueError("idGrupy is empty")
    return Snapshot(
        line=line,
        hall=row["name"],
        at=datetime(day.year, day.month, day.day) + since_midnight,  # noqa: DTZ001 - the hall's own time, as polled
        queue=row["idGrupy"],
        name=row["nazwaGrupy"],
        letter=row["literaGrupy"].strip(),
        counters=_count("liczbaCzynnychStan", row["liczbaCzynnychStan"]),
        waiting=_count("liczbaKlwKolejce", row["liczbaKlwKolejce"]),
        number=row["aktualnyNumer"].strip(),
    )


def parse_date(told: str) -> date | None:
    """Return the date of a row as it is told, None when it is none."""
    try:
        return date.fromisoformat(told)
    except ValueError:
        return None


def _count(name: str, told: str) -> int:
    if not told.isascii() or not told.isdigit() or int(told) > LARGEST_COUNT:
        raise ValueError(f"{name} {told!r} is not a count")
    return int(told)
