"""The server's door to the public pages: lets nothing but their addresses through, and keeps what it has fetched for a while.

Whoever asks, and however many ask: the dashboards' process draws one public page at a time, each at most once in `KEPT_S`.
"""

import asyncio
import gzip
import logging
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from hashlib import blake2b
from typing import NamedTuple

import httpx2
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from analytics.proxy import TIMEOUT, headers_of
from analytics.refusals import language_of, refuse
from analytics.viewer import Viewer
from analytics.words import Language

log = logging.getLogger("onewindow.analytics")

KEPT_S = 60.0
"""After this a page is fetched again: a record may have been put right, a hall renamed."""
KEPT_PAGES = 512
"""Some 20 KB each."""
WAITING = 64
"""Requests that wait for the process; more are told to come again."""
FRESH_S = 300
"""How long browsers and proxies need not ask: closed months hardly ever change."""
LIMITS = httpx2.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=5.0)

_ADDRESS = re.compile(r"/figures(/[a-z][a-z0-9-]{0,99}(/[0-9]{4}-[0-9]{2})?)?")


class _Page(NamedTuple):
    """A page as it was fetched. `until_s`: monotonic time until which it counts as fresh."""

    plain: bytes
    packed: bytes
    tag: str
    policy: str
    until_s: float


class PublicDoor:
    """An ASGI application for `/figures` and all below. `aclose` ends its connection.

    Args:
        socket_path: Where the dashboards' process listens. now_ms: The halls' clock.
    """

    def __init__(self, socket_path: str, now_ms: Callable[[], int]) -> None:
        self._now_ms = now_ms
        self._kept: OrderedDict[tuple[str, Language], _Page] = OrderedDict()
        self._lock = asyncio.Lock()
        self._waiting = 0
        transport = httpx2.AsyncHTTPTransport(uds=socket_path, limits=LIMITS, trust_env=False)
        self._client = httpx2.AsyncClient(
            transport=transport, timeout=TIMEOUT, trust_env=False, headers={"accept-encoding": "identity", "user-agent": ""}
        )

    async def aclose(self) -> None:
        await self._client.aclose()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1000})
            return
        await (await self._answer(scope))(scope, receive, send)

    async def _answer(self, scope: Scope) -> Response:
        path = str(scope["path"])
        if scope["method"] not in ("GET", "HEAD"):
            return refuse(scope, "read-only")
        if path == "/figures/":
            return RedirectResponse("/figures", 308)
        if _ADDRESS.fullmatch(path) is None:
            return refuse(scope, "unknown")
        request = Request(scope)
        found = await self._find(path, language_of(request))
        if not isinstance(found, _Page):
            return refuse(scope, "unknown" if found == 404 else "soon")
        headers = {
            "Cache-Control": f"public, max-age={FRESH_S}",
            "Content-Security-Policy": found.policy,
            "ETag": found.tag,
            "Vary": "Accept-Language, Accept-Encoding",
        }
        known = {tag.strip() for tag in request.headers.get("if-none-match", "").split(",")}
        if known & {found.tag, "*"}:
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(found.packed, headers=headers | {"Content-Encoding": "gzip"}, media_type="text/html")
        return Response(found.plain, headers=headers, media_type="text/html")

    async def _find(self, path: str, language: Language) -> "_Page | int":
        """Return a page, else the status that says why there is none."""
        kept = self._fresh(path, language)
        if kept is not None:
            return kept
        if self._waiting >= WAITING:
            return self._kept.get((path, language), 503)
        self._waiting += 1
        try:
            async with self._lock:
                # Who waited for the same has it now.
                return self._fresh(path, language) or await self._fetch(path, language)
        finally:
            self._waiting -= 1

    def _fresh(self, path: str, language: Language) -> _Page | None:
        page = self._kept.get((path, language))
        if page is None or page.until_s < time.monotonic():
            return None
        self._kept.move_to_end((path, language))
        return page

    async def _fetch(self, path: str, language: Language) -> "_Page | int":
        viewer = Viewer(user="", scopes=(), now_ms=self._now_ms(), language=language)
        try:
            answer = await self._client.get(f"http://analytics{path}", headers=headers_of(viewer))
        except httpx2.TransportError as error:
            log.info("the dashboards do not answer", extra={"why": type(error).__name__})
            return self._kept.get((path, language), 503)  # of a closed month, and so hardly older than a new one
        if answer.status_code == 404:
            self._kept.pop((path, language), None)
            return 404
        if answer.status_code != 200:
            return self._kept.get((path, language), 503)
        body = answer.content
        page = _Page(
            plain=body,
            packed=await asyncio.to_thread(gzip.compress, body, 6, mtime=0),
            tag=f'W/"{blake2b(body, digest_size=12).hexdigest()}"',
            policy=answer.headers["content-security-policy"],
            until_s=time.monotonic() + KEPT_S,
        )
        self._kept[path, language] = page
        self._kept.move_to_end((path, language))
        if len(self._kept) > KEPT_PAGES:
            self._kept.popitem(last=False)
        return page
