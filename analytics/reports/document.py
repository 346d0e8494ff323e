"""A monthly report: the pages about closed days, as they are drawn for one scope and month, on paper.

It has no figures of its own: questions, answers, charts and tables are the pages'. Only the months beside each other (`reports.keys`) are put
together here, of the same measures.
"""

from collections.abc import Callable, Iterable, Mapping
from html import escape
from pathlib import Path
from typing import NamedTuple

from dash import html

from analytics.figures.look import Chart
from analytics.pages import closed, definitions, districts, staffing, towns, waits
from analytics.pages.cards import Drawn
from analytics.pages.closed import ClosedPage
from analytics.pages.markup import figures_of, markup
from analytics.pages.shell import choice_name
from analytics.pages.texts import Children, both, name
from analytics.queries.history import History
from analytics.queries.live import Setup
from analytics.queries.waits import read
from analytics.reports import groups
from analytics.reports.keys import keys_table
from analytics.reports.month import TREND_MONTHS, Month, MonthReading
from analytics.words import Language, Words

WIDTH_PX = 664
"""Of charts: what A4 leaves between the margins of `report.css` and of a card."""

LONG_ROWS = 16
"""A table with more stands at the end of the report: seven service groups, and tickets without one, in two months are not too many."""

_ASSETS = Path(__file__).parent.parent / "assets"
_STYLES = (_ASSETS / "onewindow.css", Path(__file__).parent / "report.css")

WIDE_PX = {"towns-map-figure": 1000, "districts-quality-figure": 900}
"""Of charts that have no room for their words otherwise; they stand smaller."""
TALLEST_PX = 775
"""Of a chart that stands as it was drawn: 205 mm (`report.css`). A taller one is drawn as much wider, and stands smaller."""

Draw = Callable[[Mapping[str, Chart], Mapping[str, int]], Mapping[str, str]]
"""Makes charts SVG, each so many px wide."""


class Part(NamedTuple):
    """A page as it stands in a report.

    Attributes:
        without: Cards that do not stand in it. trend: Cards that are drawn of `TREND_MONTHS` months instead of one.
        asks: Whether its question and answer stand there; else its cards follow those of the part before.
    """

    page: ClosedPage
    without: frozenset[str] = frozenset()
    trend: frozenset[str] = frozenset()
    asks: bool = True


class Report(NamedTuple):
    """What a report is of. `choice`: `city`, `district:ID` or `hall:ID`."""

    choice: str
    month: Month
    language: Language


WAITS = Part(waits.PAGE, trend=frozenset({"closed-trend"}))
GROUPS = Part(groups.PAGE, asks=False)
OF_A_HALL = (
    WAITS,
    GROUPS,
    Part(staffing.PAGE),
    Part(districts.PAGE, without=frozenset(districts.CARDS) - {"districts-quality"}, asks=False),
)
OF_SEVERAL = (
    WAITS,
    GROUPS,
    Part(staffing.PAGE, without=frozenset({"staffing-wanted"})),
    Part(districts.PAGE),
    Part(towns.PAGE, trend=frozenset({"towns-trend"})),
)
MEASURES: dict[str, tuple[str, ...]] = {
    "tickets": ("issued", "called", "served", "no-show", "left", "near-home", "residents"),
    "times": ("wait", "quantile", "walk", "service", "house", "hour"),
    "staffing": ("occupancy", "open", "paused", "interval", "overtaken", "wanted"),
    "quality": ("level", "suppressed", "change", "standardised", "funnel", "simulated"),
    "records": ("short", "hasty", "left-out", "late"),
}
"""Of `definitions.CHAPTERS`: what stands in a report."""
SEVERAL_ALONE = frozenset({"near-home", "residents", "change", "standardised", "funnel"})
HALL_ALONE = frozenset({"wanted"})


def document(report: Report, history: History, setup: Setup, *, now_ms: int, draw: Draw | None) -> str:
    """Return the report as one HTML document that needs nothing else.

    Args:
        now_ms: When it is made, Unix milliseconds. draw: Makes the charts; None: they are left out, the tables stay.
    """
    words, parts = Words(report.language), OF_A_HALL if report.choice.startswith("hall:") else OF_SEVERAL
    reading = MonthReading(history, setup, report.choice, report.month, words, now_ms=now_ms)
    drawn = _drawn(parts, reading)
    without = {f"{card}-card" for part in parts for card in part.without}
    if drawn.get(("towns-residents-rows", "data"), "").count("\n") < 2:
        without.add("towns-residents-card")
    figures = {key: figure for key, figure in figures_of(drawn).items() if f"{key.removesuffix('-figure')}-card" not in without}
    widths = {key: _width_px(key, figure) for key, figure in figures.items()}
    charts = draw(figures, widths) if draw is not None else {}
    long = _long_tables([card for part in parts for card in part.page.cards if f"{card}-card" not in without], drawn, words)
    notes = closed.notes(reading)
    days = int(reading.history.frame("SELECT count(*) AS days FROM days", reading.asked.now)["days"].iloc[0])
    content = markup(
        html.Main(
            [
                _head(report, reading, days, notes, words),
                _summary(parts, reading, drawn, words),
                *([*(_section(part, words) for part in parts), _definitions(parts is OF_A_HALL, words), *long] if days else []),
            ]
        ),
        drawn,
        chart=lambda key: charts.get(key, ""),
        without=without,
    )
    title = (
        f"{words.plain('report-title')} · {words.own(choice_name(report.choice, setup))} · {month_name(report.month, words)}"
    )
    simulated = any("simulated" in str(getattr(note, "className", "")) for note in notes)
    return _page(content, title, words.label("simulated") if simulated else "", words, charted=draw is not None)


