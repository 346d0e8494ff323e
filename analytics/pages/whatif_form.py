"""What the part of an address means that asks a what-if.

| in the address | what | without it |
| --- | --- | --- |
| `day` | a date, or a month (`2026-03`) | the period's last day that there is |
| `counters` | how many stand open: a number, or by hour: `8-10:12, 13:9` is twelve from eight to ten o'clock and nine from one to two | as recorded |
| `layout` | `unified`, `by-group` | as recorded |
| `policy` | `first-come`, `strict`, `accumulating` | as recorded |
| `demand`, `service` | percent more (or fewer: `-10`) visitors, time at the counter | as recorded |
| `run` | `1`: it is played | it is not |

What cannot be played is said, and stays in the form as it was written.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple, get_args
from urllib.parse import parse_qs, urlencode

from analytics.pages.asked import Span
from analytics.simulation.changed import Change, Layout
from queue_server.core.setup import PolicyName

FIELDS = ("day", "counters", "layout", "policy", "demand", "service")
"""In the order in which `onewindow.play` and `onewindow.form` (assets/callbacks.js) take them."""
LAYOUTS: tuple[str, ...] = get_args(Layout)
POLICIES: tuple[str, ...] = get_args(PolicyName)
COUNTERS_MOST = 200
DEMAND = (-95, 200)
SERVICE = (-90, 200)
TEXT_MOST = 200
"""Letters of a field that are read; nobody has a reason to write more."""

_BY_HOUR = re.compile(r"(\d{1,2})(?:\s*-\s*(\d{1,2}))?\s*[:=]\s*(\d{1,4})")
_PERCENT = re.compile(r"([+-]?)\s*(\d{1,4})\s*%?")


class Form(NamedTuple):
    """The fields as they are written; empty: as recorded. `run`: whether it is to be played."""

    day: str = ""
    counters: str = ""
    layout: str = ""
    policy: str = ""
    demand: str = ""
    service: str = ""
    run: bool = False


class Wrong(Exception):
    """Fields that cannot be understood. `messages`: one for each, with what it may be."""

    def __init__(self, messages: list[tuple[str, dict[str, object]]]) -> None:
        super().__init__(", ".join(message for message, _ in messages))
        self.messages = messages


def form(search: str) -> Form:
    """Return what an address has of a what-if."""
    said = parse_qs(search.lstrip("?"))
    values = {name: (said.get(name) or [""])[0][:TEXT_MOST].strip() for name in FIELDS}
    return Form(**values, run=said.get("run") == ["1"])


def days(written: str) -> Span | None:
    """Return the first and the last date of a day or month; None: it is none."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}", written):
            first = date.fromisoformat(f"{written}-01")
            return first, first.replace(day=monthrange(first.year, first.month)[1])
        one = date.fromisoformat(written)
    except ValueError:
        return None
    return one, one


def change(asked: Form) -> Change:
    """Return what is to be other than it was.

    Raises:
        Wrong: a field says what cannot be.
    """
    wrong: list[tuple[str, dict[str, object]]] = []
    counters = _counters(asked.counters)
    if isinstance(counters, Wrong):
        wrong += counters.messages
        counters = None
    if asked.layout and asked.layout not in LAYOUTS:
        wrong.append(("whatif-wrong-choice", {"written": asked.layout}))
    if asked.policy and asked.policy not in POLICIES:
        wrong.append(("whatif-wrong-choice", {"written": asked.policy}))
    demand = _percent(asked.demand, DEMAND)
    service = _percent(asked.service, SERVICE)
    if demand is None:
        wrong.append(("whatif-wrong-demand", {"least": DEMAND[0], "most": DEMAND[1], "written": asked.demand}))
    if service is None:
        wrong.append(("whatif-wrong-service", {"least": SERVICE[0], "most": SERVICE[1], "written": asked.service}))
    if asked.day and days(asked.day) is None:
        wrong.append(("whatif-wrong-day", {"written": asked.day}))
    if wrong:
        raise Wrong(wrong)
    assert demand is not None
    assert service is not None
    return Change(
        counters=counters,
        layout=asked.layout or "as-recorded",  # type: ignore[arg-type] # one of them
        policy=asked.policy or None,  # type: ignore[arg-type] # one of them
        demand=(100 + demand) / 100,
        service_time=(100 + service) / 100,
    )


def _counters(written: str) -> Mapping[int, int] | int | Wrong | None:
    plain = _plain(written)
    wrong = Wrong([("whatif-wrong-counters", {"most": COUNTERS_MOST, "written": written})])
    if not plain:
        return None
    if plain.isdecimal():
        return int(plain) if int(plain) <= COUNTERS_MOST else wrong
    found: dict[int, int] = {}
    for piece in filter(None, re.split(r"[,;]", plain)):
        match = _BY_HOUR.fullmatch(piece.strip())
        if match is None:
            return wrong
        first, count = int(match[1]), int(match[3])
        until = int(match[2]) if match[2] else first + 1
        if not (0 <= first < until <= 24 and count <= COUNTERS_MOST):
            return wrong
        found |= dict.fromkeys(range(first, until), count)
    return found or None


def _percent(written: str, limits: tuple[int, int]) -> int | None:
    """Return a whole percentage; None: it is none, or beyond the limits."""
    plain = _plain(written)
    if not plain:
        return 0
    match = _PERCENT.fullmatch(plain)
    if match is None:
        return None
    value = int(f"{match[1]}{match[2]}")
    return value if limits[0] <= value <= limits[1] else None


def _plain(written: str) -> str:
    """Return what was written with the signs that a Chinese keyboard, or a typographer, has for ours."""
    return written.strip().translate(str.maketrans("，；：％－−–＋０１２３４５６７８９", ",;:%---+0123456789"))


def address(search: str, **values: str) -> str:
    """Return an address with other values; an empty one is left out."""
    said = {name: given[0] for name, given in parse_qs(search.lstrip("?")).items()} | values
    kept = {name: value for name, value in said.items() if value}
    return "?" + urlencode(kept, safe=":,")
