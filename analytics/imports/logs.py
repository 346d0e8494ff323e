"""The import of an event log from beginning to end: read into the staging, then a processing time for each case."""

import math
import time
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import cast

import msgspec

from analytics.history.casebook import COLUMNS, Casebook, Table
from analytics.history.engine import literal
from analytics.history.store import Store
from analytics.imports import events
from analytics.imports.cases import Event, Made, make_case
from analytics.imports.columns import Fields
from analytics.imports.errors import MappingUnreadable
from analytics.imports.events import CaseRows, EventReader, EventRows
from analytics.imports.mapping import CASE_FIELDS, EVENT_FIELDS, Mapping
from analytics.imports.report import Report, UnitReport
from analytics.imports.rules import Refused
from analytics.imports.run import DIRECTORY, Told, key_of, read_all
from analytics.imports.source import Row, form_of, open_rows
from analytics.imports.staging import Staging, open_staging
from analytics.imports.tally import Tally
from analytics.imports.xes import open_xes, told_of
from analytics.measures.processing import durations, quantile, survival

MADE_ROWS = 50_000

_MADE: dict[Table, dict[str, str]] = {
    table: {
        name: {"TIMESTAMP_MS": "BIGINT", "INTEGER": "BIGINT"}.get(type_, type_)
        for name, type_ in columns.items()
        if name != "source"
    }
    for table, columns in COLUMNS.items()
}
"""Rows as they are made; times are Unix milliseconds."""

_CASE = 'unit, "case"'


