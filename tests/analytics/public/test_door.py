"""The door to the public pages: what it lets through, what it keeps, and what it says when nothing is behind it."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from analytics.public import door as door_module
from analytics.public.door import WAITING, PublicDoor
from analytics.viewer import from_headers
from tests.analytics.upstream import listening

HTML = {"accept": "text/html"}
NOW_MS = 1_775_600_000_000


class Process:
    """Stands at the process' end of the socket: counts what it is asked, and says so in its page."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.status = 200
        self.pause_s = 0.0
        self.at_once = self.most_at_once = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        self.asked.append(request)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self.pause_s)
        self.at_once -= 1
        answer = PlainTextResponse("", self.status)
        if self.status == 200:
            viewer = from_headers(request.headers)
            assert viewer is not None
            text = f"<p>{request.url.path} {viewer.language} " + "x" * 2000
            answer = Response(text, media_type="text/html", headers={"content-security-policy": "default-src 'none'"})
        await answer(scope, receive, send)


@pytest.fixture
def process() -> Process:
    return Process()


@pytest.fixture
async def client(process: Process, tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
    async with listening(tmp_path / "a.sock", process):
        door = PublicDoor(str(tmp_path / "a.sock"), lambda: NOW_MS)
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=door), base_url="http://halls.example") as asking:
            yield asking
        await door.aclose()


async def test_a_page_comes_with_what_lets_it_be_kept(client: httpx2.AsyncClient, process: Process) -> None:
    answer = await client.get("/figures/wendeng/2026-03?lang=en", headers={"accept-encoding": "identity"})
    assert answer.status_code == 200
    assert answer.text.startswith("<p>/figures/wendeng/2026-03 en")
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert answer.headers["content-security-policy"] == "default-src 'none'"
    assert answer.headers["vary"] == "Accept-Language, Accept-Encoding"
    again = await client.get("/figures/wendeng/2026-03?lang=en", headers={"if-none-match": f'W/"x", {answer.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == answer.headers["etag"]
    packed = await client.get("/figures/wendeng/2026-03?lang=en", headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.text == answer.text
    assert (await client.head("/figures/wendeng/2026-03?lang=en")).status_code == 200
    assert len(process.asked) == 1


async def test_languages_are_pages_of_their_own(client: httpx2.AsyncClient, process: Process) -> None:
    texts = [
        (await client.get("/figures?lang=en")).text,
        (await client.get("/figures", headers={"accept-language": "en-GB,zh;q=0.5"})).text,
        (await client.get("/figures", headers={"accept-language": "fr"})).text,
        (await client.get("/figures?lang=xx")).text,
    ]
    assert [text.split()[1] for text in texts] == ["en", "en", "zh", "zh"]
    assert len(process.asked) == 2


async def test_nothing_of_the_client_gets_through(client: httpx2.AsyncClient, process: Process) -> None:
    forged = {
        "cookie": "onewindow_session=x",
        "authorization": "Bearer x",
        "x-onewindow-scopes": '["city"]',
        "x-onewindow-user": "admin",
        "x-onewindow-now": "5",
        "x-else": "y",
    }
    assert (await client.get("/figures?month=2026-03&x=%00", headers=forged)).status_code == 200
    (asked,) = process.asked
    viewer = from_headers(asked.headers)
    assert viewer is not None
    assert (viewer.user, viewer.scopes, viewer.now_ms) == ("", (), NOW_MS)
    assert not {"cookie", "authorization", "x-else"} & set(asked.headers)
    assert str(asked.url.query) == ""


@pytest.mark.parametrize(
    "path",
    [
        "/figures/../analytics/", "/figures/%2e%2e/analytics/alive", "/figures/wendeng/2026-03/x", "/figures/wendeng/2026-3", "/figures/WENDENG",
        "/figures/wendeng/", "/figures/-", "/figures/a%20b", "/figures/" + "a" * 200, "/figures//", "/figures/wendeng/2026-03%0a",
    ],
)  # fmt: skip
async def test_other_addresses_stop_at_the_door(client: httpx2.AsyncClient, process: Process, path: str) -> None:
    answer = await client.get(path, headers=HTML | {"accept-language": "en"})
    assert answer.status_code == 404
    assert "No such figures" in answer.text
    assert 'href="/figures"' in answer.text
    assert process.asked == []


async def test_it_is_read_and_nothing_else(client: httpx2.AsyncClient, process: Process) -> None:
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        answer = await client.request(method, "/figures", content=b"x" * 100)
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
        assert answer.json()["code"] == "method-not-allowed"
    assert process.asked == []
    slash = await client.get("/figures/")
    assert (slash.status_code, slash.headers["location"]) == (308, "/figures")


async def test_a_crowd_costs_one_page(client: httpx2.AsyncClient, process: Process) -> None:
    process.pause_s = 0.1
    answers = await asyncio.gather(*(client.get(f"/figures/{hall}?lang=zh") for hall in ("a", "b", "c") * 15))
    assert {answer.status_code for answer in answers} == {200}
    assert len(process.asked) == 3
    assert process.most_at_once == 1


async def test_more_than_can_wait_are_told_to_come_again(client: httpx2.AsyncClient, process: Process) -> None:
    process.pause_s = 0.02
    answers = await asyncio.gather(*(client.get(f"/figures/hall-{n}", headers=HTML) for n in range(WAITING + 10)))
    refused = [answer for answer in answers if answer.status_code == 503]
    assert len(refused) == 10
    assert all(answer.headers["retry-after"] and 'http-equiv="refresh"' in answer.text for answer in refused)


async def test_what_is_not_there_is_said_in_the_visitors_language(client: httpx2.AsyncClient, process: Process) -> None:
    process.status = 404
    said = {
        language: (await client.get(f"/figures/nowhere?lang={language}", headers=HTML)).text.partition("<h1>")[2]
        for language in ("zh", "en")
    }
    assert "没有这样的数字" in said["zh"]
    assert "No such figures" in said["en"]
    assert "没有" not in said["en"]
    assert (await client.get("/figures/nowhere")).json()["code"] == "not-found"
    process.status = 200
    assert (await client.get("/figures/nowhere")).status_code == 200, "a refusal is not kept"


async def test_a_page_outlives_the_process_and_is_asked_for_again_when_it_is_old(
    process: Process, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door_module, "KEPT_S", 0.2)
    door = PublicDoor(str(tmp_path / "b.sock"), lambda: NOW_MS)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=door), base_url="http://halls.example") as client:
        assert (await client.get("/figures/a", headers=HTML)).status_code == 503
        async with contextlib.AsyncExitStack() as stack:
            await stack.enter_async_context(listening(tmp_path / "b.sock", process))
            first = await client.get("/figures/a")
            until = time.monotonic() + 10
            while len(process.asked) < 2:
                assert time.monotonic() < until
                assert (await client.get("/figures/a")).status_code == 200
                await asyncio.sleep(0.02)
            process.status = 503
            await asyncio.sleep(0.25)
            assert (await client.get("/figures/a")).content == first.content, "what it cannot say now it said before"
        await asyncio.sleep(0.25)
        assert (await client.get("/figures/a")).content == first.content
        assert (await client.get("/figures/b")).status_code == 503
    await door.aclose()
