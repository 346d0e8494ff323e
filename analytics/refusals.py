"""What stands in place of a dashboard: a page in words for browsers, a problem (RFC 9457) for everything else."""

import base64
import hashlib
import json
from collections.abc import Mapping
from html import escape
from typing import Literal
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Scope

from analytics.words import LANGUAGES, Language, say

Refusal = Literal["login", "role", "elsewhere", "method", "large", "crowded", "away", "unknown", "read-only", "soon"]
"""The last three are of the public pages."""

_ANSWERS: dict[Refusal, tuple[int, str]] = {
    "login": (401, "not-logged-in"),
    "role": (403, "not-allowed"),
    "elsewhere": (403, "wrong-origin"),
    "method": (405, "method-not-allowed"),
    "large": (413, "body-too-large"),
    "crowded": (429, "too-many-questions"),
    "away": (503, "analytics-away"),
    "unknown": (404, "not-found"),
    "read-only": (405, "method-not-allowed"),
    "soon": (503, "analytics-away"),
}

RETRY_AFTER_S = 2
"""The process is started again after half a second and needs one or two to import what it draws with."""

_STYLE = (
    "body{font:18px/1.6 'Noto Sans CJK SC','Noto Sans SC','PingFang SC','Microsoft YaHei',system-ui,sans-serif;color:#10212b;"
    "background:#f5f3ee;margin:0;display:grid;place-content:center;min-height:100vh}main{max-width:34em;padding:24px}"
    "h1{font-size:28px;line-height:1.3;margin:0 0 8px}[lang=en]{color:#50606b}h1 [lang=en]{font-size:20px;display:block}"
    "a{color:#0b5c7a;margin-right:1.2em}"
)
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}


def language_of(request: Request) -> Language:
    """Return the page's own choice (`?lang=`), else the first of the browser's languages that we have, else Chinese."""
    asked = request.query_params.get("lang")
    for language in LANGUAGES:
        if asked == language:
            return language
    for part in request.headers.get("accept-language", "").lower().split(","):
        for language in LANGUAGES:
            if part.strip().startswith(language):
                return language
    return "zh"


def refuse(scope: Scope, refusal: Refusal) -> Response:
    """Return the answer to a request that is not passed on."""
    request = Request(scope)
    status, code = _ANSWERS[refusal]
    headers = dict(_HEADERS)
    if status in (429, 503):
        headers["Retry-After"] = str(RETRY_AFTER_S)
    if status == 405:
        headers["Allow"] = "GET, HEAD" if refusal == "read-only" else "GET, HEAD, POST"
    if scope["method"] in ("GET", "HEAD") and "text/html" in request.headers.get("accept", ""):
        if refusal == "login":
            return RedirectResponse(f"/login?next={quote(_address(scope))}", 303, headers={"Cache-Control": "no-store"})
        return Response(_page(refusal, language_of(request), headers), status, headers, "text/html")
    body = {
        "type": "about:blank",
        "title": say("en", f"refused-{refusal}"),
        "status": status,
        "detail": say("en", f"refused-{refusal}-why"),
        "code": code,
    }
    return Response(json.dumps(body), status, headers, "application/problem+json")


def _address(scope: Scope) -> str:
    query: bytes = scope["query_string"]
    return str(scope["path"]) + (f"?{query.decode('latin-1')}" if query else "")


def _page(refusal: Refusal, language: Language, headers: Mapping[str, str]) -> str:
    languages: tuple[Language, ...] = ("en",) if language == "en" else LANGUAGES

    def words(message: str) -> str:
        return " ".join(f'<span lang="{one}">{escape(say(one, message))}</span>' for one in languages)

    first = {"role": {"/login?next=/analytics/": "to-login"}, "unknown": {"/figures": "to-figures"}}
    links = first.get(refusal, {}) | {"/": "to-start"}
    anchors = "".join(f'<a href="{href}">{words(text)}</a>' for href, text in links.items())
    again = f'<meta http-equiv="refresh" content="{headers["Retry-After"]}">' if "Retry-After" in headers else ""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">{again}'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(say(language, f'refused-{refusal}'))}</title><style>{_STYLE}</style></head><body><main>"
        f"<h1>{words(f'refused-{refusal}')}</h1><p>{words(f'refused-{refusal}-why')}</p>"
        f"<p>{anchors}</p></main></body></html>"
    )
