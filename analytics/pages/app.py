"""The Dash application: callbacks, and the checks that stand before all of them."""

import logging
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

from dash import ClientsideFunction, Input, Output, State, dcc, html, no_update
from dash.exceptions import PreventUpdate
from flask import Flask, Response, abort, g, request

from analytics.pages import cuts, places, shell, today
from analytics.pages.cards import Drawn
from analytics.pages.index import Dashboards, headers
from analytics.pages.texts import both
from analytics.queries.live import Live, Setup
from analytics.viewer import Place, Rights, Viewer, from_headers
from analytics.words import LANGUAGES, Words
from queue_server.eventlog.errors import LogUnavailable

log = logging.getLogger("onewindow.analytics")

BASE = "/analytics/"
CARDS = ("waits", "arrivals", "cuts-steps", "cuts-days", "places", "places-others")
LIVE = [*today.OUTPUTS, *places.OUTPUTS, ("to-zh", "href"), ("to-en", "href")]


def build(live: Live) -> Dashboards:
    """Return the application over today's rows."""
    server = Flask("analytics")
    server.before_request(_require_viewer)
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
    app.layout = html.Div([dcc.Location(id="address", refresh=False), html.Div(id="page")])
    _add_callbacks(app, live)
    server.add_url_rule(f"{BASE}alive", "alive", lambda: ("", 204))
    secure = headers(app.csp_hashes())

    @server.after_request
    def _secure(answer: Response) -> Response:
        answer.headers.update(secure)
        if not answer.cache_control.max_age and "ETag" not in answer.headers:
            answer.headers["Cache-Control"] = "no-store"
        return answer

    return app


def _require_viewer() -> None:
    """Refuse whoever the server has not named: every route, every callback."""
    viewer = from_headers({name.lower(): value for name, value in request.headers.items()})
    if viewer is None or not viewer.scopes:
        abort(403)
    g.viewer = viewer


def _rights(setup: Setup, viewer: Viewer) -> Rights:
    return Rights(viewer.scopes, (Place(hall, config.district) for hall, (config, _) in setup.city.halls.items()))


def _allowed(rights: Rights, choice: str) -> list[str]:
    """Return the halls of a choice, or refuse it, whatever the page says that it offered."""
    try:
        return rights.within(choice)
    except PermissionError:
        abort(403)


def _add_callbacks(app: Dashboards, live: Live) -> None:
    @app.callback(Output("page", "children"), Input("address", "search"))
    def show_page(search: str | None) -> Any:
        viewer: Viewer = g.viewer
        asked = parse_qs((search or "").lstrip("?"))
        words = _words((asked.get("lang") or [viewer.language])[0])
        try:
            setup = live.setup()
        except LogUnavailable:
            return _storage_away(words)
        rights = _rights(setup, viewer)
        if not rights.choices:
            abort(403)
        choice = _first_choice(rights, asked.get("hall"))
        return shell.page(setup, rights, viewer, choice, words)

    @app.callback(
        Output("shown", "data"),
        Output("storage", "children"),
        *(Output(*output) for output in LIVE),
        Input("clock", "n_intervals"),
        Input("choice", "value"),
        State("shown", "data"),
        State("language", "data"),
        # Dash drops the answer to a look that a later one overtakes: no look while one is under way, or a slow machine shows nothing.
        running=[(Output("clock", "disabled"), True, False)],
    )
    def show_today(_ticks: int | None, choice: Any, before: Any, language: Any) -> list[Any]:
        viewer: Viewer = g.viewer
        words = _words(language)
        known = before[1] if isinstance(before, list) and len(before) == 2 and before[0] == choice else None
        try:
            rights = _rights(live.setup(), viewer)
            halls = _allowed(rights, choice if isinstance(choice, str) else "")
            snapshot = live.read(rights.counted(), viewer.now_ms, known=known)
        except LogUnavailable as error:
            log.warning("no fresh figures: %s", error.sentence)
            return [None, _storage_away(words), *(no_update for _ in LIVE)]
        if snapshot is None:
            raise PreventUpdate
        setup = snapshot.setup
        zone = ZoneInfo(setup.city.halls[halls[0]][0].tz)
        at: dict[str, object] = {
            "date": snapshot.days[halls[0]].date,
            "time": f"{datetime.fromtimestamp(snapshot.now_ms / 1000, zone):%H:%M}",
        }
        drawn: Drawn = {
            **today.draw(snapshot, halls, shell.choice_name(choice, setup), words),
            **places.draw(snapshot, rights.district_of(choice), at, words),
            **{(f"to-{language}", "href"): f"?lang={language}&hall={choice}" for language in LANGUAGES},
        }
        return [[choice, snapshot.version], [], *(drawn[output] for output in LIVE)]

    @app.callback(*(Output(*output) for output in cuts.OUTPUTS), Input("language", "data"))
    def show_cuts(language: Any) -> list[Any]:
        drawn = cuts.draw(live.setup(), _words(language))
        return [drawn[output] for output in cuts.OUTPUTS]

    for name in CARDS:
        app.clientside_callback(  # type: ignore[no-untyped-call]
            ClientsideFunction("onewindow", "download"),
            Output(f"{name}-download", "data"),
            Input(f"{name}-csv", "n_clicks"),
            State(f"{name}-rows", "data"),
            State("choice", "value"),
            prevent_initial_call=True,
        )


def _first_choice(rights: Rights, asked: list[str] | None) -> str:
    """Return what the address asks for (`?hall=ID`, or a scope), if the viewer may see it, else the widest choice."""
    wanted = (asked or [""])[0]
    return next((choice for choice in (f"hall:{wanted}", wanted) if choice in rights.choices), rights.choices[0])


def _words(language: Any) -> Words:
    return Words("en" if language == "en" else "zh")


def _storage_away(words: Words) -> html.Div:
    return html.Div(both(words, "storage-away"), className="banner")
