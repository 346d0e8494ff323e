"""`--history DIR` of the commands that serve: the dashboards read closed days from there."""

import time
from pathlib import Path

import pytest

from queue_server.app.setup import initialise
from queue_server.city.file import load_city
from queue_server.demo import CITY_FILE
from queue_server.eventlog.sqlite import sqlite_url
from tests.analytics.callbacks import callback_body, text_of
from tests.analytics.memory import stored, ticket
from tests.support.server import ServerProcess, body

PATIENCE_S = 90.0


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_the_pages_show_the_days_of_the_given_directory(tmp_path: Path, command: str) -> None:
    data, elsewhere = (
        tmp_path / "data",
        stored(tmp_path / "elsewhere", [ticket(n, source="simulated", scenario="after") for n in range(1, 8)]),
    )
    data.mkdir()
    initialise(sqlite_url(data / "onewindow.db"), load_city(CITY_FILE))
    arguments = (command, "--data", str(data), "--port", "{port}", "--history", str(elsewhere))
    with ServerProcess(data, command=(*arguments, *(("--crew", "0") if command == "demo" else ()))) as server:
        official = server.login("official")
        until = time.monotonic() + PATIENCE_S
        while official.get("/analytics/alive").status_code != 204:
            assert time.monotonic() < until, "the dashboards' process does not answer"
            time.sleep(0.1)
        asked = callback_body(
            official.get("/analytics/_dash-dependencies").json(),
            "waits-notes",
            [("waits-address", "search", "?hall=wendeng&from=2026-03-02&to=2026-03-02")],
            ("language", "data", "en"),
        )
        parts = body(official.post("/analytics/_dash-update-component", json=asked))["response"]
    assert "7 visitors were called" in text_of(parts["waits-answer"]["children"]).replace("\u00a0", " ")
    assert not (data / "history").exists()
