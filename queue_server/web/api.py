"""The HTTP interface: every operation, in one table, and the routes made of it."""

import dataclasses
from typing import Any

from starlette.routing import Route

from queue_server.web import (
    account,
    city,
    counters,
    endpoints,
    events,
    halls,
    manage,
    notices,
    openapi,
    ops,
    sessions,
    tickets,
    users,
)
from queue_server.web.answers import PUBLIC_JSON, Answer, encode
from queue_server.web.bodies import NoBody, NoQuery
from queue_server.web.operations import ApiServices, Call, Operation


async def _get_openapi(call: Call[NoBody, NoQuery]) -> Answer:
    return Answer(200, _document(call.api.version), PUBLIC_JSON)


DESCRIPTION: Operation[NoBody, NoQuery] = Operation(
    id="get-openapi",
    method="GET",
    path="/api/v1/openapi.json",
    handler=_get_openapi,
    tag="operations",
    summary="This document",
    answers={200: openapi.JSON},
)

OPERATIONS: tuple[Operation[Any, Any], ...] = (
    # The router tries one path after the other: those that a hall uses most come first.
    *tickets.OPERATIONS,
    *counters.OPERATIONS,
    *halls.OPERATIONS,
    *sessions.OPERATIONS,
    *account.OPERATIONS,
    *city.OPERATIONS,
    *events.OPERATIONS,
    *manage.OPERATIONS,
    *notices.OPERATIONS,
    *users.OPERATIONS,
    *ops.OPERATIONS,
    DESCRIPTION,
)

_documents: dict[str, bytes] = {}


def _document(version: str) -> bytes:
    """Return the encoded document; it is made once."""
    if version not in _documents:
        _documents[version] = encode(openapi.document(OPERATIONS, version))
    return _documents[version]


def build_api(services: ApiServices) -> list[Route]:
    """Return the routes of all operations.

    They answer for themselves whatever goes wrong; `problems.exception_handlers` are for what is outside of them.
    """
    return endpoints.routes(dataclasses.replace(services, ready=ops.SharedProbe(services.ready)), OPERATIONS)


__all__ = ["OPERATIONS", "ApiServices", "build_api"]
