"""A PostgreSQL server of the tests': started from the machine's binaries as a user without rights, gone with the tests."""

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType

import psycopg

from tests.support.server import end_with_parent, free_port

READY_S = 60.0
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": 200,
    "shared_buffers": "128MB",
    "fsync": "on",
    "synchronous_commit": "on",
    "log_min_messages": "warning",
    "wal_level": "replica",
}


def binaries() -> Path:
    """Return the folder of the newest PostgreSQL on this machine."""
    found = [Path(path).parent for path in [shutil.which("initdb")] if path]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    if not found:
        raise FileNotFoundError("PostgreSQL is not installed: `make machine` installs it, or install your system's package")
    return found[0]


def _as_nobody(command: list[str]) -> list[str]:
    """Return the command as a user without rights runs it: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return command
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--pdeathsig=QUIT", *command]


class PostgresServer:
    """One server on a loopback port. Use as a context manager; `database()` makes databases in it."""

    def __init__(self) -> None:
        self.port = free_port()
        self._numbers = itertools.count(1)
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "PostgresServer":
        self._folder = Path(tempfile.mkdtemp(prefix="onewindow-postgres-"))
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self._folder, owner.pw_uid, owner.pw_gid)
        initdb = [str(binaries() / "initdb"), "-D", str(self._folder / "data"), "-U", "onewindow", "-A", "trust", "-E", "UTF8"]
        # A locale with an order of its own, if there is one: ours must not lean on it.
        subprocess.run(_as_nobody([*initdb, "--locale=C.UTF-8", "--no-sync"]), check=True, capture_output=True, cwd="/")
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        """Start it and return when it answers."""
        options = [option for key, value in SETTINGS.items() for option in ("-c", f"{key}={value}")]
        command = [str(binaries() / "postgres"), "-D", str(self._folder / "data"), "-p", str(self.port), "-k", "", *options]
        with (self._folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                _as_nobody(command),
                stdout=log,
                stderr=log,
                cwd="/",
                preexec_fn=end_with_parent,  # noqa: PLW1509 - no threads run in the tests' process
                start_new_session=True,
            )
        deadline = time.monotonic() + READY_S
        while True:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise AssertionError((self._folder / "log").read_text()) from None
                time.sleep(0.05)
            else:
                return

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it: SIGINT ends all sessions and writes a checkpoint, SIGQUIT is a crash."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(60)
            self.process = None

    def url(self, database: str) -> str:
        return f"postgresql://onewindow@127.0.0.1:{self.port}/{database}"

    def database(self) -> str:
        """Make an empty database and return its URL."""
        name = f"test{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def execute(self, statement: str) -> list[tuple[object, ...]]:
        """Run a statement as the administrator."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []
