"""Several servers behind Debian's nginx with the configuration that is shipped."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx2
import pytest
import websockets

from queue_server.web.headers import EVERY
from tests.support.nginx import Nginx
from tests.support.postgres import PostgresServer
from tests.support.server import ServerProcess, body
from tests.system.cluster import Play, cluster

HALL = "wendeng"


@pytest.fixture(scope="module", params=[2, 4])
def site(
    request: pytest.FixtureRequest, postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[list[ServerProcess], Nginx]]:
    folder = tmp_path_factory.mktemp("site")
    with ExitStack() as stack:
        servers = stack.enter_context(cluster(folder, [postgres.database()] * request.param))
        yield servers, stack.enter_context(Nginx(folder, [server.port for server in servers]))


async def test_a_crowd_is_served_and_a_server_may_die(site: tuple[list[ServerProcess], Nginx]) -> None:
    servers, nginx = site
    play = Play(servers, [HALL], front=nginx, timeout_s=30)
    play.start()
    await play.until(1_000)
    for server in servers[1:2]:
        await asyncio.to_thread(server.kill)
        await play.current(10)
        await play.until(play.commands + 300)
        await asyncio.to_thread(server.start)
    await play.current(10)
    await play.until(play.commands + 300)
    await play.end()
    play.check()


def test_the_log_of_requests_holds_no_pass(site: tuple[list[ServerProcess], Nginx]) -> None:
    servers, nginx = site
    ticket = body(servers[0].login("teller-gaocun").post("/api/v1/halls/gaocun/tickets", json={}), 201)
    with httpx2.Client(base_url=nginx.url, verify=nginx.tls) as visitor:
        assert body(visitor.get(f"/api/v1/tickets/{ticket['pass']}"))["id"] == ticket["id"]
        assert visitor.get(f"/t/{ticket['pass']}").status_code == 200
        assert body(visitor.post(f"/api/v1/tickets/{ticket['pass']}/cancel", json={}))["state"] == "cancelled"
    written = nginx.access_log.read_text()
    assert "/api/v1/tickets/-" in written
    assert ticket["pass"].rpartition(".")[2] not in written


def test_a_request_has_one_id_in_both_logs_and_the_answer(site: tuple[list[ServerProcess], Nginx]) -> None:
    servers, nginx = site
    wrong = {"username": "nobody", "password": "wrong"}
    answer = httpx2.post(f"{nginx.url}/api/v1/session", json=wrong, headers={"X-Request-Id": "forged"}, verify=nginx.tls)
    request_id = answer.headers["x-request-id"]
    assert len(request_id) == 32
    assert answer.json()["request_id"] == request_id

    def told() -> tuple[bool, bool]:
        at_nginx = any(line.endswith(f" 401 {request_id}") for line in nginx.access_log.read_text().splitlines())
        return at_nginx, any(f'"request_id":"{request_id}"' in server.said() for server in servers)

    deadline = time.monotonic() + 10  # both log a request after they have answered it
    while told() != (True, True):
        assert time.monotonic() < deadline, f"nginx and a server have told of it: {told()}"
        time.sleep(0.05)


def test_plain_http_leads_to_https_and_cookies_go_over_it_alone(site: tuple[list[ServerProcess], Nginx]) -> None:
    _, nginx = site
    plain = httpx2.get(f"http://127.0.0.1:{nginx.http_port}/board/{HALL}")
    assert (plain.status_code, plain.headers["location"]) == (308, f"https://127.0.0.1/board/{HALL}")
    with httpx2.Client(base_url=nginx.url, verify=nginx.tls) as browser:
        answer = browser.post("/api/v1/session", json={"username": "teller", "password": "demo"}, headers={"Origin": nginx.url})
        assert answer.status_code == 200
        assert answer.headers["set-cookie"].startswith("__Host-onewindow_session=")
        assert "; Secure" in answer.headers["set-cookie"]
        own = {"Origin": nginx.url}
        assert browser.post(f"/api/v1/halls/{HALL}/counters/11/open", json={}, headers=own).status_code == 200
        assert browser.post(f"/api/v1/halls/{HALL}/counters/11/close", headers=own).status_code == 200
        assert browser.post(f"/api/v1/halls/{HALL}/counters/11/close", headers={"Origin": "https://evil"}).status_code == 403


def test_headers_come_through_once_and_name_no_version(site: tuple[list[ServerProcess], Nginx]) -> None:
    _, nginx = site
    with httpx2.Client(base_url=nginx.url, verify=nginx.tls) as client:
        for path in ("/", "/static/base/base.css", "/api/v1/halls", "/api/v1/me", "/nothing"):
            answer = client.get(path)
            for name, value in (*EVERY, (b"strict-transport-security", b"max-age=31536000")):
                assert answer.headers.get_list(name.decode()) == [value.decode()], path
            assert len(answer.headers.get_list("content-security-policy")) == 1
            assert answer.headers["server"] == "nginx"


async def test_websockets_of_our_own_pages_come_through_and_others_do_not(site: tuple[list[ServerProcess], Nginx]) -> None:
    _, nginx = site
    url = f"wss://127.0.0.1:{nginx.https_port}/ws/halls/{HALL}/board"
    async with websockets.connect(url, ssl=nginx.tls, origin=websockets.Origin(nginx.url)) as board:
        assert '"type":"board"' in str(await board.recv())
    async with websockets.connect(url, ssl=nginx.tls, origin=websockets.Origin("https://evil.example")) as foreign:
        with pytest.raises(websockets.ConnectionClosed) as refused:
            await foreign.recv()
    assert refused.value.rcvd is not None
    assert refused.value.rcvd.code == 4403


def test_what_is_too_large_is_refused_in_our_own_words(site: tuple[list[ServerProcess], Nginx]) -> None:
    _, nginx = site
    with httpx2.Client(base_url=nginx.url, verify=nginx.tls) as client:
        answer = client.post("/api/v1/session", content=b"x" * 200_000)
        assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


def test_one_address_cannot_flood_the_servers_and_others_go_on(demo: ServerProcess, tmp_path: Path) -> None:
    with Nginx(tmp_path, [demo.port], requests_a_second=20) as nginx:

        def visitor(address: str) -> httpx2.Client:
            return httpx2.Client(base_url=nginx.url, transport=httpx2.HTTPTransport(verify=nginx.tls, local_address=address))

        def flood() -> Counter[int]:
            with visitor("127.0.0.7") as client:
                return Counter(client.get("/api/v1/halls").status_code for _ in range(500))

        with ThreadPoolExecutor(8) as threads, visitor("127.0.0.8") as other:
            floods = [threads.submit(flood) for _ in range(8)]
            assert {other.get("/api/v1/halls").status_code for _ in range(50)} == {200}
            told: Counter[int] = sum((sent.result() for sent in floods), Counter())
        assert told.keys() == {200, 429}
        assert told[429] > 100


def test_what_servers_have_counted_is_for_this_machine(site: tuple[list[ServerProcess], Nginx]) -> None:
    _, nginx = site
    elsewhere = httpx2.HTTPTransport(verify=nginx.tls, local_address="127.0.0.2")
    with (
        httpx2.Client(base_url=nginx.url, verify=nginx.tls) as here,
        httpx2.Client(base_url=nginx.url, transport=elsewhere) as there,
    ):
        for path in ("/metrics", "/readyz"):
            assert here.get(path).status_code == 200
        for path in ("/metrics", "/readyz", "/metrics?x", "//metrics", "/x/../metrics", "/%6detrics"):
            answer = there.get(f"{nginx.url}{path}")
            assert answer.status_code == 403
            assert "onewindow_" not in answer.text
        assert there.get("/healthz").status_code == 200
