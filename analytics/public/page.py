"""The public pages: all halls, and one hall's closed months."""

import base64
import hashlib
from collections.abc import Iterable
from functools import cache
from html import escape
from math import isnan
from pathlib import Path

import pandas as pd
from dash import html

from analytics.measures.suppression import FEWEST
from analytics.pages.asked import dates_said
from analytics.pages.cards import aria, figure_card
from analytics.pages.markup import markup
from analytics.pages.texts import Children, both, name, paragraphs
from analytics.public.figures import HallFigures
from analytics.queries.live import Setup
from analytics.reports.month import Month
from analytics.words import Language, Text, Words, at_most, duration, half_and_nine_in_ten, minutes, share

PATH = "/figures"
STEPS = 6
"""Shades of a cell (`page.css`)."""
LEAST_TOP_S = 600.0
"""The darkest shade stands for at least this wait: two minutes are not dark because nobody waits longer."""
SHOWN = (
    ("served", "column-served", "public-note-served"),
    ("p50_s", "figure-p50", "public-note-wait"),
    ("p90_s", "figure-p90", "public-note-wait"),
    ("service_level", "figure-level", "public-note-level"),
    ("left_share", "figure-left", "public-note-left"),
)
"""The figures: columns of `public.figures`, what they are called, and what is said under them."""
MEASURES = ("served", "wait", "quantile", "level", "left")


@cache
def style() -> str:
    """Return the pages' style, which stands in each of them: one request is all that a page costs."""
    return (Path(__file__).parent / "page.css").read_text(encoding="utf-8")


@cache
def policy() -> str:
    """Return the pages' content security policy: their own style and the icon, no script, nothing from elsewhere."""
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def index_page(setup: Setup, halls: Iterable[str], words: Words) -> str:
    """Return the page of all halls. `halls`: those that have a closed month."""
    known = frozenset(halls)
    city = setup.city
    parts: Children = []
    for district in city.districts:
        own = [config for config, _ in city.halls.values() if config.district == district.id]
        if own:
            links = [
                html.Li(
                    html.A(name(words, hall.name), href=_to(words, hall.id))
                    if hall.id in known
                    else html.Span([*name(words, hall.name), " ", html.Small(both(words, "public-none-yet"))])
                )
                for hall in own
            ]
            parts.append(html.Section([html.H2(name(words, district.name)), html.Ul(links, className="halls")]))
    body = [
        html.H1(both(words, "public-title")),
        html.P(both(words, "public-about"), className="lead"),
        *([html.P(both(words, "public-simulated"), className="simulated-note")] if city.demo else []),
        *parts,
    ]
    return _page(setup, body, words, title=words.plain("public-title"), path=PATH)


def hall_page(setup: Setup, hall: str, figures: HallFigures | None, notes: Children, words: Words) -> str:
    """Return a hall's page.

    Args:
        figures: None: it has no closed month. notes: What its figures are made of, if not of its own log.
    """
    where = setup.city.halls[hall][0].name
    body: Children = [
        html.P(html.A(both(words, "public-all"), href=_to(words)), className="back"),
        html.H1(name(words, where)),
    ]
    path = f"{PATH}/{hall}"
    if figures is None:
        body.append(html.P(both(words, "public-no-months"), className="lead"))
    else:
        month = figures.month
        path = f"{path}/{month}"
        row = next((row for key, row in figures.months.iterrows() if key == str(month)), None)
        facts: dict[str, object] = {"year": str(month.year), "month": month.number}
        span = {"where": where, **dates_said(*month.span)}
        body += [
            html.P(both(words, "report-month", **facts), className="month"),
            html.Div(notes, className="notes"),
            html.Div(paragraphs(words, _answer(row, facts), "answer"), className="answers"),
            html.Div(_cards(row, words), className="figures"),
            *_quiet(figures.cells, words),
            html.H2(both(words, "public-months")),
            html.Div(_months(figures.months, hall, month, words), className="table"),
            html.H2(both(words, "definitions-question")),
            html.Dl(
                [
                    part
                    for measure in MEASURES
                    for part in (
                        html.Dt(both(words, f"measure-{measure}")),
                        html.Dd(both(words, f"measure-{measure}-how")),
                        html.Dd(both(words, f"measure-{measure}-without")) if measure in ("wait", "level", "left") else None,
                    )
                ]
                + [html.Dt(both(words, "measure-suppressed")), html.Dd(both(words, "public-suppressed", few=FEWEST))]
            ),
            html.P(both(words, "source-closed", **span), className="source"),
            html.P(both(words, "public-never-today", days=figures.days), className="source"),
        ]
    return _page(setup, body, words, title=words.own(where), path=path)


def _answer(row: "pd.Series[float] | None", month: dict[str, object]) -> list[tuple[str, dict[str, object]]]:
    if row is None or isnan(row["p50_s"]):
        return [("public-answer-none", month)]
    served = "few" if row["few_served"] else f"{row['served']:,.0f}"
    return [
        ("public-answer", month | half_and_nine_in_ten(row["p50_s"], row["p90_s"]) | {"served": served, "few": FEWEST}),
        ("waits-answer-level", {"share": share(row["service_level"])}),
    ]


