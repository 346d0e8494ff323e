"""The pages' addresses: an HTML shell for each page that loads its module, and the static files. Knows nothing of the server."""

import mimetypes
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from string import Template
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

HERE = Path(__file__).parent

PAGES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "start": ("/",),
        "login": ("/login",),
        "kiosk": ("/kiosk/{hall}",),
        "board": ("/board/{hall}",),
        "ticket": ("/t/{pass_}",),
        "desk": ("/desk", "/desk/{hall}", "/desk/{hall}/{counter:int}"),
        "greet": ("/greet", "/greet/{hall}"),
        "manage": ("/manage", "/manage/{hall}"),
        "account": ("/account",),
        "staff": ("/staff",),
    }
)
"""The paths of each page. `/static/{page}/{page}.js` and `.css` are its module and style; the module reads the path itself."""

POLICY = "; ".join(
    (
        # What is not named here is not used: no frames, workers, media files or manifests.
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",  # its websockets too
        "base-uri 'none'",
        "form-action 'none'",  # modules send what forms hold
        "frame-ancestors 'none'",
        # Markup is made by lit-html alone, of the constant parts of templates.
        "require-trusted-types-for 'script'",
        "trusted-types lit-html",
    )
)

HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": POLICY,
        # Pages and modules are small and carry an ETag: asking each time costs a 304 and never mixes two releases.
        "Cache-Control": "no-cache",
    }
)
"""Of pages and files, beside those that the server gives every answer."""

OWN_FONT = frozenset({"kiosk", "board", "desk", "greet"})
"""Pages that bring a Chinese font: a machine that was set up to show one page may have none. Phones have one, and pay for what they load."""
FONT = '\n<link rel="stylesheet" href="/static/vendor/noto-sans-sc/wght.css">'

SHELL = Template("""<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light">
<title>OneWindow</title>
<link rel="icon" href="/static/base/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/static/base/tokens.css">
<link rel="stylesheet" href="/static/base/base.css">$font
<link rel="stylesheet" href="/static/$page/$page.css">
<script type="module" src="/static/$page/$page.js"></script>
</head>
<body class="$page">
<div id="page"></div>
<noscript>本页需要启用 JavaScript。<span lang="en">This page needs JavaScript.</span></noscript>
</body>
</html>
""")

# The system's own table may call modules text/plain, which browsers refuse to run.
for suffix, kind in {".js": "text/javascript", ".mjs": "text/javascript", ".ftl": "text/plain"}.items():
    mimetypes.add_type(kind, suffix)


class Files(StaticFiles):
    """Static files that carry the pages' headers."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(HEADERS)
        return response


def shell(page: str, status: int = 200) -> Response:
    headers = dict(HEADERS)
    if page == "ticket":
        headers["Cache-Control"] = "no-store"  # its address is the pass
    content = SHELL.substitute(page=page, font=FONT if page in OWN_FONT else "")
    return Response(content, status, media_type="text/html", headers=headers)


Refusal = Callable[[Request, Exception], Awaitable[Response]]


def missing(otherwise: Refusal) -> Refusal:
    """Return the handler of 404: a page for who mistyped an address in a browser, for programs what `otherwise` answers."""

    async def answer(request: Request, error: Exception) -> Response:
        typed = request.method == "GET" and "text/html" in request.headers.get("accept", "")
        if typed and not request.url.path.startswith(("/api/", "/static/")):
            return shell("missing", 404)
        return await otherwise(request, error)

    return answer


def routes() -> list[BaseRoute]:
    """Return the routes of every page and of the static files."""
    return [
        *(_page(page, path) for page, paths in PAGES.items() for path in paths),
        Mount("/static/locales", Files(directory=HERE / "locales")),
        Mount("/static", Files(directory=HERE / "static")),
    ]


def _page(page: str, path: str) -> Route:
    async def show(request: Request) -> Response:
        return shell(page)

    return Route(path, show, methods=["GET"], name=f"page-{page}")