def import_log(path: Path, mapping: Mapping, store: Store, *, unit: str | None, cases: Path | None, told: Told) -> Report:
    """Take the cases of a log into the history.

    Args:
        unit: Of cases whose unit the log does not tell; None: the mapping's name.
        cases: A file with a row a case (mapping.cases.columns).

    Raises:
        FileUnreadable, MappingUnreadable: nothing of the file has become history.
        ImportRunning: another process imports under this name.
        HistoryError: the history cannot be read or written.
        KeyboardInterrupt: it was interrupted; the same import goes on from there.
    """
    if mapping.kind != "log":
        raise MappingUnreadable(reason="it is one of visits: onewindow import visits")
    if (cases is None) != (not mapping.cases.columns):
        raise MappingUnreadable(reason="a file of cases (--cases) goes with cases.columns of the mapping, and these with it")
    of = unit or mapping.name
    key = key_of(path, mapping, of, None if cases is None else key_of(cases, mapping))
    casebook = Casebook(store.directory)
    with open_staging(store.directory / DIRECTORY / mapping.name, key, events.STAGED) as staging:
        progress = staging.progress
        reader = EventReader(mapping, unit=of, now_ms=time.time_ns() // 1_000_000, key=key.encode())
        if cases is not None and not progress.prepared:
            _read_cases(staging, cases, mapping, reader, told)
        if progress.phase == "reading":
            if form_of(path, mapping.file) == "xes":
                with open_xes(path) as document:
                    rows = (Row(event.number, list(_flat(event.values)), event.at) for event in document.events)
                    read_all(staging, rows, document.total, _XesReader(reader, mapping), told)
            else:
                with open_rows(path, mapping.file) as table:
                    fields = Fields(mapping.columns, EVENT_FIELDS, table.header, mapping.file.missing)
                    read_all(staging, table.rows, table.total, EventRows(reader, fields), told)
        ends_told = mapping.column("case_ended_at") is not None or "ended_at" in mapping.cases.columns
        tally, facts = _make(staging, mapping, ends_told=ends_told, told=told)
        tally.add(progress.tally)
        facts.add(progress.facts)
        units = [str(row[0]) for row in staging.query("SELECT DISTINCT unit FROM made_cases ORDER BY unit")]
        kept = casebook.keep(mapping.name, units, _Made(staging, f"import:{mapping.name}"), mapping.units)
        report = Report(
            file=str(path),
            source=f"import:{mapping.name}",
            rows=tally,
            case_rows=facts if facts.read else None,
            resumed=staging.resumed,
            revision=kept.revision,
            unchanged=not kept.changed,
            units={name: _unit(casebook, name, mapping) for name in units},
        )
        progress.phase = "done"
        staging.save()
    return report


def _unit(casebook: Casebook, name: str, mapping: Mapping) -> UnitReport:
    source = f"import:{mapping.name}"
    cases = casebook.frame("cases", [name])
    cases = cases[cases["source"].eq(source)]
    steps = casebook.frame("steps", [name])
    median = quantile(survival(durations(cases)), 0.5).days
    return UnitReport(
        cases=len(cases),
        open=int(cases["ended_at"].isna().sum()),
        steps=int(steps["source"].eq(source).sum()),
        median_days=None if math.isnan(median) else median,
        district=mapping.units.get(name),
    )


def _flat(values: dict[str, str]) -> Iterable[str]:
    for pair in sorted(values.items()):
        yield from pair


class _XesReader:
    """Reads what events of an XES document tell, as rows of keys and values in turn."""

    def __init__(self, reader: EventReader, mapping: Mapping) -> None:
        self._reader = reader
        self._mapping = mapping

    def read(self, line: int, fields: list[str] | None) -> tuple[object, ...]:
        assert fields is not None
        values = dict(zip(fields[::2], fields[1::2], strict=True))
        return self._reader.event(line, told_of(values, self._mapping), fields)


def _read_cases(staging: Staging, path: Path, mapping: Mapping, reader: EventReader, told: Told) -> None:
    """Read the file of cases into the staging; from its beginning if that was interrupted: it is small against the log."""
    progress = staging.progress
    progress.facts = Tally()
    staging.empty()
    staged: list[tuple[object, ...]] = []
    with open_rows(path, msgspec.structs.replace(mapping.file, format="auto")) as table:
        rows = CaseRows(reader, Fields(mapping.cases.columns, CASE_FIELDS, table.header, mapping.file.missing))
        for row in table.rows:
            progress.facts.read += 1
            try:
                staged.append(rows.read(row.line, row.fields))
            except Refused as refused:
                progress.facts.refuse(refused.rule, row.line, refused.told)
            if len(staged) >= MADE_ROWS:
                staging.insert("staged", events.STAGED, staged)
                staged.clear()
                told("reading cases", row.at, table.total)
    progress.prepared = True
    staging.add(staged)


def _make(staging: Staging, mapping: Mapping, *, ends_told: bool, told: Told) -> tuple[Tally, Tally]:
    """Make the cases; from the beginning if it was interrupted: it takes seconds. Returns what was done to events and to rows of cases."""
    tally, facts = Tally(), Tally()
    for table, made_columns in _MADE.items():
        staging.anew(f"made_{table}", made_columns)
    last_ms, total = cast(
        "tuple[int | None, int]", staging.query(f"SELECT max(at_ms), count(DISTINCT ({_CASE})) FROM staged")[0]
    )
    until = mapping.cases.observed_until
    if until is not None:
        last_ms = round((until if until.tzinfo else until.replace(tzinfo=mapping.tz)).timestamp() * 1000)
    made: dict[Table, list[tuple[object, ...]]] = {"cases": [], "steps": []}
    done = 0

    def keep() -> None:
        for table, rows in made.items():
            staging.insert(f"made_{table}", _MADE[table], rows)
            rows.clear()
        told("making cases", done, total)

    columns = ", ".join((_CASE, *Event._fields))
    rows = staging.rows(f"SELECT {columns} FROM staged ORDER BY {_CASE}, at_ms, line")
    for (unit, name), group in groupby(rows, key=itemgetter(0, 1)):
        found: Made = make_case(
            str(unit),
            str(name),
            [Event._make(row[2:]) for row in group],
            mapping.cases,
            ends_told=ends_told,
            until_ms=last_ms or 0,
            tz=mapping.tz,
        )
        tally.add(found.tally)
        facts.add(found.facts)
        if found.case is not None:
            made["cases"].append(tuple(found.case))
        made["steps"].extend(tuple(step) for step in found.steps)
        done += 1
        if len(made["steps"]) >= MADE_ROWS:
            keep()
    keep()
    return tally, facts


class _Made:
    """The made rows, as the casebook takes them."""

    def __init__(self, staging: Staging, source: str) -> None:
        self._staging = staging
        self._source = source

    def copy(self, table: Table, to: Path, order: str) -> int:
        listed = ", ".join(
            f"{literal(self._source)} AS source"
            if name == "source"
            else f'make_timestamp_ms("{name}")::{type_} AS "{name}"'
            if type_ == "TIMESTAMP_MS"
            else f'"{name}"::{type_} AS "{name}"'
            for name, type_ in COLUMNS[table].items()
        )
        return self._staging.copy(f"SELECT {listed} FROM made_{table} ORDER BY {order}", to)
