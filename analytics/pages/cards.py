"""The parts that every dashboard is made of: a figure in large, a card with its chart, table, export and source."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
from dash import dcc, html

from analytics.figures.look import Chart, blank
from analytics.pages.tables import csv, table
from analytics.pages.texts import Children, both
from analytics.words import Words

GRAPH: Any = {"displayModeBar": False, "displaylogo": False, "doubleClick": "autosize", "showTips": False}

ROWS_PX, TILES_PX = 480, 1180
"""Least widths of charts of named rows, and of tiles with words in them: a narrower screen shows a part of them, and scrolls."""

LONG = 8
"""Letters of a figure, a Chinese one as two, beyond which it is set smaller, to stay on one line."""

Drawn = dict[tuple[str, str], Any]
"""What is drawn again: (component's id, property) -> value."""


class Key(NamedTuple):
    """One colour of a chart, for a legend in words: `swatch` is a class of the style sheet."""

    swatch: str
    message: str


def figure_card(
    words: Words, label: str, value: Children | str, note: Children, *, bad: bool = False, tip: str | None = None
) -> html.Div:
    """Return one figure in large with what it is and a note under it.

    Args:
        bad: Something is wrong, and the note says what. tip: How it is defined.
    """
    long = isinstance(value, str) and sum(1 + (letter > "\u2e7f") for letter in value) > LONG
    return html.Div(
        [
            html.Div(both(words, label), className="figure-label"),
            html.Div(value, className=" ".join(["figure-value num", *(["bad"] if bad else []), *(["long"] if long else [])])),
            html.Div(note, className="figure-note"),
        ],
        className="figure",
        title=tip,
    )


def card(words: Words, name: str, *, height: int, key: Sequence[Key] = (), titled: bool = True, least: int = 0) -> html.Section:
    """Return a card with the ids that `drawn_card` fills.

    Args:
        name: Of the card: its words are the messages `NAME-title` and `NAME-about`, its ids begin with it.
        height: Of the chart before it is drawn, px.
        titled: Whether its title is fixed; else it is drawn with the content.
        least: Width, px, under which the chart cannot be read.
    """
    return html.Section(
        [
            html.H3(both(words, f"{name}-title") if titled else [], id=f"{name}-title"),
            html.Div(id=f"{name}-line", className="card-line"),
            html.Div(
                [
                    html.Span([html.Span(className=f"swatch {swatch}"), *both(words, message)], className="key")
                    for swatch, message in key
                ],
                className="keys",
                id=f"{name}-keys",
            ),
            html.Figure(
                # For who cannot see it the chart is what its label says; the figures are in the table.
                html.Div(
                    dcc.Graph(id=f"{name}-figure", figure=blank(height), config=GRAPH, className="graph"),
                    **aria(hidden="true"),
                    # The height is kept free until the chart is there, so that nothing jumps.
                    style={"--height": f"{height}px", "--least": f"{least}px"},
                ),
                id=f"{name}-chart",
                role="img",
                **aria(label=words.plain(f"{name}-about")),
            ),
            html.Footer(
                [
                    html.Details([html.Summary(both(words, "table")), html.Div(id=f"{name}-table", className="table")]),
                    *(
                        html.Button(both(words, form), id=f"{name}-{form}", className="export", type="button", n_clicks=0)
                        for form in ("csv", "xlsx", "png", "svg")
                    ),
                    html.Div(id=f"{name}-source", className="source"),
                ]
            ),
            dcc.Store(id=f"{name}-drawn"),
            dcc.Store(id=f"{name}-rows"),
            dcc.Store(id=f"{name}-book"),
            *(dcc.Download(id=f"{name}-{download}") for download in ("download", "workbook", "picture")),
        ],
        className="card",
        id=f"{name}-card",
        **aria(labelledby=f"{name}-title"),
    )


def aria(**said: str) -> dict[str, Any]:
    """Return attributes for assistive technology, such as `aria-label`."""
    return {f"aria-{attribute}": text for attribute, text in said.items()}


def calculating(words: Words) -> dict[str, Any]:
    """Return the attribute of a page's answer with the words that stand in its place until there is one."""
    return {"data-calculating": words.label("calculating")}


def badge(words: Words, mark: str, message: str) -> Children:
    """Return the word that says whose figures stand under a heading, which their files are marked with."""
    return [html.Span(both(words, message), className=f"badge {mark}", **marked(mark))]


def marked(mark: str) -> dict[str, Any]:
    """Return the attribute by which a card's files find the word for its figures, such as `simulated` (assets/card.js)."""
    return {"data-mark": mark}


PARTS = (
    ("line", "children"),
    ("keys", "hidden"),
    ("chart", "className"),
    ("drawn", "data"),
    ("table", "children"),
    ("rows", "data"),
    ("source", "children"),
)


def card_outputs(name: str) -> list[tuple[str, str]]:
    """Return the ids and properties that `drawn_card` gives values to."""
    return [(f"{name}-{part}", prop) for part, prop in PARTS]


def drawn_card(name: str, figure: Chart, rows: pd.DataFrame, *, line: Children, source: Children) -> Drawn:
    """Return a card's content: chart, table and CSV of the same rows, the line above and the source below.

    A chart without data has words in its middle: they need no legend, and no room for rows.
    """
    bare = not figure.traces
    values = (line, bare, "bare" if bare else "", figure, table(rows), csv(rows), source)
    return dict(zip(card_outputs(name), values, strict=True))


def source(words: Words, *messages: tuple[str, Mapping[str, object]]) -> Children:
    """Return source and definition, one paragraph each message."""
    return [html.P(both(words, message, **args)) for message, args in messages]
