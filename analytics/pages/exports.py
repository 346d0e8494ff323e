"""What every card can do: show a new drawing within the viewer's zoom, and give its rows and its chart as files."""

import re
from collections.abc import Sequence
from typing import Any

from dash import Input, Output, State, dcc, no_update
from flask import abort

from analytics.pages.index import Dashboards
from analytics.pages.tables import workbook_of
from analytics.words import say

_UNFIT = re.compile(r"[^0-9A-Za-z_-]+")


def add_card(app: Dashboards, name: str, about: Sequence[tuple[str, str]]) -> None:
    """Register a card's callbacks.

    Args:
        about: Ids and properties of what is shown (the scope, the dates): its files are named by them.
    """
    shown = [State(*one) for one in about]
    redrawn = Output(f"{name}-figure", "figure"), Input(f"{name}-drawn", "data"), State(f"{name}-figure", "figure")
    downloaded = Output(f"{name}-download", "data"), Input(f"{name}-csv", "n_clicks"), State(f"{name}-rows", "data"), *shown
    pictured = Output(f"{name}-picture", "data"), *(Input(f"{name}-{form}", "n_clicks") for form in ("png", "svg")), *shown
    # A zoom makes Dash take the zoomed chart for the one that we drew, and Plotly's own memory (`uirevision`) forgets it.
    booked = Output(f"{name}-book", "data"), Input(f"{name}-xlsx", "n_clicks")
    for function, parts in (("redraw", redrawn), ("download", downloaded), ("picture", pictured), ("workbook", booked)):
        app.in_browser(function, *parts, prevent_initial_call=True)

    @app.callback(
        Output(f"{name}-workbook", "data"),
        Input(f"{name}-book", "data"),
        State(f"{name}-rows", "data"),
        State("language", "data"),
        *shown,
        prevent_initial_call=True,
    )
    def workbook(asked: Any, rows: Any, language: Any, *said: Any) -> Any:
        if not isinstance(asked, dict) or not isinstance(rows, str):
            return no_update
        lines, mark, title = asked.get("about"), asked.get("mark"), asked.get("title")
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            abort(400)
        if not isinstance(mark, str) or not isinstance(title, str):
            abort(400)
        try:
            book = workbook_of(rows, title=title, about=lines, named=say("en" if language == "en" else "zh", "about-sheet"))
        except ValueError:
            abort(400)
        return dcc.send_bytes(book, f"{file_name(name, [*said, mark])}.xlsx")  # type: ignore[attr-defined,no-untyped-call]


def file_name(card: str, about: Sequence[object]) -> str:
    """Return the name of a card's files, without its ending."""
    return "-".join([card, *(_UNFIT.sub("-", str(one)) for one in about if one)])
