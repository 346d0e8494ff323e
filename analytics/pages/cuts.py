"""How much shorter has it become? What the catalogue or the bureau states, before and after, and what imported logs measure.

| in the address | what | without it |
| --- | --- | --- |
| `of` | `catalogue`, or `bureau`: the bureau's own figures | the bureau's own, where some are loaded |
| `what` | `steps`, `days`, `materials`: of which services are listed | `days` |
| `group` | groups of services with commas between them | all |
| `find` | a service: its name in either language or in pinyin, or its code | all |
| `unit`, `from`, `to` | whose cases, and when they began | the unit with most cases, whenever |
| `other`, `other-from`, `other-to` | with which they are compared | none |
| `limit` | days within which they should be done | 60 |
"""

import logging
from collections.abc import Callable
from typing import Any

from dash import Input, Output, State, dcc, html, no_update

from analytics.history.errors import HistoryError
from analytics.pages import bureau, cases, measured, shell, shortened
from analytics.pages.cards import Drawn
from analytics.pages.closed import Reader, Reading
from analytics.pages.exports import add_card
from analytics.pages.index import Dashboards
from analytics.pages.shortened_services import Shortened
from analytics.pages.texts import Children, both
from analytics.queries.history import History
from analytics.words import Words
from queue_server.eventlog.errors import LogUnavailable

log = logging.getLogger("onewindow.analytics")

NAME = "cuts"
CARDS = (*shortened.CARDS, *measured.CARDS)
FIELDS = (*shortened.FIELDS, *measured.FIELDS)
"""In the address: the control (id, property) that it sets."""


def layout(reading: Reading) -> html.Div:
    """Return the whole page, without figures."""
    words, found = reading.words, cases.measured_of(reading)
    fields = {
        "names": [name for name, *_ in FIELDS],
        "lists": ["group"],
        "defaults": shortened.defaults(reading) | measured.defaults(found),
    }
    return html.Div(
        [
            dcc.Store(id="language", data=words.language),
            dcc.Location(id="cuts-address", refresh="callback-nav"),
            dcc.Store(id="cuts-fields", data=fields),
            *(dcc.Store(id=name) for name in ("cuts-loaded", "cuts-shown", "measured-shown")),
            shell.bar(reading.setup, reading.viewer, words, at=NAME),
            html.Main(
                [
                    html.Section([*shortened.layout(reading), bureau.layout(reading)], id=NAME),
                    html.Section(measured.layout(found, words), id="measured", hidden=not cases.may(reading)),
                ]
            ),
        ],
        lang=words.language,
        className=f"page {words.language}",
    )


def add(app: Dashboards, reader: Reader, history: History) -> None:
    """Register the page's callbacks."""

    def drawing(
        part: str, outputs: list[tuple[str, str]], draw: Callable[[Reading, Any], tuple[str, Drawn | None]], *inputs: Input
    ) -> None:
        """Draw a part of the page; not again while what the address asks of it stays the same, for both parts read the one address."""

        @app.callback(
            Output(f"{part}-notes", "children"),
            Output(f"{part}-shown", "data"),
            *(Output(*output) for output in outputs),
            Input("cuts-address", "search"),
            *inputs,
            State(f"{part}-shown", "data"),
            State("language", "data"),
        )
        def drawn(search: Any, *said: Any) -> list[Any]:
            shown, language = said[-2:]
            nothing = [no_update for _ in outputs]
            try:
                key, parts = draw(reader(search, language), shown)
            except LogUnavailable:
                return [_banner("storage-away", language), None, *nothing]
            except HistoryError as error:
                log.warning("imported logs cannot be read", extra={"why": str(error)})
                return [_banner("measured-damaged", language), None, *nothing]
            if parts is None:
                return [[], no_update, *nothing]
            return [[], key, *(parts[output] for output in outputs)]

    def shorten(reading: Reading, shown: Any) -> tuple[str, Drawn | None]:
        asked = Shortened(reading)
        return asked.key, None if asked.key == shown else shortened.draw(asked)

    def measure(reading: Reading, shown: Any) -> tuple[str, Drawn | None]:
        asked = cases.Measured(reading)
        return asked.key, None if asked.key == shown else measured.draw(asked)

    drawing("cuts", shortened.OUTPUTS, shorten, Input("cuts-loaded", "data"))
    drawing("measured", measured.OUTPUTS, measure)
    bureau.add(app, reader, history)
    for card in shortened.CARDS:
        add_card(app, card, [("cuts-of", "value")])
    for card in measured.CARDS:
        add_card(app, card, [("cuts-unit", "value"), ("cuts-begun", "start_date"), ("cuts-begun", "end_date")])
    controls = [(control, prop) for _, control, prop in FIELDS]
    app.in_browser(
        "fields",
        Output("cuts-address", "search"),
        *(Output(*control) for control in controls),
        Input("cuts-address", "search"),
        *(Input(*control) for control in controls),
        State("cuts-fields", "data"),
        prevent_initial_call=True,
    )


def _banner(message: str, language: Any) -> Children:
    return [html.Div(both(Words("en" if language == "en" else "zh"), message), className="banner")]
