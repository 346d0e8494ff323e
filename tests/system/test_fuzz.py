"""The OpenAPI document against the server that publishes it: every operation answers 2xx once, and nothing that is sent gives a 5xx."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from queue_server.app.setup import initialise
from queue_server.eventlog.sqlite import sqlite_url
from queue_server.web.api import OPERATIONS
from queue_server.web.openapi import document
from tests.app.cities import a_city, with_staff
from tests.support.server import ServerProcess, body

SCHEMA = schemathesis.openapi.from_dict(document(OPERATIONS, "test"))
BY_ID = {operation.definition.raw["operationId"]: operation for operation in (r.ok() for r in SCHEMA.get_all_operations())}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 25
HALL = "hall0"


@dataclass
class Api:
    """Calls operations as somebody, and holds each answer against the document."""

    server: ServerProcess
    tokens: dict[str, str] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)

    def call(self, id_: str, who: str | None = "manager", *, path: dict[str, Any] | None = None, json: Any = None) -> Any:
        """Call an operation that must succeed and return its JSON."""
        operation = BY_ID[id_]
        case = operation.Case(path_parameters=path or {})
        if json is not None:
            case.body, case.media_type = json, "application/json"
        response = self.send(case, who)
        assert response.status_code < 300, f"{id_}: {response.status_code} {response.text}"
        self.answered.add(id_)
        return response.json() if "json" in response.headers.get("content-type", [""])[0] else None

    def send(self, case: schemathesis.Case, who: str | None) -> Any:
        headers = {"Authorization": f"Bearer {self.token(who)}"} if who is not None else {}
        response = case.call(base_url=self.server.url, headers=headers, timeout=30)
        case.validate_response(response, checks=CHECKS)
        return response

    def token(self, who: str) -> str:
        if who not in self.tokens:
            self.tokens[who] = self.server.login(who).headers["Authorization"].removeprefix("Bearer ")
        return self.tokens[who]


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    data = tmp_path_factory.mktemp("fuzz") / "data"
    data.mkdir()
    initialise(sqlite_url(data / "onewindow.db"), with_staff(a_city(halls=3, counters=12)))
    with ServerProcess(data, command=("serve", "--data", str(data), "--port", "{port}", "--no-analytics")) as server:
        yield Api(server)


def accounts(api: Api) -> None:
    """Call the operations on logins: one is added, sets its own password, and is looked after."""
    new = {"username": "newcomer"}
    roles = [{"role": "teller", "scope": f"hall:{HALL}"}]
    api.call("add-user", "admin", path=new, json={"name": "New", "roles": roles})
    initial = api.call("renew-password", "admin", path=new, json={})["password"]

    def enter(who: str, password: str) -> None:
        api.tokens[who] = api.call("log-in", None, json=new | {"password": password})["token"]

    enter("newcomer", initial)
    own = {"current": initial, "new": "a long pass phrase"}
    api.tokens["newcomer"] = api.call("change-password", "newcomer", json=own)["token"]
    enter("elsewhere", own["new"])
    sessions = api.call("list-sessions", "newcomer")["sessions"]
    other = next(session["id"] for session in sessions if not session["current"])
    api.call("end-session", "newcomer", path={"session": other})
    api.call("end-other-sessions", "newcomer")
    api.call("set-roles", "admin", path=new, json={"roles": roles})
    seen = api.call("get-user", "admin", path=new)["open_sessions"]
    api.call("end-user-session", "admin", path=new | {"session": seen[0]["id"]})
    api.call("end-user-sessions", "admin", path=new)
    api.call("set-disabled", "admin", path=new, json={"disabled": True})
    api.call("list-users", "admin")
    api.call("list-hall-users", path={"hall": HALL})


def test_every_operation_answers_as_the_document_says(api: Api) -> None:
    hall = {"hall": HALL}
    here, there = hall | {"counter": 11}, hall | {"counter": 12}
    for id_ in ("get-health", "get-readiness", "get-metrics", "get-openapi", "get-city", "list-halls"):
        api.call(id_, None)
    api.call("get-hall", None, path=hall)
    services = api.call("list-services", None, path=hall)["services"]
    api.call("log-in", None, json={"username": "greeter", "password": "demo"})
    api.call("get-me")

    def a_ticket(**what: Any) -> dict[str, Any]:
        ticket: dict[str, Any] = api.call("issue-ticket", "kiosk", path=hall, json=what)
        return ticket

    setup = api.call("get-setup", path=hall)
    api.call("put-setup", path=hall, json=setup | {"target_s": 600, "no_show_s": 0})
    first = a_ticket(services=[services[0]["code"]], priority="elder", home_district="d")
    api.call("open-counter", path=here, json={})
    api.call("pause-counter", path=here, json={"reason": "break"})
    api.call("resume-counter", path=here, json={})
    api.call("call-next", path=here, json={})
    api.call("recall-ticket", path=here, json={})
    api.call("start-service", path=here, json={})
    api.call("finish-service", path=here, json={"work": [{"service": services[0]["code"], "outcome": "done"}]})
    api.call("get-ticket", path={"ticket": first["id"]})
    second = a_ticket()
    api.call("set-priority", path={"ticket": second["id"]}, json={"priority": "veteran", "reason": "claim-shown"})
    api.call("call-ticket", path=here, json={"ticket": second["id"]})
    api.call("hold-ticket", path=here, json={"reason": "form"})
    api.call("return-ticket", path={"ticket": second["id"]}, json={})
    api.call("call-next", path=here, json={})
    api.call("transfer-ticket", path=here, json={"counter": 12, "place": "front"})
    api.call("open-counter", path=there, json={})
    api.call("call-next", path=there, json={})
    api.call("recall-ticket", path=there, json={})
    api.call("mark-no-show", path=there, json={})
    api.call("list-tickets", path=hall)
    api.call("cancel-ticket", None, path={"ticket": a_ticket()["pass"]}, json={})
    api.call("close-counter", path=there, json={})
    notice = api.call("add-notice", path=hall, json={"zh": "通知", "en": "Notice"})
    api.call("list-notices", path=hall)
    api.call("delete-notice", path=hall | {"notice": notice["id"]})
    api.call("list-events", path=hall)
    api.call("open-day", "admin", path={"hall": "hall1"}, json={})
    api.call("close-day", "admin", path={"hall": "hall1"}, json={"force": True})
    api.tokens["leaving"] = api.server.login("greeter").headers["Authorization"].removeprefix("Bearer ")
    api.call("log-out", "leaving")
    accounts(api)
    assert api.answered == set(BY_ID)


@pytest.mark.parametrize("id_", sorted(set(BY_ID) - {"log-out"}))
def test_no_input_gives_a_server_error(api: Api, id_: str) -> None:
    operation = BY_ID[id_]
    ticket = body(api.server.login("kiosk").post(f"/api/v1/halls/{HALL}/tickets", json={}), 201)
    # What would end the play for the others is asked of a hall of its own.
    hall, who = ("hall2", "admin") if id_ in ("close-day", "open-day", "put-setup") else (HALL, "manager")
    if operation.definition.raw.get("x-right") == "manage-users":
        who = "admin"
    seeded = {"hall": hall, "counter": 11, "ticket": ticket["id"], "notice": 1, "username": "newcomer"}

    @given(
        case=st.one_of(
            operation.as_strategy(generation_mode=schemathesis.GenerationMode.POSITIVE),
            operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE),
        ),
        real=st.booleans(),
        login=st.sampled_from([who, who, who, "kiosk", None]),
    )
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    def play(case: schemathesis.Case, real: bool, login: str | None) -> None:
        if real:
            case.path_parameters = {name: seeded.get(name, value) for name, value in (case.path_parameters or {}).items()}
        api.send(case, login)

    play()


def test_the_server_is_still_well(api: Api) -> None:
    assert api.server.client().get("/readyz").status_code == 200
    assert "Traceback" not in Path(api.server.log).read_text(errors="replace")
