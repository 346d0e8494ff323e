"""How long do cases really take? Processing times of imported event logs by unit, with cases that go on counted as censored.

A log's units are no halls of the city, so its figures are for those alone who see the whole city or a whole district. The period is that in
which cases began: by their end one would choose the quick ones.
"""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from math import isnan
from typing import Any, NamedTuple
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

import pandas as pd
from dash import dcc, html

from analytics.figures import bars, processing
from analytics.history.casebook import Casebook
from analytics.history.errors import HistoryError
from analytics.measures.processing import (
    DAY_S,
    Quantile,
    WithinLimit,
    durations,
    on_days,
    quantile,
    rare,
    survival,
    time_by_activity,
    told,
    waiting_share,
    within_limit,
)
from analytics.measures.suppression import FEWEST
from analytics.pages import definitions
from analytics.pages.asked import date_of, first
from analytics.pages.cards import Drawn, Key, aria, card, card_outputs, drawn_card, figure_card, source
from analytics.pages.closed import Reading
from analytics.pages.controls import labelled
from analytics.pages.tables import shown
from analytics.pages.texts import Children, both, paragraphs
from analytics.queries.cases import Begun, begun, steps_of
from analytics.viewer import CITY
from analytics.words import Words, share

CARDS = ("measured-curves", "measured-units", "measured-time")
OUTPUTS = [
    ("measured-answer", "children"),
    ("measured-figures", "children"),
    ("measured-content", "hidden"),
    *(output for name in CARDS for output in card_outputs(name)),
]
FIELDS = (
    ("unit", "cuts-unit", "value"),
    ("from", "cuts-begun", "start_date"),
    ("to", "cuts-begun", "end_date"),
    ("other", "cuts-other", "value"),
    ("other-from", "cuts-other-begun", "start_date"),
    ("other-to", "cuts-other-begun", "end_date"),
    ("limit", "cuts-limit", "value"),
)
NONE = "none"
LIMIT_DAYS = 60.0
"""The longest limit of the catalogue: of recognising an injury at work."""
MOST_DAYS = 3650.0
UNITS = 30
"""Drawn, those with most cases; the table has them all."""
ACTIVITIES = 15
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
BY_ACTIVITY = {
    "unit": 0,
    "activity": 0,
    "steps": 0,
    "cases": 0,
    "waiting": 2,
    "handling": 2,
    "unsplit": 2,
    "days_a_case": 2,
    "part": 1,
}


def may(reading: Reading) -> bool:
    """Tell whether the viewer sees the whole city or a whole district."""
    return any(choice == CITY or choice.startswith("district:") for choice in reading.rights.choices)


class Of(NamedTuple):
    """Cases of one group. `curve`: None: they are too few to be shown."""

    asked: Begun
    name: str
    cases: int
    going_on: int
    curve: pd.DataFrame | None
    median: Quantile
    within: WithinLimit


class Measured:
    """What one address asks of the imported logs, and what answers it.

    Raises:
        HistoryError: they cannot be read.
    """

    def __init__(self, reading: Reading) -> None:
        self.words = reading.words
        hall = next(iter(reading.setup.city.halls.values()))[0]
        self.zone = ZoneInfo(hall.tz)
        self.casebook = Casebook(reading.history.directory)
        self.logs = self.casebook.logs() if may(reading) else {}
        said = parse_qs(reading.search.lstrip("?"))
        unit, other = first(said, "unit"), first(said, "other")
        self.unit = unit if unit in self.units else next(iter(self.units), "")
        self.other = other if other in self.units else NONE
        self.asked = Begun(self.unit, date_of(said, "from"), date_of(said, "to"))
        compared = Begun(self.other, date_of(said, "other-from"), date_of(said, "other-to"))
        self.then = None if self.other == NONE or compared == self.asked else compared
        try:
            limit = float(first(said, "limit"))
        except ValueError:
            limit = LIMIT_DAYS
        self.limit_days = limit if 0 < limit <= MOST_DAYS else LIMIT_DAYS

    @cached_property
    def cases(self) -> pd.DataFrame:
        return self.casebook.frame("cases")

    @cached_property
    def units(self) -> list[str]:
        """Units with a log, the one with most cases first."""
        if not self.logs:
            return []
        return [str(unit) for unit in self.cases["unit"].value_counts().index]

    def of(self, asked: Begun, name: str) -> Of:
        """Return what is known of these cases."""
        watched = durations(begun(self.cases, asked, self.zone))
        curve = survival(watched) if len(watched) >= FEWEST else None
        nothing = watched.head(0)
        known = survival(nothing) if curve is None else curve
        return Of(
            asked,
            name,
            len(watched),
            int((~watched["ended"]).sum()),
            curve,
            quantile(known, 0.5),
            within_limit(nothing if curve is None else watched, self.limit_days),
        )

    def both(self) -> list[Of]:
        """Return the cases asked for, and those that they are compared with."""
        groups = [one for one in (self.asked, self.then) if one is not None]
        alike = len({one.unit for one in groups}) < len(groups)
        return [self.of(one, self._name(one, alike)) for one in groups]

    def _name(self, asked: Begun, with_period: bool) -> str:
        if not with_period:
            return asked.unit
        return f"{asked.unit} {_date(asked.since)}–{_date(asked.until)}"


