"""Everything that is wrong with a city file, and whether a changed set-up of a hall is right."""

from collections.abc import Collection, Sequence
from pathlib import Path

from queue_server.city.catalogue import Service
from queue_server.city.errors import Finding, SetupInvalid
from queue_server.city.file import read_city_file
from queue_server.city.hall import HallConfig
from queue_server.city.halls_section import hall_table, read_hall
from queue_server.city.node import Sheet

__all__ = ["Finding", "check_city", "check_hall"]


def check_city(path: str | Path) -> list[Finding]:
    """Return everything that has to be changed before `load_city` takes the file, in the order of the lines. Never raises."""
    return read_city_file(path)[1]


def check_hall(config: HallConfig, services: Sequence[Service], districts: Collection[str]) -> None:
    """Judge a configuration by the rules of the city file.

    Raises:
        SetupInvalid: `where` names the first value that is wrong (`hours.mon[1]`), `reason` says why.
    """
    sheet = Sheet(Path(), lambda _: 1)
    read_hall(sheet.node(hall_table(config)), {}, districts, {service.code for service in services})
    for finding in sheet.findings:
        raise SetupInvalid(hall=config.id, where=finding.where, reason=finding.message)
