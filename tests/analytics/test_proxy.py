import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import httpx2
import pytest
from msgspec import structs
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message, Receive, Scope, Send

from analytics.proxy import AT_ONCE, BODY_LIMIT, LIMITS, PASSED, PIECE, WAITING, Proxy, proxy
from analytics.viewer import Viewer, from_headers
from queue_server.eventlog.errors import LogUnavailable
from queue_server.web.credentials import page_of
from tests.analytics.upstream import CHUNK, CHUNKS, listening

VIEWER = Viewer(login="manager", user="丛建军", scopes=("hall:wendeng",), now_ms=1_772_418_600_000, speed=30.0)
HTML = {"accept": "text/html,application/xhtml+xml"}
OWN = {"origin": "http://halls.example", "content-type": "application/json"}


async def authorize(scope: Scope) -> Viewer | Response | None:
    """Stand in for the server's sessions: the cookie says who."""
    cookie = dict(scope["headers"]).get(b"cookie", b"").decode()
    match cookie.removeprefix("who="):
        case "manager":
            return VIEWER
        case "official":
            return structs.replace(VIEWER, login="official")
        case "teller":
            return Viewer(user="t", scopes=(), now_ms=1)
        case "locked":
            return PlainTextResponse("locked", 423)
        case slow if slow.startswith("slow-"):
            return structs.replace(VIEWER, login=slow)
        case "storage":
            raise LogUnavailable(reason="locked")
    return None


def from_own_page(headers: Mapping[bytes, bytes]) -> bool:
    return page_of(headers, "https://queue.example/") == "own"


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Proxy]:
    async with listening(tmp_path / "a.sock"):
        passing = proxy(str(tmp_path / "a.sock"), authorize, from_own_page)
        yield passing
        await passing.aclose()


@pytest.fixture
async def nobody_there(tmp_path: Path) -> AsyncIterator[Proxy]:
    passing = proxy(str(tmp_path / "none.sock"), authorize, from_own_page)
    yield passing
    await passing.aclose()


def browser(app: Proxy, who: str | None = "manager") -> httpx2.AsyncClient:
    return httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=app),
        base_url="http://halls.example",
        headers={"cookie": f"who={who}"} if who else {},
    )


def names(asked: dict[str, list[list[str]]]) -> dict[str, str]:
    return {name: value for name, value in asked["headers"]}  # noqa: C416 - pairs are lists here


async def test_a_request_arrives_whole_with_who_asks(door: Proxy) -> None:
    async with browser(door) as client:
        answer = await client.post("/analytics/_dash-update-component?a=1%202", content=b'{"x":1}', headers=OWN)
    asked = answer.json()
    assert (asked["method"], asked["path"], asked["query"]) == ("POST", "/analytics/_dash-update-component", "a=1%202")
    assert asked["body"] == '{"x":1}'
    assert from_headers(names(asked)) == VIEWER
    assert names(asked)["content-type"] == "application/json"


async def test_nobody_can_say_to_be_somebody_else(door: Proxy) -> None:
    forged = {
        "X-OneWindow-Scopes": '["city"]',
        "X-OneWindow-Login": "admin",
        "x-onewindow-user": "admin",
        "X_OneWindow_Scopes": '["city"]',
        "x-onewindow_now": "5",
        "X_OneWindow_Loads": "1",
        "X-Forwarded-For": "1.2.3.4",
    }
    async with browser(door) as client:
        asked = (await client.get("/analytics/", headers=forged)).json()
    said = [(name, value) for name, value in asked["headers"] if "onewindow" in name]
    assert len(said) == 7
    assert from_headers(dict(said)) == VIEWER
    assert not [name for name, _ in asked["headers"] if "_" in name or "forwarded" in name]


async def test_the_session_stays_with_the_server(door: Proxy) -> None:
    headers = {"authorization": "Bearer secret", "connection": "close, x-private", "x-private": "1", "te": "trailers"}
    async with browser(door) as client:
        answer = await client.get("/analytics/", headers=headers)
    assert not names(answer.json()).keys() & {"cookie", "authorization", "x-private", "te"}
    assert answer.headers["x-kept"] == "yes"
    assert not answer.headers.keys() & {"set-cookie", "keep-alive"}


async def test_the_browser_says_which_encodings_it_takes(door: Proxy) -> None:
    async with browser(door) as client:
        assert names((await client.get("/analytics/", headers={"accept-encoding": "br"})).json())["accept-encoding"] == "br"
        del client.headers["accept-encoding"]
        assert names((await client.get("/analytics/")).json())["accept-encoding"] == "identity"


