"""Halls as a city file writes them: `[defaults]` and `[[halls]]`."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from queue_server.city.hall import LEVELS, HallConfig
from queue_server.city.hours_section import read_hours, shortest_min
from queue_server.city.node import ID, Node, distinct
from queue_server.core.setup import DEFAULT_RATES, DEFAULT_SERIES, GROUPS, PRIORITIES, CounterSetup

POLICIES = ("first-come", "strict", "accumulating")
MOST_COUNTERS = 200
HIGHEST_COUNTER = 999
"""What a board has room for in its column of counters."""
TOWN = re.compile(r"[A-Za-z0-9-]{1,32}")

RULES = (
    "tz", "hours", "closed_dates", "intake_cutoff_min", "policy", "rates", "series", "target_s", "no_show_calls", "no_show_s",
    "return_limit", "offers", "assumptions",
)  # fmt: skip
"""Keys of a hall that `[defaults]` may hold for all halls."""

Rules = dict[str, Any]
"""Fields of `HallConfig` that a table gives."""


def read_rules(fields: Mapping[str, Node], codes: Collection[str] | None) -> Rules:
    """Read those of `RULES` that stand in a table. `codes`: of the catalogue, None: it could not be read."""
    rules: Rules = {}
    readers: dict[str, Callable[[Node], Any]] = {
        "tz": _time_zone,
        "hours": read_hours,
        "closed_dates": _dates,
        "intake_cutoff_min": lambda node: node.integer(0, 720),
        "policy": lambda node: node.one_of(POLICIES, "policy"),
        "rates": _rates,
        "series": _series,
        "target_s": lambda node: node.integer(1, 86_400),
        "no_show_calls": lambda node: node.integer(0, 20),
        "no_show_s": lambda node: node.integer(0, 3_600),
        "return_limit": lambda node: node.integer(0, 20),
        "offers": lambda node: _offers(node, codes),
        "assumptions": lambda node: node.texts(),
    }
    for key in RULES:
        if key in fields:
            rules[key] = readers[key](fields[key])
    return rules


def read_defaults(node: Node, codes: Collection[str] | None) -> Rules:
    """Read `[defaults]`."""
    fields = node.fields((), RULES)
    rules = read_rules(fields, codes)
    if not _hours_leave_time(fields, rules, {}):
        del rules["intake_cutoff_min"]  # noted where it stands, and not in each hall again
    return rules


def read_hall(node: Node, defaults: Rules, districts: Collection[str], codes: Collection[str] | None) -> HallConfig | None:
    """Read one of `[[halls]]`, its staff excepted. None: something in it is wrong and noted."""
    findings = node.sheet.findings
    before = len(findings)
    fields = node.fields(("id", "name", "level", "district", "counters"), ("town", "one_person", "staff", *RULES))
    rules = read_rules(fields, codes)
    _hours_leave_time(fields, rules, defaults)
    known: Rules = {
        "id": fields["id"].matching(ID, "an id: small letters and digits, beginning with a letter") if "id" in fields else None,
        "name": fields["name"].text() if "name" in fields else None,
        "level": fields["level"].one_of(LEVELS, "level") if "level" in fields else None,
        "counters": _counters(fields["counters"]) if "counters" in fields else (),
        "town": fields["town"].matching(TOWN, "the code of a town") if "town" in fields else None,
        "one_person": fields["one_person"].boolean() if "one_person" in fields else False,
        "district": fields["district"].string() if "district" in fields else None,
    }
    if known["district"] is not None and known["district"] not in districts:
        fields["district"].clash(f"there is no district {known['district']!r}; known are {', '.join(sorted(districts))}")
    if len(findings) > before or None in (known["id"], known["name"], known["level"], known["district"]):
        return None
    merged = {**defaults, **rules, **known}
    for key, usual in (("rates", DEFAULT_RATES), ("series", DEFAULT_SERIES)):
        merged[key] = {**usual, **(defaults.get(key) or {}), **(rules.get(key) or {})}
    merged["assumptions"] = (*(defaults.get("assumptions") or ()), *rules.get("assumptions", ()))
    return HallConfig(**merged)


def hall_table(config: HallConfig) -> dict[str, Any]:
    """Return a configuration as a city file writes it, so that the same rules can judge it wherever it comes from."""
    table: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(config))  # arrays are lists, as TOML has them
    table["hours"] = (
        "any"
        if config.hours is None
        else {day: [f"{session.opens}-{session.closes}" for session in sessions] for day, sessions in config.hours.items()}
    )
    table["counters"] = [{key: value for key, value in counter.items() if value is not None} for counter in table["counters"]]
    return {key: list(value) if isinstance(value, tuple) else value for key, value in table.items() if value is not None}


def _counters(node: Node) -> tuple[CounterSetup, ...]:
    """Read how many unified counters there are, or each counter with the groups that it takes."""
    if isinstance(node.value, int) and not isinstance(node.value, bool):
        many = node.integer(1, MOST_COUNTERS)
        return tuple(CounterSetup(counter=number) for number in range(1, (many or 0) + 1))
    if not isinstance(node.value, list):
        node.fault("has to be the number of unified counters, or an array of { counter = 1, takes = [...] }")
        return ()
    numbers: list[tuple[Node, int | None]] = []
    counters: list[CounterSetup] = []
    for item in node.items(least=1):
        fields = item.fields(("counter",), ("takes",))
        number = fields["counter"].integer(1, HIGHEST_COUNTER) if "counter" in fields else None
        numbers.append((fields.get("counter", item), number))
        takes = _takes(fields["takes"]) if "takes" in fields else None
        if number is not None:
            counters.append(CounterSetup(counter=number, takes=takes))  # type: ignore[arg-type]
    if len(counters) > MOST_COUNTERS:
        node.fault(f"has {len(counters)} counters; {MOST_COUNTERS} are the most")
    distinct(numbers, "counter")
    return tuple(sorted(counters, key=lambda counter: counter.counter))


def _takes(node: Node) -> tuple[str, ...]:
    groups = [(item, item.one_of(GROUPS, "group of services")) for item in node.items()]
    if node.value == []:
        node.fault("is empty; a unified counter, which takes every service, leaves `takes` out")
    distinct(groups, "group")
    return tuple(group for _, group in groups if group is not None)


def _time_zone(node: Node) -> str | None:
    zone = node.string()
    if zone is None:
        return None
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):  # unknown, no name at all, the name of a folder
        node.fault(f"{zone!r} is no time zone; one is Asia/Shanghai")
        return None
    return zone


def _dates(node: Node) -> tuple[str, ...]:
    dates = [(item, item.date()) for item in node.items()]
    distinct(dates, "date")
    return tuple(sorted(date for _, date in dates if date is not None))


def _rates(node: Node) -> dict[str, float | None]:
    return {key: value.number(above=0, most=1_000) for key, value in _by_priority(node).items()}


def _series(node: Node) -> dict[str, str | None]:
    letter = re.compile("[A-Z]")
    return {key: value.matching(letter, "one capital letter, A to Z") for key, value in _by_priority(node).items()}


def _by_priority(node: Node) -> dict[str, Node]:
    return node.fields((), PRIORITIES)


def _offers(node: Node, codes: Collection[str] | None) -> str | tuple[str, ...] | None:
    if isinstance(node.value, str):
        if node.value not in ("all", "town"):
            node.fault(f'{node.value!r} is neither "all" nor "town"; single services are an array of codes')
            return None
        return node.value
    if not isinstance(node.value, list):
        node.fault('has to be "all", "town" or an array of codes')
        return None
    offered = [(item, item.string()) for item in node.items(least=1)]
    for item, code in offered:
        if code is not None and codes is not None and code not in codes:
            item.clash(f"the catalogue has no service {code!r}")
    distinct(offered, "service")
    return tuple(code for _, code in offered if code is not None)


def _hours_leave_time(fields: Mapping[str, Node], rules: Rules, defaults: Rules) -> bool:
    """Note a cut-off that leaves no time in a session; hours and cut-off may stand in different tables."""
    hours = rules["hours"] if "hours" in rules else defaults.get("hours")
    cutoff = rules["intake_cutoff_min"] if "intake_cutoff_min" in rules else defaults.get("intake_cutoff_min")
    place = fields.get("intake_cutoff_min") or fields.get("hours")
    shortest = shortest_min(hours) if hours else None
    if place is None or cutoff is None or shortest is None or cutoff < shortest:
        return True
    place.fault(f"self-service would end {cutoff} minutes before a session of {shortest} minutes closes: none is left")
    return False
