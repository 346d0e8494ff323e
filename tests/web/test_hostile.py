"""Texts, paths and headers that nobody means well, against servers on both databases: refused in their own words, never a failure."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.support.hostile import HOSTILE, MARKUP, UNREADABLE
from tests.support.postgres import PostgresServer
from tests.support.server import ServerProcess, body

SENT = {name: text for name, text in HOSTILE.items() if name != "half"}
HALF = b'"before \\ud83d after"'
"""A half of a character as JSON can write it; no other client can send one."""


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    env = {}
    if request.param == "postgres":
        postgres: PostgresServer = request.getfixturevalue("postgres")
        env["ONEWINDOW_DATABASE"] = postgres.database()
    with ServerProcess(tmp_path_factory.mktemp("hostile") / "data", env=env) as running:
        yield running


def test_a_login_that_cannot_be_is_a_wrong_one(server: ServerProcess) -> None:
    client = server.client()
    for text in SENT.values():
        for sent in ({"username": text, "password": "x"}, {"username": "nobody.here", "password": text}):
            answer = client.post("/api/v1/session", json=sent)
            assert answer.status_code in (401, 422, 429), (sent, answer.text)
    answer = client.post("/api/v1/session", content=b'{"username": ' + HALF + b', "password": "x"}')
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed-json")


def test_paths_and_parameters_lead_nowhere(server: ServerProcess) -> None:
    manager = server.login("manager")
    for text in (quote(text[:2000], safe="") for text in SENT.values()):
        for client in (server.client(), manager):
            for path in (f"halls/{text}", f"tickets/{text}", f"tickets/wendeng.2026-03-02.A001{text}", f"tickets/wendeng.{text}.A001.x"):  # fmt: skip
                assert client.get(f"/api/v1/{path}").status_code in (401, 404), path
        assert manager.get(f"/api/v1/halls/wendeng/services?q={text}").status_code in (200, 422)
        assert manager.get(f"/api/v1/halls/wendeng/events?after=0&date={text}").status_code == 422
        assert manager.delete(f"/api/v1/halls/wendeng/notices/{text}").status_code == 404


def test_bodies_are_refused_or_kept_as_they_are(server: ServerProcess) -> None:
    manager = server.login("manager")
    path = "/api/v1/halls/wendeng/notices"
    for text in (*MARKUP.values(), "one\ntwo"):
        kept = body(manager.post(path, json={"zh": text, "en": text}), 201)
        assert (kept["zh"], kept["en"]) == (text, text)
    kept_before = body(manager.get(path))
    for name, text in UNREADABLE.items():
        if name != "half":
            answer = manager.post(path, json={"zh": "好", "en": text})
            assert (answer.status_code, answer.json()["code"]) == (422, "notice-unreadable"), name
    assert manager.post(path, content=b'{"zh": "x", "en": ' + HALF + b"}").json()["code"] == "malformed-json"
    assert manager.post(path, json={"zh": HOSTILE["long"], "en": "x"}).json()["code"] == "invalid-body"
    assert body(manager.get(path)) == kept_before
    body(manager.post("/api/v1/halls/wendeng/counters/1/open", json={}))
    for text in SENT.values():
        for verb, sent in (("call", {"ticket": text}), ("hold", {"reason": text}), ("pause", {"reason": text})):
            answer = manager.post(f"/api/v1/halls/wendeng/counters/1/{verb}", json=sent)
            assert answer.status_code in (404, 422), (verb, text, answer.text)
