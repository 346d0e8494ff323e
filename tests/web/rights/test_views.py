"""The same logins at the websockets and the dashboards."""

import asyncio
import base64
import json
import time
from collections.abc import Mapping
from itertools import product
from typing import Any

import pytest
import websockets

from analytics.pages.app import CLOSED
from analytics.pages.shell import PAGES
from queue_server.web.sockets import VIEWS, SocketView
from tests.analytics.callbacks import callback_body, look_body
from tests.web.rights.matrix import DASHBOARDS, HALLS, LOGINS, SOCKETS
from tests.web.rights.place import Place

NOT_LOGGED_IN, NOT_ALLOWED, NOT_FOUND = 4401, 4403, 4404
FOREIGN = {"Origin": "http://elsewhere.example"}

VISIBLE: Mapping[str, set[str]] = {
    # What of the figures a scope shows.
    "hall": {"hall:here"},
    "district": {"district:north", "hall:here", "hall:other"},
    "city": {"city", "district:north", "district:south", "hall:here", "hall:other", "hall:far"},
}
COUNTED: Mapping[str, set[str]] = {"hall": {"here", "other"}, "district": {"here", "other"}, "city": set(HALLS)}
"""Halls whose tickets are counted beside: the own district's."""
CLOSED_DAYS = {page.name for page in CLOSED}
FORGED = (
    "",
    "hall:",
    "hall:nowhere",
    "HALL:here",
    "hall:Here",
    "hall:here ",
    "hall:here,hall:far",
    "hall:%2e",
    "district:here",
    "here",
    "*",
)


async def seen(place: Place, path: str, headers: Mapping[str, str]) -> int | str:
    """Return the type of the first frame, the code that the websocket was closed with, or the status that it was refused with."""
    try:
        async with websockets.connect(place.server.ws + path, additional_headers=dict(headers)) as connection:
            frame = json.loads(await asyncio.wait_for(connection.recv(), 20))
    except websockets.ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd is not None else 0
    except websockets.InvalidStatus as refused:
        return refused.response.status_code
    return str(frame["type"])


def path_of(place: Place, view: SocketView, hall: str) -> str:
    return view.path.format_map({"hall": hall, "counter": 1, "pass": place.passes[hall]})


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} if token else {}


def test_the_matrix_states_what_every_websocket_needs() -> None:
    assert {view.kind for view in VIEWS} == SOCKETS.keys(), "state what each needs in the matrix (tests/web/rights/matrix.py)"


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.kind)
async def test_every_role_at_a_websocket(place: Place, view: SocketView) -> None:
    need, wrong = SOCKETS[view.kind], {}
    for hall in HALLS:
        path = path_of(place, view, hall)
        asked: dict[Any, tuple[str, int]] = {login: (token, NOT_ALLOWED) for login, token in place.tokens.items()}
        asked |= {why: (token, NOT_LOGGED_IN) for why, token in place.stale.items()}
        got = await asyncio.gather(*(seen(place, path, bearer(token)) for token, _ in asked.values()))
        for (who, (_, denied)), code in zip(asked.items(), got, strict=True):
            free = need.of == "public" or need.own_pass
            allowed = free or (isinstance(who, tuple) and need.allows(*who, hall))
            if code != (view.kind if allowed else denied):
                wrong[who, hall] = code
    assert wrong == {}


@pytest.mark.parametrize("view", [view for view in VIEWS if view.rights == "hall"], ids=lambda view: view.kind)
async def test_a_page_of_another_site_opens_no_websocket_with_the_cookie(place: Place, view: SocketView) -> None:
    cookie = {"Cookie": f"onewindow_session={place.tokens['manager', 'hall']}"}
    path = path_of(place, view, "here")
    assert await seen(place, path, cookie | FOREIGN) == NOT_ALLOWED
    assert await seen(place, path, cookie | {"Origin": "null"}) == NOT_ALLOWED
    assert await seen(place, path, cookie) == NOT_ALLOWED
    assert await seen(place, path, cookie | {"Origin": place.server.url}) == view.kind


async def test_a_websocket_by_pass_shows_that_ticket_alone(place: Place) -> None:
    secret = place.passes["here"].rpartition(".")[2]
    for wrong in (
        place.tickets["here"],
        place.tickets["other"] + "." + secret,
        place.passes["here"].replace("here.", "other.", 1),
        place.passes["here"][:-2] + "zz",
        place.passes["here"].upper(),
        "x",
    ):
        assert await seen(place, f"/ws/tickets/{wrong}", bearer(place.tokens["manager", "hall"])) == NOT_FOUND