def defaults(reading: Reading) -> dict[str, object]:
    """Return what the controls show when the address says nothing of them."""
    return {
        "unit": next(iter(_measured(reading)[1]), None),
        "from": None,
        "to": None,
        "other": NONE,
        "other-from": None,
        "other-to": None,
        "limit": LIMIT_DAYS,
    }


def _measured(reading: Reading) -> tuple[Measured | None, list[str]]:
    try:
        measured = Measured(reading)
    except HistoryError:  # the callback says so
        return None, []
    return measured, measured.units


def layout(reading: Reading) -> Children:
    """Return the part's content, without figures."""
    words = reading.words
    measured, units = _measured(reading)
    options = [{"label": unit, "value": unit} for unit in units]
    none = {"label": words.plain("than-none"), "value": NONE}
    first_, last = _span(measured)

    def period(name: str, asked: Begun | None) -> html.Div:
        return html.Div(
            [
                html.Span(both(words, f"filter-{name}"), id=f"cuts-{name}-label"),
                dcc.DatePickerRange(
                    id=f"cuts-{name}",
                    start_date=asked.since.isoformat() if asked and asked.since else None,
                    end_date=asked.until.isoformat() if asked and asked.until else None,
                    min_date_allowed=first_,
                    max_date_allowed=last,
                    initial_visible_month=last,
                    start_date_placeholder_text=words.plain("begun-ever"),
                    end_date_placeholder_text=words.plain("begun-ever"),
                    display_format="YYYY-MM-DD",
                    first_day_of_week=1,
                    minimum_nights=0,
                    clearable=True,
                ),
            ],
            className="filter",
        )

    def units_of(name: str, listed: list[dict[str, str]], chosen: str | None) -> html.Label:
        return labelled(
            words,
            name,
            dcc.Dropdown(
                id=f"cuts-{name}",
                options=listed,
                value=chosen,
                clearable=False,
                searchable=True,
                labels={"search": words.label("choose-unit"), "no_options_found": words.label("choose-none")},
            ),
        )

    then = measured.then if measured else None
    return [
        html.Div(html.H2(both(words, "measured-question")), className="question"),
        html.Div(
            [
                units_of("unit", options, measured.unit if measured and units else None),
                period("begun", measured.asked if measured else None),
                units_of("other", [none, *options], measured.other if measured else NONE),
                period("other-begun", then),
                labelled(
                    words,
                    "limit",
                    dcc.Input(
                        id="cuts-limit",
                        type="number",
                        value=measured.limit_days if measured else LIMIT_DAYS,
                        min=1,
                        max=MOST_DAYS,
                        debounce=0.5,
                    ),
                ),
            ],
            className="filters",
            role="group",
            hidden=not units,
            **aria(label=words.plain("filters")),
        ),
        html.Div(id="measured-notes", role="status", className="notes"),
        html.Div(id="measured-answer", className="answers"),
        html.Div(
            [
                html.Div(id="measured-figures", className="figures four"),
                html.Div([card(words, "measured-curves", height=processing.CURVES_PX)], className="cards"),
                html.Div(
                    [
                        card(words, "measured-units", height=200),
                        card(
                            words,
                            "measured-time",
                            height=600,
                            key=(
                                Key("sea", "time-waiting"),
                                Key("tint", "time-handling"),
                                Key("left", "time-unsplit"),
                                Key("then", "compare-then"),
                            ),
                        ),
                    ],
                    className="cards uneven",
                ),
            ],
            id="measured-content",
            hidden=not units,
        ),
    ]


