"""The what-if of the page about staffing: its form, and the runs that it starts and watches."""

from typing import Any

from dash import Input, Output, State, dcc, html, no_update
from flask import abort

from analytics.figures.whatif import ROW_PX
from analytics.pages.cards import ROWS_PX, Drawn, Key, aria, card, marked, source
from analytics.pages.closed import Reader, Reading, about
from analytics.pages.controls import labelled, one_of
from analytics.pages.exports import add_card
from analytics.pages.index import Dashboards
from analytics.pages.texts import Children, both, paragraphs
from analytics.pages.whatif_cards import CARDS, RESULTS, outcome, results
from analytics.pages.whatif_form import FIELDS, LAYOUTS, POLICIES, TEXT_MOST, Form, Wrong, form
from analytics.pages.whatif_recorded import playable
from analytics.queries.history import History
from analytics.simulation.jobs import Jobs
from analytics.simulation.jobs import State as RunState
from analytics.words import Words
from queue_server.eventlog.errors import LogUnavailable

RUN = [
    ("whatif-clock", "disabled"),
    ("whatif-progress", "children"),
    ("whatif-stop", "hidden"),
    ("whatif-outcome", "children"),
    ("whatif-results", "hidden"),
]


def layout(asked: Form, words: Words) -> html.Div:
    """Return the what-if, its form set as the address says, without a result."""
    return html.Div(
        [
            html.H3(both(words, "whatif-title"), className="part"),
            html.P(both(words, "whatif-what"), className="whatif-what"),
            html.Div(id="whatif-shortcut", className="shortcut"),
            html.P(both(words, "whatif-one-hall"), id="whatif-one-hall", className="notes-line", hidden=True),
            html.Div(
                [
                    html.Div(
                        [
                            labelled(
                                words,
                                "day",
                                dcc.Dropdown(
                                    id="whatif-day",
                                    # The period's days come with the figures; without its option a value would be dropped.
                                    options=[{"label": asked.day, "value": asked.day}] if asked.day else [],
                                    value=asked.day or None,
                                    placeholder=words.plain("whatif-day-last"),
                                    labels={
                                        "search": words.label("choose-search"),
                                        "clear_search": words.label("choose-clear"),
                                        "clear_selection": words.label("filter-clear"),
                                        "no_options_found": words.label("whatif-no-day"),
                                    },
                                ),
                                kind="whatif",
                            ),
                            _written(words, "counters", asked.counters, words.plain("whatif-as-recorded")),
                            one_of(words, "whatif", "layout", LAYOUTS, asked.layout or LAYOUTS[0], kind="whatif"),
                            one_of(
                                words,
                                "whatif",
                                "policy",
                                ("as-recorded", *POLICIES),
                                asked.policy or "as-recorded",
                                kind="whatif",
                            ),
                            _written(words, "demand", asked.demand, "+0"),
                            _written(words, "service", asked.service, "+0"),
                            html.Div(
                                [
                                    html.Button(both(words, "whatif-run"), id="whatif-run", type="button", n_clicks=0),
                                    html.Button(
                                        both(words, "whatif-stop"), id="whatif-stop", type="button", n_clicks=0, hidden=True
                                    ),
                                ],
                                className="acts",
                            ),
                        ],
                        className="filters",
                        role="group",
                        **aria(label=words.plain("whatif-title")),
                    ),
                    html.P(both(words, "whatif-counters-how"), className="hint"),
                ],
                id="whatif-form",
            ),
            html.Div(id="whatif-progress", role="status", className="progress"),
            html.Div(id="whatif-outcome", className="answers"),
            html.Div(
                [
                    card(
                        words,
                        name,
                        height=ROW_PX * 2,
                        key=(
                            Key("ink diamond", "whatif-actual"),
                            Key("grey round", "whatif-played"),
                            Key("sea round", "whatif-changed"),
                        ),
                        least=ROWS_PX,
                    )
                    for name in CARDS
                ],
                id="whatif-results",
                className="cards uneven",
                hidden=True,
            ),
            dcc.Store(id="whatif-said", data=list(asked[: len(FIELDS)])),
            dcc.Store(id="whatif-asked"),
            dcc.Store(id="whatif-answered"),
            dcc.Interval(id="whatif-clock", interval=500, disabled=True),
        ],
        className="whatif",
        id="whatif",
        **marked("simulated"),  # whatever the days are
    )


def _written(words: Words, name: str, value: str, placeholder: str) -> html.Label:
    return labelled(
        words,
        name,
        dcc.Input(
            id=f"whatif-{name}", type="text", value=value, placeholder=placeholder, maxLength=TEXT_MOST, autoComplete="off"
        ),
        kind="whatif",
    )


