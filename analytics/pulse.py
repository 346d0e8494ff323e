"""The sign of life of the dashboards' process: an answer of its event loop, which is given however busy its threads are with questions."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

PATH = "/pulse"
"""Of the process; no door leads to it."""


async def _beat(_: Request) -> Response:
    return Response(status_code=204)


def pulse() -> Route:
    """Return its route."""
    return Route(PATH, _beat)
