"""The mapping file (TOML): which column is what, in which formats, zone and units, and the limits of the rules for dirt.

Reference with examples: docs/imports.md. Presets are mapping files that come with the product.
"""

import re
from collections.abc import Mapping as Map
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, get_args
from zoneinfo import ZoneInfo

import msgspec

from analytics.history.schema import TICKETS
from analytics.imports.errors import MappingUnreadable
from queue_server.core.setup import PRIORITIES, Channel

Unit = Literal["ms", "s", "min", "h"]
SECONDS: dict[Unit, float] = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0}

Name = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
"""Of a source: `import:NAME` in the history, and part of files' names."""

OUTCOMES = ("done", "no_show", "left", "closed")
CHANNELS: tuple[str, ...] = get_args(Channel)
KINDS = ("instant", "reviewed")

TRANSITIONS = (
    "schedule", "assign", "withdraw", "reassign", "start", "suspend", "resume", "pi_abort", "ate_abort", "complete",
    "autoskip", "manualskip", "unknown",
)  # fmt: skip
"""Of the standard lifecycle of XES (IEEE 1849-2016)."""

TIMES = ("issued_at", "called_at", "started_at", "finished_at")
DURATIONS = ("wait_s", "walk_s", "service_s")
TEXTS = ("hall", "number", "service", "service_group", "kind", "priority", "channel", "home_district", "outcome", "counter")
VISIT_FIELDS = TIMES + DURATIONS + TEXTS
EVENT_FIELDS = (
    "case", "activity", "at", "resource", "transition", "instance", "unit", "case_started_at", "case_ended_at", "case_state",
)  # fmt: skip
CASE_FIELDS = ("case", "started_at", "ended_at", "state")

assert set(VISIT_FIELDS) <= TICKETS.keys()


