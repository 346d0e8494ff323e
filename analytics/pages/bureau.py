"""The bureau's own steps, limits and materials: what is loaded and by whom, and, for who may, loading another file.

This is the one callback of the dashboards that writes. Who may load is the server's word for each request (`Viewer.loads`), whatever the
page shows; that the request is one of our own page's, and how large it may be, the proxy says.
"""

import base64
import logging
import time
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from dash import Input, Output, Patch, State, dcc, html, no_update
from flask import abort

from analytics.history import bureau
from analytics.history.errors import HistoryUnwritable
from analytics.imports.cuts import COLUMNS, LARGEST_BYTES, Wrong, cuts_of
from analytics.imports.sheet import SheetUnfit
from analytics.pages.closed import Reader, Reading
from analytics.pages.index import Dashboards
from analytics.pages.tables import csv
from analytics.pages.texts import Children, both
from analytics.queries.history import History
from analytics.words import Language, Words, say
from queue_server.city.catalogue import Service
from queue_server.eventlog.errors import LogUnavailable

log = logging.getLogger("onewindow.analytics")

LINES = 20
"""Wrong lines that are named; the rest is counted."""
LONGEST_NAME = 120
SOURCES = 10
"""Named below what is loaded; the table names that of each service."""
_BASE64 = LARGEST_BYTES * 4 // 3 + 256


