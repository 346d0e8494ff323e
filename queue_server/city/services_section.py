"""Services as a city file writes them (`[[services]]`), and as rows of a CSV file that it names."""

import re
from collections.abc import Collection
from typing import Any

from queue_server.city.catalogue import LIMIT_UNITS, Service
from queue_server.city.node import Node, distinct
from queue_server.core.setup import GROUPS, REVIEW_GROUPS

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,15}")
REQUIRED = ("code", "name", "group", "typical_minutes")
DAYS = ("legal_days", "promised_days", "apply_within_days_employer", "apply_within_days_worker_family_union")
STEPS = ("steps_before", "steps_after")
FLAGS = ("at_town", "pays")
REMARKS = ("notes", "source", "source_ref", "limit_source", "numbers_source")
OPTIONAL = ("kind", "review_group", "materials", "limit_unit", "demand_weight", *DAYS, *STEPS, *FLAGS, *REMARKS)


def read_services(nodes: Collection[Node]) -> tuple[Service, ...]:
    """Read a whole catalogue: what is wrong in it is noted, and left out."""
    services: list[Service] = []
    codes: list[tuple[Node, str | None]] = []
    names: list[tuple[Node, str | None]] = []
    for node in nodes:
        service = _read_service(node)
        if service is not None:
            services.append(service)
            codes.append((node.under("code", service.code), service.code))
            names.append((node.under("name", service.name).under("zh", service.name.zh), service.name.zh))
    distinct(codes, "service")
    distinct(names, "name")
    return tuple(services)


def _read_service(node: Node) -> Service | None:
    findings = node.sheet.findings
    before = len(findings)
    fields = node.fields(REQUIRED, OPTIONAL)
    values: dict[str, Any] = {}
    for key, field in fields.items():
        values[key] = _read_field(key, field)
    legal, promised = values.get("legal_days"), values.get("promised_days")
    if isinstance(legal, int) and isinstance(promised, int) and promised > legal:
        fields["promised_days"].fault(f"{promised} days are promised where the law allows {legal}")
    kind, group = values.get("kind", "instant"), values.get("review_group")
    if kind == "reviewed" and "review_group" not in fields:
        node.under("review_group", None).clash(f"a reviewed service needs a review group: {', '.join(REVIEW_GROUPS)}")
    if kind == "instant" and group is not None:
        fields["review_group"].fault("an instant service is not reviewed: leave it out, or the kind is `reviewed`")
    if len(findings) > before or not all(key in values for key in REQUIRED):
        return None
    return Service(**values)


def _read_field(key: str, node: Node) -> object:
    if key == "code":
        return node.matching(CODE, "a code: at most 16 letters and digits")
    if key == "name":
        return node.text()
    if key == "group":
        return node.one_of(GROUPS, "group of services")
    if key == "kind":
        return node.one_of(("instant", "reviewed"), "kind")
    if key == "review_group":
        return node.one_of(REVIEW_GROUPS, "review group")
    if key == "materials":
        return node.texts()
    if key == "limit_unit":
        return node.one_of(LIMIT_UNITS, "unit of a limit")
    if key == "typical_minutes":
        return node.number(above=0, most=480)
    if key == "demand_weight":
        return node.number(least=0, most=1_000_000)
    if key in DAYS:
        return node.integer(0, 3_650)
    if key in STEPS:
        return node.integer(0, 200)
    if key in FLAGS:
        return node.boolean()
    return node.string(longest=2_000, breaks="\r\n") if node.value != "" else ""
