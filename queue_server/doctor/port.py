"""The server's port: whether one answers there, what it says of itself, and who else sits on it."""

import socket
from typing import NamedTuple

import httpx2

from queue_server.doctor.finding import Finding
from queue_server.doctor.holder import Program, listener

PATIENCE_S = 8.0
"""`/readyz` waits for the disk or the database: five seconds and a bit."""


class Heard(NamedTuple):
    """An answer: its status, and its body as JSON; empty when it is none."""

    status: int
    body: dict[str, object]


def ask(url: str) -> Heard | None:
    """Return what is answered at `url` over HTTP, None when it is no answer."""
    try:
        answer = httpx2.get(url, timeout=PATIENCE_S, trust_env=False)
    except httpx2.HTTPError:
        return None
    try:
        body = answer.json()
    except ValueError:
        body = {}
    return Heard(answer.status_code, body if isinstance(body, dict) else {})


def examine_port(host: str, port: int, *, server: int | None) -> list[Finding]:
    """Look at what listens on a port.

    Args:
        server: The process that is known to serve the database, None: none is known.
    """
    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    try:
        socket.create_connection((host, port), timeout=PATIENCE_S).close()
    except ConnectionRefusedError:
        return [_nobody(place, server)]
    except OSError as error:
        why = error.strerror or str(error)
        return [Finding("wrong", "port", f"{place} cannot be reached: {why}", "See that the address is one of this machine's")]
    alive = ask(f"http://{place}/healthz")
    if alive is None:
        who = listener(port)
        says = f"{who or 'something'} listens on {place} and does not answer as a server does"
        return [Finding("wrong", "port", says, _move(who))]
    if alive != Heard(200, {"status": "ok"}):
        who = listener(port)
        says = f"the port {place} is taken by another program" + (f": {who}" if who else "")
        return [Finding("wrong", "port", says, _move(who))]
    return [Finding("ok", "port", f"a server answers on {place}"), _ready(ask(f"http://{place}/readyz"))]


def _nobody(place: str, server: int | None) -> Finding:
    if server is not None:
        says = f"nobody listens on {place}, yet process {server} serves the database"
        return Finding("warning", "port", says, "Name its port with --port, or wait until it has started")
    return Finding(
        "warning",
        "port",
        f"nobody listens on {place}: the server is stopped, or it has another port",
        "Start it: onewindow serve",
    )


def _move(who: Program | None) -> str:
    if who is not None and "onewindow" in who.name:
        return "Stop that process and start it again; its log tells why it hangs"
    return "End that program, or serve on another port: onewindow serve --port"


def _ready(heard: Heard | None) -> Finding:
    if heard is None:
        return Finding("wrong", "server", "it lives but does not say whether it is ready", "Look at its log, then restart it")
    if heard.status == 200:
        return Finding("ok", "server", "it is ready for commands")
    detail = str(heard.body.get("detail") or f"status {heard.status}")
    return Finding("wrong", "server", f"it is not ready: {detail}", "Set that right; it is ready again by itself")
