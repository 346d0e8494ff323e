"""A browser's half of Dash for tests: sends callbacks as the page would, or as somebody would who edits what the page sends."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from analytics.pages.app import BASE, build
from analytics.queries.live import Live
from analytics.viewer import Viewer, to_headers
from queue_server.eventlog.database import Database
from tests.analytics.played import at_ms

Prop = tuple[str, str, Any]
"""A component's id, the property, its value."""


def callback_body(dependencies: list[dict[str, Any]], changed: Prop, *state: Prop) -> dict[str, Any]:
    """Return what the page sends when `changed` has changed.

    Args:
        dependencies: As `_dash-dependencies` gives them.
    """
    name, prop, _ = changed
    wanted = {"id": name, "property": prop}
    output = next(one["output"] for one in dependencies if wanted in one["inputs"] and not one["clientside_function"])
    outputs = [dict(zip(("id", "property"), one.rsplit(".", 1), strict=True)) for one in output.strip(".").split("...")]
    as_sent = [{"id": id_, "property": prop_, "value": value} for id_, prop_, value in (changed, *state)]
    return {
        "output": output,
        "outputs": outputs if output.startswith("..") else outputs[0],
        "inputs": as_sent[:1],
        "state": as_sent[1:],
        "changedPropIds": [f"{name}.{prop}"],
    }


def look_body(dependencies: list[dict[str, Any]], number: int, choice: Any, shown: Any, language: str) -> dict[str, Any]:
    """Return what the page sends to ask for today's figures."""
    asked = {"number": number, "choice": choice, "at": 0}
    return callback_body(dependencies, ("asked", "data", asked), ("shown", "data", shown), ("language", "data", language))


class Page:
    """The application, asked by one viewer."""

    def __init__(self, database: Database, *scopes: str, clock: str = "10:00", language: str = "en") -> None:
        self.server: Flask = build(Live(database)).server
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

    def layout(self, search: str = "") -> TestResponse:
        """Ask for the page's content."""
        return self.post(callback_body(self.dependencies, ("address", "search", search)))

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
