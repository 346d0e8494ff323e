"""The document says what the server does: its schemas against real answers, its refusals against what is refused."""

import itertools
import re
from typing import Any

import httpx2
import pytest
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import validate
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from queue_server.app.frames import HallFrames
from queue_server.app.hub import ViewKey
from queue_server.web.api import OPERATIONS
from queue_server.web.credentials import COOKIE
from tests.app.node import take
from tests.web.site import HERE, PASSWORD, Site, body


@pytest.fixture
async def document(site: Site) -> Any:
    return body(await site.anybody.get("/api/v1/openapi.json"))


async def test_the_document_is_openapi_3_1(document: Any) -> None:
    validate(document)
    assert document["openapi"].startswith("3.1")
    assert document["info"]["version"] == "1.2.3"


async def test_every_operation_is_in_it_under_its_id(document: Any) -> None:
    told = {
        operation["operationId"]: (method.upper(), path)
        for path, at in document["paths"].items()
        for method, operation in at.items()
    }
    assert told == {operation.id: (operation.method, operation.path) for operation in OPERATIONS}
    assert len(told) == len(OPERATIONS)


async def test_every_link_leads_to_an_operation_and_its_parameter(document: Any) -> None:
    ids = {operation.id: operation.path for operation in OPERATIONS}
    links = [
        link
        for at in document["paths"].values()
        for operation in at.values()
        for response in operation["responses"].values()
        for link in response.get("links", {}).values()
    ]
    assert links
    for link in links:
        assert all(f"{{{name}}}" in ids[link["operationId"]] for name in link["parameters"])


async def test_what_needs_a_login_says_so(document: Any) -> None:
    for operation in OPERATIONS:
        described = document["paths"][operation.path][operation.method.lower()]
        login = [{"bearer": []}, {"cookie": []}]
        expected = {"public": [], "ticket-or-pass": [*login, {}]}.get(operation.rights, login)
        assert described["security"] == expected
        assert ("401" in described["responses"]) == (operation.rights != "public" or operation.id == "log-in")
        keyed = any(parameter["name"] == "Idempotency-Key" for parameter in described["parameters"])
        assert keyed == (operation.method == "POST" and operation.id != "log-in")
    assert document["components"]["securitySchemes"]["cookie"]["name"] == COOKIE


async def test_bodies_refuse_unknown_fields(document: Any) -> None:
    bodies = {operation.body.__name__ for operation in OPERATIONS if operation.body is not None}
    assert all(document["components"]["schemas"][name]["additionalProperties"] is False for name in bodies)


async def test_descriptions_are_for_readers(document: Any) -> None:
    for name, schema in document["components"]["schemas"].items():
        assert not re.search(r"^    ", schema.get("description", ""), re.M) or "Attributes" in schema["description"], name


async def test_the_websockets_frames_are_described(document: Any) -> None:
    assert {path.split("/")[-1] for path in document["x-websockets"]} == {"board", "{counter}", "manager", "{pass}"}
    for socket in document["x-websockets"].values():
        assert socket["frame"]["$ref"].rsplit("/", 1)[1] in document["components"]["schemas"]