def _span(measured: Measured | None) -> tuple[str | None, str | None]:
    """Return the first and the last date on which a case began."""
    if measured is None or not measured.units:
        return None, None
    begins = measured.cases["started_at"]
    return begins.min().date().isoformat(), begins.max().date().isoformat()


def draw(reading: Reading) -> Drawn:
    """Return the part's content.

    Raises:
        HistoryError: the logs cannot be read.
    """
    measured, words = Measured(reading), reading.words
    if not measured.units:
        nothing: Drawn = {output: [] if output[1] != "data" else None for output in OUTPUTS}
        said: Children = paragraphs(words, [("measured-answer-none", {})], "answer") if may(reading) else []
        return nothing | {("measured-answer", "children"): said, ("measured-content", "hidden"): True}
    groups = measured.both()
    return {
        ("measured-answer", "children"): paragraphs(words, answer(groups, measured.limit_days), "answer"),
        ("measured-content", "hidden"): False,
        **_curves(groups, measured),
        **_units(measured),
        **_time(groups, measured),
    }


def answer(groups: Sequence[Of], limit_days: float) -> list[tuple[str, dict[str, object]]]:
    """Return the sentences that answer the question."""
    sentences: list[tuple[str, dict[str, object]]] = []
    for place, one in enumerate(groups):
        facts: dict[str, object] = {
            "unit": one.name,
            "cases": f"{one.cases:,}",
            "open": f"{one.going_on:,}",
            "median": _days(one.median.days),
            "low": _days(one.median.low),
            "high": _days(one.median.high),
            "share": _share(one.within.share),
            "limit": f"{limit_days:g}",
        }
        if one.curve is None:
            sentences.append(("measured-answer-few", facts))
        elif isnan(one.median.days):
            sentences.append(("measured-answer-long" if not place else "measured-answer-long-other", facts))
        else:
            sentences.append(("measured-answer" if not place else "measured-answer-other", facts))
    return sentences


def _days(days: float) -> Any:
    """Return days as they are said in each language; not reached: that word."""
    return (lambda language: Words.say(language, "not-reached", {})) if isnan(days) else f"{days:.1f}"


def _share(part: float) -> Any:
    return (lambda language: Words.say(language, "not-known", {})) if isnan(part) else Words.percent(part, 1)


def _date(on: date | None) -> str:
    return "" if on is None else on.isoformat()


def _figures(groups: Sequence[Of], waiting: Sequence[tuple[float, float]], words: Words) -> Children:
    one, then = groups[0], groups[1] if len(groups) > 1 else None
    none = words.plain("none")

    def median(of: Of) -> str:
        if of.curve is None:
            return none
        days = of.median.days
        return words.plain("not-reached") if isnan(days) else words.plain("days-short", days=f"{days:.1f}")

    def within(of: Of) -> str:
        return (
            none
            if of.curve is None
            else words.plain("not-known")
            if isnan(of.within.share)
            else words.percent(of.within.share, 1)
        )

    def going_on(of: Of) -> str:
        return none if of.curve is None else f"{of.going_on:,}"

    def waits(part: tuple[float, float]) -> str:
        least, most = part
        return none if isnan(least) else share(least) if most - least < 0.005 else f"{share(least)} – {share(most)}"

    def note(own: Children, other: str | None) -> Children:
        return [*own, *([html.Br()] if own and other else []), *(both(words, "figure-then", value=other) if other else [])]

    known = one.curve is not None
    interval = both(words, "measured-interval", low=_days(one.median.low), high=_days(one.median.high)) if known else []
    bounds = _bounds(one.within, words) if known else []
    cases = both(words, "measured-of-cases", n=f"{one.cases:,}") if known else []
    split = waiting[0][1] - waiting[0][0]
    unsplit = both(words, "measured-unsplit") if split > 0.005 else []
    limit = f"{one.within.limit_days:g}"
    return [
        figure_card(
            words,
            "figure-median",
            median(one),
            note(interval, median(then) if then else None),
            tip=definitions.told(words, "median"),
        ),
        html.Div(
            [
                html.Div(both(words, "figure-done-within", days=limit), className="figure-label"),
                html.Div(within(one), className="figure-value num"),
                html.Div(note(bounds, within(then) if then else None), className="figure-note"),
            ],
            className="figure",
            title=definitions.told(words, "limit"),
        ),
        figure_card(
            words,
            "figure-open-cases",
            going_on(one),
            note(cases, going_on(then) if then else None),
            tip=definitions.told(words, "censored"),
        ),
        figure_card(
            words,
            "figure-waiting-share",
            waits(waiting[0]),
            note(unsplit, waits(waiting[1]) if then else None),
            tip=definitions.told(words, "activity-time"),
        ),
    ]


