"""`onewindow doctor`"""

import argparse
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from queue_server.cli.options import add_address, add_database, database_url
from queue_server.doctor.examination import Patient, examine


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_database(parser)
    add_address(parser)
    parser.add_argument("--certificate", type=Path, default=None, metavar="FILE", help="a TLS certificate (PEM) to look at")
    parser.add_argument("--url", type=_https, default=None, help="https://HOST of the front whose certificate is looked at")
    parser.add_argument("--json", action="store_true", help="the findings as JSON")


def run(arguments: argparse.Namespace) -> int:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(arguments.host, arguments.host)  # noqa: S104 - where it can be asked
    patient = Patient(database_url(arguments), arguments.data, host, arguments.port, arguments.certificate, arguments.url)
    found = []
    for finding in examine(patient):
        found.append(finding)
        if not arguments.json:
            print(finding.line(), flush=True)
    if arguments.json:
        print(msgspec.json.format(msgspec.json.encode(found)).decode())
    return 1 if any(finding.level == "wrong" for finding in found) else 0


def _https(text: str) -> str:
    try:
        parts = urlsplit(text)
        fits = parts.scheme == "https" and bool(parts.hostname) and parts.port != 0 and not parts.username
    except ValueError:
        fits = False
    if not fits:
        raise argparse.ArgumentTypeError("an address is https://HOST or https://HOST:PORT")
    return text
