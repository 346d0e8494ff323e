"""The dashboards' own process: Dash behind a unix socket, so that its work takes neither the server's event loop nor its GIL.

`python -m analytics [--database URL] [--history DIR] --socket PATH`. With `--attached` it ends when its standard input does: the server keeps the other
end of that pipe and writes nothing into it, so the end comes when the server stops, also when it is killed.
"""

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import socket
import stat
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import uvicorn
from a2wsgi import WSGIMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount, Router

from analytics.history.archivist import Archivist
from analytics.history.location import HISTORY_VARIABLE, history_directory
from analytics.niceness import give_way
from analytics.pages.app import build, warm_up
from analytics.processors import Processors
from analytics.public import app as public
from analytics.pulse import pulse
from analytics.queries.history import History
from analytics.queries.live import Live
from queue_server.core.errors import OneWindowError
from queue_server.eventlog.location import DATABASE_VARIABLE
from queue_server.eventlog.opening import open_database
from queue_server.logs.configuration import configure

log = logging.getLogger("onewindow.analytics")

WORKERS = 4
"""Threads for callbacks; they share one interpreter, more would only wait for each other."""
NICENESS = 10
"""The halls come first: on a busy machine a chart may come later, a call may not."""
GZIP_LEVEL = 4
"""Two thirds of the gain of the highest level for a quarter of its time."""
STOPS_S = 2
KEPT_S = 60
"""Far longer than the server keeps its connections to this process: who closes first must be who sends first, or a request would meet the end."""


class SocketRefused(OneWindowError):
    code = "socket-not-private"
    title = "The socket's directory must belong to this user and be closed to all others"


@contextlib.contextmanager
def private_socket(path: Path) -> Iterator[socket.socket]:
    """Bind a unix socket that only this user can reach, in a directory made for it if there is none.

    Raises:
        SocketRefused: others may enter the directory: they could say to be anybody.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = path.parent.stat()
    if status.st_uid != os.getuid() or stat.S_IMODE(status.st_mode) & 0o077:
        raise SocketRefused(directory=str(path.parent))
    path.unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX)
    try:
        listening.bind(str(path))
        path.chmod(0o600)
        yield listening
    finally:
        listening.close()
        path.unlink(missing_ok=True)


def _end_with_stdin(server: uvicorn.Server) -> None:
    """Stop `server` once nobody holds the other end of the standard input."""

    def watch() -> None:
        while os.read(0, 4096):
            pass
        server.should_exit = True

    threading.Thread(target=watch, name="parent", daemon=True).start()


def _ignore(number: int, frame: object) -> None:
    pass


def run(database_url: str, socket_path: Path, *, attached: bool, history: Path | None = None) -> None:
    """Serve the dashboards until SIGTERM, or the end of the standard input, and keep the history.

    Args:
        history: Its directory (`history_directory`).

    Raises:
        OneWindowError: the database cannot be opened, or the socket is not private.
    """
    database = open_database(database_url, create=False, reader=True)
    directory = history_directory(database_url, history)
    archivist = None if directory is None else Archivist(database, directory)
    stopping = threading.Event()
    try:
        live = Live(database)
        # Without a place of its own the history is empty, and its pages say so.
        closed_days = History(directory if directory is not None else socket_path.parent / "history")
        dashboards = Processors().counted(build(live, closed_days).server)
        warm_up(live, closed_days)
        pages = Router(
            [
                pulse(),
                *public.routes(live, closed_days),
                Mount("/", WSGIMiddleware(dashboards, workers=WORKERS)),  # type: ignore[arg-type]
            ],
            redirect_slashes=False,
        )
        app = GZipMiddleware(pages, minimum_size=1024, compresslevel=GZIP_LEVEL)
        config = uvicorn.Config(
            app,
            lifespan="off",
            ws="none",
            access_log=False,
            log_config=None,
            server_header=False,
            timeout_graceful_shutdown=STOPS_S,
            timeout_keep_alive=KEPT_S,
        )
        server = uvicorn.Server(config)
        warming = threading.Thread(target=closed_days.warm, args=(stopping.is_set,), name="warm", daemon=True)
        if attached:
            _end_with_stdin(server)
        with private_socket(socket_path) as listening:
            # Beside the first answers: a question that needs months that are not there yet brings them itself.
            warming.start()
            if archivist is not None:
                archivist.start()
            else:
                log.warning("no history is kept: it has no directory", extra={"set": HISTORY_VARIABLE})
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, _ignore)  # uvicorn raises the signal that stopped it once more when it has stopped
            asyncio.run(server.serve(sockets=[listening]))
            stopping.set()
            warming.join(STOPS_S)  # an interpreter must not end under a query
    finally:
        if archivist is not None:
            archivist.stop()
        database.close()


def main(arguments: list[str] | None = None) -> int:
    """Run the process; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m analytics", description="The dashboards' process.")
    parser.add_argument(
        "--database",
        default=os.environ.get(DATABASE_VARIABLE, ""),
        metavar="URL",
        help=f"such as sqlite:////srv/onewindow/onewindow.db (default: the variable {DATABASE_VARIABLE})",
    )
    parser.add_argument("--socket", required=True, type=Path, metavar="PATH", help="where to listen, in a private directory")
    parser.add_argument(
        "--history",
        type=Path,
        metavar="DIR",
        help=f"where closed days are kept (default: the variable {HISTORY_VARIABLE}, or history beside the SQLite file)",
    )
    parser.add_argument("--attached", action="store_true", help="end when the standard input ends")
    given = parser.parse_args(arguments)
    configure()
    give_way(NICENESS)
    try:
        run(given.database, given.socket, attached=given.attached, history=given.history)
    except OneWindowError as error:
        print(f"the dashboards cannot start: {error}", file=sys.stderr)
        return 1
    return 0
