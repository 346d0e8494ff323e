"""An import from beginning to end: read into the staging, then write what it amounts to. Interruptible at every point."""

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Protocol

import msgspec
import numpy as np
import pandas as pd

from analytics.history.manifest import HallDate
from analytics.history.store import Store
from analytics.imports import snapshots, tickets, visits
from analytics.imports.errors import MappingUnreadable
from analytics.imports.ledger import Ledger
from analytics.imports.mapping import Mapping
from analytics.imports.report import HallReport, Report
from analytics.imports.rules import Refused
from analytics.imports.source import Row, fingerprint, open_rows
from analytics.imports.staging import Staging, open_staging
from analytics.imports.tally import Tally

BATCH_ROWS = 10_000
"""Rows of the file between two points from which an interrupted import goes on: a second's work."""

WRITE_ROWS = 100_000
"""Tickets written at once, or a month of them."""

DAYS_ROWS = 20_000
"""Rows that are made into tickets at once, at least: whole hall-days of one month."""

DIRECTORY = "imports"
"""Of what is staged, in the history's directory."""

Told = Callable[[str, int, int], None]
"""Is told how far the import has come: what is done (reading, writing), how much, of how much."""


class Reader(Protocol):
    """Reads rows of one form into the staging's."""

    def read(self, line: int, fields: list[str] | None) -> tuple[object, ...]: ...


def key_of(path: Path, mapping: Mapping, *options: object) -> str:
    """Return what tells an import from another: the file, the mapping and the options."""
    told = msgspec.json.encode([fingerprint(path), mapping, *options])
    return hashlib.blake2b(told, digest_size=16).hexdigest()


def read_all(
    staging: Staging,
    rows: Iterable[Row],
    total: int,
    reader: Reader,
    told: Told,
) -> None:
    """Read what is not read yet into the staging."""
    progress = staging.progress
    skip, batch = progress.rows, []
    for count, row in enumerate(rows, start=1):
        if count <= skip:
            continue
        progress.rows = count
        progress.tally.read += 1
        try:
            batch.append(reader.read(row.line, row.fields))
        except Refused as refused:
            progress.tally.refuse(refused.rule, row.line, refused.told)
        if count % BATCH_ROWS == 0:
            staging.add(batch)
            batch = []
            told("reading", row.at, total)
    progress.phase = "writing"
    staging.add(batch)
    told("reading", total, total)


class Counted(msgspec.Struct):
    """What the writing has counted so far. `waits`: how often each wait was met, in whole seconds, by hall."""

    tally: Tally = msgspec.field(default_factory=Tally)
    new: int = 0
    revised: int = 0
    unchanged: int = 0
    days: dict[str, int] = msgspec.field(default_factory=dict)
    tickets: dict[str, int] = msgspec.field(default_factory=dict)
    waits: dict[str, dict[int, int]] = msgspec.field(default_factory=dict)

    def add(self, tickets: pd.DataFrame) -> None:
        for hall, days in tickets.groupby("hall")["date"].nunique().items():
            self.days[str(hall)] = self.days.get(str(hall), 0) + int(days)
        for hall, count in tickets["hall"].value_counts().items():
            self.tickets[str(hall)] = self.tickets.get(str(hall), 0) + int(count)
        waited = tickets.dropna(subset="wait_s")
        for hall, waits_s in waited.groupby("hall")["wait_s"]:
            met = self.waits.setdefault(str(hall), {})
            for wait_s, count in Counter(waits_s.round().astype("int64").tolist()).items():
                met[wait_s] = met.get(wait_s, 0) + count

    def halls(self) -> dict[str, HallReport]:
        return {hall: _hall(self.days[hall], self.tickets[hall], self.waits.get(hall, {})) for hall in sorted(self.tickets)}


def _hall(days: int, tickets: int, waits: dict[int, int]) -> HallReport:
    met = pd.Series(waits, dtype="int64").sort_index()
    if met.empty:
        return HallReport(days=days, tickets=tickets)
    every = pd.Series(np.repeat(met.index.to_numpy(dtype=float), met.to_numpy()))
    return HallReport(
        days=days,
        tickets=tickets,
        called=int(met.sum()),
        wait_mean_s=round(float(every.mean()), 1),
        wait_p50_s=float(every.quantile(0.5)),
        wait_p90_s=float(every.quantile(0.9)),
        wait_max_s=float(every.max()),
    )


