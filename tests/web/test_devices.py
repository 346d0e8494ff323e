"""How many tickets a device may give."""

from pathlib import Path

from queue_server.app.devices import DeviceLimit
from tests.web.site import FAR, HERE, Site, body, code

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
