"""The cards of measured processing times: curves, units, and where the time goes."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from analytics.figures import bars, processing
from analytics.history.casebook import Casebook
from analytics.measures.processing import DAY_S, on_days, rare, time_by_activity, told, waiting_share
from analytics.measures.suppression import FEWEST
from analytics.pages.cards import Drawn, drawn_card, source
from analytics.pages.cases import Measured, Of, date_text
from analytics.pages.tables import shown
from analytics.pages.texts import Children, both
from analytics.queries.cases import Begun, begun, steps_of

UNITS = 30
"""Drawn, those with most cases; the table has them all."""
ACTIVITIES = 15
KEPT = 64
_RARE = "\0"
"""No activity is named so: an import refuses what cannot be printed."""
_STEPS = (1, 2, 5, 7, 10, 14, 30, 60, 90, 180, 365, 730)
"""Days between two rows of the curves' table, at most a dozen of them."""

CURVES = {"unit": 0, "days_on": 0, "at_risk": 0, "ended": 0, "still_open": 0, "done": 1, "done_low": 1, "done_high": 1}
BY_UNIT = {
    "unit": 0,
    "cases": 0,
    "still_open": 0,
    "median": 1,
    "median_low": 1,
    "median_high": 1,
    "within_limit": 1,
    "within_low": 1,
    "within_high": 1,
    "known_least": 1,
    "known_most": 1,
}
PARTS = ("waiting", "handling", "unsplit")
BY_ACTIVITY = {
    "unit": 0,
    "activity": 0,
    "steps": 0,
    "cases": 0,
    "waiting_days": 2,
    "handling_days": 2,
    "unsplit_days": 2,
    "days_a_case": 2,
    "part": 1,
}


def _source(measured: Measured, units: Iterable[str]) -> tuple[str, dict[str, object]]:
    """Return the line that says from which logs these units are, and until when they were watched."""
    mine = measured.cases[measured.cases["unit"].isin(list(units))]
    names = sorted({str(name).removeprefix("import:") for name in mine["source"]})
    return "source-logs", {"names": ", ".join(names), "until": f"{mine['observed_at'].max():%Y-%m-%d}"}


def _asked(measured: Measured) -> list[str]:
    return [one.unit for one in (measured.asked, measured.then) if one is not None]


def _period(measured: Measured) -> tuple[str, dict[str, object]]:
    asked = measured.asked
    if asked.since is None and asked.until is None:
        return "measured-period-all", {}
    return "measured-period", {"from": date_text(asked.since) or "…", "to": date_text(asked.until) or "…"}


def curves(groups: Sequence[Of], measured: Measured) -> Drawn:
    words = measured.words
    curves = [(one.name, told(one.curve, FEWEST)) for one in groups if one.curve is not None]
    last = max((float(curve.index[-1]) for _, curve in curves if len(curve)), default=0.0)
    step = next((days for days in _STEPS if last / days <= 12), _STEPS[-1])
    tables = []
    for one in groups:
        if one.curve is None:
            continue
        end = float(told(one.curve, FEWEST).index[-1])
        days = sorted(
            {
                *(float(at) for at in range(0, int(end) + 1, step)),
                *([measured.limit_days] if measured.limit_days <= end else []),
            }
        )
        rows = on_days(one.curve, days)
        tables.append(
            pd.DataFrame(
                {
                    "unit": one.name,
                    "days_on": [f"{at:g}" for at in days],
                    "at_risk": rows["at_risk"].to_numpy(),
                    "ended": rows["ended"].to_numpy(),
                    "still_open": rows["censored"].to_numpy(),
                    "done": (1 - rows["share"].to_numpy()) * 100,
                    "done_low": (1 - rows["high"].to_numpy()) * 100,
                    "done_high": (1 - rows["low"].to_numpy()) * 100,
                }
            )
        )
    table = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=list(CURVES))
    return drawn_card(
        "measured-curves",
        processing.done_figure(
            curves,
            limit_days=measured.limit_days,
            revision=f"curves-{measured.asked}-{measured.then}",
            words=words,
        ),
        shown(table, CURVES, words),
        line=[],
        source=source(words, ("measured-curves-definition", {}), _period(measured), _source(measured, _asked(measured))),
    )


