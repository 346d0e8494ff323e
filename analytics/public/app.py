"""The public pages in the dashboards' process: `/figures`, `/figures/HALL`, `/figures/HALL/YYYY-MM`. The server's door stands before them."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from analytics.pages.closed import origins
from analytics.public.figures import hall_figures, months_of
from analytics.public.page import PATH, hall_page, index_page, policy
from analytics.queries.filter import Filter
from analytics.queries.history import History
from analytics.queries.live import Live
from analytics.reports.month import read_month
from analytics.viewer import from_headers
from analytics.words import Words
from queue_server.eventlog.errors import LogUnavailable


class _Nothing(Exception):
    """There is no such page."""


def routes(live: Live, history: History) -> list[Route]:
    """Return the pages' routes. They answer 404 to what there is not, 503 while the database cannot be read."""

    def index(request: Request, words: Words, now_ms: int) -> str:
        setup = live.setup()
        known = [hall for hall, (config, _) in setup.city.halls.items() if months_of(history, hall, _today(config.tz, now_ms))]
        return index_page(setup, known, words)

    def hall(request: Request, words: Words, now_ms: int) -> str:
        setup, named, asked = live.setup(), request.path_params["hall"], request.path_params.get("month")
        if named not in setup.city.halls:
            raise _Nothing
        months = months_of(history, named, _today(setup.city.halls[named][0].tz, now_ms))
        if asked is None and not months:
            return hall_page(setup, named, None, [], words)
        try:
            month = months[0] if asked is None else read_month(asked)
        except ValueError:
            raise _Nothing from None
        if month not in months:
            raise _Nothing
        mine = Filter(halls=(named,), since=month.span[0], until=month.span[1])
        return hall_page(setup, named, hall_figures(history, named, month, months), origins(history, mine, words), words)

    return [
        Route(path, _answered(page))
        for path, page in ((PATH, index), (f"{PATH}/{{hall}}", hall), (f"{PATH}/{{hall}}/{{month}}", hall))
    ]


def _today(tz: str, now_ms: int) -> date:
    return datetime.fromtimestamp(now_ms / 1000, ZoneInfo(tz)).date()


def _answered(page: Callable[[Request, Words, int], str]) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        asker = from_headers(request.headers)
        if asker is None:
            return PlainTextResponse("", 403)
        try:
            content = page(request, Words(asker.language), asker.now_ms)
        except _Nothing:
            return PlainTextResponse("", 404)
        except LogUnavailable:
            return PlainTextResponse("", 503)
        return HTMLResponse(content, headers={"Content-Security-Policy": policy()})

    return answer