@pytest.fixture(scope="module")
def dependencies(place: Place) -> list[dict[str, Any]]:
    """What the dashboards' page says of its callbacks, once their process has come up."""
    deadline = time.monotonic() + 60
    while True:
        answer = place.send("GET", "/analytics/_dash-dependencies", place.tokens["official", "city"])
        if answer.status_code == 200:
            found: list[dict[str, Any]] = answer.json()
            return found
        assert answer.status_code == 503, answer.text
        assert time.monotonic() < deadline, "the dashboards do not come up"
        time.sleep(0.1)


@pytest.mark.parametrize("path", ["", "_dash-layout", "_dash-dependencies", "alive", "assets/onewindow.css", "nothing"])
def test_the_dashboards_are_for_those_who_watch(place: Place, dependencies: object, path: str) -> None:
    for login, token in place.tokens.items():
        status = place.send("GET", f"/analytics/{path}", token).status_code
        assert (status == 403) == (login[0] not in DASHBOARDS), (login, status)
        assert login[0] not in DASHBOARDS or status == (404 if path == "nothing" else 204 if path == "alive" else 200)
    for why, token in place.stale.items():
        assert place.send("GET", f"/analytics/{path}", token).status_code == 401, why


@pytest.mark.parametrize(("role", "kind"), LOGINS, ids=lambda value: value)
def test_a_dashboard_shows_what_the_scope_covers_whatever_is_asked(
    place: Place, dependencies: list[dict[str, Any]], role: str, kind: str
) -> None:
    choices = VISIBLE["city"] | set(FORGED)
    may = VISIBLE[kind] if role in DASHBOARDS else set()
    shown = {}
    for number, choice in enumerate(sorted(choices)):
        content = look_body(dependencies, number, choice, None, "en")
        answer = place.send("POST", "/analytics/_dash-update-component", place.tokens[role, kind], content)
        assert answer.status_code == (200 if choice in may else 403), choice
        if choice in may:
            shown[choice] = answer.text
    hidden = [f"{hall} hall" for hall in HALLS if hall not in COUNTED[kind]]
    assert not [(choice, name) for (choice, text), name in product(shown.items(), hidden) if name in text]
    forged = {"X-OneWindow-Scopes": '["city"]', "X_OneWindow_Scopes": '["city"]'}
    search = "?hall=far&lang=en"
    for page in ("", *PAGES):
        address = [("address", "pathname", f"/analytics/{page}"), ("address", "search", search)]
        bodies = [callback_body(dependencies, "page", address, ("placed", "data", None))]
        if page in CLOSED_DAYS:
            bodies.append(
                callback_body(
                    dependencies, f"{page}-notes", [(f"{page}-address", "search", search)], ("language", "data", "en")
                )
            )
        for body in bodies:
            drawn = place.send("POST", "/analytics/_dash-update-component?hall=far", place.tokens[role, kind], body, **forged)
            assert drawn.status_code == (200 if may else 403), page
            assert not [name for name in hidden if may and name in drawn.text], page


def load_body(dependencies: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what the page of cuts sends when somebody has chosen a file: a heading alone."""
    contents = "data:text/csv;base64," + base64.b64encode(b"service,source,steps_before,steps_after\n").decode()
    chosen = {"contents": contents, "name": "ours.csv", "at": 1}
    return callback_body(dependencies, "cuts-load-said", [("cuts-chosen", "data", chosen)], ("language", "data", "en"))


@pytest.mark.parametrize(("role", "kind"), LOGINS, ids=lambda value: value)
def test_the_bureaus_figures_are_loaded_by_administrators_alone(
    place: Place, dependencies: list[dict[str, Any]], role: str, kind: str
) -> None:
    forged = {"X-OneWindow-Loads": "1", "X_OneWindow_Loads": "1"}
    body = load_body(dependencies)
    for more in ({}, forged):
        answer = place.send("POST", "/analytics/_dash-update-component", place.tokens[role, kind], body, **more)
        assert answer.status_code == (200 if role == "admin" else 403), answer.text
    if role == "admin":
        assert "No line below the first says anything." in answer.text
        cookie = {"cookie": f"onewindow_session={place.tokens[role, kind]}"}
        for headers in (FOREIGN, {"Origin": "null"}, {}):
            refused = place.send("POST", "/analytics/_dash-update-component", "", body, **cookie, **headers)
            assert (refused.status_code, refused.json()["code"]) == (403, "wrong-origin")


def test_a_callback_of_another_sites_page_is_refused(place: Place, dependencies: list[dict[str, Any]]) -> None:
    content = look_body(dependencies, 1, "hall:here", None, "en")
    cookie = {"cookie": f"onewindow_session={place.tokens['manager', 'hall']}"}
    for headers, status in ((FOREIGN, 403), ({"Origin": "null"}, 403), ({}, 403), ({"Origin": place.server.url}, 200)):
        answer = place.send("POST", "/analytics/_dash-update-component", "", content, **cookie, **headers)
        assert answer.status_code == status, headers
