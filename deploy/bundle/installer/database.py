"""The data of an installation: copied before an upgrade, brought up to date, tried, and put back if that fails."""

import contextlib
import fcntl
import os
import pwd
import socket
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from layout import Layout
from process import PATH, run
from refusal import Refusal

READY_S = 120.0
"""As long as a server that reads its day may take to be ready."""


class Data:
    """The database that an installation's settings name."""

    def __init__(self, layout: Layout, settings: dict[str, str]) -> None:
        self._layout = layout
        self.settings = {"ONEWINDOW_DATA": str(layout.data)} | settings
        self.url = settings.get("ONEWINDOW_DATABASE", "")
        self.file = Path(self.settings["ONEWINDOW_DATA"]) / "onewindow.db"
        if self.url.startswith("sqlite:///"):
            self.file = Path(self.url.removeprefix("sqlite:///"))
        self.shared = self.url.startswith("postgresql")
        self.copy: Path | None = None

    @property
    def exists(self) -> bool:
        return self.shared or self.file.exists()

    def require_unused(self) -> None:
        """Raise Refusal if a server holds the embedded database."""
        lock = Path(f"{self.file}.lock")
        if self.shared or not lock.exists():
            return
        with self._as_owner(), lock.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                holder = file.read(20).decode("ascii", "replace").strip()
                raise Refusal(f"stop the server first: process {holder} uses {self.file}") from None

    def save(self, version: str) -> Path:
        """Copy everything as it is, whatever release made it: the embedded database page by page, another with its own release."""
        folder = Path(self.settings.get("ONEWINDOW_BACKUPS", "") or f"{self.settings['ONEWINDOW_DATA']}/backups")
        copy = folder / f"before-{version}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.db"
        if self.shared:
            run("the folder of the backups", self._as_user(["mkdir", "-p", str(folder)]))
            self._onewindow("the backup before the upgrade", self._layout.current, "backup", str(copy))
            return copy
        try:
            with self._as_owner():
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                _copy(self.file, copy)
        except (OSError, sqlite3.Error) as error:
            raise Refusal(f"the backup before the upgrade: {error}") from None
        self.copy = copy
        return copy

    def put_back(self) -> None:
        """Bring the embedded database back to the copy. Another database takes all steps of a migration or none."""
        if self.copy is None:
            return
        back = self.file.with_name(f".{self.file.name}.back")
        with self._as_owner():
            _copy(self.copy, back)
            for beside in ("-wal", "-shm"):
                Path(f"{self.file}{beside}").unlink(missing_ok=True)
            back.replace(self.file)

    def migrate(self, release: Path) -> None:
        self._onewindow("the data", release, "migrate")

    def try_out(self, release: Path) -> None:
        """Start the release's server where no screen reaches it, wait until it is ready, and stop it.

        Raises:
            Refusal: it was not.
        """
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = self._as_user([str(release / "bin" / "onewindow"), "serve", "--port", str(port), "--no-analytics"])
        server = subprocess.Popen(
            command,
            env=self._environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            cwd="/",
            errors="replace",
        )
        try:
            if not _ready(server, port):
                server.kill()
                said = (server.communicate()[1] or "").strip().splitlines() or ["no word"]
                raise Refusal(f"the new release does not start: {said[-1]}")
        finally:
            server.terminate()
            try:
                server.communicate(timeout=30)
            except subprocess.TimeoutExpired:
                server.kill()
                server.communicate()

    def _onewindow(self, what: str, release: Path, *arguments: str) -> None:
        run(what, self._as_user([str(release / "bin" / "onewindow"), *arguments]), env=self._environment())

    def _environment(self) -> dict[str, str]:
        return {"PATH": PATH, "LANG": "C.UTF-8"} | {k: v for k, v in self.settings.items() if v}

    @contextlib.contextmanager
    def _as_owner(self) -> Iterator[None]:
        """Have the rights of the service's user alone: where it may write, a link of its making must not lead root elsewhere."""
        if self._layout.user is None:
            yield
            return
        user, before = pwd.getpwnam(self._layout.user), (os.geteuid(), os.getegid(), os.getgroups())
        os.setgroups([])
        os.setegid(user.pw_gid)
        os.seteuid(user.pw_uid)
        try:
            yield
        finally:
            os.seteuid(before[0])
            os.setegid(before[1])
            os.setgroups(before[2])

    def _as_user(self, command: Sequence[str]) -> list[str]:
        user = self._layout.user
        return list(command) if user is None else ["runuser", "-u", user, "--", *command]


def _copy(source: Path, target: Path) -> None:
    """Copy an embedded database, whatever lies in its write-ahead log; flushed, with the same owner and mode."""
    target.unlink(missing_ok=True)
    owner = source.stat()
    made = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    os.fchown(made, owner.st_uid, owner.st_gid)
    os.close(made)
    with closing(sqlite3.connect(source)) as taken, closing(sqlite3.connect(target)) as given:
        taken.backup(given)
        given.execute("PRAGMA journal_mode = DELETE")
    handle = os.open(target, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def _ready(server: "subprocess.Popen[str]", port: int) -> bool:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False
