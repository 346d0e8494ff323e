"""The demo city: made on the first start, served with demo logins on loopback, played by a crew."""

import logging
import os
import subprocess
import sys
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from analytics.history.location import history_directory
from queue_server.app.clock import real_ms
from queue_server.app.setup import has_city, initialise
from queue_server.app.timetable import next_morning
from queue_server.city.file import load_city
from queue_server.eventlog.errors import DatabaseForeign, DatabaseMissing
from queue_server.eventlog.opening import open_database
from queue_server.logs.configuration import AUDIT, LEVEL_VARIABLE
from queue_server.server import ServerSettings, serve

CITY_FILE = Path(__file__).parent / "data" / "weihai.toml"
PASSWORD = "demo"  # noqa: S105 - the demo's own, printed at its start
CREW_STOPS_S = 5.0


def serve_demo(
    url: str,
    *,
    host: str,
    port: int,
    speed: float,
    crew: bool,
    years: bool,
    analytics: bool,
    history: Path | None = None,
    access_log: bool = False,
) -> int:
    """Serve the demo city from the database at `url` until it is told to stop; return the exit code.

    Args:
        years: Draw two simulated years for the dashboards, if there are some. That takes a minute of two cores, so it goes on
            beside the server, which is ready at once and comes first; the latest months come first, too.
        history: The history's directory; None: `history_directory` decides.
    """
    with suppress(DatabaseMissing, DatabaseForeign):  # there is none yet
        open_database(url, create=False, migrate=True).close()
    if not has_city(url):
        print("making the demo city ...", flush=True)
        initialise(url, load_city(CITY_FILE))
    if crew and not os.environ.get(LEVEL_VARIABLE):
        # The crew's logins would push what is printed off the screen.
        logging.getLogger(AUDIT).setLevel(logging.WARNING)
    settings = ServerSettings(
        database_url=url,
        host=host,
        port=port,
        speed=speed,
        analytics=analytics,
        history=history,
        access_log=access_log,
    )
    players: list[subprocess.Popen[bytes]] = []

    def play(module: str, *arguments: str) -> None:
        # A session of its own: Ctrl-C in the terminal reaches the server alone, which then takes the others down.
        command = (sys.executable, "-m", module, *arguments)
        players.append(subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True))

    def ready() -> None:
        print(_welcome(f"http://{host}:{port}", speed=speed, crew=crew), flush=True)
        if crew:
            play("queue_server.clients.crew", "--url", f"http://{host}:{port}")
        if years and analytics and (directory := history_directory(url, history)) is not None:
            play("analytics.simulation.years", str(directory), "--until", _day_before().isoformat())

    try:
        return serve(settings, ready=ready)
    finally:
        for player in players:
            player.terminate()
            try:
                player.wait(CREW_STOPS_S)
            except subprocess.TimeoutExpired:
                player.kill()
                player.wait()


def _day_before() -> date:
    """Return the day before the first that a new demo plays."""
    hall = load_city(CITY_FILE).halls[0]
    first_ms = next_morning(real_ms(), hall.tz, frozenset(hall.closed_dates))
    return datetime.fromtimestamp(first_ms / 1000, ZoneInfo(hall.tz)).date() - timedelta(days=1)


def _welcome(url: str, *, speed: float, crew: bool) -> str:
    pages = {
        "start, all halls": "/",
        "kiosk": "/kiosk/wendeng",
        "board": "/board/wendeng",
        "desk": "/desk",
        "greeter": "/greet",
        "manager": "/manage",
        "dashboards": "/analytics/",
    }
    lines = [
        "",
        f"OneWindow demo: Weihai, 37 halls, {url}" + (f", the halls' clock runs {speed:g} times as fast" if speed != 1 else ""),
        "",
        *(f"  {name:<18}{url}{path}" for name, path in pages.items()),
        "",
        "  logins: teller, greeter, manager, kiosk (Wendeng), official (city), admin; teller-<hall> elsewhere; password: demo",
        "  counters 11 and 12 of Wendeng are yours; the crew plays the others" if crew else "  no crew: the halls are empty",
        "  Ctrl-C stops; the next start goes on with the data",
        "",
    ]
    return "\n".join(lines)
