"""Everything that the doctor looks at, in order."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from queue_server.doctor.certificate import examine_file, examine_live
from queue_server.doctor.clock import judge_synchronised, synchronised
from queue_server.doctor.database import examine_database, file_of, public_host, server_of
from queue_server.doctor.disk import examine_disk
from queue_server.doctor.files import judge_limit, limit_of
from queue_server.doctor.finding import Finding
from queue_server.doctor.holder import listener
from queue_server.doctor.port import examine_port


class Patient(NamedTuple):
    """What is to be looked at.

    Attributes:
        database_url: Of the database. data: the data directory.
        host, port: Where the server listens.
        certificate: A PEM file. address: a front's, `https://HOST[:PORT]`.
    """

    database_url: str
    data: Path
    host: str
    port: int
    certificate: Path | None = None
    address: str | None = None


def examine(patient: Patient) -> Iterator[Finding]:
    """Look at one thing after the other."""
    file = file_of(patient.database_url)
    server = server_of(patient.database_url)
    yield from examine_port(patient.host, patient.port, server=server)
    listening = listener(patient.port) if server is None else None
    yield judge_limit(limit_of(listening.process if listening is not None else server))
    yield judge_synchronised(synchronised())
    if file is not None or patient.data.exists():
        yield from examine_disk(file.parent if file is not None else patient.data)
    yield from examine_database(patient.database_url)
    front = urlsplit(patient.address) if patient.address is not None else None
    if patient.certificate is not None:
        host = front.hostname if front is not None else public_host(patient.database_url)
        yield from examine_file(patient.certificate, host)
    if front is not None and front.hostname is not None:
        yield from examine_live(front.hostname, front.port or 443, patient.certificate)
