"""Answers: a status, a body that is encoded already, and headers."""

from typing import NamedTuple

import msgspec
from starlette.types import Scope, Send

from queue_server.web.headers import DATA_POLICY, Headers

PRIVATE: Headers = ((b"cache-control", b"no-store"), DATA_POLICY)
PUBLIC: Headers = ((b"cache-control", b"public, max-age=1"), DATA_POLICY)
"""Of lists that everybody may see: a second's age harms nobody, and a crowd of phones costs one answer a second."""
JSON: Headers = ((b"content-type", b"application/json"), *PRIVATE)
PUBLIC_JSON: Headers = ((b"content-type", b"application/json"), *PUBLIC)

encode = msgspec.json.Encoder().encode


class Answer(NamedTuple):
    """What a request is answered."""

    status: int
    body: bytes = b""
    headers: Headers = PRIVATE


def json_answer(content: object, status: int = 200, headers: Headers = JSON) -> Answer:
    """Return an answer with `content` as JSON."""
    return Answer(status, encode(content), headers)


async def send_answer(answer: Answer, scope: Scope, send: Send) -> None:
    """Write the answer; a HEAD request gets its headers alone, and so does a 204."""
    headers = list(answer.headers)
    if answer.status != 204:
        headers.append((b"content-length", b"%d" % len(answer.body)))
    body = b"" if scope["method"] == "HEAD" else answer.body
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