class Judge:
    """Compares answers with what the document says of them."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.registry = Registry().with_resource("urn:doc", Resource.from_contents(document, default_specification=DRAFT202012))
        self.judged: set[tuple[str, int]] = set()

    def __call__(self, response: httpx2.Response) -> httpx2.Response:
        path, operation = self._operation(response.request)
        described = operation["responses"].get(str(response.status_code))
        assert described is not None, f"{response.request.method} {path}: {response.status_code} is not described"
        self.judged.add((operation["operationId"], response.status_code))
        if not response.content:
            assert "content" not in described
            return response
        media = response.headers["content-type"].partition(";")[0]
        assert media in described["content"], f"{path}: {media}"
        if media.endswith("json"):
            schema = self._absolute(described["content"][media]["schema"])
            Draft202012Validator(schema, registry=self.registry, format_checker=FormatChecker()).validate(response.json())
            if response.status_code >= 400:
                assert f"`{response.json()['code']}`" in described["description"]
        for header in described.get("headers", {}):
            assert header in response.headers
        return response

    def _operation(self, request: httpx2.Request) -> tuple[str, Any]:
        for path, at in self.document["paths"].items():
            pattern = "^" + re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)) + "$"
            if re.match(pattern, request.url.path) and request.method.lower() in at:
                return path, at[request.method.lower()]
        raise AssertionError(f"{request.method} {request.url.path} is not described")

    def _absolute(self, schema: Any) -> Any:
        return {"$ref": f"urn:doc{schema['$ref']}"} if "$ref" in schema else schema


@pytest.fixture
async def judge(document: Any) -> Judge:
    return Judge(document)


async def test_answers_are_what_the_document_says(site: Site, judge: Judge) -> None:
    manager = await site.login("manager@district:north")
    admin, kiosk = await site.login("admin@city"), await site.login(f"kiosk@hall:{HERE}")
    await site.with_password("ann", f"teller@hall:{HERE}")
    hall, keys = f"/api/v1/halls/{HERE}", itertools.count()

    async def get(path: str, client: httpx2.AsyncClient = manager) -> Any:
        return judge(await client.get(path))

    async def post(path: str, client: httpx2.AsyncClient = manager, **sent: Any) -> Any:
        response = judge(await client.post(path, json=sent, headers={"idempotency-key": f"key{next(keys)}"}))
        return response.json() if response.content else None

    for path in (
        "/healthz",
        "/readyz",
        "/metrics",
        "/api/v1/openapi.json",
        "/api/v1/city",
        "/api/v1/halls",
        hall,
        f"{hall}/services",
    ):
        await get(path, site.anybody)
    judge(await site.anybody.post("/api/v1/session", json={"username": "ann", "password": PASSWORD}))
    judge(await site.anybody.post("/api/v1/session", json={"username": "ann", "password": "wrong"}))
    await get("/api/v1/me")
    await get("/api/v1/me", site.anybody)
    await post(f"{hall}/open-day")
    await post(f"{hall}/open-day")
    setup = (await get(f"{hall}/setup")).json()
    judge(
        await manager.put(
            f"{hall}/setup", json=setup | {"hours": {"mon": [{"opens": "08:00", "closes": "24:00"}]}, "target_s": 60}
        )
    )
    judge(await manager.put(f"{hall}/setup", json=setup))
    judge(await manager.put(f"{hall}/setup", json=setup | {"target_s": "x"}))
    await post(f"{hall}/counters/1/open")
    await post(f"{hall}/counters/2/open", takes=["pension"])
    ticket = await post(f"{hall}/tickets", kiosk, services=["P001"], priority="elder")
    for _ in range(6):
        last = await post(f"{hall}/tickets", kiosk)
    await post(f"{hall}/tickets", kiosk, services=["NOPE"])
    await post(f"{hall}/tickets", site.anybody)
    await post(f"{hall}/tickets", admin)
    await post("/api/v1/halls/nope/tickets", admin)
    await get(f"{hall}/tickets")
    await get(f"/api/v1/tickets/{ticket['pass']}", site.anybody)
    await get(f"/api/v1/tickets/{ticket['id']}", site.anybody)
    await get(f"/api/v1/tickets/{HERE}.2026-03-02.A999")
    await post(f"/api/v1/tickets/{ticket['id']}/priority", priority="veteran", reason="mistake")
    for verb, sent in (
        ("call-next", {}), ("recall", {}), ("no-show", {}), ("call-next", {}), ("start", {}), ("hold", {"reason": "form"}),
        ("call", {"ticket": last["id"]}), ("recall", {}), ("transfer", {"counter": 2, "place": "front"}), ("call-next", {}), ("finish", {}), ("pause", {}),
        ("resume", {}), ("start", {}), ("transfer", {}), ("close", {}), ("call-next", {}),
    ):  # fmt: skip
        await post(f"{hall}/counters/1/{verb}", **sent)
    await post(f"{hall}/counters/9/open")
    await post(f"{hall}/counters/3/open", takes=["maternity"])
    await post(f"{hall}/counters/3/call-next")
    await post(f"/api/v1/tickets/{ticket['id']}/return")
    await post(f"/api/v1/tickets/{ticket['pass']}/cancel", site.anybody)
    await post(f"/api/v1/tickets/{ticket['pass']}/cancel", site.anybody)
    notice = await post(f"{hall}/notices", zh="注意", en="Mind")
    await post(f"{hall}/notices", zh="注意")
    await get(f"{hall}/notices")
    judge(await manager.delete(f"{hall}/notices/{notice['id']}"))
    judge(await manager.delete(f"{hall}/notices/{notice['id']}"))
    await get(f"{hall}/events")
    await get(f"{hall}/events?after=x")
    judge(await kiosk.post(f"{hall}/tickets", content=b"{"))
    judge(await kiosk.post(f"{hall}/tickets", content=b"x" * 70_000))
    judge(await kiosk.post(f"{hall}/tickets", headers={"idempotency-key": "a b"}))
    await post(f"{hall}/close-day")
    await post(f"{hall}/close-day")
    await get(f"{hall}/users")
    await get("/api/v1/users")
    users = "/api/v1/users"
    role = {"role": "teller", "scope": f"hall:{HERE}"}
    await get(users, admin)
    for sent in ({"name": "Bo", "roles": [role]}, {"name": "Bo", "roles": [role]}, {"name": "Bo", "roles": []}):
        judge(await admin.put(f"{users}/bo", json=sent))
    judge(await admin.put(f"{users}/bo/roles", json={"roles": [role | {"scope": "hall:nowhere"}]}))
    judge(await admin.put(f"{users}/bo/roles", json={"roles": [role]}))
    initial = judge(await admin.put(f"{users}/bo/password")).json()
    bo = site.client(judge(await site.anybody.post("/api/v1/session", json=initial)).json()["token"])
    await get("/api/v1/sessions", bo)
    change = {"current": initial["password"], "new": "short"}
    judge(await bo.put("/api/v1/me/password", json=change | {"current": "wrong"}))
    judge(await bo.put("/api/v1/me/password", json=change))
    bo = site.client(judge(await bo.put("/api/v1/me/password", json=change | {"new": "a long pass phrase"})).json()["token"])
    sessions = (await get("/api/v1/sessions", bo)).json()["sessions"]
    judge(await bo.delete("/api/v1/sessions"))
    judge(await admin.delete(f"{users}/bo/sessions/{'0' * 16}"))
    judge(await admin.delete(f"{users}/bo/sessions/{sessions[0]['id']}"))
    judge(await admin.delete(f"{users}/bo/sessions"))
    for disabled in (True, False):
        judge(await admin.put(f"{users}/bo/disabled", json={"disabled": disabled}))
    await get(f"{users}/bo", admin)
    await get(f"{users}/nobody", admin)
    other = (await get("/api/v1/sessions")).json()["sessions"][0]["id"]
    judge(await manager.delete("/api/v1/sessions/0"))
    judge(await manager.delete(f"/api/v1/sessions/{other}"))
    judge(await admin.delete("/api/v1/session"))
    answered = {operation for operation, status in judge.judged if status < 300}
    assert answered == {operation.id for operation in OPERATIONS}


async def test_frames_are_what_the_document_says(site: Site, document: Any) -> None:
    manager = await site.login(f"manager@hall:{HERE}")
    await site.node.run(HERE, take)
    body(await manager.post(f"/api/v1/halls/{HERE}/counters/1/open"))
    await site.node.run(HERE, take)
    body(await manager.post(f"/api/v1/halls/{HERE}/counters/1/call-next"))
    frames, judge = HallFrames(site.halls), Judge(document)
    for socket in document["x-websockets"].values():
        kind = socket["frame"]["$ref"].rsplit("/", 1)[1].removesuffix("Frame").lower()
        about = {"counter": "1", "ticket": f"{HERE}.2026-03-02.A001"}.get(kind, "")
        await frames.ready(HERE, None, newest=True)
        frame, _ = frames.frame(ViewKey(kind, HERE, None, about))
        schema = judge._absolute(socket["frame"])
        Draft202012Validator(schema, registry=judge.registry).validate(httpx2.Response(200, content=frame).json())
