import asyncio

import pytest

from queue_server.eventlog.errors import LogUnavailable
from queue_server.web.ops import SharedProbe
from tests.web.site import HERE, Site, body, code


async def test_the_process_lives_and_is_ready(site: Site) -> None:
    assert body(await site.anybody.get("/healthz")) == {"status": "ok"}
    assert body(await site.anybody.get("/readyz")) == {"status": "ok"}


async def test_readiness_tells_what_stands_against_it(site: Site) -> None:
    site.failing = LogUnavailable(reason="full")
    response = await site.anybody.get("/readyz")
    assert code(response, 503) == "storage-unavailable"
    assert response.headers["retry-after"] == "1"
    assert response.json()["reason"] == "full"
    assert response.json()["detail"] == "the disk is full"
    body(await site.anybody.get("/healthz"))
    site.failing = None
    body(await site.anybody.get("/readyz"))


async def test_a_defect_is_told_without_its_insides(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    site.failing = ZeroDivisionError("a secret")
    response = await site.anybody.get("/readyz")
    assert code(response, 500) == "internal-error"
    assert "secret" not in response.text
    assert "a secret" in caplog.text


async def test_one_probe_is_enough_for_all_who_ask() -> None:
    asked, go = 0, asyncio.Event()

    async def probe() -> None:
        nonlocal asked
        asked += 1
        await go.wait()
        raise LogUnavailable(reason="locked")

    shared = SharedProbe(probe)
    asking = [asyncio.create_task(shared()) for _ in range(10)]
    await asyncio.sleep(0)
    asking[0].cancel()
    go.set()
    outcomes = await asyncio.gather(*asking, return_exceptions=True)
    assert asked == 1
    assert [type(outcome) for outcome in outcomes] == [asyncio.CancelledError, *[LogUnavailable] * 9]
    with pytest.raises(LogUnavailable):
        await shared()
    assert asked == 2


async def test_commands_are_counted_by_kind_and_outcome(site: Site) -> None:
    kiosk = await site.login(f"kiosk@hall:{HERE}")
    path = f"/api/v1/halls/{HERE}/tickets"
    for sent in ({}, {}, {"services": ["NOPE"]}, {"priority": "urgent"}):
        await kiosk.post(path, json=sent)
    response = await site.anybody.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain")
    lines = response.text.splitlines()
    assert 'onewindow_commands_total{command="issue-ticket",outcome="done"} 2.0' in lines
    assert 'onewindow_commands_total{command="issue-ticket",outcome="unknown-service"} 1.0' in lines
    assert 'onewindow_commands_total{command="issue-ticket",outcome="not-allowed"} 1.0' in lines
    assert 'onewindow_requests_total{operation="issue-ticket",status="201"} 2.0' in lines
    assert 'onewindow_request_seconds_count{kind="command",operation="issue-ticket"} 4.0' in lines


async def test_a_scrape_tells_whether_the_server_is_ready_and_why_not(site: Site) -> None:
    assert "onewindow_ready 1.0" in (await site.anybody.get("/metrics")).text.splitlines()
    site.failing = LogUnavailable(reason="full")
    lines = (await site.anybody.get("/metrics")).text.splitlines()
    assert "onewindow_ready 0.0" in lines
    assert 'onewindow_unready{reason="full"} 1.0' in lines
    assert 'onewindow_unready{reason="locked"} 0.0' in lines


async def test_what_is_not_there_is_a_problem(site: Site) -> None:
    for path in ("/api/v1/nothing", "/api/v1/halls/here/nothing", "/api/v1/halls/here/counters/1/nothing", "/api/v2/halls"):
        assert code(await site.anybody.get(path), 404) == "unknown-path"


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("PUT", f"/api/v1/halls/{HERE}/tickets", "GET, HEAD, POST"),
        ("DELETE", "/api/v1/me", "GET, HEAD"),
        ("GET", f"/api/v1/halls/{HERE}/counters/1/open", "POST"),
        ("OPTIONS", "/api/v1/session", "DELETE, POST"),
        ("TRACE", "/healthz", "GET, HEAD"),
    ],
)
async def test_a_method_that_is_not_taken_is_told_which_are(site: Site, method: str, path: str, allow: str) -> None:
    response = await site.anybody.request(method, path)
    assert code(response, 405) == "method-not-allowed"
    assert response.headers["allow"] == allow