async def test_the_page_is_in_the_language_that_is_asked_for(door: Proxy) -> None:
    async with browser(door) as client:
        for path, headers, language in (
            ("/analytics/?lang=en", {"accept-language": "zh"}, "en"),
            ("/analytics/", {"accept-language": "en-GB,en;q=0.9,zh;q=0.1"}, "en"),
            ("/analytics/", {"accept-language": "fr, zh-CN"}, "zh"),
            ("/analytics/?lang=fr", {}, "zh"),
        ):
            asked = (await client.get(path, headers=headers)).json()
            assert names(asked)["x-onewindow-lang"] == language


async def ask(door: Proxy, path: str, who: str, send: Send) -> None:
    """Ask as a server does, which tells by `send` how fast a client takes the answer."""
    scope: Scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"host", b"halls.example"), (b"cookie", f"who={who}".encode())],
    }

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    await door(scope, receive, send)


async def test_a_long_answer_is_given_on_in_pieces(door: Proxy) -> None:
    sizes: list[int] = []

    async def send(message: Message) -> None:
        sizes.append(len(message.get("body", b"")))

    await ask(door, "/analytics/long", "manager", send)
    assert sum(sizes) == CHUNKS * len(CHUNK)
    assert max(sizes) <= PIECE, "what a client does not take stays out of its connection, or it would be there beyond his turn"


async def test_who_takes_no_answer_holds_his_own_turns_and_nothing_of_the_process(door: Proxy) -> None:
    stuck = asyncio.Semaphore(0)

    async def send(message: Message) -> None:
        stuck.release()
        await asyncio.Event().wait()

    connections = LIMITS.max_connections
    assert connections is not None
    asked = [asyncio.create_task(ask(door, "/analytics/long", f"slow-{n}", send)) for n in range(connections + 4)]
    try:
        async with asyncio.timeout(20):
            for _ in asked:
                await stuck.acquire()
            async with browser(door) as other:
                assert (await other.get("/analytics/")).status_code == 200
    finally:
        for one in asked:
            one.cancel()
        await asyncio.gather(*asked, return_exceptions=True)


async def test_half_an_answer_is_none(door: Proxy) -> None:
    async with browser(door) as client:
        answer = await client.get("/analytics/broken")
    assert (answer.status_code, answer.json()["code"]) == (503, "analytics-away")


async def test_without_a_login_a_browser_goes_to_log_in_and_comes_back(door: Proxy) -> None:
    async with browser(door, None) as client:
        answer = await client.get("/analytics/", headers=HTML)
        assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=/analytics/")
        answer = await client.get("/analytics/?hall=zetou&lang=en", headers=HTML)
        assert answer.headers["location"] == "/login?next=/analytics/%3Fhall%3Dzetou%26lang%3Den"
        answer = await client.post("/analytics/_dash-update-component", json={}, headers=OWN)
        assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
        assert answer.json()["code"] == "not-logged-in"


async def test_another_role_is_told_so(door: Proxy) -> None:
    async with browser(door, "teller") as client:
        answer = await client.get("/analytics/", headers=HTML)
        assert answer.status_code == 403
        assert "此登录不能查看" in answer.text
        assert "Not for this login" in answer.text
        english = await client.get("/analytics/?lang=en", headers=HTML)
        assert "此登录" not in english.text
        assert "default-src 'none'" in english.headers["content-security-policy"]
        assert (await client.get("/analytics/alive")).json()["code"] == "not-allowed"


async def test_the_server_may_answer_itself(door: Proxy) -> None:
    async with browser(door, "locked") as client:
        assert (await client.get("/analytics/")).status_code == 423


@pytest.mark.parametrize(
    "origin",
    [
        {},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"referer": "http://halls.example/analytics/"},
        {"origin": "http://halls.example", "sec-fetch-site": "cross-site"},
        {"origin": "http://["},
    ],
)
async def test_a_post_of_another_site_is_refused(door: Proxy, origin: dict[str, str]) -> None:
    async with browser(door) as client:
        answer = await client.post("/analytics/_dash-update-component", json={}, headers=origin)
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong-origin")


@pytest.mark.parametrize(
    "origin",
    [
        {"origin": "http://halls.example"},
        {"origin": "https://queue.example"},
        {"sec-fetch-site": "same-origin"},
        {"authorization": "Bearer token"},
    ],
)
async def test_a_post_of_an_own_page_or_of_a_program_is_taken(door: Proxy, origin: dict[str, str]) -> None:
    async with browser(door) as client:
        assert (await client.post("/analytics/x", json={}, headers=origin)).status_code == 200


