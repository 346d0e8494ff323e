"""TLS certificates: a file, and the one that a running front shows."""

import contextlib
import hashlib
import shutil
import socket
import ssl
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

from queue_server.doctor.finding import Finding

SOON_DAYS = 21.0
"""Let's Encrypt renews 30 days before the end; who is at 21 has missed it nine times."""
PATIENCE_S = 8.0
RENEW = "Renew it and let nginx read it: nginx -s reload"


def judge_days(until_s: float, now_s: float, what: str) -> Finding:
    """Tell what it means that a certificate is good until `until_s`, Unix seconds."""
    days = (until_s - now_s) / 86_400
    date = datetime.fromtimestamp(until_s, UTC).date().isoformat()
    if days < 0:
        return Finding("wrong", "certificate", f"{what} has expired on {date}", RENEW)
    if days < SOON_DAYS:
        return Finding("warning", "certificate", f"{what} expires in {days:.0f} days, on {date}", RENEW)
    return Finding("ok", "certificate", f"{what} is good until {date}")


def examine_file(file: Path, host: str | None, now_s: float | None = None) -> list[Finding]:
    """Look at a certificate in a PEM file.

    Args:
        host: The name that it should be for, None: any.
    """
    now_s = time.time() if now_s is None else now_s
    what = f"the certificate in {file}"
    der = first_of(file)
    if der is None:
        return [
            Finding(
                "wrong",
                "certificate",
                f"{file} cannot be read, or holds no certificate",
                "Name the file that nginx has as ssl_certificate",
            )
        ]
    openssl = shutil.which("openssl")
    if openssl is None:
        return [Finding("warning", "certificate", f"{file} cannot be looked at: openssl is not installed", "Install openssl")]
    given = [openssl, "x509", "-noout", "-startdate", "-enddate", *(("-checkhost", host) if host is not None else ())]
    pem = ssl.DER_cert_to_PEM_cert(der)
    told = subprocess.run(given, input=pem, capture_output=True, text=True, check=False, timeout=PATIENCE_S)
    dates = dict(line.partition("=")[::2] for line in told.stdout.splitlines() if "=" in line)
    try:
        from_s, until_s = (ssl.cert_time_to_seconds(dates[name]) for name in ("notBefore", "notAfter"))
    except (KeyError, ValueError):
        return [Finding("wrong", "certificate", f"{what} is damaged", "Put the right one there")]
    found = [judge_days(until_s, now_s, what)]
    if from_s > now_s:
        found.append(Finding("wrong", "certificate", f"{what} is not good yet", "Look at this machine's clock"))
    if host is not None and "does NOT match" in told.stdout:
        found.append(Finding("wrong", "certificate", f"{what} is not for {host}", f"Have one made for {host}"))
    return found


def first_of(file: Path) -> bytes | None:
    """Return the first certificate of a PEM file, DER; None when there is none."""
    try:
        text = file.read_text(encoding="ascii", errors="replace")
        begins, ends = text.index(ssl.PEM_HEADER), text.index(ssl.PEM_FOOTER)
        return ssl.PEM_cert_to_DER_cert(text[begins : ends + len(ssl.PEM_FOOTER)])
    except (OSError, ValueError):
        return None


def examine_live(host: str, port: int, file: Path | None = None) -> list[Finding]:
    """Look at the certificate that a TLS server shows, as a browser would; `file`: the one that it should show."""
    place = f"https://{host}" if port == 443 else f"https://{host}:{port}"
    what = f"the certificate of {place}"
    context = ssl.create_default_context()
    try:
        with (
            socket.create_connection((host, port), timeout=PATIENCE_S) as raw,
            context.wrap_socket(raw, server_hostname=host) as tls,
        ):
            until = (tls.getpeercert() or {}).get("notAfter")
            found = [judge_days(ssl.cert_time_to_seconds(str(until)), time.time(), what)]
    except ssl.SSLCertVerificationError as error:
        found = [_refused(what, host, error)]
    except ssl.SSLError as error:
        return [
            Finding(
                "wrong",
                "certificate",
                f"{place} does not speak TLS: {error.reason or error}",
                "See that nginx listens there with `ssl`",
            )
        ]
    except OSError as error:
        why = error.strerror or str(error)
        return [
            Finding("wrong", "certificate", f"{place} cannot be reached: {why}", "See that nginx runs and the name leads here")
        ]
    if (
        file is not None
        and (der := first_of(file)) is not None
        and _shown(host, port) not in (None, hashlib.sha256(der).digest())
    ):
        found.append(
            Finding("warning", "certificate", f"{place} shows another one than {file}", "Let nginx read it: nginx -s reload")
        )
    return found


def _refused(what: str, host: str, error: ssl.SSLCertVerificationError) -> Finding:
    match error.verify_code:  # openssl/x509_vfy.h
        case 9:
            return Finding("wrong", "certificate", f"{what} is not good yet", "Look at this machine's clock")
        case 10:
            return Finding("wrong", "certificate", f"{what} has expired", RENEW)
        case 62 | 64:
            return Finding("wrong", "certificate", f"{what} is not for {host}", f"Have one made for {host}")
        case 18 | 19 | 20 | 21:
            do = "Browsers warn of it: put the whole chain into nginx's ssl_certificate, or trust your own authority on every device"
            return Finding("wrong", "certificate", f"{what} is signed by nobody whom this machine trusts", do)
    return Finding("wrong", "certificate", f"{what} is refused: {error.verify_message}", "Have another one made")


def _shown(host: str, port: int) -> bytes | None:
    """Return the hash of the certificate that is shown, whatever it is worth."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        contextlib.suppress(OSError),
        socket.create_connection((host, port), timeout=PATIENCE_S) as raw,
        context.wrap_socket(raw, server_hostname=host) as tls,
    ):
        return hashlib.sha256(tls.getpeercert(binary_form=True) or b"").digest()
    return None