def add(app: Dashboards, reader: Reader, history: History) -> None:
    """Register the what-if's callbacks; its runs are processes that this one starts."""
    jobs = Jobs(history.directory)
    address, fields = "staffing-address", [(f"whatif-{name}", "value") for name in FIELDS]
    app.in_browser(
        "play",
        Output(address, "search", allow_duplicate=True),
        Input("whatif-run", "n_clicks"),
        Input("whatif-stop", "n_clicks"),
        State(address, "search"),
        *(State(*field) for field in fields),
        prevent_initial_call=True,
    )
    app.in_browser(
        "form",
        *(Output(*field) for field in fields),
        Output("whatif-said", "data"),
        Input(address, "search"),
        State("whatif-said", "data"),
        prevent_initial_call=True,
    )
    app.in_browser(
        "look",
        Output("whatif-asked", "data"),
        Input("whatif-clock", "n_intervals"),
        Input(address, "search"),
        Input("whatif-run", "n_clicks"),
        State("whatif-asked", "data"),
        State("whatif-answered", "data"),
    )

    outputs = [*RUN, *RESULTS]

    @app.callback(
        Output("whatif-answered", "data"),
        *(Output(*output) for output in outputs),
        Input("whatif-asked", "data"),
        State("whatif-page", "data"),
        State("language", "data"),
        prevent_initial_call=True,
    )
    def look(asked: Any, page: Any, language: Any) -> list[Any]:
        number, search, begin = _asked(asked)
        if not isinstance(page, str):
            abort(400)
        try:
            reading = reader(search, language)
        except LogUnavailable:
            return [number, *(no_update for _ in outputs)]
        drawn = run(reading, jobs, page, begin=begin)
        return [number, *(drawn.get(output, no_update) for output in outputs)]

    for name in CARDS:
        add_card(app, name, [("staffing-scope", "value"), ("whatif-day", "value")])


def run(reading: Reading, jobs: Jobs, page: str, *, begin: bool) -> Drawn:
    """Return how the what-if of an address stands.

    Args:
        page: The viewer's, of which several may be open. begin: The address is new, or the viewer wants it: what does not run begins.
    """
    words, user, asked = reading.words, reading.viewer.login, form(reading.search)
    if not asked.run:
        stopped = begin and jobs.end(user, page)
        return _stands([html.P(both(words, "whatif-stopped"))] if stopped else None)
    try:
        asks = playable(reading, asked)
    except Wrong as wrong:
        jobs.end(user, page)
        return _stands([html.P(both(words, message, **facts), className="wrong") for message, facts in wrong.messages])
    if isinstance(asks, str):
        jobs.end(user, page)
        return _stands([html.P(both(words, asks), className="wrong")])
    ask = jobs.begin if begin else jobs.look
    state = ask(user, page, asks[0], reading.history.version)
    if state.kind in ("running", "waiting"):
        return _stands(_progress(state, words), running=True)
    if state.comparison is None:
        return _stands([html.P(both(words, f"whatif-{state.kind}"), className="wrong")])
    said = source(words, ("whatif-definition", {}), ("source-whatif", about(reading, span=asks[1])))
    return {
        **_stands(),
        ("whatif-outcome", "children"): paragraphs(words, outcome(state.comparison), "answer"),
        ("whatif-results", "hidden"): False,
        **results(state.comparison, said, words),
    }


def _stands(progress: Children | None = None, *, running: bool = False) -> Drawn:
    """Return the parts without a result."""
    return dict(zip(RUN, (not running, progress or [], not running, [], True), strict=True))


def _progress(state: RunState, words: Words) -> Children:
    bar = html.Progress(value=f"{state.share:.3f}", max="1", **aria(label=words.plain("whatif-title")))
    if state.kind == "waiting":
        return [bar, html.Span(both(words, "whatif-waiting"))]
    # What changes twice a second is not read out each time; the bar tells who asks.
    return [bar, html.Span(both(words, "whatif-running", percent=f"{100 * state.share:.0f}"), **aria(hidden="true"))]


def _asked(asked: Any) -> tuple[int, str, bool]:
    """Return the look's number, the address and whether it is to begin, as the page sent them."""
    if (
        not isinstance(asked, dict)
        or not isinstance(number := asked.get("number"), int)
        or not isinstance(search := asked.get("search"), str)
        or not isinstance(begin := asked.get("begin"), bool)
    ):
        abort(400)
    return number, search, begin
