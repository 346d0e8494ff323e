"""Small cities for tests."""

import msgspec

from queue_server.city.catalogue import Service
from queue_server.city.city import City, District
from queue_server.city.hall import HallConfig
from queue_server.city.hours import Session, Weekday
from queue_server.city.staff import RoleGrant, Staff
from queue_server.city.text import Text
from queue_server.core.setup import CounterSetup

TEXT = Text(zh="厅", en="hall")
SERVICES = (
    Service(
        code="G001", name=Text(zh="社会保障卡补换", en="Card replacement"), group="general", kind="instant", materials=(),
        typical_minutes=6, at_town=True, demand_weight=1, steps_before=1, steps_after=1, source="made", source_ref="",
        limit_source="", numbers_source="",
    ),
)  # fmt: skip


def a_city(
    *, halls: int = 1, counters: int = 3, hours: dict[Weekday, tuple[Session, ...]] | None = None, demo: bool = True
) -> City:
    """Return a city of equal halls, `hall0` and so on; without hours unless they are given."""
    places = tuple(
        HallConfig(
            id=f"hall{number}",
            name=TEXT,
            level="district",
            district="d",
            hours=hours,
            counters=tuple(CounterSetup(counter=n) for n in range(1, counters + 1)),
        )
        for number in range(halls)
    )
    return City(name=TEXT, demo=demo, districts=(District(id="d", name=TEXT),), halls=places, services=SERVICES)


def with_staff(city: City) -> City:
    """Return the city with a login for each role, named after it: those of one hall in the first; password demo."""
    first = f"hall:{city.halls[0].id}"
    scopes = {"teller": first, "greeter": first, "manager": first, "kiosk": first, "official": "city", "admin": "city"}
    staff = tuple(
        Staff(username=role, name=role, roles=(RoleGrant(role=role, scope=scope),), password="demo")  # type: ignore[arg-type]
        for role, scope in scopes.items()
    )
    return msgspec.structs.replace(city, staff=staff)