def _cards(row: "pd.Series[float] | None", words: Words) -> Children:
    return [figure_card(words, label, _value(row, column, words), both(words, note)) for column, label, note in SHOWN]


def _value(row: "pd.Series[float] | None", column: str, words: Words) -> str:
    if row is None:
        return words.plain("none")
    if row[f"few_{column}"]:
        return words.plain("public-few", few=FEWEST)
    value = float(row[column])
    if isnan(value):
        return words.plain("none")
    if column == "served":
        return f"{value:,.0f}"
    return duration(words.language, value) if column.endswith("_s") else share(value)


def _quiet(cells: "pd.Series[float]", words: Words) -> Children:
    """Return when waits are short: a sentence, and a table of hours and weekdays."""
    if cells.empty:
        return []
    hours = range(int(min(hour for _, hour in cells.index)), int(max(hour for _, hour in cells.index)) + 1)
    days = sorted({int(day) for day, _ in cells.index} | {1, 2, 3, 4, 5})
    top_s = max(LEAST_TOP_S, float(cells.max()))
    rows = []
    for hour in hours:
        shown: Children = [html.Th(f"{hour:02d}:00", scope="row")]
        for day in days:
            value = cells.get((day, hour))
            if value is None:
                shown.append(html.Td(words.plain("none"), className="n"))
            else:
                step = min(int(STEPS * float(value) / top_s), STEPS - 1)
                shown.append(html.Td(str(minutes(float(value))), className=f"n h{step}"))
        rows.append(html.Tr(shown))
    head = html.Tr(
        [
            html.Th(both(words, "column-hour"), scope="col"),
            *(html.Th(both(words, f"weekday-{day}"), scope="col", className="n") for day in days),
        ]
    )
    said: Children = []
    short, long = int(cells.to_numpy().argmin()), int(cells.to_numpy().argmax())
    if minutes(float(cells.iloc[long])) > minutes(float(cells.iloc[short])):
        facts = _when(cells, short, "short") | _when(cells, long, "long")
        said = [html.P(both(words, "public-quiet-answer", **facts), className="answer")]
    return [
        html.H2(both(words, "public-quiet")),
        *said,
        html.Div(
            html.Table([html.Caption(both(words, "public-quiet-about")), html.Thead(head), html.Tbody(rows)], className="heat"),
            className="table",
        ),
    ]


def _when(cells: "pd.Series[float]", place: int, which: str) -> dict[str, object]:
    day, hour = cells.index[place]
    return {
        f"{which}_day": lambda language: Words.say(language, f"weekday-{day}", {}),
        f"{which}_hour": f"{hour:02d}:00",
        which: at_most(float(cells.iloc[place])),
    }


def _months(rows: pd.DataFrame, hall: str, chosen: Month, words: Words) -> html.Table:
    head = [html.Th(both(words, "column-month"), scope="col")]
    head += [html.Th(both(words, label), scope="col", className="n") for _, label, _ in SHOWN]
    body = []
    for month, row in rows.iterrows():
        here = month == str(chosen)
        link = html.A(str(month), href=_to(words, f"{hall}/{month}"), **(aria(current="page") if here else {}))
        cells = [html.Td(_value(row, column, words), className="n") for column, _, _ in SHOWN]
        body.append(html.Tr([html.Th(link, scope="row"), *cells], className="here" if here else ""))
    return html.Table([html.Thead(html.Tr(head)), html.Tbody(body)], className="months")


def _to(words: Words, below: str = "") -> str:
    """Return the address of a page in the language of this one."""
    return f"{PATH}{'/' if below else ''}{below}?lang={words.language}"


def _page(setup: Setup, body: Children, words: Words, *, title: str, path: str) -> str:
    def language(one: Language, label: str) -> html.A:
        chosen = aria(current="true") if one == words.language else {}
        return html.A(label, href=f"{path}?lang={one}", lang=one, hrefLang=one, **chosen)

    city: Text = setup.city.name
    top = html.Header(
        [
            html.A([*name(words, city), f" · {words.plain('onewindow')}"], href=f"/?lang={words.language}", className="brand"),
            *([html.Span(both(words, "simulated"), className="badge")] if setup.city.demo else []),
            html.Span([language("zh", "中文"), " / ", language("en", "EN")], className="languages"),
        ]
    )
    bottom = html.Footer(html.A(both(words, "nav-start"), href=f"/?lang={words.language}"))
    tag = "zh-CN" if words.language == "zh" else "en"
    return (
        f'<!doctype html>\n<html lang="{tag}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light">\n'
        f"<title>{escape(title)} · {escape(words.own(city))}</title>\n"
        f'<link rel="icon" href="/static/base/icon.svg" type="image/svg+xml">\n<style>{style()}</style>\n</head>\n'
        f'<body class="{words.language}">{markup([top, html.Main(body), bottom], {})}</body>\n</html>\n'
    )
