"""What a login might reach through its own hall: other halls' tickets, counters and notices by their ids, odd ids, paths out of the tree."""

import socket
from collections.abc import Iterator

import pytest

from tests.support.server import body
from tests.web.rights.place import HIDDEN, Place, said

HERE = "/api/v1/halls/here"


@pytest.fixture
def manager(place: Place) -> str:
    return place.tokens["manager", "hall"]


@pytest.fixture
def unchanged(place: Place) -> Iterator[None]:
    before = place.stored()
    yield
    assert place.stored() == before


def raw(place: Place, target: str, token: str = "", method: str = "GET") -> tuple[int, bytes]:
    """Send a request line as it stands, without a client that tidies it; return status and body."""
    login = f"Authorization: Bearer {token}\r\n" if token else ""
    with socket.create_connection(("127.0.0.1", place.server.port), timeout=20) as connection:
        connection.sendall(f"{method} {target} HTTP/1.1\r\nHost: x\r\n{login}Connection: close\r\n\r\n".encode("latin-1"))
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, content = answer.partition(b"\r\n\r\n")
    return int(head.split(b" ", 2)[1]), content


def test_a_ticket_of_another_hall_cannot_be_called_to_the_own_counter(place: Place, manager: str) -> None:
    assert said(place.send("POST", f"{HERE}/counters/1/open", manager, {}))[0] == 200
    before = place.stored()
    for ticket in (
        place.tickets["far"],
        place.tickets["other"],
        place.passes["far"],
        place.passes["here"],
        "here.2026-03-02.A9",
    ):
        assert said(place.send("POST", f"{HERE}/counters/1/call", manager, {"ticket": ticket})) == HIDDEN, ticket
    assert place.stored() == before


def test_a_counter_that_the_own_hall_does_not_have_is_none(place: Place, manager: str, unchanged: None) -> None:
    for counter in ("4", "999", "0", "-1", "01", "1.0", "%31%30", "１", "1%20"):
        assert said(place.send("POST", f"{HERE}/counters/{counter}/open", manager, {})) == (404, "unknown-counter"), counter


def test_a_notice_of_another_hall_cannot_be_taken_down(place: Place, manager: str, unchanged: None) -> None:
    for notice in (place.notices["far"], place.notices["other"], "0", "-1", "1e0", f"{place.notices['here']}%20"):
        assert said(place.send("DELETE", f"{HERE}/notices/{notice}", manager)) == (404, "unknown-notice"), notice


def test_a_key_of_somebody_else_gives_nothing_of_theirs(place: Place, manager: str) -> None:
    kiosk = place.tokens["kiosk", "hall"]
    keyed = {"idempotency-key": "the-kiosks-own"}
    first = body(place.send("POST", f"{HERE}/tickets", kiosk, {}, **keyed), 201)
    assert said(place.send("POST", f"{HERE}/tickets", place.tokens["display", "hall"], {}, **keyed)) == (403, "not-allowed")
    second = body(place.send("POST", f"{HERE}/tickets", manager, {}, **keyed), 201)
    assert first["id"] != second["id"]
    assert first["pass"] not in str(second)


ODD = (
    "FAR", "Far", "far%20", "%20far", "far%00", "far%2f", "far%0a", "%66ar%2e", "%EF%BD%86ar", "far;here", "here%2f..%2ffar", "here/../far",
    "./far", "..%2ffar", "here,far", "here%26far", "*", "%25", "hall:far", "f%C3%A0r", "%ff%fe",
)  # fmt: skip


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_hall_id_opens_nothing(place: Place, manager: str, odd: str, unchanged: None) -> None:
    for path in ("setup", "events", "notices", "tickets"):
        status, content = raw(place, f"/api/v1/halls/{odd}/{path}", manager)
        assert status == 404, (path, content)
    assert raw(place, f"/api/v1/tickets/{place.tickets['far'].replace('far', odd)}", manager)[0] == 404


def test_an_encoded_id_is_the_same_hall_with_the_same_rights(place: Place, manager: str) -> None:
    assert raw(place, "/api/v1/halls/%68ere/setup", manager)[0] == 200
    assert raw(place, "/api/v1/halls/%66ar/setup", manager)[0] == 403


def test_a_query_a_header_or_another_method_widens_nothing(place: Place, manager: str, unchanged: None) -> None:
    for path in ("/api/v1/halls/far/setup", "/api/v1/halls/far/events"):
        assert raw(place, path, manager, "HEAD")[0] == 403
        assert raw(place, path, method="HEAD")[0] == 401
        headers = {"x-http-method-override": "GET", "x-original-url": f"{HERE}/setup", "x-onewindow-scopes": '["city"]'}
        assert place.send("GET", path, manager, **headers).status_code == 403
        assert place.send("GET", path, **{"x-onewindow-user": "admin", "cookie": "onewindow_session=admin"}).status_code == 401
    assert raw(place, "/api/v1/halls/far/tickets?hall=here", manager)[0] == 403
    assert place.send("POST", "/api/v1/halls/far/tickets", manager, {"hall": "here"}).status_code == 403


def test_a_display_reads_what_anybody_reads(place: Place) -> None:
    display, shown = place.tokens["display", "hall"], place.send("GET", HERE).json()
    assert place.send("GET", HERE, display).json().keys() == shown.keys()
    for path in ("setup", "events", "notices", "tickets"):
        assert place.send("GET", f"{HERE}/{path}", display).status_code == 403


UP = (
    "..", "%2e%2e", "..%2f..", "%2e%2e%2f%2e%2e", "..%5c..", "....//", "base/../..", "locales/../..", "locales/..%2f..", "/", "%2f", "//etc",
    "base/%00", "base/icon.svg%00", "%252e%252e", "C:", "~root", "x" * 5000,
)  # fmt: skip


@pytest.mark.parametrize("up", UP)
def test_no_path_leads_out_of_the_static_files(place: Place, up: str) -> None:
    for below in ("pages.py", "pyproject.toml", "etc/passwd", "../pages.py", ""):
        for root in ("/static/", "/static/locales/"):
            status, content = raw(place, f"{root}{up}/{below}")
            assert status == 404, (root, below, status)
            assert b"import " not in content
            assert b"root:" not in content
