"""A browser's half of Dash for tests: sends callbacks as the page would, or as somebody would who edits what the page sends."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from analytics.pages.app import BASE, build
from analytics.queries.history import History
from analytics.queries.live import Live
from analytics.viewer import Viewer, to_headers
from queue_server.eventlog.database import Database
from tests.analytics.played import at_ms

NO_HISTORY = Path(__file__).parent / "no-history"
"""A directory that is not there."""

Prop = tuple[str, str, Any]
"""A component's id, the property, its value."""


def callback_body(dependencies: list[dict[str, Any]], output_id: str, inputs: Sequence[Prop], *state: Prop) -> dict[str, Any]:
    """Return what the page sends when the first of `inputs` has changed.

    Args:
        dependencies: As `_dash-dependencies` gives them. output_id: One of the components that the callback draws.
    """
    name, prop, _ = inputs[0]
    output = next(
        one["output"]
        for one in dependencies
        if any(part.startswith(f"{output_id}.") for part in one["output"].strip(".").split("..."))
        and not one["clientside_function"]
    )
    outputs = [dict(zip(("id", "property"), one.rsplit(".", 1), strict=True)) for one in output.strip(".").split("...")]
    as_sent = [{"id": id_, "property": prop_, "value": value} for id_, prop_, value in (*inputs, *state)]
    return {
        "output": output,
        "outputs": outputs if output.startswith("..") else outputs[0],
        "inputs": as_sent[: len(inputs)],
        "state": as_sent[len(inputs) :],
        "changedPropIds": [f"{name}.{prop}"],
    }


def look_body(dependencies: list[dict[str, Any]], number: int, choice: Any, shown: Any, language: str) -> dict[str, Any]:
    """Return what the page sends to ask for today's figures."""
    asked = {"number": number, "choice": choice, "at": 0}
    return callback_body(
        dependencies, "answered", [("asked", "data", asked)], ("shown", "data", shown), ("language", "data", language)
    )


def closed_body(dependencies: list[dict[str, Any]], page: str, search: str, language: str) -> dict[str, Any]:
    """Return what a page about closed days sends when its filters, and so its address, have changed."""
    return callback_body(dependencies, f"{page}-notes", [(f"{page}-address", "search", search)], ("language", "data", language))


class Page:
    """The application, asked by one viewer."""

    def __init__(
        self, database: Database, *scopes: str, clock: str = "10:00", language: str = "en", history: Path | History = NO_HISTORY
    ) -> None:
        opened = history if isinstance(history, History) else History(history)
        self.server: Flask = build(Live(database), opened).server
        self.client: FlaskClient = self.server.test_client()
        self.language = language
        self.viewer = Viewer(user="official", scopes=scopes, now_ms=at_ms(clock))
        self.headers = to_headers(self.viewer)
        self.dependencies: list[dict[str, Any]] = self.get("_dash-dependencies").json or []
        self.shown: Any = None
        self.asked = 0

    def get(self, path: str) -> TestResponse:
        return self.client.get(f"{BASE}{path}", headers=self.headers)

    def post(self, body: Any) -> TestResponse:
        return self.client.post(f"{BASE}_dash-update-component", json=body, headers=self.headers)

    def layout(self, search: str = "", page: str = "") -> TestResponse:
        """Ask for a page's content."""
        address = [("address", "pathname", f"{BASE}{page}"), ("address", "search", search)]
        return self.post(callback_body(self.dependencies, "page", address, ("placed", "data", None)))

    def ask(self, page: str, search: str = "") -> TestResponse:
        """Ask for what a page about closed days draws."""
        return self.post(closed_body(self.dependencies, page, search, self.language))

    def closed(self, page: str, search: str = "") -> dict[str, Any]:
        """Return what a page about closed days draws, by component id."""
        answer = self.ask(page, search)
        assert answer.status_code == 200, answer.text
        parts: dict[str, Any] = (answer.json or {})["response"]
        return parts

    def look(self, choice: Any, *, shown: Any = None) -> TestResponse:
        """Ask for today's figures."""
        self.asked += 1
        return self.post(look_body(self.dependencies, self.asked, choice, shown, self.language))

    def drawn(self, choice: str, *, shown: Any = None) -> dict[str, Any]:
        """Return what a look draws again, by component id, and remember what is shown."""
        answer = self.look(choice, shown=shown)
        assert answer.status_code == 200, answer.text
        assert answer.json is not None
        parts: dict[str, Any] = answer.json["response"]
        assert parts["answered"]["data"] == self.asked
        self.shown = parts.get("shown", {}).get("data", self.shown)
        return parts


def text_of(component: Any) -> str:
    """Return all text in a component as it was sent."""
    if isinstance(component, dict):
        return text_of(component.get("props", {}).get("children"))
    if isinstance(component, list):
        return "".join(text_of(child) for child in component)
    return "" if component is None else str(component)
