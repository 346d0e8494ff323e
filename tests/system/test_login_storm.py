"""Hundreds who log in at once, honest or not, take nothing from those who are served."""

import asyncio

import httpx2

from tests.support.server import ServerProcess, body

HALL = "/api/v1/halls/wendeng"
LOGINS = 400
BOUND_S = 60
"""For the tickets: generous, a fraction of it is usual; a loop that hashed itself would need it for the logins alone."""


async def test_tickets_are_taken_while_hundreds_log_in(fresh: ServerProcess) -> None:
    kiosk, manager = fresh.login("kiosk"), fresh.login("manager")
    limits = httpx2.Limits(max_connections=LOGINS)
    async with httpx2.AsyncClient(base_url=fresh.url, timeout=120, limits=limits) as crowd:

        async def log_in(number: int) -> httpx2.Response:
            username = "manager" if number % 2 else f"nobody{number}"
            return await crowd.post("/api/v1/session", json={"username": username, "password": "demo"})

        storm = [asyncio.create_task(log_in(number)) for number in range(LOGINS)]
        await asyncio.wait(storm, return_when=asyncio.FIRST_COMPLETED)
        async with asyncio.timeout(BOUND_S):
            for number in range(1, 21):
                answer = await asyncio.to_thread(kiosk.post, f"{HALL}/tickets", json={})
                assert body(answer, 201)["number"] == f"A{number:03d}"
        answers = await asyncio.gather(*storm)
    told = {answer.status_code for answer in answers}
    assert told <= {200, 401, 429}
    assert 200 in told
    assert all(int(answer.headers["retry-after"]) > 0 for answer in answers if answer.status_code == 429)
    assert body(manager.get(HALL))["waiting"] == 20
