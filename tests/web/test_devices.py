"""How many tickets a device may give."""

from pathlib import Path

import msgspec

from queue_server.app.devices import TICKETS_A_WINDOW, DeviceLimit
from queue_server.app.setup import add_login, initialise
from queue_server.eventlog.sqlite import sqlite_url
from tests.support.server import ServerProcess
from tests.web.site import FAR, HERE, Site, body, city, code

TICKETS = f"/api/v1/halls/{HERE}/tickets"


async def test_a_device_that_gives_tickets_without_end_is_told_to_wait(tmp_path: Path) -> None:
    async with Site(tmp_path, devices=DeviceLimit(3, 3600)) as site:
        kiosk, second = await site.login(f"kiosk@hall:{HERE}"), await site.login(f"terminal@hall:{HERE}")
        keys = [{"idempotency-key": str(number)} for number in range(4)]
        given = [body(await kiosk.post(TICKETS, headers=key), 201) for key in keys[:3]]
        refused = await kiosk.post(TICKETS, headers=keys[3])
        assert code(refused, 429) == "too-many-tickets"
        assert 0 < int(refused.headers["retry-after"]) <= 3600
        assert body(await site.anybody.get(f"/api/v1/halls/{HERE}"))["waiting"] == 3
        # What was given is given again under its key, and others are not touched.
        assert body(await kiosk.post(TICKETS, headers=keys[1]), 201) == given[1]
        body(await second.post(TICKETS), 201)


async def test_staff_give_as_many_as_people_come(tmp_path: Path) -> None:
    async with Site(tmp_path, devices=DeviceLimit(1, 3600)) as site:
        for grant, hall in (("greeter@hall:here", HERE), ("teller@district:south", FAR), ("manager@hall:here", HERE)):
            staff = await site.login(grant)
            for _ in range(3):
                body(await staff.post(f"/api/v1/halls/{hall}/tickets"), 201)


async def test_a_refused_ticket_does_not_begin_the_day(tmp_path: Path) -> None:
    async with Site(tmp_path, devices=DeviceLimit(0, 3600)) as site:
        assert code(await (await site.login(f"kiosk@hall:{HERE}")).post(TICKETS), 429) == "too-many-tickets"
        assert not body(await site.anybody.get(f"/api/v1/halls/{HERE}"))["open"]


def test_the_server_of_a_real_city_has_a_limit(tmp_path: Path) -> None:
    data, password = tmp_path / "data", "brass lantern under snow"
    url = sqlite_url(data / "onewindow.db")
    initialise(url, msgspec.structs.replace(city(), demo=False))
    add_login(url, "box", "Box", [f"kiosk@hall:{HERE}"], password)
    with ServerProcess(data, command=("serve", "--no-analytics", "--port", "{port}", "--data", str(data))) as server:
        kiosk = server.login("box", password)
        for _ in range(TICKETS_A_WINDOW):
            body(kiosk.post(TICKETS, json={}), 201)
        assert code(kiosk.post(TICKETS, json={}), 429) == "too-many-tickets"
