"""How long do cases really take? Processing times of imported event logs by unit, with cases that go on counted as censored."""

from collections.abc import Callable, Sequence
from functools import partial
from math import isnan
from typing import Any

from dash import dcc, html

from analytics.figures import processing
from analytics.measures.processing import WithinLimit
from analytics.pages import definitions, measured_cards
from analytics.pages.cards import ROWS_PX, Drawn, Key, aria, badge, card, card_outputs, figure_card
from analytics.pages.cases import LIMIT_DAYS, MOST_DAYS, NONE, Measured, Of
from analytics.pages.controls import labelled
from analytics.pages.texts import Children, both, paragraphs
from analytics.queries.cases import Begun
from analytics.words import Language, Words, say, share

CARDS = ("measured-curves", "measured-units", "measured-time")
OUTPUTS = [
    ("measured-badge", "children"),
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


def defaults(measured: Measured | None) -> dict[str, object]:
    """Return what the controls show when the address says nothing of them."""
    return {
        "unit": measured.units[0] if measured else None,
        "from": None,
        "to": None,
        "other": NONE,
        "other-from": None,
        "other-to": None,
        "limit": LIMIT_DAYS,
    }


def layout(measured: Measured | None, words: Words) -> Children:
    """Return the part's content, without figures. `measured`: None: there is nothing to choose."""
    units = measured.units if measured else []
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
        html.Div([html.H2(both(words, "measured-question")), html.Span(id="measured-badge")], className="question"),
        html.Div(
            [
                units_of("unit", options, measured.unit if measured else None),
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
                html.Div([card(words, "measured-curves", height=processing.CURVES_PX, least=ROWS_PX)], className="cards"),
                html.Div(
                    [
                        card(words, "measured-units", height=200, least=ROWS_PX),
                        card(
                            words,
                            "measured-time",
                            height=600,
                            key=(
                                Key("sea", "time-waiting"),
                                Key("tint", "time-handling"),
                                Key("left", "time-unsplit"),
                                Key("then", "measured-other"),
                            ),
                            least=ROWS_PX,
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
    if measured is None:
        return None, None
    begins = measured.cases["started_at"]
    return begins.min().date().isoformat(), begins.max().date().isoformat()


def draw(measured: Measured) -> Drawn:
    """Return the part's content.

    Raises:
        HistoryError: the logs cannot be read.
    """
    words = measured.words
    if not measured.units:
        nothing: Drawn = {output: [] if output[1] != "data" else None for output in OUTPUTS}
        none = (
            ("measured-answer-none-here", "measured-how-none-here")
            if measured.logs
            else ("measured-answer-none", "measured-how-none")
        )
        said: Children = paragraphs(words, [(none[0], {})], "answer") if measured.may else []
        if measured.may and measured.loads:
            said += paragraphs(words, [(none[1], {})], "hint")
        return nothing | {("measured-answer", "children"): said, ("measured-content", "hidden"): True}
    groups = measured.both()
    tables = [measured_cards.by_activity(one, measured) for one in groups]
    return {
        ("measured-badge", "children"): badge(words, "imported", "imported"),
        ("measured-answer", "children"): paragraphs(words, answer(groups, measured.limit_days), "answer"),
        ("measured-content", "hidden"): False,
        ("measured-figures", "children"): _figures(groups, [one.attrs["waiting"] for one in tables], words),
        **measured_cards.curves(groups, measured),
        **measured_cards.units(measured),
        **measured_cards.time(tables, measured),
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


def _figures(groups: Sequence[Of], waiting: Sequence[tuple[float, float]], words: Words) -> Children:
    one, then = groups[0], groups[1] if len(groups) > 1 else None

    def median(of: Of, language: Language) -> str:
        if of.curve is None:
            return say(language, "none")
        days = of.median.days
        return say(language, "not-reached") if isnan(days) else say(language, "days-short", {"days": f"{days:.1f}"})

    def within(of: Of, language: Language) -> str:
        if of.curve is None:
            return say(language, "none")
        return say(language, "not-known") if isnan(of.within.share) else Words.percent(of.within.share, 1)

    def going_on(of: Of, language: Language) -> str:
        return say(language, "none") if of.curve is None else f"{of.going_on:,}"

    def waits(part: tuple[float, float], language: Language) -> str:
        least, most = part
        if isnan(least):
            return say(language, "none")
        if least <= 0 and most >= 1:
            return say(language, "not-known")
        return share(least) if most - least < 0.005 else f"{share(least)} – {share(most)}"

    def note(lines: Sequence[Children], other: Callable[[Language], str] | None) -> Children:
        beside = [both(words, "measured-beside", value=other)] if other else []
        return [html.Div(line) for line in (*lines, *beside) if line]

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
            median(one, words.language),
            note([interval], partial(median, then) if then else None),
            tip=definitions.told(words, "median"),
        ),
        html.Div(
            [
                html.Div(both(words, "figure-done-within", days=limit), className="figure-label"),
                html.Div(within(one, words.language), className="figure-value num"),
                html.Div(note(bounds, partial(within, then) if then else None), className="figure-note"),
            ],
            className="figure",
            title=definitions.told(words, "limit"),
        ),
        figure_card(
            words,
            "figure-open-cases",
            going_on(one, words.language),
            note([cases], partial(going_on, then) if then else None),
            tip=definitions.told(words, "censored"),
        ),
        figure_card(
            words,
            "figure-waiting-share",
            waits(waiting[0], words.language),
            note([unsplit], partial(waits, waiting[1]) if then else None),
            tip=definitions.told(words, "activity-time"),
        ),
    ]


def _bounds(within: WithinLimit, words: Words) -> list[Children]:
    """Return the band of the share within the limit, and what is certain of it."""
    band = both(words, "measured-interval", low=_share(within.low), high=_share(within.high))
    if within.undecided:
        return [band, both(words, "measured-bounds", least=_share(within.least), most=_share(within.most))]
    return [band, *([both(words, "measured-bounds-sure")] if within.late_open else [])]