class Column(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a field's value is: in `column`, in `columns` joined by a space (a date and a time), or always `constant`.

    `optional`: the file may lack the column. `unit`: of a duration.
    """

    column: str = ""
    columns: tuple[str, ...] = ()
    constant: str | None = None
    optional: bool = False
    unit: Unit = "s"

    @property
    def names(self) -> tuple[str, ...]:
        return self.columns or ((self.column,) if self.column else ())


class FileForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the file is written. `missing`: texts that mean `not recorded`, besides nothing at all."""

    format: Literal["auto", "csv", "parquet", "xes"] = "auto"
    delimiter: Annotated[str, msgspec.Meta(min_length=1, max_length=1)] = ","
    encoding: str = "utf-8-sig"
    missing: tuple[str, ...] = ()
    times: tuple[str, ...] = ("iso",)


class Shift(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A clock that was wrong: times as told from `since` until `until` (dates, both included), of one hall or unit or of all.

    `years` moves to the same day of another year, `days` and `seconds` by so much.
    """

    since: date
    until: date
    hall: str = ""
    years: int = 0
    days: int = 0
    seconds: float = 0.0

    def moved(self, time: datetime) -> datetime:
        """Return when it was.

        Raises:
            ValueError: there is no such day, as 29 February of most years.
        """
        return time.replace(year=time.year + self.years) + timedelta(days=self.days, seconds=self.seconds)

    @property
    def rule(self) -> str:
        return "wrong-year" if self.years and not self.days and not self.seconds else "wrong-clock"


class Rules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Limits of the rules for dirt.

    `identity`: fields that, with hall and date, make a ticket the same one; empty: the number if it is mapped. `duplicates`: of rows
    without identity, that are equal in every column.
    """

    since: date | None = None
    until: date | None = None
    closed_on: tuple[date, ...] = ()
    longest_wait_s: Annotated[float, msgspec.Meta(gt=0)] = 24 * 3600.0
    longest_service_s: Annotated[float, msgspec.Meta(gt=0)] = 24 * 3600.0
    identity: tuple[str, ...] = ()
    duplicates: Literal["refuse", "keep"] = "refuse"
    target_s: Annotated[int, msgspec.Meta(gt=0, le=24 * 3600)] | None = None


class Cases(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a case has ended.

    Without any of it a case ends with its last event. `open_states`: values of the case's state that mean it goes on. `ended_by`:
    activities that end it. `observed_until`: until when the log watched the cases; default the last event of all. `columns`: of the
    file of cases (`--cases`). `holidays`: not working days, like Saturdays and Sundays. If a case's end is mapped (`case_ended_at`, or
    `ended_at` of the file of cases), that time ends it, and none means that it goes on.
    """

    columns: dict[str, str | Column] = {}
    open_states: tuple[str, ...] = ()
    ended_by: tuple[str, ...] = ()
    observed_until: datetime | None = None
    holidays: tuple[date, ...] = ()


class Mapping(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mapping file.

    `kind`: visits (a row a ticket), snapshots (Warsaw's polls of queues) or log (a row an event). `units`: of a log, the district that a
    unit is of, by the unit's name.
    """

    name: Name
    kind: Literal["visits", "snapshots", "log"] = "visits"
    time_zone: str = "Asia/Shanghai"
    file: FileForm = FileForm()
    columns: dict[str, str | Column] = {}
    halls: dict[str, str] = {}
    units: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    rules: Rules = Rules()
    shift: tuple[Shift, ...] = ()
    cases: Cases = Cases()

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def column(self, field: str) -> Column | None:
        """Return where the field is, None: it is not mapped."""
        return as_column(self.columns.get(field))


def as_column(told: str | Column | None) -> Column | None:
    """Return a column that is told by its name alone, or with more."""
    return Column(column=told) if isinstance(told, str) else told


def preset(name: str) -> Mapping:
    """Return a mapping that comes with the product: generic, warsaw, log."""
    return parse_mapping((files("analytics") / "imports" / "presets" / f"{name}.toml").read_bytes(), f"preset {name}")


def load_mapping(path: Path) -> Mapping:
    """Read a mapping file.

    Raises:
        MappingUnreadable: it cannot be read, or something in it is wrong; `reason` says what and where.
    """
    try:
        return parse_mapping(path.read_bytes(), str(path))
    except OSError as error:
        raise MappingUnreadable(file=str(path), reason=error.strerror or str(error)) from error


def chosen(path: Path | None, named: str | None, fallback: str, *, name: str | None, time_zone: str | None) -> Mapping:
    """Return the mapping file at `path`, else the preset that is named, else the fallback; with another name or zone if given.

    Raises:
        MappingUnreadable: both are given, or something is wrong.
    """
    if path is not None and named is not None:
        raise MappingUnreadable(reason="a preset is a mapping: give one of both")
    mapping = load_mapping(path) if path is not None else preset(named or fallback)
    given = {key: value for key, value in (("name", name), ("time_zone", time_zone)) if value is not None}
    try:
        return _checked(msgspec.convert(msgspec.to_builtins(mapping) | given, Mapping), "the command line")
    except msgspec.ValidationError as error:
        raise MappingUnreadable(file="the command line", reason=str(error)) from error


def parse_mapping(text: bytes, file: str) -> Mapping:
    """Parse a mapping file; errors name `file`.

    Raises:
        MappingUnreadable: something in it is wrong.
    """
    try:
        mapping = msgspec.toml.decode(text, type=Mapping)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise MappingUnreadable(file=file, reason=str(error)) from error
    return _checked(mapping, file)


def _checked(mapping: Mapping, file: str) -> Mapping:
    wrong = _wrong(mapping)
    if wrong is not None:
        raise MappingUnreadable(file=file, reason=wrong)
    return mapping


def _wrong(mapping: Mapping) -> str | None:
    """Return what is wrong with a mapping that has the right form."""
    try:
        _ = mapping.tz
    except (LookupError, ValueError, OSError):
        return f"time_zone {mapping.time_zone!r} is no zone such as Asia/Shanghai"
    known: Map[str, tuple[str, ...]] = {"visits": VISIT_FIELDS, "log": EVENT_FIELDS, "snapshots": ()}
    needed: Map[str, tuple[str, ...]] = {"visits": ("hall", "issued_at"), "log": ("case", "activity", "at"), "snapshots": ()}
    for where, columns, fields, needs in (
        ("columns", mapping.columns, known[mapping.kind], needed[mapping.kind]),
        ("cases.columns", mapping.cases.columns, CASE_FIELDS, ("case",) if mapping.cases.columns else ()),
    ):
        unknown = [field for field in columns if field not in fields]
        if unknown:
            return f"{where} names {', '.join(unknown)}; a field is one of {', '.join(fields) or 'none, for snapshots'}"
        missing = [field for field in needs if field not in columns]
        if missing:
            return f"{where} lacks {', '.join(missing)}"
        for field, told in columns.items():
            column = as_column(told)
            if column is not None and (len(column.names) > 0) == (column.constant is not None):
                return f"{where}.{field} needs a column, columns or a constant"
    for shift in mapping.shift:
        if shift.until < shift.since:
            return f"shift of {shift.since}: it ends before it begins"
        if not (shift.years or shift.days or shift.seconds):
            return f"shift of {shift.since}: it moves by nothing"
    unknown = [field for field in mapping.rules.identity if field not in VISIT_FIELDS]
    if unknown:
        return f"rules.identity names {', '.join(unknown)}, which is no field"
    try:
        "a,b\n".encode(mapping.file.encoding, "surrogateescape").decode(mapping.file.encoding, "surrogateescape")
    except (LookupError, ValueError):  # one of no text, or of hosts' names
        return f"file.encoding {mapping.file.encoding!r} is not known"
    for form in mapping.file.times:
        if form != "iso" and not _is_format(form):
            return f"file.times: {form!r} is no format of a time"
    for field, words in mapping.values.items():
        allowed = ALLOWED.get(field)
        if allowed is None:
            return f"values.{field}: only {', '.join(ALLOWED)} have values"
        wrong = [word for word in words.values() if word not in allowed]
        if wrong:
            return f"values.{field}: {', '.join(wrong)} is none of {', '.join(allowed)}"
    if mapping.units and mapping.kind != "log":
        return "units: only a log has units"
    for what, ids, of in (("halls", mapping.halls, "hall"), ("units", mapping.units, "district")):
        wrong = [told for told in ids.values() if not HALL.fullmatch(told)]
        if wrong:
            return f"{what}: {', '.join(wrong)} is no id of a {of}"
    return None


def _is_format(form: str) -> bool:
    """Tell whether what is written by a format is read by it."""
    try:
        datetime.strptime(datetime(2000, 2, 1, 13, tzinfo=UTC).strftime(form), form)  # noqa: DTZ007 - only whether it is one
    except (ValueError, re.error):
        return False
    return True


HALL = re.compile(r"[\w][\w-]{0,63}")
"""Ids of halls are letters, digits, _ and - alone: they become file names. So are those of districts."""

ALLOWED: dict[str, tuple[str, ...]] = {
    "outcome": OUTCOMES,
    "channel": CHANNELS,
    "priority": PRIORITIES,
    "kind": KINDS,
    "transition": TRANSITIONS,
}
"""Fields whose words the mapping translates, and into which."""