def import_visits(path: Path, mapping: Mapping, store: Store, *, halls: Iterable[str] = (), told: Told) -> Report:
    """Take the visits or snapshots of a file into the history.

    Raises:
        FileUnreadable, MappingUnreadable: nothing of the file has become history.
        ImportRunning: another process imports under this name.
        HistoryError: the history cannot be read or written.
        KeyboardInterrupt: it was interrupted; the same import goes on from there.
    """
    if mapping.kind == "log":
        raise MappingUnreadable(reason="it is one of an event log: onewindow import log")
    wanted = sorted(halls)
    of_polls = mapping.kind == "snapshots"
    columns = snapshots.STAGED if of_polls else visits.STAGED
    make = snapshots.SnapshotRows if of_polls else visits.VisitRows
    with open_staging(store.directory / DIRECTORY / mapping.name, key_of(path, mapping, wanted), columns) as staging:
        if staging.progress.phase == "reading":
            with open_rows(path, mapping.file) as rows:
                reader = make(mapping, rows.header, halls=wanted, now_ms=time.time_ns() // 1_000_000)
                read_all(staging, rows.rows, rows.total, reader, told)
        counted = _write(staging, mapping, store, told)
        rows_tally = Tally()  # not the staging's own: who is killed from here on counts once more
        rows_tally.add(staging.progress.tally)
        rows_tally.add(counted.tally)
        report = Report(
            file=str(path),
            source=f"import:{mapping.name}",
            rows=rows_tally,
            resumed=staging.resumed,
            inferred=of_polls,
            days_new=counted.new,
            days_revised=counted.revised,
            days_unchanged=counted.unchanged,
            halls=counted.halls(),
        )
        staging.progress.phase = "done"
        staging.save()
    return report


def _write(staging: Staging, mapping: Mapping, store: Store, told: Told) -> Counted:
    """Write the staged hall-days, by month; what was written before an interruption is not written again."""
    progress = staging.progress
    counted = msgspec.json.decode(progress.written, type=Counted | None) or Counted()
    source = f"import:{mapping.name}"
    ledger = Ledger(store, source)
    silent = {str(row[0]) for row in staging.query(snapshots.SILENT)} if mapping.kind == "snapshots" else set()

    def made_of(rows: pd.DataFrame) -> tickets.MadeTickets:
        if mapping.kind == "snapshots":
            return snapshots.tickets_of_polls(rows, mapping, source, silent)
        return tickets.tickets_of_days(rows, mapping, source)

    total = int(str(staging.query("SELECT count(*) FROM (SELECT DISTINCT hall, date FROM staged)")[0][0]))
    after = progress.last or ["", "", ""]
    done = int(
        str(
            staging.query(
                "SELECT count(*) FROM (SELECT DISTINCT date, hall FROM staged) WHERE (date[:7], hall, date) <= (?, ?, ?)", after
            )[0][0]
        )
    )
    held: list[pd.DataFrame] = []

    def enter() -> None:
        entered = ledger.enter(held)
        counted.new += len(entered.new)
        counted.revised += len(entered.revised)
        counted.unchanged += len(entered.unchanged)
        progress.written = msgspec.Raw(msgspec.json.encode(counted))
        staging.save()
        held.clear()
        told("writing", done, total)

    query = "SELECT *, date[:7] AS month FROM staged WHERE (date[:7], hall, date) > (?, ?, ?) ORDER BY month, hall, date, line"
    least = 0 if mapping.kind == "snapshots" else DAYS_ROWS  # polls are made into tickets one hall-day at a time
    for rows in staging.groups(query, ("month", "hall", "date"), after, least=least):
        days = rows[["month", "hall", "date"]].drop_duplicates()
        last = [str(value) for value in days.iloc[-1]]
        if held and (progress.last[0] != last[0] or sum(map(len, held)) >= WRITE_ROWS):
            enter()
        elsewhere = [ledger.taken(HallDate(hall, date.fromisoformat(day))) for _, hall, day in days.itertuples(index=False)]
        if any(elsewhere):
            left = rows[["hall", "date"]].merge(days[elsewhere], how="left", indicator=True)["_merge"].eq("both").to_numpy()
            for line in rows.loc[left, "line"]:
                counted.tally.refuse("other-source", int(line))
            kept = rows[~left]
        else:
            kept = rows
        if len(kept):
            made = made_of(kept)
            counted.tally.add(made.tally)
            if len(made.tickets):
                counted.add(made.tickets)
                held.append(made.tickets)
        progress.last = last
        done += len(days)
    enter()
    return counted
