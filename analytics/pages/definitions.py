"""What is counted, and how? Each measure's formula, unit and denominator, and what is left out of it. The same words are its tooltips."""

from typing import Any

from dash import html

from analytics.pages import shell
from analytics.pages.texts import Children, both
from analytics.queries.live import Setup
from analytics.viewer import Viewer
from analytics.words import Words

NAME = "definitions"
CHAPTERS: dict[str, tuple[str, ...]] = {
    "tickets": ("issued", "called", "served", "no-show", "left", "closed", "near-home", "residents"),
    "today": ("taken-now", "floor", "usual", "forecast"),
    "times": ("wait", "quantile", "walk", "service", "house", "hour"),
    "staffing": ("occupancy", "open", "paused", "interval", "overtaken", "wanted", "what-if", "own-error"),
    "quality": ("level", "on-time", "suppressed", "compared", "change", "standardised", "funnel", "simulated"),
    "records": ("short", "hasty", "left-out", "late"),
    "cuts": ("steps", "days", "materials", "largest", "own", "median", "limit", "censored", "activity-time"),
}
"""By chapter: the measures; each has the messages `measure-NAME`, `measure-NAME-how`, `measure-NAME-without`."""


def layout(setup: Setup, viewer: Viewer, words: Words) -> html.Div:
    """Return the whole page."""
    return html.Div(
        [
            shell.bar(setup, viewer, words, at=NAME),
            html.Main(
                html.Section(
                    [
                        html.Div(html.H2(both(words, "definitions-question")), className="question"),
                        html.Div(html.P(both(words, "definitions-answer"), className="answer"), className="answers"),
                        *(part for chapter, measures in CHAPTERS.items() for part in defined(chapter, measures, words)),
                    ],
                    id=NAME,
                )
            ),
        ],
        lang=words.language,
        className=f"page {words.language}",
    )


def told(words: Words, measure: str) -> str:
    """Return a measure's definition as one text, for a tooltip."""
    return f"{words.plain(f'measure-{measure}-how')} {words.plain(f'measure-{measure}-without')}"


def defined(chapter: str, measures: tuple[str, ...], words: Words) -> Children:
    """Return the definitions of some measures of a chapter, under its title."""
    head = html.Tr([html.Th(both(words, f"definitions-{column}"), scope="col") for column in ("measure", "how", "without")])
    rows = [
        html.Tr(
            [
                html.Th(both(words, f"measure-{measure}"), scope="row"),
                *(
                    html.Td(both(words, f"measure-{measure}-{column}"), **_headed(words.plain(f"definitions-{column}")))
                    for column in ("how", "without")
                ),
            ],
            id=f"measure-{measure}",
        )
        for measure in measures
    ]
    return [
        html.H3(both(words, f"definitions-{chapter}")),
        html.Div(html.Table([html.Thead(head), html.Tbody(rows)]), className="card definitions"),
    ]


def _headed(heading: str) -> dict[str, Any]:
    """Return the attribute by which a cell says what it is where there is no room for columns."""
    return {"data-heading": heading}
