"""Debian's nginx with the configuration that the project ships, on loopback ports."""

import os
import shutil
import ssl
import subprocess
import time
from pathlib import Path
from types import TracebackType

import httpx2

from tests.support.server import end_with_parent, free_port

SHIPPED = Path(__file__).parents[2] / "deploy" / "nginx" / "onewindow.conf"
READY_S = 20.0


class Nginx:
    """One nginx in front of servers. Use as a context manager.

    Attributes:
        https_port, http_port: Where it listens.
        access_log: What it has written of the requests.
        tls: For clients: trusts its certificate.
    """

    def __init__(self, folder: Path, ports: list[int], *, requests_a_second: int = 100_000) -> None:
        """Put it in front of the servers at `ports`. What an address may send is raised: all tests send from one."""
        self.https_port, self.http_port = free_port(), free_port()
        self._folder = folder
        self.access_log = folder / "access.log"
        certificate, key = folder / "cert.pem", folder / "key.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", str(key), "-out", str(certificate),
             "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
            check=True, capture_output=True,
        )  # fmt: skip
        self.tls = ssl.create_default_context(cafile=str(certificate))
        text = SHIPPED.read_text(encoding="utf-8")
        first, second = (line for line in text.splitlines() if line.strip().startswith("server 127.0.0.1:"))
        changes = {
            first: "\n".join(f"server 127.0.0.1:{port} max_fails=1 fail_timeout=2s;" for port in ports),
            second: "",
            "listen 80;": f"listen 127.0.0.1:{self.http_port};",
            "listen [::]:80;": "",
            "listen 443 ssl http2;": f"listen 127.0.0.1:{self.https_port} ssl http2;",
            "listen [::]:443 ssl http2;": "",
            "rate=300r/s": f"rate={requests_a_second}r/s",
            "/etc/ssl/onewindow/fullchain.pem": str(certificate),
            "/etc/ssl/onewindow/privkey.pem": str(key),
            "/var/log/nginx/onewindow.log": str(self.access_log),
            "/var/log/nginx/onewindow-error.log": str(folder / "error.log"),
        }
        for was, now in changes.items():
            assert was in text, was
            text = text.replace(was, now)
        (folder / "site.conf").write_text(text, encoding="utf-8")
        temporary = "".join(
            f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (folder / "nginx.conf").write_text(
            f"daemon off; {'user root; ' if os.geteuid() == 0 else ''}worker_processes 1; pid {folder}/pid; error_log {folder}/main.log;"
            f"events {{ worker_connections 4096; }} http {{ {temporary} include {folder}/site.conf; }}",
            encoding="utf-8",
        )

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.https_port}"

    def __enter__(self) -> "Nginx":
        program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
        assert program is not None, "nginx is needed: `make machine` installs it as root"
        self._process = subprocess.Popen(
            [program, "-c", str(self._folder / "nginx.conf"), "-p", str(self._folder)],
            stderr=subprocess.DEVNULL,
            preexec_fn=end_with_parent,  # noqa: PLW1509 - one system call, no lock is taken
        )
        deadline = time.monotonic() + READY_S
        while time.monotonic() < deadline:
            try:
                if httpx2.get(f"{self.url}/healthz", verify=self.tls).status_code == 200:
                    return self
            except httpx2.TransportError:
                assert self._process.poll() is None, (self._folder / "main.log").read_text()
            time.sleep(0.05)
        raise AssertionError((self._folder / "main.log").read_text())

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._process.terminate()
        self._process.wait(10)