async def test_a_request_too_large_is_refused_before_it_is_read(door: Proxy) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(BODY_LIMIT // 1024 + 1):
            yield b"x" * 1024

    async with browser(door) as client:
        for body in (b"x" * (BODY_LIMIT + 1), pieces()):
            answer = await client.post("/analytics/x", content=body, headers=OWN)
            assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")
        assert (await client.post("/analytics/x", content=b"x" * BODY_LIMIT, headers=OWN)).status_code == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE"])
async def test_other_methods_are_refused(door: Proxy, method: str) -> None:
    async with browser(door) as client:
        answer = await client.request(method, "/analytics/")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST")


async def test_without_its_slash_the_address_is_completed(door: Proxy) -> None:
    async with browser(door) as client:
        answer = await client.get("/analytics")
    assert answer.headers["location"] == "/analytics/"


async def test_a_process_that_is_away_is_said_in_words(nobody_there: Proxy) -> None:
    async with browser(nobody_there) as client:
        answer = await client.get("/analytics/", headers=HTML)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
        assert "看板正在启动" in answer.text
        assert 'http-equiv="refresh" content="2"' in answer.text
        problem = await client.post("/analytics/_dash-update-component", json={}, headers=OWN)
        assert (problem.status_code, problem.headers["content-type"]) == (503, "application/problem+json")
        assert problem.json()["code"] == "analytics-away"


async def test_sessions_that_cannot_be_read_are_no_refusal(door: Proxy) -> None:
    async with browser(door, "storage") as client:
        assert (await client.get("/analytics/")).status_code == 503


async def test_websockets_are_not_taken(door: Proxy) -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    await door({"type": "websocket", "path": "/analytics/ws", "headers": []}, receive, send)
    assert [message["type"] for message in sent] == ["websocket.close"]


async def test_a_visitor_who_leaves_in_the_middle_harms_nobody(door: Proxy) -> None:
    gone: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        gone.append(message)

    scope: Scope = {
        "type": "http",
        "method": "POST",
        "path": "/analytics/x",
        "raw_path": b"/analytics/x",
        "query_string": b"",
        "headers": [(b"host", b"halls.example"), (b"origin", b"http://halls.example"), (b"cookie", b"who=manager")],
    }
    await asyncio.wait_for(door(scope, receive, send), 5)
    assert gone == []
    async with browser(door) as client:
        assert json.loads((await client.get("/analytics/")).text)["method"] == "GET"


async def test_who_asks_much_waits_and_others_do_not(tmp_path: Path) -> None:
    open_, had = asyncio.Event(), 0

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal had
        if scope["path"] == "/analytics/slow":
            had += 1
            await open_.wait()
        await PlainTextResponse("done")(scope, receive, send)

    async with listening(tmp_path / "a.sock", slow):
        passing = proxy(str(tmp_path / "a.sock"), authorize, from_own_page)
        async with browser(passing) as greedy, browser(passing, "official") as other:
            asked = [asyncio.create_task(greedy.get("/analytics/slow")) for _ in range(AT_ONCE + WAITING)]
            async with asyncio.timeout(10):
                while had < AT_ONCE:
                    await asyncio.sleep(0.01)
                answer = await greedy.get("/analytics/")
                assert (answer.status_code, answer.json()["code"]) == (429, "too-many-questions")
                assert (await other.get("/analytics/")).status_code == 200, "somebody else does not wait behind them"
            assert had == AT_ONCE
            open_.set()
            assert {one.status_code for one in await asyncio.gather(*asked)} == {200}
            assert (await greedy.get("/analytics/")).status_code == 200
        await passing.aclose()


async def test_what_waits_is_not_asked_when_who_asked_has_gone(tmp_path: Path) -> None:
    """Of one login who presses reload, and of many whose questions the process has no room for yet."""
    open_, had = asyncio.Event(), list[str]()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        had.append(scope["path"])
        await open_.wait()
        await PlainTextResponse("done")(scope, receive, send)

    async with listening(tmp_path / "a.sock", slow):
        passing = proxy(str(tmp_path / "a.sock"), authorize, from_own_page)
        async with contextlib.AsyncExitStack() as stack:
            people = [await stack.enter_async_context(browser(passing, f"slow-p{n}")) for n in range(PASSED // AT_ONCE + 1)]
            asked = [asyncio.create_task(person.get("/analytics/seen")) for person in people[:-1] for _ in range(AT_ONCE)]
            async with asyncio.timeout(10):
                while len(had) < PASSED:
                    await asyncio.sleep(0.01)
            for person in (people[0], people[-1]):
                await asyncio.wait_for(left(passing, person, "/analytics/left"), 10)
            last = asyncio.create_task(people[-1].get("/analytics/last"))
            open_.set()
            assert {one.status_code for one in await asyncio.gather(*asked, last)} == {200}
        assert sorted(had) == ["/analytics/last", *["/analytics/seen"] * PASSED]
        await passing.aclose()


async def left(door: Proxy, person: httpx2.AsyncClient, path: str) -> None:
    """Ask as a browser that goes away as soon as it has asked."""
    messages: list[Message] = [{"type": "http.request"}, {"type": "http.disconnect"}]

    async def receive() -> Message:
        return messages.pop(0)

    async def send(message: Message) -> None:
        raise AssertionError(message)

    cookie = person.headers["cookie"].encode()
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": [(b"cookie", cookie)]}
    await door(scope, receive, send)