def units(measured: Measured) -> Drawn:
    words = measured.words
    found = [measured.of(measured.asked._replace(unit=unit), unit) for unit in measured.units]
    told_ = [one for one in found if one.curve is not None]
    rows = pd.DataFrame(
        {
            "unit": [one.name for one in told_],
            "cases": [one.cases for one in told_],
            "still_open": [one.going_on for one in told_],
            "median": [one.median.days for one in told_],
            "median_low": [one.median.low for one in told_],
            "median_high": [one.median.high for one in told_],
            "within_limit": [one.within.share * 100 for one in told_],
            "within_low": [one.within.low * 100 for one in told_],
            "within_high": [one.within.high * 100 for one in told_],
            "known_least": [one.within.least * 100 for one in told_],
            "known_most": [one.within.most * 100 for one in told_],
        }
    ).astype({name: float for name, digits in BY_UNIT.items() if digits})
    drawn = rows.head(UNITS)
    few = len(found) - len(told_)
    return drawn_card(
        "measured-units",
        processing.units_figure(
            pd.DataFrame(
                {
                    "median": drawn["median"],
                    "low": drawn["median_low"],
                    "high": drawn["median_high"],
                    "within": drawn["within_limit"] / 100,
                }
            ),
            list(drawn["unit"]),
            limit_days=measured.limit_days,
            words=words,
        ),
        shown(rows, BY_UNIT, words),
        line=both(words, "measured-few", n=few) if few else [],
        source=source(
            words,
            ("measured-units-definition", {"limit": f"{measured.limit_days:g}"}),
            _period(measured),
            _source(measured, [one.asked.unit for one in told_] or measured.units),
        ),
    )


def time(tables: Sequence[pd.DataFrame], measured: Measured) -> Drawn:
    """Return the card of where the time goes.

    Args:
        tables: As `by_activity` returns, of the cases asked for and of those that they are compared with.
    """
    words, now = measured.words, tables[0]
    drawn = now.head(ACTIVITIES)
    then = None
    if len(tables) > 1:
        of = tables[1].set_index("activity")["days_a_case"]
        then = [float(of[one]) if one in of.index else None for one in drawn["activity"]]
    line: Children = []
    if len(now) > ACTIVITIES:
        line = both(words, "measured-activities", shown=ACTIVITIES, all=len(now))
    return drawn_card(
        "measured-time",
        bars.bars_figure(
            drawn[list(PARTS)].set_axis([f"time-{part}" for part in PARTS], axis="columns"),
            list(drawn["activity"]),
            [f"{value:.1f}" for value in drawn["days_a_case"]],
            then=then,
            then_name="measured-other",
            axis="measured-axis-time",
            revision=f"time-{measured.asked}",
            words=words,
            none="measured-none",
        ),
        shown(
            pd.concat(tables, ignore_index=True).rename(columns={part: f"{part}_days" for part in PARTS}), BY_ACTIVITY, words
        ),
        line=line,
        source=source(words, ("measured-time-definition", {}), _period(measured), _source(measured, _asked(measured))),
    )


def by_activity(one: Of, measured: Measured) -> pd.DataFrame:
    """Return mean days a case by activity, most first; activities of a few cases together. `attrs["waiting"]`: `waiting_share`."""
    zone = measured.zone.key
    asked = None if one.curve is None else one.asked
    found, few = _time_of(measured.casebook.directory.parent, measured.casebook.version, asked, zone)
    a_case = DAY_S * max(one.cases, 1)
    frame = pd.DataFrame(
        {
            "unit": one.name,
            "activity": [
                measured.words.plain("measured-rare", n=few) if activity == _RARE else str(activity) for activity in found.index
            ],
            "steps": found["steps"].to_numpy(),
            "cases": found["cases"].to_numpy(),
            **{part: found[f"{part}_s"].to_numpy(float) / a_case for part in PARTS},
            "part": found["share"].to_numpy(float) * 100,
        }
    )
    frame["days_a_case"] = frame["waiting"] + frame["handling"] + frame["unsplit"]
    frame.attrs["waiting"] = waiting_share(found)
    return frame


@lru_cache(maxsize=KEPT)
def _time_of(directory: Path, version: int, asked: Begun | None, zone: str) -> tuple[pd.DataFrame, int]:
    """Return `time_by_activity` of some cases (None: of none), `_RARE` for the activities of a few, and how many these are.

    Kept, for it reads every step of a unit: most of what a change of the limit or of the other unit would cost. `version`: of the casebook.
    """
    casebook = Casebook(directory)
    cases = casebook.frame("cases", [asked.unit] if asked else [])
    if asked is not None:
        cases = begun(cases, asked, ZoneInfo(zone))
    steps = steps_of(casebook, cases)
    few = rare(steps, FEWEST)
    return time_by_activity(steps.assign(activity=steps["activity"].where(~steps["activity"].isin(few), _RARE)), cases), len(
        few
    )
