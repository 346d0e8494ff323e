import contextlib
import json
from collections.abc import Iterable

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.types import Message

from queue_server.web.bodies import BODY_LIMIT, NoBody, decode_body, decode_query, read_body
from queue_server.web.errors import BodyInvalid, BodyTooLarge, ClientGone, MalformedJson, QueryInvalid
from queue_server.web.events import EventsQuery
from queue_server.web.tickets import IssueBody

ANY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
ISSUE = msgspec.json.Decoder(IssueBody)


class Pieces:
    """A request's body as a server hands it over; remembers how much was asked for."""

    def __init__(self, pieces: Iterable[bytes], *, leaves: bool = False) -> None:
        self.pieces, self.leaves, self.taken = list(pieces), leaves, 0

    async def __call__(self) -> Message:
        if self.taken == len(self.pieces):
            assert self.leaves
            return {"type": "http.disconnect"}
        self.taken += 1
        more = self.leaves or self.taken < len(self.pieces)
        return {"type": "http.request", "body": self.pieces[self.taken - 1], "more_body": more}


async def test_a_body_is_read_from_its_pieces() -> None:
    assert await read_body(Pieces([b""]), None) == b""
    assert await read_body(Pieces([b"{}"]), b"2") == b"{}"
    assert await read_body(Pieces([b"{", b'"a"', b":1}", b""]), None) == b'{"a":1}'


async def test_a_body_may_have_just_the_limit() -> None:
    assert len(await read_body(Pieces([b"x" * BODY_LIMIT]), None)) == BODY_LIMIT
    assert len(await read_body(Pieces([b"x" * (BODY_LIMIT - 1), b"x"]), None)) == BODY_LIMIT


async def test_a_body_that_says_it_is_too_large_is_not_read() -> None:
    pieces = Pieces([b"x"])
    with pytest.raises(BodyTooLarge):
        await read_body(pieces, b"%d" % (BODY_LIMIT + 1))
    assert pieces.taken == 0


async def test_a_body_that_does_not_say_is_read_up_to_the_limit() -> None:
    pieces = Pieces([b"x" * 1000] * 1_000_000)
    with pytest.raises(BodyTooLarge):
        await read_body(pieces, None)
    assert pieces.taken == BODY_LIMIT // 1000 + 1
    with pytest.raises(BodyTooLarge):
        await read_body(Pieces([b"x" * (BODY_LIMIT + 1)]), None)


async def test_who_leaves_is_not_answered() -> None:
    with pytest.raises(ClientGone):
        await read_body(Pieces([], leaves=True), None)
    with pytest.raises(ClientGone):
        await read_body(Pieces([b"{"], leaves=True), None)


def test_no_body_is_an_empty_object() -> None:
    assert decode_body(ISSUE, b"") == IssueBody()
    assert decode_body(msgspec.json.Decoder(NoBody), b"") == NoBody()


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"x" * 100,
        b'{"services":["\xff"]}',
        b'{"services":["\\ud800"]}',
        b"{} {}",
        b"{'a':1}",
        b'{"services":NaN}',
        b"\x00",
        b"\xef\xbb\xbf{}",
    ],
)
def test_what_is_no_json_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedJson):
        decode_body(ISSUE, body)


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"null",
        b"5",
        b'"x"',
        b'{"x":1}',
        b'{"services":null}',
        b'{"services":[null]}',
        b'{"services":{}}',
        b'{"priority":1}',
    ],
)
def test_json_of_another_shape_is_invalid(body: bytes) -> None:
    with pytest.raises(BodyInvalid):
        decode_body(ISSUE, body)


@pytest.mark.parametrize("body", [b"[" * 60_000, b'{"services":' + b"[" * 60_000, b'{"x":' * 10_000])
def test_a_deep_body_does_not_break_the_decoder(body: bytes) -> None:
    with pytest.raises((MalformedJson, BodyInvalid)):
        decode_body(ISSUE, body)


def test_a_long_field_is_not_quoted_at_length() -> None:
    with pytest.raises(BodyInvalid) as refusal:
        decode_body(ISSUE, json.dumps({"x" * 50_000: 1}).encode())
    assert len(str(refusal.value.facts["reason"])) <= 200


@ANY
@given(st.binary(max_size=200))
def test_any_bytes_are_decoded_or_refused(body: bytes) -> None:
    with contextlib.suppress(MalformedJson, BodyInvalid):
        decode_body(ISSUE, body)


@ANY
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats(allow_nan=False) | st.text() | st.integers(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["services", "priority"]), inner),
        max_leaves=8,
    )
)
def test_any_json_is_a_body_or_invalid(value: object) -> None:
    with contextlib.suppress(BodyInvalid, MalformedJson):  # a lone surrogate is malformed
        decode_body(ISSUE, json.dumps(value).encode())


@ANY
@given(st.binary(max_size=100))
def test_any_query_is_decoded_or_refused(query: bytes) -> None:
    with contextlib.suppress(QueryInvalid):
        decode_query(EventsQuery, query)


def test_a_query_is_decoded_by_its_types() -> None:
    decoded = decode_query(EventsQuery, b"after=5&date=2026-03-02")
    assert (decoded.after, str(decoded.date)) == (5, "2026-03-02")
