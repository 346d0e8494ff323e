"""A real server in a process of its own, on a free loopback port and a data directory of the test's."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx2

READY_S = 60.0
PR_SET_PDEATHSIG = 1  # linux/prctl.h
_libc = ctypes.CDLL(None)


def end_with_parent() -> None:
    """Have the kernel end this process when the tests' process is gone, however that came about."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def free_port() -> int:
    """Return a loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class ServerProcess:
    """`onewindow demo` (the default) or another command that serves. Use as a context manager.

    Args:
        data: The data directory; a second process on the same goes on with it.
        crew: Whether the demo's crew plays.
        speed: Of the halls' clock.
        command: Instead of `demo`: the arguments after `onewindow`; `{port}` stands for the port.
        port: Where to listen; a free one by default. A restart on the same port lets clients reconnect.
    """

    def __init__(
        self,
        data: Path,
        *,
        crew: bool = False,
        speed: float = 1,
        analytics: bool = False,
        command: Sequence[str] | None = None,
        port: int | None = None,
        env: dict[str, str] | None = None,
        wrapper: Sequence[str] = (),
    ) -> None:
        self.data = data
        self.port = port or free_port()
        self.log = data.parent / f"{data.name}-{self.port}.log"
        arguments = command or (
            *("demo", "--port", "{port}", "--data", str(data), "--speed", str(speed), "--crew", str(int(crew))),
            *("--years", "0"),
            *(() if analytics else ("--no-analytics",)),
        )
        own = (sys.executable, "-m", "queue_server.cli", *(item.format(port=self.port) for item in arguments))
        self._command = (*wrapper, *own)
        self._env = os.environ | (env or {})
        self.process: subprocess.Popen[bytes] | None = None
        self._clients: list[httpx2.Client] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def ws(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    @property
    def database(self) -> Path:
        return self.data / "onewindow.db"

    def start(self, *, ready: bool = True) -> "ServerProcess":
        self.data.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                env=self._env,
                start_new_session=True,
                preexec_fn=end_with_parent,  # noqa: PLW1509 - one system call, no lock is taken
            )
        if ready:
            self.wait_ready()
        return self

    def wait_ready(self, path: str = "/readyz") -> None:
        deadline = time.monotonic() + READY_S
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                raise AssertionError(f"the server ended:\n{self.said()}")
            try:
                if httpx2.get(self.url + path, timeout=2).status_code == 200:
                    return
            except httpx2.TransportError:
                pass
            time.sleep(0.05)
        raise AssertionError(f"the server is not ready after {READY_S:.0f} s:\n{self.said()}")

    def kill(self) -> None:
        """End the server with SIGKILL; its children see that it is gone."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(10)

    def stop(self) -> int:
        """End the server as Ctrl-C does; return its exit code."""
        while self._clients:
            self._clients.pop().close()
        if self.process is None:
            return 0
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait(10)
                raise AssertionError(f"the server did not stop:\n{self.said()}") from None
        return self.process.returncode

    def said(self) -> str:
        """Return what the server wrote."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def login(self, username: str, password: str = "demo") -> httpx2.Client:
        """Return a client that carries the login's token; it is closed with the server."""
        client = self.client()
        answer = client.post("/api/v1/session", json={"username": username, "password": password})
        assert answer.status_code == 200, answer.text
        client.cookies.clear()
        client.headers["Authorization"] = f"Bearer {answer.json()['token']}"
        return client

    def client(self) -> httpx2.Client:
        """Return a client without login; it is closed with the server."""
        client = httpx2.Client(base_url=self.url, timeout=30)
        self._clients.append(client)
        return client

    def memory_kib(self) -> int:
        """Return the server's resident memory, KiB."""
        assert self.process is not None
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))

    def __enter__(self) -> "ServerProcess":
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()


def body(response: Any, status: int = 200) -> Any:
    """Return a response's JSON; its status must be as said."""
    assert response.status_code == status, (
        f"{response.request.method} {response.request.url}: {response.status_code} {response.text[:500]}"
    )
    return response.json() if response.content else None
