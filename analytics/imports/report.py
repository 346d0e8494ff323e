"""What an import did: in words for the terminal, and as JSON for machines. Codes of rules: analytics/imports/rules.py."""

from pathlib import Path

import msgspec

from analytics.history.whole import in_place_of
from analytics.imports.rules import CORRECTED, NOTED, REFUSED
from analytics.imports.tally import Tally, most
from analytics.plural import many

NAMED = 10
"""Halls that a line names, if they are more."""


class HallReport(msgspec.Struct):
    """What became of one hall's rows. Waits are issue to first call, in seconds; quantiles interpolate order statistics (type 7); None: no calls."""

    days: int = 0
    tickets: int = 0
    called: int = 0
    wait_mean_s: float | None = None
    wait_p50_s: float | None = None
    wait_p90_s: float | None = None
    wait_max_s: float | None = None


class UnitReport(msgspec.Struct):
    """What became of one unit's rows.

    `median_days`: of the time from start to end by the Kaplan-Meier estimate, open cases censored; None: not reached. `district`: that
    the mapping says it is of; None: it says none.
    """

    cases: int = 0
    open: int = 0
    steps: int = 0
    median_days: float | None = None
    district: str | None = None


class Report(msgspec.Struct, kw_only=True):
    """In `rows`, as in `case_rows`, `read == taken + refused`.

    Attributes:
        rows: Of visits, snapshots or events. case_rows: Of the file of cases.
        resumed: It went on where an interrupted one had come to.
        days_new, days_revised, days_unchanged: Hall-days; unchanged ones were there already, row for row.
        inferred: Tickets and their times are inferred from polls, service times drawn around the polls' mean: they are no measurements.
        not_the_citys: Halls of `halls` that the city does not have, so that no page shows them; None: it is not known which it has.
        revision: Of the log's cases and steps. unchanged: They were there already, row for row.
    """

    file: str
    source: str
    rows: Tally
    case_rows: Tally | None = None
    resumed: bool = False
    inferred: bool = False
    days_new: int = 0
    days_revised: int = 0
    days_unchanged: int = 0
    revision: int | None = None
    unchanged: bool = False
    halls: dict[str, HallReport] = msgspec.field(default_factory=dict)
    not_the_citys: list[str] | None = None
    units: dict[str, UnitReport] = msgspec.field(default_factory=dict)

    def as_json(self) -> bytes:
        """Return the report, indented; `rows` with its sum `refused`."""
        plain = msgspec.to_builtins(self)
        plain["rows"]["refused"] = self.rows.refused
        if self.case_rows is not None:
            plain["case_rows"]["refused"] = self.case_rows.refused
        return msgspec.json.format(msgspec.json.encode(plain), indent=2) + b"\n"


def told(report: Report) -> list[str]:
    """Return the report, line by line."""
    says = [f"{report.file} as {report.source}" + (", continued" if report.resumed else ""), *_counts("rows", report.rows)]
    if report.case_rows is not None:
        says += _counts("rows of cases", report.case_rows)
    if report.days_new or report.days_revised or report.days_unchanged:
        says.append(
            f"hall-days: {report.days_new} new, {report.days_revised} revised, {report.days_unchanged} there already and unchanged"
        )
    if report.revision is not None:
        says.append(
            f"cases and steps: revision {report.revision}" + (", there already and unchanged" if report.unchanged else "")
        )
    if report.inferred:
        says.append("tickets and waits are inferred from polls; service times are drawn around the polls' mean")
    for name, hall in sorted(report.halls.items()):
        says.append(
            f"  {name}: {many(hall.tickets, 'ticket')} on {many(hall.days, 'day')}, {hall.called} called; wait mean {_min(hall.wait_mean_s)},"
            f" p50 {_min(hall.wait_p50_s)}, p90 {_min(hall.wait_p90_s)}, longest {_min(hall.wait_max_s)} min"
        )
    if report.not_the_citys:
        says.append(
            f"{many(len(report.not_the_citys), 'hall')} of these the city does not have: no page shows"
            f" {'them' if len(report.not_the_citys) > 1 else 'it'} ({_some(report.not_the_citys)}). The mapping's table halls turns names into ids"
        )
    if report.not_the_citys is None and report.halls:
        says.append("the city's database could not be read: whether it has these halls was not looked up")
    for name, unit in sorted(report.units.items()):
        median = "not reached" if unit.median_days is None else f"{unit.median_days:.3f} days"
        of = f", of {unit.district}" if unit.district else ""
        says.append(f"  {name}{of}: {unit.cases} cases ({unit.open} open), {unit.steps} steps; median processing time {median}")
    return says


def _counts(what: str, rows: Tally) -> list[str]:
    says = [f"{what}: {rows.read} read, {rows.taken} taken ({rows.corrected} of them corrected), {rows.refused} refused"]
    for title, counts, rules in (
        ("refused", rows.refusals, REFUSED),
        ("corrected", rows.corrections, CORRECTED),
        ("noted", rows.notes, NOTED),
    ):
        for rule, count in most(counts):
            says.append(f"  {title} {count}: {rule} ({rules[rule]}){_lines(rows, rule)}")
    return says


def write_report(path: Path, report: Report) -> None:
    """Write the report as JSON, whole or not at all.

    Raises:
        OSError: the system does not let it be written.
    """
    with in_place_of(path) as temporary:
        temporary.write_bytes(report.as_json())


def _lines(rows: Tally, rule: str) -> str:
    examples = rows.examples.get(rule, [])
    if not examples:
        return ""
    return "; such as line " + ", ".join(f"{one.line}" + (f" {one.told}" if one.told else "") for one in examples[:3])


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:NAMED])
    return shown if len(names) <= NAMED else f"{shown} and {len(names) - NAMED} more"


def _min(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds / 60:.1f}"