def _bounds(within: WithinLimit, words: Words) -> Children:
    """Return the band of the share within the limit, and what is certain of it."""
    band = both(words, "measured-interval", low=_share(within.low), high=_share(within.high))
    if within.undecided:
        return [*band, html.Br(), *both(words, "measured-bounds", least=_share(within.least), most=_share(within.most))]
    return [*band, *([html.Br(), *both(words, "measured-bounds-sure")] if within.late_open else [])]


def _source(measured: Measured) -> tuple[str, dict[str, object]]:
    """Return the line that says from which logs, and until when they were watched."""
    cases = measured.cases
    units = {one.unit for one in (measured.asked, measured.then) if one is not None}
    mine = cases[cases["unit"].isin(units)]
    names = sorted({str(name).removeprefix("import:") for name in mine["source"]})
    watched = mine["observed_at"].max()
    return "source-logs", {"names": ", ".join(names), "until": f"{watched:%Y-%m-%d}"}


def _period(measured: Measured) -> tuple[str, dict[str, object]]:
    asked = measured.asked
    if asked.since is None and asked.until is None:
        return "measured-period-all", {}
    return "measured-period", {"from": _date(asked.since) or "…", "to": _date(asked.until) or "…"}


def _curves(groups: Sequence[Of], measured: Measured) -> Drawn:
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
        source=source(words, ("measured-curves-definition", {}), _period(measured), _source(measured)),
    )


def _units(measured: Measured) -> Drawn:
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
            words, ("measured-units-definition", {"limit": f"{measured.limit_days:g}"}), _period(measured), _source(measured)
        ),
    )


def _time(groups: Sequence[Of], measured: Measured) -> Drawn:
    """Return the card of where the time goes, and the figures, of which one comes from the same."""
    words = measured.words
    tables = [_by_activity(one, measured) for one in groups]
    now = tables[0]
    drawn = now.head(ACTIVITIES)
    parts = ["waiting", "handling", "unsplit"]
    then = None
    if len(tables) > 1:
        of = tables[1].set_index("activity")["days_a_case"]
        then = [float(of[one]) if one in of.index else None for one in drawn["activity"]]
    table = pd.concat(tables, ignore_index=True)
    line: Children = []
    if len(now) > ACTIVITIES:
        line = both(words, "measured-activities", shown=ACTIVITIES, all=len(now))
    return {
        ("measured-figures", "children"): _figures(groups, [one.attrs["waiting"] for one in tables], words),
        **drawn_card(
            "measured-time",
            bars.bars_figure(
                drawn[parts].set_axis([f"time-{part}" for part in parts], axis="columns"),
                list(drawn["activity"]),
                [f"{value:.1f}" for value in drawn["days_a_case"]],
                then=then,
                axis="measured-axis-time",
                revision=f"time-{measured.asked}",
                words=words,
                none="measured-none",
            ),
            shown(table, BY_ACTIVITY, words),
            line=line,
            source=source(words, ("measured-time-definition", {}), _period(measured), _source(measured)),
        ),
    }


def _by_activity(one: Of, measured: Measured) -> pd.DataFrame:
    """Return mean days a case by activity, most first; activities of a few cases together. `attrs["waiting"]`: `waiting_share`."""
    cases = begun(measured.cases, one.asked, measured.zone)
    if one.curve is None:
        cases = cases.head(0)
    steps = steps_of(measured.casebook, cases)
    few = rare(steps, FEWEST)
    if few:
        other = measured.words.plain("measured-rare", n=len(few))
        steps = steps.assign(activity=steps["activity"].where(~steps["activity"].isin(few), other))
    found = time_by_activity(steps, cases)
    a_case = DAY_S * max(one.cases, 1)
    frame = pd.DataFrame(
        {
            "unit": one.name,
            "activity": [str(activity) for activity in found.index],
            "steps": found["steps"].to_numpy(),
            "cases": found["cases"].to_numpy(),
            **{part: found[f"{part}_s"].to_numpy(float) / a_case for part in ("waiting", "handling", "unsplit")},
            "part": found["share"].to_numpy(float) * 100,
        }
    )
    frame["days_a_case"] = frame["waiting"] + frame["handling"] + frame["unsplit"]
    frame.attrs["waiting"] = waiting_share(found)
    return frame
