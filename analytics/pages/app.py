"""The Dash application: callbacks, and the checks that stand before all of them."""

import logging
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from dash import Input, Output, State, dcc, html, no_update
from flask import Flask, Response, abort, g

from analytics.pages import closed, cuts, definitions, districts, shell, staffing, today, towns, waits
from analytics.pages.asked import elsewhere, scope
from analytics.pages.cards import Drawn
from analytics.pages.controls import controls_of
from analytics.pages.exports import add_card
from analytics.pages.guard import guard
from analytics.pages.index import Dashboards, headers
from analytics.pages.past import Past, Pasts
from analytics.pages.shared import Answers, Shared
from analytics.pages.shell import BASE, PAGES
from analytics.pages.texts import both
from analytics.queries.history import History, QuestionTooLarge
from analytics.queries.live import Live, Snapshot
from analytics.viewer import CITY, Rights, Viewer
from analytics.words import LANGUAGES, Words
from queue_server.eventlog.errors import LogUnavailable

log = logging.getLogger("onewindow.analytics")

CLOSED = (waits.PAGE, towns.PAGE, districts.PAGE, staffing.PAGE)
CARDS = today.CARDS
LIVE = [*today.OUTPUTS, ("to-zh", "href"), ("to-en", "href")]

RIGHTS = "X-OneWindow-Rights"
"""Of the answer to `alive`: the page is made again when it changes (assets/alive.js)."""


def build(live: Live, history: History) -> Dashboards:
    """Return the application over today's rows and the history of closed days."""
    server = Flask("analytics")
    app = Dashboards(
        "analytics",
        server=server,  # type: ignore[arg-type] # takes a Flask application too, as its documentation says
        url_base_pathname=BASE,
        assets_folder=str(Path(__file__).parent.parent / "assets"),
        serve_locally=True,
        suppress_callback_exceptions=True,
        update_title=None,  # type: ignore[arg-type] # None keeps the title while callbacks run
        add_log_handler=False,
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
    )
    app.layout = html.Div([dcc.Location(id="address", refresh=False), dcc.Store(id="placed"), html.Div(id="page")])
    _add_callbacks(app, live, history)
    guard(app, BASE, PAGES)
    server.add_url_rule(f"{BASE}alive", "alive", lambda: ("", 204, {RIGHTS: shell.rights_digest(g.viewer)}))
    secure = headers(app.csp_hashes())

    @server.after_request
    def _secure(answer: Response) -> Response:
        answer.headers.update(secure)
        if not answer.cache_control.max_age and "ETag" not in answer.headers:
            answer.headers["Cache-Control"] = "no-store"
        return answer

    return app


def _require(rights: Rights, choice: str) -> None:
    """Refuse a choice that the viewer may not look at, whatever the page says that it offered."""
    if choice not in rights.choices:
        abort(403)


def _draw_today(snapshot: Snapshot, rights: Rights, choice: str, past: Past, words: Words) -> Drawn:
    """Return all that a change of today's tickets draws again."""
    return {
        **today.draw(snapshot, rights.within(choice), shell.choice_name(choice, snapshot.setup), past, words),
        **{(f"to-{language}", "href"): f"?lang={language}&hall={choice}" for language in LANGUAGES},
    }


def warm_up(live: Live, history: History) -> None:
    """Draw everything once: what the libraries load at first use takes a second or two that no viewer should wait for."""
    now_ms = time.time_ns() // 1_000_000
    try:
        setup = live.setup()
        rights = closed.rights_of(setup, Viewer(user="", scopes=(CITY,), now_ms=now_ms))
        halls = rights.within(rights.choices[0])
        snapshot = live.read(halls, now_ms)
    except LogUnavailable:
        return
    assert snapshot is not None
    past = Pasts(history).of(snapshot, halls)
    for language in LANGUAGES:
        _draw_today(snapshot, rights, rights.choices[0], past, Words(language))


