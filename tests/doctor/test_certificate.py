"""Certificates that expire, are another's, or that nobody trusts: files, and as nginx or any other front shows them."""

import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from queue_server.doctor.certificate import examine_file, examine_live
from tests.doctor.looking import doctor
from tests.support.nginx import Nginx
from tests.support.server import ServerProcess

HOST = "localhost"


class Pair:
    """A self-signed certificate and its key."""

    def __init__(self, folder: Path, host: str, days: int) -> None:
        self.file, self.key = folder / f"{host}{days}.pem", folder / f"{host}{days}.key"
        given = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", str(max(days, 1))]
        name = ["-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}"]
        command = ["openssl", "req", *given, *name, "-keyout", str(self.key), "-out", str(self.file)]
        past = ["faketime", "-f", "-10d"] if days < 0 else []
        subprocess.run([*past, *command], check=True, capture_output=True)


@pytest.fixture
def pair(tmp_path: Path) -> Callable[[str, int], Pair]:
    return lambda host, days: Pair(tmp_path, host, days)


@contextmanager
def front(pair: Pair) -> Iterator[int]:
    """Show a certificate on a loopback port; give the port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.file, pair.key)
    with socket.create_server((HOST, 0)) as listener:

        def answer() -> None:
            while True:
                try:
                    raw, _ = listener.accept()
                except OSError:
                    return
                try:
                    context.wrap_socket(raw, server_side=True).close()
                except OSError:
                    raw.close()

        thread = threading.Thread(target=answer)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


@pytest.mark.parametrize(
    ("days", "level", "said"),
    [(90, "ok", "good until"), (3, "warning", "expires in 3 days"), (-1, "wrong", "has expired")],
)
def test_a_files_end_is_told(pair: Callable[[str, int], Pair], days: int, level: str, said: str) -> None:
    told = doctor("--certificate", pair(HOST, days).file)
    assert said in told.of(level, "certificate")


def test_a_file_for_another_host_is_wrong(pair: Callable[[str, int], Pair]) -> None:
    file = pair("hall.example", 90).file
    assert [one.level for one in examine_file(file, "hall.example")] == ["ok"]
    assert [one.level for one in examine_file(file, "other.example")] == ["ok", "wrong"]


def test_a_file_that_is_not_good_yet_is_wrong(pair: Callable[[str, int], Pair]) -> None:
    assert [one.level for one in examine_file(pair(HOST, 90).file, None, now_s=1e9)] == ["ok", "wrong"]


@pytest.mark.parametrize("content", [None, "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_what_is_no_certificate_is_told(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "file").write_text(content, encoding="ascii")
    assert [one.level for one in examine_file(tmp_path / "file", None)] == ["wrong"]


@pytest.mark.parametrize(
    ("host", "days", "level", "said"),
    [
        (HOST, 90, "ok", "good until"),
        (HOST, 3, "warning", "expires in 3 days"),
        (HOST, -1, "wrong", "has expired"),
        ("hall.example", 90, "wrong", "is not for localhost"),
    ],
)
def test_a_live_certificate_is_seen_as_a_browser_sees_it(
    pair: Callable[[str, int], Pair], host: str, days: int, level: str, said: str
) -> None:
    made = pair(host, days)
    with front(made) as port:
        told = doctor("--url", f"https://{HOST}:{port}", env={"SSL_CERT_FILE": str(made.file)})
    assert said in told.of(level, "certificate")


def test_nginx_as_it_is_shipped_is_looked_at(demo: ServerProcess, tmp_path: Path) -> None:
    with Nginx(tmp_path, [demo.port]) as nginx:
        given = ("--data", demo.data, "--port", demo.port, "--url", f"https://{HOST}:{nginx.https_port}")
        certificate = tmp_path / "cert.pem"
        told = doctor(*given, "--certificate", certificate, env={"SSL_CERT_FILE": str(certificate)})
        untrusted = doctor(*given)
    assert told.code == 0, told.findings
    assert told.of("warning", "certificate").count("expires in 2 days") == 2, "the file and the front"
    assert untrusted.code == 1
    assert "trusts" in untrusted.of("wrong", "certificate")


def test_a_certificate_that_nobody_trusts_is_wrong(pair: Callable[[str, int], Pair]) -> None:
    with front(pair(HOST, 90)) as port:
        found = examine_live(HOST, port)
    assert [(one.level, "nobody whom this machine trusts" in one.says) for one in found] == [("wrong", True)]


def test_a_front_that_still_shows_the_old_one_is_told(
    pair: Callable[[str, int], Pair], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, renewed = pair(HOST, 30), pair(HOST, 90)
    monkeypatch.setenv("SSL_CERT_FILE", str(shown.file))
    with front(shown) as port:
        assert [one.level for one in examine_live(HOST, port, shown.file)] == ["ok"]
        found = examine_live(HOST, port, renewed.file)
    assert [one.level for one in found] == ["ok", "warning"]
    assert "nginx -s reload" in found[1].do


def test_nothing_that_speaks_tls_is_told() -> None:
    with socket.create_server((HOST, 0)) as listener:
        port = listener.getsockname()[1]
    assert [one.level for one in examine_live(HOST, port)] == ["wrong"]
