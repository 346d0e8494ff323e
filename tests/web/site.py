"""The HTTP interface over a real database, in this process: a small city, logins of any role, requests without a socket."""

import itertools
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
from starlette.applications import Starlette

from queue_server.app.access import Access
from queue_server.app.accounts import Accounts
from queue_server.app.clock import real_ms
from queue_server.app.devices import DeviceLimit
from queue_server.app.guard import LoginLimits
from queue_server.app.history import History
from queue_server.app.instruments import Instruments
from queue_server.app.logins import Logins
from queue_server.app.manage import Management
from queue_server.app.sessions import new_token, start_session
from queue_server.app.users import User, add_user, hash_password, parse_grant
from queue_server.city.catalogue import Service
from queue_server.city.city import City, District
from queue_server.city.hall import HallConfig
from queue_server.city.text import Text
from queue_server.core.setup import CounterSetup
from queue_server.web.api import ApiServices, build_api
from queue_server.web.problems import exception_handlers
from tests.app.node import Node

HOST = "http://onewindow.test"
HERE, OTHER, FAR = "here", "other", "far"
"""Two halls of one district, and one of another."""
PASSWORD = "correct horse"

SERVICES = (
    Service(code="G001", name=Text("社会保障卡补换", "Card replacement"), group="general", typical_minutes=6),
    Service(code="P001", name=Text("<img onerror=alert(1)>", "Pension start"), group="pension", kind="reviewed",
            review_group="retirement", materials=(Text("身份证", "Identity card"),), typical_minutes=12, legal_days=20,
            promised_days=10, limit_unit="working", at_town=True),
    Service(code="W003", name=Text("工伤认定申请", "Injury recognition"), group="work_injury", kind="reviewed",
            review_group="work_injury", typical_minutes=15),
)  # fmt: skip


def hall(id_: str, district: str, **more: Any) -> HallConfig:
    counters = tuple(CounterSetup(counter=number) for number in (1, 2, 3))
    config: dict[str, Any] = {"no_show_s": 0, "counters": counters, "level": "district"} | more
    return HallConfig(id=id_, name=Text(f"{id_}厅", f"{id_} hall"), district=district, **config)


def city(public_url: str | None = None) -> City:
    return City(
        name=Text("小城", "Small city"),
        demo=True,
        public_url=public_url,
        districts=(District(id="north", name=Text("北区", "North")), District(id="south", name=Text("南区", "South"))),
        halls=(hall(HERE, "north"), hall(OTHER, "north", offers="town", level="town"), hall(FAR, "south")),
        services=SERVICES,
        sources=(Text("我们", "us"),),
    )


@dataclass
class Site:
    """A running interface. `failing`: what the readiness probe raises."""

    folder: Path
    public_url: str | None = None
    limits: LoginLimits = field(default_factory=LoginLimits)
    failing: Exception | None = None
    devices: DeviceLimit = field(default_factory=lambda: DeviceLimit(None))

    async def __aenter__(self) -> "Site":
        self.node = await Node(self.folder, city(self.public_url)).__aenter__()
        self.halls, self.database = self.node.halls, self.node.database
        self.access = Access(self.database)
        self.logins = Logins(self.database, self.access, limits=self.limits)
        self.names = itertools.count(1)
        self.open: list[httpx2.AsyncClient] = []
        self.app = Starlette(routes=list(build_api(self.services())), exception_handlers=exception_handlers)  # type: ignore[arg-type]
        self.anybody = self.client()
        return self

    async def __aexit__(self, *error: object) -> None:
        for client in self.open:
            await client.aclose()
        self.logins.close()
        await self.node.__aexit__()

    def services(self) -> ApiServices:
        async def probe() -> None:
            if self.failing is not None:
                raise self.failing

        return ApiServices(
            halls=self.halls,
            access=self.access,
            logins=self.logins,
            accounts=Accounts(self.database, self.access, self.halls.registry, self.logins.hashing),
            management=Management(self.database, self.halls),
            history=History(self.node.eventlog),
            ready=probe,
            instruments=Instruments(),
            version="1.2.3",
            devices=self.devices,
        )

    def client(self, token: str | None = None, **headers: str) -> httpx2.AsyncClient:
        if token is not None:
            headers["authorization"] = f"Bearer {token}"
        transport = httpx2.ASGITransport(self.app, raise_app_exceptions=False)
        client = httpx2.AsyncClient(transport=transport, base_url=HOST, headers=headers)
        self.open.append(client)
        return client

    async def token(self, *grants: str, lasts_ms: int = 3_600_000, username: str | None = None) -> str:
        """Return the token of a new login with these roles, such as `teller@hall:here`."""
        name, token, now = username or f"user{next(self.names)}", new_token(), real_ms()
        user = User(username=name, name=name.title(), roles=tuple(parse_grant(grant) for grant in grants))

        def work(connection: Any) -> None:
            add_user(connection, user, "no password", now)
            start_session(connection, token, name, created_ms=now, expires_ms=now + lasts_ms)

        await self.database.write(work)
        return token

    async def login(self, *grants: str, username: str | None = None) -> httpx2.AsyncClient:
        """Return a client that carries the token of a new login with these roles."""
        return self.client(await self.token(*grants, username=username))

    async def with_password(self, username: str, *grants: str) -> None:
        """Make a login that can log in with `PASSWORD`."""
        user = User(username=username, name=username, roles=tuple(parse_grant(grant) for grant in grants))
        password_hash = hash_password(PASSWORD)
        await self.database.write(lambda connection: add_user(connection, user, password_hash, 0))


def body(response: httpx2.Response, status: int = 200) -> Any:
    """Return a response's JSON; its status must be as said."""
    assert response.status_code == status, (
        f"{response.request.method} {response.request.url}: {response.status_code} {response.text}"
    )
    assert response.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    return response.json() if response.content else None


def code(response: httpx2.Response, status: int) -> str:
    """Return the code of a problem; its status and form must be right."""
    problem = body(response, status)
    assert response.headers["content-type"] == "application/problem+json"
    assert {"type", "title", "status", "detail", "code"} <= problem.keys()
    assert problem["status"] == status
    stable: str = problem["code"]
    return stable
