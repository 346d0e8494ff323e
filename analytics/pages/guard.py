"""What stands before every route: who asks, whether there is such a thing, and whether a callback's body is one that the page sends.

Dash trusts its own page; a body that somebody made by hand would raise within it. It is refused here, as a problem (RFC 9457).
"""

import json
import logging
from collections.abc import Sequence
from typing import Any

from dash.exceptions import DashException
from flask import Flask, Response, abort, g, request
from werkzeug.exceptions import HTTPException

from analytics.pages.index import Dashboards
from analytics.viewer import from_headers
from queue_server.logs.context import RequestContext, current

log = logging.getLogger("onewindow.analytics")

CODES = {400: "invalid", 403: "not-allowed", 404: "not-found", 405: "method-not-allowed", 415: "invalid"}


def guard(app: Dashboards, base: str, pages: Sequence[str]) -> None:
    """Put the checks before the application's routes, which lie below the path `base`; `pages` are the addresses of its pages."""
    server: Flask = app.server
    # Dash answers every other path below its own with the page.
    known = ("_dash-", "_reload-hash", "_favicon.ico", "assets/", "alive")

    @server.before_request
    def check() -> None:
        current.set(RequestContext(request.headers.get("X-Request-Id", "")))  # each thread answers one request at a time
        viewer = from_headers({name.lower(): value for name, value in request.headers.items()})
        if viewer is None or not viewer.scopes:
            abort(403)
        g.viewer = viewer
        below = request.path.removeprefix(base)
        if below and below not in pages and not below.startswith(known):
            abort(404)
        if below == "_dash-update-component" and not _is_known(app, _body()):
            abort(400)

    @server.errorhandler(Exception)
    def problem(error: Exception) -> Response:
        if isinstance(error, HTTPException) and error.code is not None:
            status, title = error.code, error.name
        elif isinstance(error, DashException):
            status, title = 404, "Not Found"  # a file of a component that the page does not use
        else:
            log.error("a request failed", extra={"method": request.method}, exc_info=error)
            status, title = 500, "Internal Server Error"
        body = {"type": "about:blank", "title": title, "status": status, "detail": title, "code": CODES.get(status, "failed")}
        return Response(json.dumps(body), status, content_type="application/problem+json")


def _body() -> Any:
    try:
        body = request.get_json()
        json.dumps(body, ensure_ascii=False).encode()
    except (RecursionError, UnicodeEncodeError):  # half a character (a lone surrogate) is no text
        abort(400)
    return body


def _is_known(app: Dashboards, body: Any) -> bool:
    """Tell whether a callback's body names one of ours, with its own inputs and states."""
    match body:
        case {"output": str(output), "inputs": list(inputs), "changedPropIds": list(changed)} if output in app.callback_map:
            state = body.get("state", [])
            declared = app.callback_map[output]
            return (
                "callback" in declared  # the browser runs the others itself
                and isinstance(body.get("outputs"), (list, dict))
                and isinstance(state, list)
                and _names(inputs) == _names(declared["inputs"])
                and _names(state) == _names(declared["state"])
                and all(isinstance(name, str) and name.count(".") == 1 for name in changed)
            )
    return False


def _names(props: list[Any]) -> list[object]:
    return [(prop.get("id"), prop.get("property")) if isinstance(prop, dict) else prop for prop in props]
