"""The wire client against a scripted server: keys, retries, refusals, lost answers."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from queue_server.clients.wire import Delays, Login, Problem, Unreachable, Wire, segment

Request = tuple[str, dict[str, str], bytes]
Reply = tuple[int, dict[str, str], bytes]
OK: Reply = (200, {}, b'{"id":"x"}')


def problem(status: int, code: str, **headers: str) -> Reply:
    return (
        status,
        {name.replace("_", "-"): value for name, value in headers.items()},
        b'{"code":"%s","title":"no"}' % code.encode(),
    )


@asynccontextmanager
async def server(*replies: Reply | None) -> AsyncIterator[tuple[str, list[Request]]]:
    """Answer requests with `replies` in order, the last one for ever; None: read the request and close without an answer."""
    seen: list[Request] = []
    left = list(replies)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                first, *lines = head.decode().rstrip().split("\r\n")
                headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                seen.append((first.rsplit(" ", 1)[0], headers, body))
                reply = left.pop(0) if len(left) > 1 else left[0]
                if reply is None:
                    return
                status, more, content = reply
                told = "".join(f"{name}: {value}\r\n" for name, value in more.items())
                writer.write(f"HTTP/1.1 {status} X\r\n{told}Content-Length: {len(content)}\r\n\r\n".encode() + content)
                await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            pass
        finally:
            writer.close()

    listening = await asyncio.start_server(talk, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}", seen
    finally:
        listening.close()
        await listening.wait_closed()


@asynccontextmanager
async def wire(url: str, patience_s: float | None = 20.0) -> AsyncIterator[Wire]:
    made = Wire(url, connections=2, patience_s=patience_s)
    try:
        yield made
    finally:
        await made.close()


@pytest.fixture(autouse=True)
def _no_long_delays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("queue_server.clients.wire.FIRST_DELAY_S", 0.01)


async def test_a_lost_answer_is_asked_for_again_with_the_same_key() -> None:
    async with server(None, None, OK) as (url, seen), wire(url) as to:
        assert await to.post("/x", {"a": 1}, dict) == {"id": "x"}
        keys = [headers["idempotency-key"] for _, headers, _ in seen]
        assert len(keys) == 3
        assert len(set(keys)) == 1
        assert [body for *_, body in seen] == [b'{"a":1}'] * 3
        assert to.resent == 2


async def test_an_unknown_outcome_and_too_many_requests_are_waited_out() -> None:
    async with server(problem(503, "storage-unavailable", Retry_After="0.02"), problem(429, "slow-down"), OK) as (url, seen):
        async with wire(url) as to:
            assert await to.post("/x", {}, dict) == {"id": "x"}
        assert len({headers["idempotency-key"] for _, headers, _ in seen}) == 1


async def test_two_commands_have_two_keys() -> None:
    async with server(OK) as (url, seen), wire(url) as to:
        await to.post("/x", {}, dict)
        await to.post("/x", {}, dict)
        assert len({headers["idempotency-key"] for _, headers, _ in seen}) == 2


async def test_a_refusal_is_raised_with_its_code_and_not_repeated() -> None:
    async with server(problem(409, "counter-busy")) as (url, seen), wire(url) as to:
        with pytest.raises(Problem) as raised:
            await to.post("/x", {}, dict)
        assert (raised.value.status, raised.value.code, raised.value.facts["title"]) == (409, "counter-busy", "no")
        assert len(seen) == 1


@pytest.mark.parametrize("content", [b"<html>", b"[]", b""])
async def test_a_refusal_that_is_no_problem_json_is_a_problem_too(content: bytes) -> None:
    async with server((404, {}, content)) as (url, _), wire(url) as to:
        with pytest.raises(Problem) as raised:
            await to.get("/x", dict)
        assert (raised.value.status, raised.value.code) == (404, "unknown")


async def test_nothing_to_give_is_none() -> None:
    async with server((204, {}, b"")) as (url, _), wire(url) as to:
        assert await to.post("/x", {}, dict) is None


async def test_a_server_that_stays_away_is_given_up_after_the_patience() -> None:
    async with server(OK) as (url, _):
        pass
    async with wire(url, patience_s=0.2) as to:
        with pytest.raises(Unreachable, match="does not answer"):
            await to.get("/x", dict)


@pytest.mark.parametrize("url", ["127.0.0.1:8000", "ftp://x", "http://", "http://[", "http://x:99999", "http://x:y"])
def test_what_is_no_address_is_refused_at_once(url: str) -> None:
    with pytest.raises(Unreachable):
        Wire(url)


async def test_a_cookie_of_one_login_is_never_sent_for_another() -> None:
    async with (
        server((200, {"Set-Cookie": "onewindow_session=secret; Path=/"}, b'{"token":"t"}')) as (url, seen),
        wire(url) as to,
    ):
        await to.login("a", "p")
        await to.get("/x", dict)
        assert "cookie" not in seen[1][1]


TOKEN: Reply = (200, {}, b'{"token":"one"}')
SECOND: Reply = (200, {}, b'{"token":"two"}')


async def test_a_login_logs_in_once_and_bears_its_token() -> None:
    async with server(TOKEN, OK) as (url, seen), wire(url) as to:
        login = Login(to, "teller", "demo")
        await asyncio.gather(login.get("/x", dict), login.get("/y", dict), login.post("/z", {}, dict))
        assert [first for first, *_ in seen].count("POST /api/v1/session") == 1
        assert {headers.get("authorization") for _, headers, _ in seen[1:]} == {"Bearer one"}


async def test_a_session_that_ended_costs_a_login_and_no_second_command() -> None:
    async with server(TOKEN, problem(401, "session-over"), SECOND, OK) as (url, seen), wire(url) as to:
        assert await Login(to, "teller", "demo").post("/x", {}, dict) == {"id": "x"}
        commands = [headers for first, headers, _ in seen if first == "POST /x"]
        assert [headers["authorization"] for headers in commands] == ["Bearer one", "Bearer two"]
        assert len({headers["idempotency-key"] for headers in commands}) == 1


@pytest.mark.parametrize("ask", [lambda login: login.get("/x", dict), lambda login: login.token()], ids=["get", "token"])
async def test_a_wrong_password_is_refused_once(ask: Callable[[Login], Awaitable[object]]) -> None:
    async with server(problem(401, "login-refused")) as (url, seen), wire(url) as to:
        with pytest.raises(Problem, match="login-refused"):
            await ask(Login(to, "teller", "wrong"))
        assert len(seen) == 1


def test_delays_grow_to_a_bound_and_keep_to_what_was_asked() -> None:
    delays = Delays()
    grown = [delays.next_s() for _ in range(20)]
    assert max(grown) <= 10
    assert min(grown[-5:]) >= 5
    assert delays.next_s("30") == 30
    assert delays.next_s("Wed, 21 Oct 2015 07:28:00 GMT") <= 10


def test_a_segment_of_a_path_cannot_leave_it() -> None:
    assert segment("a/../b?c#d") == "a%2F..%2Fb%3Fc%23d"
