"""A bundle installed under a prefix on a machine without a network, as a person with nothing but the archive does it."""

import signal
import subprocess
import tarfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx2

from tests.support.offline import Offline
from tests.support.server import READY_S, end_with_parent

ROOT = Path(__file__).parents[2]
SYSTEM = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def unpack(archive: Path, to: Path) -> Path:
    """Return the folder that the archive holds."""
    with tarfile.open(archive) as files:
        files.extractall(to, filter="data")
    return to / archive.name.removesuffix(".tar.gz")


class Installation:
    """The prefix, and the empty home of whoever installs."""

    def __init__(self, folder: Path, offline: Offline) -> None:
        self.prefix, self.home = folder / "onewindow", folder / "home"
        self.home.mkdir()
        self.offline = offline

    @property
    def data(self) -> Path:
        return self.prefix / "data"

    def run(self, *command: str | Path, stdin: str = "", **env: str) -> "subprocess.CompletedProcess[str]":
        """Run a command where nothing of the tests' own environment is."""
        return subprocess.run(
            self.offline.inside(command), input=stdin, env={"PATH": SYSTEM, "HOME": str(self.home)} | env,
            cwd=self.home, capture_output=True, text=True, check=False, timeout=600,
        )  # fmt: skip

    def install(self, bundle: Path, **env: str) -> "subprocess.CompletedProcess[str]":
        return self.run(bundle / "install", "--prefix", self.prefix, **env)

    def onewindow(self, *arguments: str | Path, stdin: str = "") -> str:
        done = self.run(self.prefix / "onewindow", *arguments, stdin=stdin)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def version(self) -> str:
        """Return the release that `current` names."""
        return (self.prefix / "current").readlink().name

    def state(self) -> dict[str, tuple[int, bytes]]:
        """Return each file and link that is not data, with its time and its first bytes, to compare later."""
        files = (path for path in self.prefix.rglob("*") if not path.is_relative_to(self.data) and not path.is_dir())
        return {
            str(path): (path.lstat().st_mtime_ns, bytes(path.readlink()) if path.is_symlink() else path.read_bytes()[:64])
            for path in files
        }

    @contextmanager
    def serving(self, command: Sequence[str] = (), **env: str) -> Iterator[httpx2.Client]:
        """Serve what is installed; give a client. `command`: instead of the installed command's `serve`."""
        started = command or [str(self.prefix / "onewindow"), "serve", "--port", str(self.offline.port)]
        with (self.home / "server.log").open("ab") as log:
            server = subprocess.Popen(
                self.offline.inside(started), env={"PATH": SYSTEM, "HOME": str(self.home)} | env, cwd=self.home,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                preexec_fn=end_with_parent,  # noqa: PLW1509 - one system call, no lock is taken
            )  # fmt: skip
        with self.offline.client() as client:
            try:
                _wait_ready(server, client, self.home / "server.log")
                yield client
            finally:
                server.send_signal(signal.SIGTERM)
                code = server.wait(30)
        assert code == 143, (self.home / "server.log").read_text()


def _wait_ready(server: "subprocess.Popen[bytes]", client: httpx2.Client, log: Path) -> None:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if client.get("/readyz").status_code == 200:
                return
        except httpx2.TransportError:
            pass
        time.sleep(0.05)
    raise AssertionError(log.read_text())


def logged_in(client: httpx2.Client, username: str, password: str = "demo") -> dict[str, str]:
    """Return the header that carries the login."""
    answer = client.post("/api/v1/session", json={"username": username, "password": password})
    assert answer.status_code == 200, answer.text
    client.cookies.clear()
    return {"Authorization": f"Bearer {answer.json()['token']}"}