def _add_callbacks(app: Dashboards, live: Live, history: History) -> None:
    shared, pasts = Shared(), Pasts(history)

    @app.callback(
        Output("page", "children"),
        Output("placed", "data"),
        Input("address", "pathname"),
        Input("address", "search"),
        State("placed", "data"),
    )
    def show_page(pathname: Any, search: Any, placed: Any) -> Any:
        viewer: Viewer = g.viewer
        query = search if isinstance(search, str) else ""
        asked = parse_qs(query.lstrip("?"))
        words = _words((asked.get("lang") or [viewer.language])[0])
        name = str(pathname).removeprefix(BASE).strip("/")
        if placed == [name, words.language]:
            return no_update, no_update  # what the address asks for besides is drawn into the page that stands
        try:
            setup = live.setup()
        except LogUnavailable:
            return html.Div(_storage_away(words), className="again"), None
        rights = closed.rights_of(setup, viewer)
        if not rights.choices:
            abort(403)
        page = next((page for page in CLOSED if page.name == name), None)
        if page is not None:
            shown = closed.layout(page, closed.Reading(history, setup, rights, viewer, query, words))
        elif name == cuts.NAME:
            shown = cuts.layout(closed.Reading(history, setup, rights, viewer, query, words))
        elif name == definitions.NAME:
            shown = definitions.layout(setup, viewer, words)
        else:
            choice = shell.chooser(setup, rights, scope(query, rights.choices), words)
            note = both(words, "note-elsewhere") if elsewhere(query, rights.choices) else []
            shown = shell.page(setup, viewer, words, [today.layout(words, choice, note)])
        return shown, [name, words.language]

    answers = Answers()
    for page in CLOSED:
        _add_closed(app, page, live, history, answers)
    cuts.add(app, _reader(live, history), history)

    # Dash drops the answer to a look that a later one overtakes. So the page asks again only when it was answered, or the
    # answer seems lost; else a slow machine would show nothing.
    app.in_browser(
        "ask",
        Output("asked", "data"),
        Input("clock", "n_intervals"),
        Input("choice", "value"),
        Input("moved", "data"),
        State("asked", "data"),
        State("answered", "data"),
    )

    app.in_browser("answered", Input("answered", "data"), prevent_initial_call=True)

    @app.callback(
        Output("answered", "data"),
        Output("shown", "data"),
        Output("storage", "children"),
        *(Output(*output) for output in LIVE),
        Input("asked", "data"),
        State("shown", "data"),
        State("language", "data"),
    )
    def show_today(asked: Any, before: Any, language: Any) -> list[Any]:
        number, choice = _asked(asked)
        viewer: Viewer = g.viewer
        words = _words(language)
        known = _known(before, choice)
        try:
            rights = closed.rights_of(live.setup(), viewer)
            _require(rights, choice)
            halls = rights.within(choice)
            snapshot = live.read(halls, viewer.now_ms, known=known)
        except LogUnavailable as error:
            log.warning("no fresh figures", extra={"why": error.sentence})
            return [number, None, _storage_away(words), *(no_update for _ in LIVE)]
        if snapshot is None:
            return [number, no_update, no_update, *(no_update for _ in LIVE)]
        past = pasts.of(snapshot, halls)
        drawing = shared.get(
            (choice, words.language, snapshot.version),
            lambda: _draw_today(snapshot, rights, choice, past, words),
        )
        news = drawing.news(shared.kept((choice, words.language, known)) if known else None)
        return [number, [choice, snapshot.version], [], *(news.get(output, no_update) for output in LIVE)]

    for name in CARDS:
        add_card(app, name, [("choice", "value")])


def _reader(live: Live, history: History) -> closed.Reader:
    """Return what reads an address for the viewer who asks."""

    def reader(search: Any, language: Any) -> closed.Reading:
        setup = live.setup()
        rights = closed.rights_of(setup, g.viewer)
        if not rights.choices:
            abort(403)
        return closed.Reading(history, setup, rights, g.viewer, search if isinstance(search, str) else "", _words(language))

    return reader


def _add_closed(app: Dashboards, page: closed.ClosedPage, live: Live, history: History, answers: Answers) -> None:
    reader = _reader(live, history)

    @app.callback(
        Output(f"{page.name}-notes", "children"),
        *(Output(*output) for output in page.outputs),
        Input(f"{page.name}-address", "search"),
        State("language", "data"),
    )
    def draw(search: Any, language: Any) -> list[Any]:
        try:
            reading = reader(search, language)
        except LogUnavailable:
            return [_storage_away(_words(language)), *(no_update for _ in page.outputs)]
        key, shared = reading.anybodys()

        def drawn() -> list[Any]:
            parts = page.draw(shared)
            return [closed.notes(shared), *(parts[output] for output in page.outputs)]

        try:
            return answers.get((page.name, page.also(shared), key), drawn)
        except (QuestionTooLarge, MemoryError) as error:
            log.warning("a question was not answered", extra={"page": page.name, "why": type(error).__name__})
            return [html.P(both(reading.words, "question-too-large"), className="banner"), *(no_update for _ in page.outputs)]

    if page.add is not None:
        page.add(app, reader, history)
    controls = controls_of(page.name)
    for card in page.cards:
        add_card(app, card, controls[:3])
    address = f"{page.name}-address"
    app.in_browser(
        "address",
        Output(address, "search"),
        *(Output(*control) for control in controls),
        Input(address, "search"),
        *(Input(*control) for control in controls),
        State(f"{page.name}-defaults", "data"),
        State(controls[0][0], "options"),
        prevent_initial_call=True,
    )


def _asked(asked: Any) -> tuple[int, str]:
    """Return the look's number and the choice, as the page sent them."""
    if not isinstance(asked, dict) or not isinstance(asked.get("number"), int) or not isinstance(asked.get("choice"), str):
        abort(400)
    return asked["number"], asked["choice"]


def _known(shown: Any, choice: str) -> str | None:
    """Return the version that the page shows, None when it shows another choice, or nothing."""
    match shown:
        case [before, str(version)] if before == choice:
            return version
    return None


def _words(language: Any) -> Words:
    return Words("en" if language == "en" else "zh")


def _storage_away(words: Words) -> html.Div:
    return html.Div(both(words, "storage-away"), className="banner")
