"""Polls of halls' queues (Warsaw, 2020) -> tickets, by `queue_server.clients.warsaw`: its rules for rows, numbers and arrivals. Pure.

A hall's date on which no poll shows a number being served was not open, whatever its counters and lines read: holidays were polled, too.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta

import pandas as pd

from analytics.imports.mapping import HALL, Mapping
from analytics.imports.rules import READS_NA, Refused
from analytics.imports.tally import Tally
from analytics.imports.tickets import MadeTickets, history_frame
from analytics.imports.visits import check_period
from queue_server.clients.warsaw.convert import CLOSING_LINE, convert
from queue_server.clients.warsaw.snapshots import HallPolls, Snapshot, check_header, parse_date, parse_snapshot, true_date

STAGED = {
    "line": "BIGINT",
    "hall": "VARCHAR",
    "date": "VARCHAR",
    "minute": "BIGINT",  # of the day, hall time
    "queue": "VARCHAR",
    "name": "VARCHAR",
    "letter": "VARCHAR",
    "counters": "BIGINT",
    "waiting": "BIGINT",
    "number": "VARCHAR",
    "corrections": "VARCHAR",
    "notes": "VARCHAR",
}

_RULES = {"slow-clock": "wrong-clock", "wrong-year": "wrong-year"}

SEED = 1
"""Of the spread between polls: the same file gives the same tickets."""


class SnapshotRows:
    """Reads rows of snapshots; arguments as of `visits.VisitRows`.

    Raises:
        VisitsUnreadable: the header lacks a column.
    """

    def __init__(self, mapping: Mapping, header: Sequence[str], *, halls: Iterable[str], now_ms: int) -> None:
        check_header(header)
        self._mapping = mapping
        self._header = list(header)
        self._wanted = frozenset(halls)
        self._closed = frozenset(mapping.rules.closed_on)
        self._today = datetime.fromtimestamp(now_ms / 1000, mapping.tz).date()
        self._dates: dict[str, tuple[date, str]] = {}

    def read(self, line: int, fields: Sequence[str] | None) -> tuple[object, ...]:
        """Return a row of `STAGED`.

        Raises:
            Refused: a rule does not take it.
        """
        if fields is None:
            raise Refused("unreadable-row")
        if len(fields) != len(self._header):
            raise Refused("shifted-columns", f"{len(fields)} fields where the header has {len(self._header)}")
        row = dict(zip(self._header, fields, strict=True))
        day, correction = self._date(row)
        hall = self._hall(row["name"])
        if day > self._today:
            raise Refused("in-the-future", row["date"])
        check_period(day, self._mapping, self._closed, row["date"])
        try:
            snapshot = parse_snapshot(line, row, day)
        except ValueError as error:  # its message names the field
            raise Refused("bad-time" if str(error).startswith("time") else "bad-value", str(error)) from None
        for text in (snapshot.queue, snapshot.letter, snapshot.number):
            if not text.isprintable():
                raise Refused("unreadable-text", text)
        return (
            line,
            hall,
            day.isoformat(),
            snapshot.at.hour * 60 + snapshot.at.minute,
            snapshot.queue,
            snapshot.name.encode("utf-8", "replace").decode(),
            snapshot.letter,
            snapshot.counters,
            snapshot.waiting,
            snapshot.number,
            correction,
            "reads-na" if snapshot.queue.upper() in READS_NA else "",
        )

    def _date(self, row: dict[str, str]) -> tuple[date, str]:
        told = row["date"]
        known = self._dates.get(told)
        if known is None:
            when = parse_date(told)
            if when is None:
                at = self._header.index("date")
                beside = [self._header[place] for place in (at - 1, at + 1) if 0 <= place < len(self._header)]
                shifted = any(parse_date(row[name]) is not None for name in beside)
                raise Refused("shifted-columns" if shifted else "bad-time", told)
            day, rule = true_date(when)
            known = self._dates[told] = (day, _RULES[rule] if rule else "")
        return known

    def _hall(self, told: str) -> str:
        if not told:
            raise Refused("no-hall")
        hall = self._mapping.halls.get(told, "" if self._mapping.halls else told)
        if not HALL.fullmatch(hall):
            raise Refused("unknown-hall", told)
        if self._wanted and hall not in self._wanted:
            raise Refused("other-hall", told)
        return hall


SILENT = "SELECT hall FROM staged GROUP BY hall HAVING max(number) = ''"
"""Asks for the halls that show no number on any day."""


def tickets_of_polls(rows: pd.DataFrame, mapping: Mapping, source: str, silent: Collection[str] = ()) -> MadeTickets:
    """Return the tickets of one hall's date, inferred from its polls.

    Args:
        rows: Columns `STAGED`, of one hall and date, in any order. source: As in the history: `import:NAME`.
        silent: Halls that show no number on any day.
    """
    rows = rows.sort_values("line", kind="stable")
    hall, on = str(rows["hall"].iloc[0]), date.fromisoformat(str(rows["date"].iloc[0]))
    midnight = datetime(on.year, on.month, on.day)  # noqa: DTZ001 - the hall's own time
    tally = Tally()
    if rows["number"].fillna("").eq("").all():
        for line in rows["line"]:
            tally.refuse("no-numbers" if hall in silent else "closed-day", int(line), f"{hall} {on}")
        return MadeTickets(history_frame({}, pd.RangeIndex(0)), tally)
    polls = HallPolls()
    for row in rows.to_dict("records"):
        line = int(row["line"])
        snapshot = Snapshot(
            line=line,
            hall=hall,
            at=midnight + timedelta(minutes=int(row["minute"])),
            queue=row["queue"],
            name=row["name"],
            letter=row["letter"],
            counters=int(row["counters"]),
            waiting=int(row["waiting"]),
            number=row["number"],
        )
        first = polls.add(snapshot)
        if first is not snapshot:
            tally.refuse("duplicate" if first.told == snapshot.told else "conflicting-duplicate", line)
        else:
            tally.take(line, row["corrections"].split(), row["notes"].split())
    polls.sort()
    conversion = convert(polls, hall=hall, on=on, seed=SEED)
    if conversion.left_waiting > CLOSING_LINE:
        last = max(
            snapshot.line for queue in polls.queues.values() for snapshot in queue if snapshot.at == conversion.last_poll
        )
        tally.note("cut-short", last, f"{hall} {on}")
    visits = [
        (visit.issued_min, visit.called_min, visit.service_s, report.service, order)
        for report in conversion.lines
        for order, visit in enumerate(report.visits, start=1)
    ]
    visits.sort(key=lambda visit: (visit[0], visit[3], visit[4]))
    return MadeTickets(_tickets(visits, hall, on, mapping, source), tally)


def _tickets(
    visits: Sequence[tuple[float, float | None, float, str, int]], hall: str, on: date, mapping: Mapping, source: str
) -> pd.DataFrame:
    index = pd.RangeIndex(len(visits))
    midnight = pd.Timestamp(on.year, on.month, on.day)

    def local(minutes: "pd.Series[float]") -> "pd.Series[pd.Timestamp]":
        return midnight + pd.to_timedelta((minutes * 60).round(), unit="s")

    def ms(times: "pd.Series[pd.Timestamp]") -> "pd.Series[int]":
        # Halls are closed at night: no time of a poll is skipped or comes twice.
        utc = (
            times.dt.tz_localize(mapping.tz, ambiguous=True, nonexistent="shift_forward")
            .dt.tz_convert("UTC")
            .dt.tz_localize(None)
        )
        return ((utc - pd.Timestamp(0)) // pd.Timedelta(milliseconds=1)).astype("Int64")

    frame = pd.DataFrame(visits, columns=["issued_min", "called_min", "service_s", "service", "place"], index=index)
    issued = local(frame["issued_min"].astype("float64"))
    issued_ms, called_ms = ms(issued), ms(local(frame["called_min"].astype("float64")))
    called = called_ms.notna()
    service_s = frame["service_s"].astype("float64").round().clip(lower=1.0).where(called)
    finished_ms = called_ms + (service_s * 1000).round().astype("Int64")
    day = pd.Series(midnight, index=index)
    columns: dict[str, object] = {
        "hall": hall,
        "date": day,
        "number": frame["service"].map(_series).astype("str") + frame["place"].astype("str").str.zfill(3),
        "order": pd.Series(range(1, len(frame) + 1), index=index, dtype="int64"),
        "services": [[service] for service in frame["service"]],
        "service": frame["service"],
        "issued_at": issued_ms,
        "called_at": called_ms,
        "started_at": pd.Series(None, index=index, dtype="Int64"),
        "finished_at": finished_ms,
        "month": day.dt.to_period("M").dt.to_timestamp(),
        "weekday": day.dt.day_of_week + 1,
        "hour": issued.dt.hour,
        "outcome": called.map({True: "done", False: "closed"}),
        "wait_s": ((called_ms - issued_ms) / 1000).astype("float64"),
        "service_s": service_s,
        "house_s": ((finished_ms - issued_ms) / 1000).astype("float64"),
        "target_s": pd.Series([mapping.rules.target_s] * len(frame), index=index, dtype="Int64"),
        "start_left_out": called.astype("boolean"),
        "source": source,
    }
    return history_frame(columns, index)


def _series(service: str) -> str:
    """Return what stands before the numbers of a line: its letter, or a name that ends in digits with a dash."""
    return service if service[-1:].isalpha() else f"{service}-"