def layout(reading: Reading) -> html.Div:
    """Return what is loaded, and for who may load the way to do it."""
    words = reading.words
    loading: Children = []
    if reading.viewer.loads:
        loading = [
            html.P(both(words, "load-how", most=LARGEST_BYTES // 1024)),
            html.Div(
                [
                    html.Button(both(words, "load-template"), id="cuts-template", type="button", n_clicks=0),
                    dcc.Upload(
                        html.Button(both(words, "load-choose"), type="button"),
                        id="cuts-file",
                        className="upload",
                        className_active="upload over",
                        className_reject="upload",
                        style={},
                        style_active={},
                        style_reject={},
                    ),
                ],
                className="acts",
            ),
            dcc.Store(id="cuts-chosen"),
            dcc.Store(id="cuts-most", data=_BASE64),
            html.Div(id="cuts-load-said", role="status", className="load-said"),
            html.Div(_said(words, "unfit-large", most=LARGEST_BYTES // 1024), id="cuts-too-large", role="status", hidden=True),
            dcc.Download(id="cuts-template-file"),
        ]
    return html.Div(
        [
            html.H3(both(words, "load-title")),
            html.Div(loaded(reading), id="cuts-load-state"),
            *loading,
        ],
        className="card load",
    )


def loaded(reading: Reading) -> Children:
    """Return what is loaded, by whom, when and from where."""
    words, now = reading.words, bureau.read(reading.history.directory)
    if now is None:
        return [html.P(both(words, "load-none"))]
    zone = ZoneInfo(next(iter(reading.setup.city.halls.values()))[0].tz)
    at = f"{datetime.fromtimestamp(now.at_ms / 1000, zone):%Y-%m-%d %H:%M}"
    said = [html.P(both(words, "load-state", services=len(now.rows), file=now.file, by=now.by, at=at))]
    gone = len({row.service for row in now.rows} - {service.code for service in reading.setup.city.services})
    if gone:
        said.append(html.P(both(words, "load-gone", n=gone)))
    return [*said, html.P(both(words, "load-sources", sources=partial(sources_of, now, SOURCES)))]


def sources_of(loaded: bureau.Loaded | None, most: int, language: Language) -> str:
    """Return where the figures come from, as their file says: at most so many sources, and how many there are besides."""
    sources = list(dict.fromkeys(row.source for row in loaded.rows)) if loaded else []
    if not sources:
        return say(language, "none")
    listed = "; ".join(sources[:most])
    return say(language, "sources-more", {"listed": listed, "n": len(sources) - most}) if len(sources) > most else listed


def template(services: "tuple[Service, ...]") -> str:
    """Return an empty file to fill in, a line a service of the catalogue; names stand in it for who fills it in."""
    rows = pd.DataFrame(
        [{"service": one.code, "name_zh": one.name.zh, "name_en": one.name.en, "group": one.group} for one in services],
        columns=["service", "name_zh", "name_en", "group"],
    )
    return csv(rows.reindex(columns=[*rows.columns, *COLUMNS[1:]], fill_value=""))


def add(app: Dashboards, reader: Reader, history: History) -> None:
    """Register the callbacks."""

    # What the component refuses itself (by size or kind) it refuses without a word, so it takes everything.
    app.in_browser(
        "chosen",
        Output("cuts-chosen", "data"),
        Output("cuts-too-large", "hidden"),
        Output("cuts-load-said", "hidden"),
        Output("cuts-file", "contents"),
        Input("cuts-file", "contents"),
        State("cuts-file", "filename"),
        State("cuts-most", "data"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output("cuts-load-said", "children"),
        Output("cuts-load-state", "children"),
        Output("cuts-loaded", "data"),
        Output("cuts-fields", "data"),
        Output("cuts-of", "value", allow_duplicate=True),
        Input("cuts-chosen", "data"),
        State("language", "data"),
        prevent_initial_call=True,
    )
    def load(chosen: Any, language: Any) -> Any:
        try:
            reading = reader("", language)
        except LogUnavailable:
            return _said(Words("en" if language == "en" else "zh"), "storage-away"), *[no_update] * 4
        if not reading.viewer.loads:
            abort(403)
        if chosen is None:
            return [no_update] * 5
        words, said = reading.words, _file(chosen)
        services = {service.code for service in reading.setup.city.services}
        try:
            rows, wrong = cuts_of(said[0], services)
            if wrong:
                return _wrong(words, wrong), *[no_update] * 4
            if (
                not history.directory.is_dir()
            ):  # beside a database server without a place for it: what was written would be gone
                return _said(words, "load-nowhere"), *[no_update] * 4
            now = bureau.Loaded(by=reading.viewer.user, at_ms=time.time_ns() // 1_000_000, file=said[1], rows=rows)
            bureau.replace(history.directory, now)
        except SheetUnfit as error:
            return _said(words, f"unfit-{error.reason}", **error.facts), *[no_update] * 4
        except HistoryUnwritable as error:
            log.error("a bureau's figures could not be kept", extra={"why": str(error)})
            return _said(words, "load-unwritable"), *[no_update] * 4
        log.info("a bureau's figures were loaded", extra={"by": now.by, "services": len(rows)})
        done = html.P(both(words, "load-done", services=len(rows)))
        fields = Patch()
        fields["defaults"]["of"] = "bureau"
        return [done], loaded(reading), now.at_ms, fields, "bureau"

    @app.callback(
        Output("cuts-template-file", "data"),
        Input("cuts-template", "n_clicks"),
        State("language", "data"),
        prevent_initial_call=True,
    )
    def give(clicks: Any, language: Any) -> Any:
        if not clicks:
            return no_update
        services = reader("", language).setup.city.services
        return {"content": template(services), "filename": "onewindow-cuts.csv", "type": "text/csv;charset=utf-8"}


def _file(chosen: Any) -> tuple[bytes, str]:
    """Return a file's bytes and its name, as the browser sent them."""
    match chosen:
        case {"contents": str(contents), "name": name} if len(contents) <= _BASE64:
            pass
        case _:
            abort(400)
    try:
        data = base64.b64decode(contents.partition(",")[2], validate=True)
    except ValueError:
        abort(400)
    shown = "".join(sign if sign.isprintable() else "?" for sign in name) if isinstance(name, str) else ""
    return data, shown[:LONGEST_NAME] or "?"


def _said(words: Words, message: str, **facts: object) -> Children:
    return [html.P([*both(words, message, **facts), " ", *both(words, "load-nothing")], className="wrong")]


def _wrong(words: Words, wrong: list[Wrong]) -> Children:
    """Return the wrong lines, each with its reason."""
    more = len(wrong) - LINES
    named = [
        html.Li(both(words, "wrong-line", line=str(line), reason=_reason(reason, facts)))
        for line, reason, facts in wrong[:LINES]
    ]
    return [
        *_said(words, "load-wrong", n=len(wrong)),
        html.Ul([*named, *([html.Li(both(words, "wrong-more", n=more))] if more > 0 else [])]),
    ]


def _reason(reason: str, facts: Any) -> Any:
    return lambda language: Words.say(language, f"wrong-{reason}", facts)