def month_name(month: Month, words: Words) -> str:
    """Return a month as people say it, in the page's first language."""
    return words.plain("report-month", year=str(month.year), month=month.number)


def _drawn(parts: tuple[Part, ...], reading: MonthReading) -> Drawn:
    drawn: Drawn = {}
    for part in parts:
        drawn |= part.page.draw(reading)
        if part.trend:
            long = part.page.draw(reading.long(TREND_MONTHS))
            drawn |= {output: value for output, value in long.items() if output[0].rpartition("-")[0] in part.trend}
    return drawn


def _head(report: Report, reading: MonthReading, days: int, notes: Children, words: Words) -> html.Header:
    setup, month = reading.setup, report.month
    tickets = int(reading.history.frame("SELECT count(*) AS tickets FROM tickets", reading.asked.now)["tickets"].iloc[0])
    facts: dict[str, object] = {
        "from": month.span[0].isoformat(),
        "to": month.span[1].isoformat(),
        "days": days,
        "tickets": tickets,
        "halls": len(reading.asked.now.halls),
    }
    over = [] if month.span[1] < reading.today else [html.P(both(words, "report-not-over"), className="banner")]
    return html.Header(
        [
            html.P([*name(words, setup.city.name), " · ", words.plain("onewindow")], className="city"),
            html.H1(
                [html.Span(both(words, "report-title"), className="kind"), *name(words, choice_name(report.choice, setup))]
            ),
            html.P(both(words, "report-month", year=str(month.year), month=month.number), className="month"),
            html.P(both(words, "report-made-of" if days else "report-made-of-none", **facts), className="made-of"),
            html.P(both(words, "report-made", date=reading.today.isoformat()), className="made-of"),
            html.Div([*notes, *over], className="notes"),
        ],
        className="report-head",
    )


def _summary(parts: tuple[Part, ...], reading: MonthReading, drawn: Drawn, words: Words) -> html.Section:
    months = [reading.month, reading.month.plus(-1), reading.month.plus(-12)]
    figures = [waits.whole(read(reading.history, reading.filter(month)), reading.fewest) for month in months]
    names = [month_name(month, words) for month in months]
    answers: Children = [
        part
        for one in parts
        if one.asks
        for part in (
            html.H3(both(words, f"{one.page.name}-question")),
            html.Div(drawn[f"{one.page.name}-answer", "children"], className="answers"),
        )
    ]
    before = {"year": str(months[1].year), "month": months[1].number}
    return html.Section(
        [
            html.H2(both(words, "report-summary")),
            html.H3(both(words, "report-keys")),
            keys_table(figures[0], list(zip(names[1:], figures[1:], strict=True)), names[0], words),
            *answers,
            html.P(both(words, "report-then", **before), className="quiet"),
        ],
        className="summary",
    )


def _section(part: Part, words: Words) -> html.Section:
    heading = [html.H2(both(words, f"{part.page.name}-question"))] if part.asks else []
    return html.Section([*heading, *part.page.layout(words)], className="part" if part.asks else "more")


def _definitions(of_a_hall: bool, words: Words) -> html.Section:
    left_out = SEVERAL_ALONE if of_a_hall else HALL_ALONE
    return html.Section(
        [
            html.H2(both(words, "definitions-question")),
            *(
                part
                for chapter, measures in MEASURES.items()
                for part in definitions.defined(chapter, tuple(one for one in measures if one not in left_out), words)
            ),
        ],
        className="part apart",
    )


def _width_px(key: str, figure: Chart) -> int:
    height_px = float(figure.layout["height"])
    return max(WIDE_PX.get(key, WIDTH_PX), round(WIDTH_PX * height_px / TALLEST_PX))


def _long_tables(cards: Iterable[str], drawn: Drawn, words: Words) -> Children:
    """Return the tables that would tear the text apart, as a section for the end, and put the way there in their places."""
    found: Children = []
    for card in cards:
        table = drawn[f"{card}-table", "children"]
        if len(table["props"]["children"][1]["props"]["children"]) > LONG_ROWS:
            found += [html.H3(both(words, f"{card}-title")), html.Div(table, className="table long", id=f"table-{card}")]
            drawn[f"{card}-table", "children"] = html.A(both(words, "report-table-below"), href=f"#table-{card}")
    return [html.Section([html.H2(both(words, "report-tables")), *found], className="part apart")] if found else []


def _page(content: str, title: str, marked: str, words: Words, *, charted: bool) -> str:
    style = "\n".join(path.read_text(encoding="utf-8") for path in _STYLES)
    running = f"@page {{ @top-left {{ content: {css_text(title)} }} @top-right {{ content: {css_text(marked)} }} }}"
    return (
        f'<!doctype html>\n<html lang="{"zh-CN" if words.language == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light">\n'
        f"<title>{escape(title)}</title>\n<style>\n{style}\n{running}\n</style>\n</head>\n"
        f'<body class="report page {words.language}{"" if charted else " uncharted"}">\n{content}\n</body>\n</html>\n'
    )


def css_text(text: str) -> str:
    """Return text as CSS writes it, in which nothing ends the string or the style."""
    return '"' + "".join(letter if letter.isalnum() or letter == " " else f"\\{ord(letter):x} " for letter in text) + '"'
