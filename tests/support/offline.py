"""A machine without a network: a namespace whose only interface is loopback, and a Unix socket through which a test reaches a port in it."""

import asyncio
import contextlib
import fcntl
import os
import shutil
import socket
import struct
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import httpx2

from tests.support.server import end_with_parent

SIOCSIFFLAGS, IFF_UP = 0x8914, 0x1  # linux/sockios.h, linux/if.h


class Offline:
    """The namespace. Use as a context manager.

    Args:
        folder: For the relay's socket; its path must be short.
        port: Of the namespace's loopback; `client` reaches what listens there.
    """

    def __init__(self, folder: Path, port: int = 8000) -> None:
        self.port = port
        self._socket = folder / "relay"

    def __enter__(self) -> "Offline":
        kinds = ["--net"] if os.geteuid() == 0 else ["--net", "--map-root-user"]
        self._holder = subprocess.Popen(
            ["unshare", *kinds, sys.executable, "-m", "tests.support.offline", str(self._socket), str(self.port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            preexec_fn=end_with_parent,  # noqa: PLW1509 - one system call, no lock is taken
        )
        assert self._holder.stdout is not None
        assert self._holder.stdout.readline() == b"ready\n", "namespaces are needed: as root, or with those of users allowed"
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._holder.communicate(timeout=20)

    def inside(self, command: Sequence[str | Path]) -> list[str]:
        """Return the command as it runs in the namespace."""
        kinds = ["--net"] if os.geteuid() == 0 else ["--net", "--user", "--preserve-credentials"]
        return [str(shutil.which("nsenter")), "--target", str(self._holder.pid), *kinds, "--", *map(str, command)]

    def client(self) -> httpx2.Client:
        """Return a client whose connections arrive at the port from inside."""
        return httpx2.Client(
            transport=httpx2.HTTPTransport(uds=str(self._socket)), base_url=f"http://127.0.0.1:{self.port}", timeout=30
        )


def _bring_loopback_up() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.write_eof()


async def _relay(path: str, port: int) -> None:
    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            writer.close()
            return
        await asyncio.gather(_pump(reader, back), _pump(there, writer))
        back.close()
        writer.close()

    await asyncio.start_unix_server(connected, path)
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    _bring_loopback_up()
    asyncio.run(_relay(sys.argv[1], int(sys.argv[2])))
