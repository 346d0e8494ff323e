"""Bodies and queries: read within a limit, decoded strictly into the structs that the OpenAPI document is made from."""

from typing import TypeVar
from urllib.parse import parse_qsl

import msgspec
from starlette.types import Receive

from queue_server.web.errors import BodyInvalid, BodyTooLarge, ClientGone, MalformedJson, QueryInvalid

B = TypeVar("B", bound=msgspec.Struct)

BODY_LIMIT = 64 * 1024
"""Bytes; the largest body that makes sense, a hall's set-up with every service listed, has a tenth of it."""
QUERY_PARAMETERS = 16
REASON_LONGEST = 200
"""Characters of a decoder's sentence that go into the answer: it may quote what the client sent."""


class NoBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """No fields: `{}` or nothing."""


class NoQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """No parameters."""


async def read_body(receive: Receive, content_length: bytes | None, limit: int = BODY_LIMIT) -> bytes:
    """Return the whole body.

    Raises:
        BodyTooLarge: it has more than `limit` bytes; of what is too long no more than a piece was read.
        ClientGone: the client left.
    """
    if content_length is not None and content_length.isdigit() and int(content_length) > limit:
        raise BodyTooLarge(limit=limit)
    message = await receive()
    if message["type"] == "http.request" and not message.get("more_body", False):
        body: bytes = message.get("body", b"")
        if len(body) > limit:
            raise BodyTooLarge(limit=limit)
        return body
    read = bytearray()
    while message["type"] == "http.request":
        read += message.get("body", b"")
        if len(read) > limit:
            raise BodyTooLarge(limit=limit)
        if not message.get("more_body", False):
            return bytes(read)
        message = await receive()
    raise ClientGone


def decode_body(decoder: msgspec.json.Decoder[B], body: bytes) -> B:
    """Return the body as its struct; nothing counts as `{}`.

    Raises:
        MalformedJson: it is not JSON.
        BodyInvalid: a field is missing, unknown, or of the wrong type or range.
    """
    try:
        return decoder.decode(body or b"{}")
    except msgspec.ValidationError as error:
        raise BodyInvalid(reason=_reason(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedJson(reason=_reason(error)) from None


def decode_query(kind: type[B], query_string: bytes) -> B:
    """Return the query's parameters as a struct of strings, numbers and dates.

    Raises:
        QueryInvalid: a parameter is unknown, given twice, or its value cannot be.
    """
    try:
        pairs = parse_qsl(query_string.decode("latin-1"), keep_blank_values=True, max_num_fields=QUERY_PARAMETERS)
    except ValueError:
        raise QueryInvalid(reason="too many parameters") from None
    parameters = dict(pairs)
    if len(parameters) != len(pairs):
        raise QueryInvalid(reason="a parameter is given twice")
    try:
        return msgspec.convert(parameters, kind, strict=False)
    except msgspec.ValidationError as error:
        raise QueryInvalid(reason=_reason(error)) from None


def _reason(error: Exception) -> str:
    return str(error)[:REASON_LONGEST]
